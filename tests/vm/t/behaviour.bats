#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Behaviours of sched_ext that the kernel's selftests check (see ../selftests.md), as a user of scx-load
# sees them.
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash

bats_require_minimum_version 1.5.0

teardown() {
	clean_up
}

@test "a task placed in a queue that does not exist: exit 6, the default scheduler is back" {
	run --separate-stderr timeout 60 scx-load --object "$objects"/bogus.bpf.o
	echo "status $status: $output $stderr"
	[ "$status" = 6 ]
	[[ $stderr == *'the kernel ejected bogus'* ]]
	state_is disabled
	hackbench -g 1 -l 20 > /dev/null
}

@test "attached and detached in a loop, every time as if it were the first" {
	for _ in 1 2 3 4 5; do
		scx-load --policy fifo --detach > /dev/null
		state_is enabled
		scx-load --stop > /dev/null
		state_is disabled
	done
	hackbench -g 1 -l 20 > /dev/null
}

@test "a flag without its callback: where the kernel's reason is, nothing attached" {
	run --separate-stderr timeout 60 scx-load --object "$objects"/unfit.bpf.o
	echo "status $status: $output $stderr"
	[ "$status" = 6 ]
	[[ $stderr == *'dmesg may know'* ]]
	grep -q 'unfit: SCX_OPS_ENQ_LAST requires ops.enqueue' <<< "$(dmesg)"
	state_is disabled
}

# bandwidth: print the bandwidth of the deadline servers of all CPUs, from the table of the kernel.
bandwidth() {
	awk '/dl_bw->total_bw/ { print $NF }' /sys/kernel/debug/sched/debug
}

@test "the deadline servers' bandwidth is what it was before one was attached" {
	local before
	before=$(bandwidth)
	[ -n "$before" ]
	scx-load --policy latency --detach > /dev/null
	hackbench -g 1 -l 20 > /dev/null
	scx-load --stop > /dev/null
	echo "before: $before; after: $(bandwidth)"
	[ "$(bandwidth)" = "$before" ]
}
