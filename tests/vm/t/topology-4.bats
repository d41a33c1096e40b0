#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Four CPUs, in two cores of two threads each; and CPUs that are offline when the suite is loaded.
# vm: --cpus 4 --topology sockets=1,cores=2,threads=2
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load topology.bash

@test "4 hogs use 4 CPUs" {
	for policy in $(policies); do
		all_used "$policy" 4 200
	done
}

@test "4 hogs that were kept on one CPU spread when they are let go" {
	for policy in $(policies); do
		released "$policy" 0 4 700
	done
}

# beside: read switches; print how often one of two workers began to run while the other ran, and
# how often of these on the same core although both threads of the other core had been idle for 1
# ms.
beside() {
	awk 'NR == FNR { core[$1] = $2; next }
		{ cpu = $2 + 0 }
		$4 == "workers" && $3 ~ /^swapper/ {
			delete busy
			whole = other = 0
			for (c in idle_since)
				if (!idle_since[c] || $1 - idle_since[c] < 0.001)
					busy[core[c]] = 1
			for (c in core)
				whole += !(core[c] in busy) && core[c] != core[cpu]
			for (c in runs)
				if (runs[c] == "workers" && c != cpu)
					other = c ""
			if (other && core[other] != core[cpu])
				begun++
			else if (other && whole) {
				begun++
				shared++
			}
		}
		{ runs[cpu] = $4; idle_since[cpu] = $4 ~ /^swapper/ ? $1 : 0 }
		END { print begun + 0, shared + 0 }' <(domains) -
}

# The kernel's mask of whole idle cores can lack a core until one of its CPUs wakes (a CPU that goes
# idle races with a CPU that claims it, with a wide window under emulation). So each CPU is woken
# now and then.
@test "two tasks that sleep and wake use two cores: whole idle ones come first" {
	for policy in $(policies); do
		use "$policy"
		cyclictest --policy=other -a -t 4 -i 20000 -q > /dev/null 3>&- &
		pids+=($!)
		"$programs/workers" 2 > /dev/null 3>&- &
		load=$!
		sleep 0.3
		read -r begun same <<< "$(switches 1 | beside)"
		kill -TERM "$load"
		wait "$load" || true
		end_hogs
		echo "$policy: $same of $begun began beside the other, with a core idle"
		[ "$begun" -ge 50 ]
		# Of three idle CPUs one is a sibling: a third without regard to cores.
		[ $((same * 10)) -le "$begun" ]
	done
}

# The queue of the LLC begins with tasks that may not run on this CPU. The first task that may is
# compared.
@test "weights count among tasks that are confined to two of the CPUs" {
	for policy in weighted latency; do
		use "$policy"
		crowd=$crowd-2 hogs 6 0-1
		hogs 4 2-3
		renice -n 10 -p "${pids[@]: -2}" > /dev/null
		chrt -f -p 1 $BASHPID
		sleep 1
		ticks_in 4
		got=("${got[@]: -4}")
		chrt -o -p 0 $BASHPID
		end_hogs
		# Weights 1024 and 110: 90.3 % are due; looking at the first one only it was 71.
		part=$((100 * (got[0] + got[1]) / (got[0] + got[1] + got[2] + got[3])))
		echo "$policy: ${got[*]}: $part % for those of nice 0"
		[ $part -ge 86 ] && [ $part -le 94 ]
		still_attached
	done
}

@test "no worker starves" {
	for policy in $(policies); do
		use "$policy"
		unlost 2 16
		still_attached
	done
}

@test "status and monitor tell of 4 CPUs" {
	readable 4
}

@test "CPUs 1 and 2 are off at load: 0 and 3 work, and all four when they are back" {
	scx-load --stop
	echo 0 | tee "$cpus_dir"/cpu1/online "$cpus_dir"/cpu2/online > /dev/null
	attach_once
	readable 2
	use latency
	hogs 2 0-3
	wait_for 20 all_ran
	[ "$(most_idle 1)" -le 300 ]
	echo 1 | tee "$cpus_dir"/cpu1/online "$cpus_dir"/cpu2/online > /dev/null
	end_hogs
	for policy in $(policies); do
		all_used "$policy" 4 200
	done
	readable 4
	unlost 2 16
	still_attached
}
