#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# More faults of the loader and of policies, beside workers. Afterwards the right scheduler is in
# charge, no worker is lost, and the report is right. Tests of failure.bats and control.bats are not
# repeated here.
# bats file_tags=long
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash
load faults.bash

bats_require_minimum_version 1.5.0

setup() {
	cp /usr/bin/bash /tmp/stall-me
	work 12
}

teardown() {
	grep -q ' /sys/fs/bpf ' /proc/mounts || mount -t bpf bpf /sys/fs/bpf
	clean_up
	ungroup small
}

@test "out of memory where a detached policy was started: it stays" {
	group small memory
	echo 64M > "$cgroups/small/memory.max"
	bash -c 'echo $$ > /sys/fs/cgroup/small/cgroup.procs; exec scx-load --policy latency --detach'
	bash -c 'echo $$ > /sys/fs/cgroup/small/cgroup.procs
		exec head -c 100M /dev/zero > /dev/shm/full' || status=$?
	rm -f /dev/shm/full
	[ "${status:-0}" != 0 ]
	state_is enabled
	all_move
	scx-load --status
	scx-load --stop
	recovered
}

@test "SIGSTOP of the loader: an ejection meanwhile is reported when it goes on" {
	start --policy latency
	kill -STOP "$loader"
	all_move
	echo S > /proc/sysrq-trigger
	wait_for 10 state_is disabled
	all_move
	kill -CONT "$loader"
	status=0
	loader_ends || status=$?
	[ "$status" = 6 ]
	says 'the kernel ejected latency: disabled by sysrq-S'
	recovered
}

@test "SIGSTOP of the loader: another one stops it" {
	start --policy weighted
	kill -STOP "$loader"
	scx-load --stop
	state_is disabled
	kill -CONT "$loader"
	loader_ends
	says 'weighted: stopped by scx-load'
	recovered
}

@test "a stall while nobody watches: a detached policy is ejected, the next one starts" {
	scx-load --object "$objects/stall.bpf.o" --policy fifo --watchdog 1500 --detach
	hog 0-1
	/tmp/stall-me -c 'while :; do sleep 0.1; done' 3>&- &
	wait_for 20 state_is disabled
	kill -9 "$hog" $!
	recovered
	[[ $output == *'last exit:'*'stall'* ]]
	start --policy latency
	stop
}

@test "bpffs is unmounted: the foreground goes on, a detached policy ends with its pins" {
	start --policy weighted
	umount /sys/fs/bpf
	all_move
	still_runs
	run --separate-stderr scx-load --policy fifo
	echo "$status: $output $stderr"
	[ "$status" = 3 ]
	still_runs
	stop
	state_is disabled
	mount -t bpf bpf /sys/fs/bpf
	scx-load --policy latency --detach
	umount /sys/fs/bpf
	mount -t bpf bpf /sys/fs/bpf
	recovered
}
