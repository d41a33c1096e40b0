#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Where and how much tasks run: affinity, CPU hotplug, shares by weight.
# shellcheck disable=SC1091,SC2154

load lib.bash

teardown() {
	echo 1 > /sys/devices/system/cpu/cpu1/online
	clean_up
}

# The CPU a process is on: field 39 of its stat.
cpu_of() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f37
}

# bats test_tags=ends
@test "a pinned task runs where it is pinned, and moves with its mask" {
	for policy in $policies; do
		start --policy "$policy"
		hog 0-1
		other=$hog
		for cpu in 1 0; do
			hog $cpu
			for _ in $(seq 10); do
				[ "$(cpu_of "$hog")" = $cpu ]
				sleep 0.02
			done
			taskset -p -c $((1 - cpu)) "$hog"
			runs "$hog"
			[ "$(cpu_of "$hog")" = $((1 - cpu)) ]
			kill -9 "$hog"
		done
		kill -9 "$other"
		still_runs
		stop
	done
}

# bats test_tags=ends
@test "a CPU goes off and on under load, and the policy stays" {
	for policy in $policies; do
		start --policy "$policy"
		hackbench -g 2 -l 400 -P 3>&- > /dev/null &
		load=$!
		hog 1 # its only CPU goes away: the kernel lets it run elsewhere
		pinned=$hog
		hog 0-1
		free=$hog
		runs "$pinned" # or its taskset may find the CPU gone
		for _ in 1 2 3; do
			echo 0 > /sys/devices/system/cpu/cpu1/online
			sleep 0.5
			[ "$(cat /sys/devices/system/cpu/cpu1/online)" = 0 ]
			runs "$pinned"
			echo 1 > /sys/devices/system/cpu/cpu1/online
			taskset -p -c 1 "$pinned"
			sleep 0.3
		done
		kill -9 "$pinned" "$free"
		wait "$load"
		still_runs
		stop
	done
}

# shares SECONDS CPUS NICE...: CPU time of one hog for each NICE, per mille of their sum.
shares() {
	local seconds=$1 cpus=$2 nice pids=() before=() pid
	shift 2
	for nice; do
		hog "$cpus" "$nice"
		pids+=("$hog")
	done
	sleep 0.5
	for pid in "${pids[@]}"; do
		before+=("$(ticks "$pid")")
	done
	sleep "$seconds"
	for pid in "${pids[@]}"; do
		ticks "$pid"
	done > "$BATS_TEST_TMPDIR/after"
	kill -9 "${pids[@]}"
	printf '%s\n' "${before[@]}" | paste - "$BATS_TEST_TMPDIR/after" |
		awk '{ used[NR] = $2 - $1; sum += used[NR] }
			END { for (i = 1; i <= NR; i++) printf "%d ", used[i] * 1000 / sum }'
}

# near VALUE WANTED TOLERANCE
near() {
	[ "$1" -ge $(($2 - $3)) ] && [ "$1" -le $(($2 + $3)) ]
}

# bats test_tags=ends
@test "weighted and latency: nice 0 against nice 10 share one CPU by weight" {
	for policy in weighted latency; do
		start --policy "$policy"
		# Weights 1024 and 110: 903 and 97 per mille.
		read -r first second <<< "$(shares 6 0 0 10)"
		echo "$policy: $first $second"
		near "$first" 903 20
		near "$second" 97 20
		stop
	done
}

# bats test_tags=ends
@test "weighted and latency: nice 0, 0, 5, 10 share two CPUs by weight" {
	for policy in weighted latency; do
		start --policy "$policy"
		# Weights 1024, 1024, 335 and 110: 411, 411, 134 and 44 per mille.
		read -r a b c d <<< "$(shares 6 0-1 0 0 5 10)"
		echo "$policy: $a $b $c $d"
		near "$a" 411 30
		near "$b" 411 30
		near "$c" 134 30
		near "$d" 44 30
		stop
	done
}

# bats test_tags=ends
@test "fifo: equal turns whatever nice says" {
	start --policy fifo
	read -r a b <<< "$(shares 4 0 0 10)"
	echo "$a $b"
	near "$a" 500 30
	stop
}

# bats test_tags=ends
@test "fifo: nobody waits longer than 100 ms for each task ahead" {
	start --policy fifo
	for ((i = 0; i < 10; i++)); do
		hog 1 $((i * 2))
	done
	scx-monitor --json -n 1 -d 4 --tasks > "$BATS_TEST_TMPDIR/frame"
	jq -c '.tasks[] | [.comm, .waits, .max_ns]' "$BATS_TEST_TMPDIR/frame"
	# The hogs, which wait for nine others in their turns, are not below the bound for want of turns.
	jq -e '[.tasks[] | select(.comm == "sh")] |
		length == 10 and all(.[]; .waits >= 10 and .max_ns <= 9 * 100 * 1000000)' \
		"$BATS_TEST_TMPDIR/frame"
	stop
}

# bats test_tags=ends
@test "no CPU idles while work waits: two hogs use two CPUs" {
	for policy in $policies; do
		start --policy "$policy"
		hog 0-1
		one=$hog
		hog 0-1
		two=$hog
		sleep 1
		at_first=$(($(ticks "$one") + $(ticks "$two")))
		sleep 2
		used=$(($(ticks "$one") + $(ticks "$two") - at_first))
		kill -9 "$one" "$two"
		echo "$policy: $used of 400 ticks"
		[ $used -gt 360 ]
		stop
	done
}

# newcomers_run SECONDS CPUS NICE...: hogs of these values for so long, then one of nice 0 on each
# CPU: they and the first hog must all run within runs()'s time.
newcomers_run() {
	local seconds=$1 cpus=$2 hogs=() nice pid
	shift 2
	for nice; do
		hog "$cpus" "$nice"
		hogs+=("$hog")
	done
	sleep "$seconds"
	for cpu in 0 1; do
		hog $cpu
		hogs+=("$hog")
	done
	for pid in "${hogs[0]}" "${hogs[@]: -2}"; do
		runs "$pid"
	done
	kill -9 "${hogs[@]}"
}

# bats test_tags=ends
@test "weighted and latency: no claim and no debt is so large that anyone starves" {
	for policy in weighted latency; do
		start --policy "$policy" --watchdog 15000
		newcomers_run 2 0 19         # a light task that had the CPU for itself owes a lot
		newcomers_run 6 0-1 -20 0 0 0 # a heavy one can claim more than the one CPU it can use
		still_runs
		stop
	done
}
