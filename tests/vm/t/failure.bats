#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# A failure gives one line and the documented exit status, and leaves nothing behind.
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash

bats_require_minimum_version 1.5.0

setup() {
	cp /usr/bin/bash /tmp/stall-me
}

teardown() {
	clean_up
}

# fails STATUS TEXT COMMAND...: COMMAND ends with STATUS, one line with TEXT on stderr, nothing on
# stdout.
fails() {
	local status_wanted=$1 text=$2
	shift 2
	run --separate-stderr "$@"
	echo "status $status: $output $stderr"
	[ "$status" = "$status_wanted" ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ $stderr == *"$text"* ]]
	state_is disabled
}

stall_ejects() {
	start --object "$objects"/stall.bpf.o --policy "$1" --watchdog 1500 --dump-dir /tmp/dumps
	hog 0-1
	hog 0-1
	/tmp/stall-me -c 'while :; do sleep 0.1; done' 3>&- &
	loader_ends || status=$?
	[ "$status" = 6 ]
	state_is disabled
	cat "$BATS_TEST_TMPDIR/err"
	says "the kernel ejected $1: runnable task stall: stall-me"
	says "the kernel's default scheduler runs"
	dump=$(sed -n 's/.*dump is in //p' "$BATS_TEST_TMPDIR/err")
	[ -s "$dump" ]
	grep -q 'stall-me' "$dump"
	# The machine goes on, and so do the tasks that were stuck.
	hackbench -g 1 -l 20 > /dev/null
}

# bats test_tags=ends,quick
@test "fifo: a stall is ejected by the watchdog: reason, dump, exit 6" {
	stall_ejects fifo
}

# bats test_tags=ends,quick
@test "weighted: a stall is ejected by the watchdog: reason, dump, exit 6" {
	stall_ejects weighted
}

# bats test_tags=quick
@test "latency: a stall is ejected by the watchdog: reason, dump, exit 6" {
	stall_ejects latency
}

# bats test_tags=quick
@test "SysRq-S: exit 6 with the kernel's reason" {
	start --policy latency
	echo S > /proc/sysrq-trigger
	loader_ends || status=$?
	[ "$status" = 6 ]
	says 'the kernel ejected latency: disabled by sysrq-S'
	state_is disabled
}

# bats test_tags=quick
@test "kill -9 of the loader: the machine is on its default scheduler" {
	start --policy weighted
	kill -9 "$loader"
	wait_for 10 state_is disabled
	hackbench -g 1 -l 20 > /dev/null
	start --policy fifo
	stop
}

# On 6.12 closing a link unregisters the scheduler that is attached at that time, whichever it is.
@test "what is left of a detached policy that was ejected does not end the next one" {
	scx-load --policy fifo --detach
	"$objects/../hold-pin" /sys/fs/bpf/scx-load/link > "$BATS_TEST_TMPDIR/holder" 3>&- &
	holder=$!
	wait_for 10 grep -q held "$BATS_TEST_TMPDIR/holder"
	echo S > /proc/sysrq-trigger
	wait_for 10 state_is disabled
	scx-load --policy weighted --detach
	seq=$(enable_seq)
	kill -9 $holder
	wait $holder || true
	sleep 0.5
	state_is enabled
	[ "$(enable_seq)" = "$seq" ]
	scx-load --stop
}

# bats test_tags=quick
@test "the verifier rejects a program: its name and the verifier's log, exit 1" {
	run --separate-stderr scx-load --object "$objects"/reject.bpf.o
	[ "$status" = 1 ]
	[[ ${stderr_lines[0]} == *'rejected program reject_running'*' at reject.bpf.c:'[0-9]*' (in reject_running): '* ]]
	[ "${stderr_lines[0]%; *}" = "${stderr_lines[-1]%; *}" ]
	[[ $stderr == *'processed '*' insns'* ]]
	[ -z "$output" ]
	# Not the statistics that a dry run asks for, nor those of a program that was accepted.
	run --separate-stderr scx-load --object "$objects"/reject.bpf.o --dry-run
	echo "$status: $output $stderr"
	[ "$status" = 1 ]
	[[ $stderr == *'rejected program reject_running'*'R'*'=map_value'* ]]
	[ -z "$output" ]
	state_is disabled
}

# bats test_tags=quick
@test "ops.init() fails: exit 6 with the kernel's reason, nothing attached" {
	run --separate-stderr scx-load --object "$objects"/initfail.bpf.o
	echo "$output $stderr"
	[ "$status" = 6 ]
	[[ $stderr == *'the kernel ejected initfail: '*'ops.init() failed (-28)'* ]]
	state_is disabled
	run scx-load --status
	[[ $output == *'last exit:'*'initfail: '*'ops.init() failed (-28)'* ]]
}

# bats test_tags=newest,quick
@test "unknown policy, tunable, option, bad value: exit 2 and the nearest name" {
	fails 2 "did you mean 'latency'" scx-load --policy latncy
	fails 2 "did you mean 'slice_us'" scx-load --policy fifo --set slic_us=3
	fails 2 'from 100 to 1000000' scx-load --policy fifo --set slice_us=1
	fails 2 "did you mean '--policy'" scx-load --polcy fifo
	fails 2 'which policy' scx-load
}

# bats test_tags=newest,quick
@test "files that are no scheduler: exit 1" {
	fails 1 'cannot open /nowhere' scx-load --object /nowhere
	fails 1 'not a BPF object' scx-load --object /bin/busybox
	: > /tmp/empty
	fails 1 'not a BPF object' scx-load --object /tmp/empty
	head -c 5000 "$objects"/stall.bpf.o > /tmp/short
	fails 1 'not a BPF object' scx-load --object /tmp/short
}

# bats test_tags=newest,quick
@test "not root: exit 5; --help, --version and --list work" {
	nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	fails 5 'needs root' "${nobody[@]}" scx-load --policy latency
	"${nobody[@]}" scx-load --help | grep -q '^usage'
	"${nobody[@]}" scx-load --version | grep -q '^scx-load [0-9]'
	"${nobody[@]}" scx-load --list | grep -q '^latency '
}

# bats test_tags=newest
@test "a kernel that shows no types: exit 4 with the cure, also by the check" {
	local said status=0
	mount -t tmpfs hidden /sys/kernel/btf
	said=$(scx-load --policy fifo 2>&1) || status=$?
	run scx-load --check
	umount /sys/kernel/btf
	echo "$said, $status; $output"
	[[ $said == *'no BTF types'*'6.12 or newer'* && $status = 4 ]]
	[[ $output == *'fail  BTF '*CONFIG_DEBUG_INFO_BTF=y* ]]
	state_is disabled
}

# The types of the kernel with these members and this function under other names stand for a kernel
# that was built without them.
# bats test_tags=newest
@test "without CONFIG_EXT_GROUP_SCHED: the check warns, the policies run without cgroups" {
	local types=/sys/kernel/btf/vmlinux
	"$objects/../hide" cgroup_init cgroup_exit cgroup_move cgroup_set_weight cgroup_set_idle \
		scx_bpf_task_cgroup < $types > /tmp/types
	mount --bind /tmp/types $types
	run scx-load --check
	echo "$output"
	start --policy weighted -vv || true
	umount $types
	[ "$status" = 0 ]
	[[ $output == *'warn  cgroup weights '*'use a kernel with CONFIG_EXT_GROUP_SCHED=y'* ]]
	says 'this kernel has no ops.cgroup_init: left out'
	hackbench -g 1 -l 50 > /dev/null
	still_runs
	stop
	echo "# fallback task_cgroup: old (no type of scx_bpf_task_cgroup, all tasks are of the root)" >&3
}
