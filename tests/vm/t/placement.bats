#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Where tasks run and how long they wait: affinity, CPU hotplug, turns, idle CPUs. Shares by weight:
# shares.bats.
# shellcheck disable=SC1091,SC2154

load attached.bash

# Where a virtual time of the least weight is waited for, the watchdog would be first.
setup() {
	attached --watchdog 15000
}

teardown() {
	echo 1 > /sys/devices/system/cpu/cpu1/online
	end_jobs
}

# Print the CPU that a process is on: field 39 of its stat.
cpu_of() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f37
}

# bats test_tags=ends,quick
@test "a pinned task runs where it is pinned, and moves with its mask" {
	for policy in $(policies); do
		use "$policy"
		hog 0-1
		other=$hog
		for cpu in 1 0; do
			hog $cpu
			for _ in 1 2 3 4 5; do
				[ "$(cpu_of "$hog")" = $cpu ]
				sleep 0.02
			done
			taskset -p -c $((1 - cpu)) "$hog"
			runs "$hog"
			[ "$(cpu_of "$hog")" = $((1 - cpu)) ]
			kill -9 "$hog"
		done
		kill -9 "$other"
		still_attached
	done
}

# bats test_tags=ends
@test "a CPU goes off and on under load, and the policy stays" {
	for policy in $(policies); do
		use "$policy"
		hackbench -g 1 -l 400 -P 3>&- > /dev/null &
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
			sleep 0.2
		done
		kill -9 "$pinned" "$free"
		wait "$load"
		still_attached
	done
}

# bats test_tags=ends,quick
@test "fifo: equal turns whatever nice says" {
	use fifo
	hog 0
	one=$hog
	hog 0 10
	sleep 0.5
	before=$(ticks "$one") of=$(ticks "$hog")
	sleep 4
	before=$(($(ticks "$one") - before)) of=$(($(ticks "$hog") - of))
	echo "$before and $of ticks"
	[ $((before * 100)) -ge $(((before + of) * 47)) ]
	[ $((before * 100)) -le $(((before + of) * 53)) ]
	kill -9 "$one" "$hog"
	still_attached
}

# bats test_tags=ends
@test "fifo: nobody waits longer than 100 ms for each task ahead" {
	use fifo
	for ((i = 0; i < 10; i++)); do
		hog 1 $((i * 2))
	done
	scx-monitor --json -n 1 -d 4 --tasks > "$BATS_TEST_TMPDIR/frame"
	jq -c '.tasks[] | [.comm, .waits, .max_ns]' "$BATS_TEST_TMPDIR/frame"
	# The hogs, which wait for nine others in their turns, are not below the bound for want of
	# turns.
	jq -e '[.tasks[] | select(.comm == "sh")] |
		length == 10 and all(.[]; .waits >= 10 and .max_ns <= 9 * 100 * 1000000)' \
		"$BATS_TEST_TMPDIR/frame"
	still_attached
}

# Each of the two is put into the CPU's local queue before the other one sleeps, because the kernel takes
# the CPU of a waker for idle. Without a counter-measure no task would ever be taken from the queue of
# the tasks that are pinned there. 6.12 does so whenever another CPU is idle.
# bats test_tags=ends
@test "two tasks that wake each other leave a pinned hog its part" {
	for policy in $(policies); do
		use "$policy"
		hog 1
		taskset -c 1 /usr/lib/scx-ab/bin/pingpong --seconds 3 > "$BATS_TEST_TMPDIR/rate" 3>&- &
		pair=$!
		wait_for 5 has_child "$pair"
		for pid in "$pair" $(children "$pair"); do
			taskset -pc 0-1 "$pid"
		done
		before=$(ticks "$hog")
		sleep 1
		got=$(($(ticks "$hog") - before))
		wait "$pair"
		kill -9 "$hog"
		echo "$policy: $got of 100 ticks"
		[ $got -ge 30 ]
	done
	still_attached
}

# bats test_tags=ends,quick
@test "no CPU idles while work waits: two hogs use two CPUs" {
	for policy in $(policies); do
		use "$policy"
		hog 0-1
		one=$hog
		hog 0-1
		two=$hog
		sleep 0.5
		at_first=$(($(ticks "$one") + $(ticks "$two")))
		sleep 1.5
		used=$(($(ticks "$one") + $(ticks "$two") - at_first))
		kill -9 "$one" "$two"
		echo "$policy: $used of 300 ticks"
		[ $used -gt 270 ]
	done
	still_attached
}

# Since Linux 7.0: a deadline server lets the tasks run where they were; before that: they must leave.
# bats test_tags=ends
@test "a SCHED_FIFO task takes a CPU: what can run elsewhere does" {
	for policy in $(policies); do
		use "$policy"
		hogs=()
		for _ in 1 2 3 4; do
			hog 0-1
			hogs+=("$hog")
		done
		runs "$hog"
		chrt -f 10 taskset -c 1 sh -c 'while :; do :; done' 3>&- &
		rt=$!
		runs $rt
		for pid in "${hogs[@]}"; do
			runs "$pid"
		done
		kill -9 $rt "${hogs[@]}"
		still_attached
	done
}

# newcomers_run SECONDS CPUS NICE...: run hogs of these nice values for that time, then add a hog of nice 0
# on each CPU. The new hogs and the first one must all run within the limit of runs().
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

# crowd_comes: 4 hogs of the greatest weight come when a hog of the least weight is in debt already. Virtual
# time is 200 times slower from then on, and all must still run within the limit of runs(). The test
# itself is a real-time task, because its processes would have a turn every few seconds only.
crowd_comes() {
	local hogs=() at pid
	chrt -f -p 1 $BASHPID
	for at in "0 0" "0 19" "0-1 -20"{,,,}; do
		# shellcheck disable=SC2086,SC2016 # two words; the inner shell's
		chrt -o 0 bash -c 'taskset -pc $0 $$ > /dev/null; renice -n $1 $$ > /dev/null; while :; do :; done' \
			$at 3>&- &
		hogs+=($!)
		sleep 0.2
	done
	for pid in "${hogs[@]}"; do
		runs "$pid"
	done
	scx-monitor --openmetrics > "$BATS_TEST_TMPDIR/metrics"
	kill -9 "${hogs[@]}"
	chrt -o -p 0 $BASHPID
	grep "^scx_overdue_total.*} [1-9]" "$BATS_TEST_TMPDIR/metrics"
}

# bats test_tags=ends
@test "weighted and latency: no claim and no debt is so large that anyone starves" {
	for policy in weighted latency; do
		use "$policy"
		newcomers_run 1 0 19         # a light task that had the CPU for itself owes a lot
		newcomers_run 4 0-1 -20 0 0 0 # a heavy one can claim more than the one CPU it can use
		still_attached
	done
	crowd_comes
	still_attached
}
