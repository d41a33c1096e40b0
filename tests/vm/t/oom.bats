#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# The kernel kills the loader because memory runs out, beside workers.
# bats file_tags=long
# shellcheck disable=SC1091,SC2154

load lib.bash
load faults.bash

@test "out of memory: the loader is killed while it loads; and attached" {
	work 4
	group small memory
	echo 4M > "$cgroups/small/memory.max"
	run bash -c 'echo $$ > /sys/fs/cgroup/small/cgroup.procs; exec scx-load --policy fifo'
	[ "$status" = 137 ]
	grep -q '^oom_kill [1-9]' "$cgroups/small/memory.events"
	recovered

	echo 64M > "$cgroups/small/memory.max"
	start --policy weighted
	echo 1000 > "/proc/$loader/oom_score_adj"
	echo "$loader" > "$cgroups/small/cgroup.procs"
	# Pages of a tmpfs belong to no process that the kernel could kill instead.
	bash -c 'echo -900 > /proc/self/oom_score_adj
		echo $$ > /sys/fs/cgroup/small/cgroup.procs
		exec head -c $((100 << 20)) /dev/zero > /dev/shm/full' || true
	rm -f /dev/shm/full
	status=0
	loader_ends || status=$?
	[ "$status" = 137 ]
	recovered
}

teardown() {
	clean_up
	ungroup small
}
