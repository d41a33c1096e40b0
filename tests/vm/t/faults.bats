#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Faults of the machine and extreme loads, under every policy. Afterwards the same scheduler is in
# charge, and no worker is lost.
# vm: --cpus 4
# bats file_tags=long
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash
load faults.bash

teardown() {
	for cpu in 1 2 3; do
		echo 1 > "$cpus/cpu$cpu/online"
	done
	clean_up
	for name in one two; do
		ungroup $name
	done
}

# 34 times for each of three policies.
hotplug() {
	for ((i = 0; i < 34; i++)); do
		echo 0 > "$cpus/cpu$((i % 3 + 1))/online"
		echo 1 > "$cpus/cpu$((i % 3 + 1))/online"
	done
}

@test "102 cycles of CPU hotplug under hackbench" {
	start --policy fifo
	work 12
	hackbench -g 1 -l 1000000 3>&- > /dev/null &
	load=$!
	each_policy hotplug
	kill "$load" # gently, or its children go on
	stop
}

lonely_cpu() {
	for cpu in 1 2 3; do
		echo 0 > "$cpus/cpu$cpu/online"
	done
	[ "$(cat "$cpus"/online)" = 0 ]
	all_move
	for cpu in 3 1 2; do
		echo 1 > "$cpus/cpu$cpu/online"
	done
	[ "$(cat "$cpus"/online)" = 0-3 ]
}

@test "all CPUs but one go offline and come back" {
	start --policy fifo
	work 24
	each_policy lonely_cpu
	stop
}

# The next mask of a row with single CPUs, pairs and all CPUs.
affinity_storm() {
	local masks=(0 1 2 3 "0,2" "1,3" 0-3 1-3)
	team
	for ((i = 0; i < 40; i++)); do
		taskset -pc "${masks[RANDOM % 8]}" "${team[RANDOM % ${#team[@]}]}" > /dev/null
	done
}

@test "affinity storm" {
	RANDOM=1
	start --policy fifo
	work 24
	each_policy affinity_storm
	stop
}

cpuset_storm() {
	local masks=(0 1 2 3 "0,2" "1,3" 0-3 1-3) names=(one two)
	team
	for ((i = 0; i < 80; i++)); do
		echo "${masks[RANDOM % 8]}" > "$cgroups/${names[i % 2]}/cpuset.cpus"
		echo "${team[RANDOM % ${#team[@]}]}" > "$cgroups/${names[RANDOM % 2]}/cgroup.procs"
	done
}

@test "cpuset storm: masks of cgroups change and tasks move between them" {
	RANDOM=1
	start --policy fifo
	work 24
	group one cpuset
	group two cpuset
	each_policy cpuset_storm
	stop
}

bomb() {
	# shellcheck disable=SC2016
	bash -c 'echo $$ > /sys/fs/cgroup/one/cgroup.procs; b() { b | b & b; }; b' 2> /dev/null 3>&- &
	wait_for 20 grep -qv '^max 0$' "$cgroups/one/pids.events"
	nap 1
	all_move
	ungroup one
	group one pids
	echo 100 > "$cgroups/one/pids.max"
}

@test "a fork bomb within a limit of 100 tasks" {
	start --policy fifo
	work 12
	group one pids
	echo 100 > "$cgroups/one/pids.max"
	each_policy bomb
	stop
}

# Of the 670, one task of each pair and some others sleep, so 500 are runnable at any time.
@test "5,000 sleeping and 500 runnable tasks" {
	# Before them all, as each of its hundreds of steps would take half a second among them.
	chrt -f -p 1 $BASHPID
	start --policy fifo
	work 670 5000
	each_policy true
	rest
	stop
	chrt -o -p 0 $BASHPID
}

freeze_and_thaw() {
	for ((i = 0; i < 20; i++)); do
		echo 1 > "$cgroups/one/cgroup.freeze"
		nap 0.05
		echo 0 > "$cgroups/one/cgroup.freeze"
		nap 0.05
	done
	# The freeze has taken effect: no worker makes progress.
	echo 1 > "$cgroups/one/cgroup.freeze"
	wait_for 10 grep -q 'frozen 1' "$cgroups/one/cgroup.events"
	ask_workers
	nap 0.5
	ask_workers
	[[ $moved == *"stuck=24 "* ]]
	echo 0 > "$cgroups/one/cgroup.freeze"
}

@test "cgroups are frozen and thawed" {
	start --policy fifo
	work 24
	group one
	team
	for pid in "${team[@]}"; do
		echo "$pid" > "$cgroups/one/cgroup.procs"
	done
	each_policy freeze_and_thaw
	stop
}

clock_jumps() {
	local now
	now=$(date +%s)
	for jump in 86400 -86400 315360000 -315360000; do
		date -s "@$((now + jump))" > /dev/null
		all_move
		scx-load --status --json | jq -e '.attached and .uptime_s >= 0 and .uptime_s < 300'
	done
	date -s "@$now" > /dev/null
}

@test "the clock jumps by a day and by ten years" {
	start --policy fifo
	work 12
	each_policy clock_jumps
	stop
}

suspend() {
	local slept
	slept=$(cat /sys/power/suspend_stats/success)
	echo freeze > /sys/power/state
	[ "$(cat /sys/power/suspend_stats/success)" = $((slept + 1)) ]
}

# The suspend stops before the CPUs would idle until an event wakes them, because QEMU has no such
# event. Debian's kernels lack CONFIG_PM_DEBUG; the 6.12 that tests/vm/kernel builds has it.
@test "the machine is suspended to idle and goes on" {
	[ -w /sys/power/pm_test ] || skip "this kernel has no pm_test"
	echo platform > /sys/power/pm_test
	start --policy fifo
	work 12
	each_policy suspend
	stop
}

# A task on CPU 1 beside a SCHED_FIFO task that never sleeps. Since Linux 7.0: the deadline server
# for sched_ext gives it 5 %; before that: it starves, and the watchdog ejects the policy.
@test "a SCHED_FIFO hog on one CPU" {
	start --policy fifo --watchdog 4000
	work 12
	team
	chrt -f 10 taskset -c 1 sh -c 'while :; do :; done' 3>&- &
	rt=$!
	wait_for 5 runs $rt
	taskset -pc 1 "${team[0]}"
	if [ -d /sys/kernel/debug/sched/ext_server ]; then
		nap 5
		each_policy true
		kill -9 $rt
		stop
	else
		loader_ends || status=$?
		[ "$status" = 6 ]
		says 'the kernel ejected fifo: runnable task stall'
		state_is disabled
		kill -9 $rt
		all_move
	fi
}
