#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Differences between kernels: which side of each fallback runs here. kprobes watch one run of all
# policies. Each test then looks at one fallback and prints a line "# fallback NAME: SIDE ..." into
# the TAP, from which `matrix` sees that both sides have run, on one kernel or another.
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash

bats_require_minimum_version 1.5.0

tracing=/sys/kernel/tracing
forwards=$tracing/instances/forwards
cpu1=/sys/devices/system/cpu/cpu1/online
watched='scx_bpf_now bpf_ktime_get_ns scx_bpf_dsq_insert scx_bpf_dispatch scx_bpf_dsq_insert_vtime
	scx_bpf_dispatch_vtime scx_bpf_dsq_move_to_local scx_bpf_consume scx_bpf_dsq_move
	scx_bpf_dispatch_from_dsq scx_bpf_task_set_slice scx_bpf_dsq_peek scx_bpf_task_cgroup'

# there FUNCTION: does this kernel have it?
there() {
	grep -q " [tT] $1\$" /proc/kallsyms
}

# Every policy under hackbench, while a CPU goes offline with waiting tasks, and alone on a CPU.
use_them_all() {
	local policy hogs
	scx-load --policy fifo --detach
	for policy in $(policies); do
		scx-load --policy "$policy"
		hackbench -g 1 -l 50 > /dev/null
		hogs=()
		for cpus in 1 1 0-1 0-1 0-1 0-1 0-1; do
			hog $cpus
			hogs+=("$hog")
		done
		for _ in 1 2 3; do
			"$objects/../strand" 1
			sleep 0.2
			echo 0 > $cpu1
			echo 1 > $cpu1
		done
		kill -9 "${hogs[@]}"
		hog 0
		sleep 0.5
		kill -9 "$hog"
	done
	scx-monitor --json -n 1 -d 0.2 | jq .total.counts > "$BATS_FILE_TMPDIR/last"
	scx-load --status --json > "$BATS_FILE_TMPDIR/status"
	scx-load --stop
}

# watch_forwards: count iterators that begin at the head of a queue, for hits(). Iterators that look
# for overdue tasks begin at the end, on every kernel.
watch_forwards() {
	local event=$forwards/events/fallbacks/iterates
	mkdir $forwards
	# shellcheck disable=SC2016 # the kernel expands it
	echo 'p:fallbacks/iterates bpf_iter_scx_dsq_new flags=$arg3:u64' >> $tracing/kprobe_events
	echo 'flags == 0' > $event/filter
	echo 1 > $event/enable
}

setup_file() {
	local function
	for function in $watched; do
		! there "$function" || echo "p:fallbacks/$function $function" >> $tracing/kprobe_events
	done
	echo 1 > $tracing/events/fallbacks/enable
	watch_forwards
	use_them_all
	echo 0 > $tracing/events/fallbacks/enable
	cat $tracing/kprobe_profile > "$BATS_FILE_TMPDIR/hits"
	echo "iterates_forwards $(grep -c iterates $forwards/trace)" >> "$BATS_FILE_TMPDIR/hits"
	rmdir $forwards
	: > $tracing/kprobe_events
}

# hits FUNCTION: print how often it was called, 0 if the kernel lacks it.
hits() {
	awk -v name="$1" '$1 == name { n = $2 } END { print n + 0 }' "$BATS_FILE_TMPDIR/hits"
}

# side NAME SIDE EVIDENCE: print which side ran, for the record.
side() {
	echo "# fallback $1: $2 ($3)" >&3
}

# either NAME NEW OLD [TIMES]: the new function ran if the kernel has it, otherwise the old one.
# Where the kernel has the new function, the old one ran at most TIMES, for another purpose.
either() {
	local new old
	new=$(hits "$2") old=$(hits "$3")
	echo "$2 ran $new times, $3 $old times"
	if there "$2"; then
		[ "$new" -gt 0 ]
		[ "$old" -le "${4:-0}" ]
		side "$1" new "$2 ran $new times, $3 $old"
	else
		[ "$old" -gt "${4:-0}" ]
		side "$1" old "$3 ran $old times, there is no $2"
	fi
}

@test "fallback: scx_bpf_now, else bpf_ktime_get_ns" {
	either now scx_bpf_now bpf_ktime_get_ns 5 # each switch takes its time from the latter
}

@test "fallback: scx_bpf_dsq_insert, else scx_bpf_dispatch" {
	either dsq_insert scx_bpf_dsq_insert scx_bpf_dispatch
}

@test "fallback: scx_bpf_dsq_insert_vtime, else scx_bpf_dispatch_vtime" {
	either dsq_insert_vtime scx_bpf_dsq_insert_vtime scx_bpf_dispatch_vtime
}

@test "fallback: scx_bpf_dsq_move_to_local, else scx_bpf_consume" {
	either dsq_move_to_local scx_bpf_dsq_move_to_local scx_bpf_consume
}

# A CPU that goes offline iterates on every kernel, and so does one whose queue begins with a task
# that may not run there.
@test "fallback: scx_bpf_dsq_peek, else an iterator" {
	either dsq_peek scx_bpf_dsq_peek iterates_forwards $(($(hits scx_bpf_dsq_peek) / 2))
}

# Used when a CPU goes offline with tasks in its queues. On a kernel that empties the queues first,
# the program strand makes the suite use it.
@test "fallback: scx_bpf_dsq_move, else scx_bpf_dispatch_from_dsq" {
	either dsq_move scx_bpf_dsq_move scx_bpf_dispatch_from_dsq
}

# A kernel without CONFIG_EXT_GROUP_SCHED lacks it: failure.bats runs that side.
@test "fallback: scx_bpf_task_cgroup, else all are of the root" {
	echo "scx_bpf_task_cgroup ran $(hits scx_bpf_task_cgroup) times"
	there scx_bpf_task_cgroup
	[ "$(hits scx_bpf_task_cgroup)" -gt 0 ]
	side task_cgroup new "scx_bpf_task_cgroup ran $(hits scx_bpf_task_cgroup) times"
}

# The suite counts each slice that it renews. Without the function the renewal was a store.
@test "fallback: scx_bpf_task_set_slice, else a store" {
	local kept set
	kept=$(jq .kept "$BATS_FILE_TMPDIR/last") set=$(hits scx_bpf_task_set_slice)
	echo "$kept slices renewed by the last policy, scx_bpf_task_set_slice ran $set times by all"
	[ "$kept" -gt 0 ]
	if there scx_bpf_task_set_slice; then
		[ "$set" -ge "$kept" ]
		side task_set_slice new "scx_bpf_task_set_slice ran $set times"
	else
		[ "$set" = 0 ]
		side task_set_slice old "at least $kept stores, there is no scx_bpf_task_set_slice"
	fi
}

@test "fallback: a flag of the suite's that the kernel does not know is left out" {
	run scx-load -vv --policy fifo --dry-run
	echo "$output" | grep -i flags || true
	[ "$status" = 0 ]
	if grep -q 'does not know ops.flags 0x10: left out' <<< "$output"; then
		side ops_flags old 'SCX_OPS_ENQ_MIGRATION_DISABLED left out, attached all the same'
	else
		side ops_flags new 'SCX_OPS_ENQ_MIGRATION_DISABLED is known and was passed on'
	fi
	# Nor may the kernel grumble about one that has had its time.
	start --policy fifo
	stop
	run ! grep 'sched_ext.*deprecated' <<< "$(dmesg)"
}

@test "fallback: a callback that the kernel has no member for is left out, the others stay" {
	run scx-load -vv --object "$objects/fitted.bpf.o" --dry-run
	echo "$output"
	[ "$status" = 0 ]
	grep -q 'has no ops.of_the_future: left out' <<< "$output"
	run ! grep -q 'has no ops.init: left out' <<< "$output"
	side ops_member old 'ops.of_the_future left out'
	side ops_member new 'ops.init stays'
}

@test "fallback: the ext deadline server is told from the kernel's types, rightly" {
	run scx-load --check
	if [ -d /sys/kernel/debug/sched/ext_server ]; then
		[[ $output != *'no ext deadline server'* ]]
		side ext_server new 'debugfs has sched/ext_server, --check warns of nothing'
	else
		[[ $output == *'no ext deadline server before 7.0'* ]]
		side ext_server old 'debugfs has no sched/ext_server, --check says what that means'
	fi
}

@test "fallback: without a deadline server, ops.cpu_release" {
	scx-load --dry-run > /tmp/dry
	if [ -d /sys/kernel/debug/sched/ext_server ]; then
		run ! grep suite_cpu_release /tmp/dry
		side cpu_release new 'suite_cpu_release is left out, placement.bats has the server at work'
	else
		grep suite_cpu_release /tmp/dry
		side cpu_release old 'suite_cpu_release is loaded, placement.bats has it at work'
	fi
}
