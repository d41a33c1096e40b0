#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Switching while the machine runs: hot between policies of the suite, cold to other objects and
# back, and the rollback when the new scheduler fails.
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash

bats_require_minimum_version 1.5.0

setup() {
	cp /usr/bin/bash /tmp/stall-me
}

teardown() {
	clean_up
}

policy_now() {
	scx-load --status | sed -n 's/^policy: *//p'
}

# tour: print names of policies in an order in which, after the first policy, every ordered pair of
# policies is one switch. The tour ends at the first policy.
tour() {
	local names i j
	mapfile -t names < <(policies)
	for i in "${!names[@]}"; do
		[ "$i" = 0 ] || echo "${names[i]}"
		for ((j = i + 2; j < ${#names[@]}; j++)); do
			printf '%s\n' "${names[j]}" "${names[i]}"
		done
	done
	for ((i = ${#names[@]} - 2; i >= 0; i--)); do
		echo "${names[i]}"
	done
}

# bats test_tags=newest,quick
@test "hot: all ordered pairs under hackbench and stress-ng, sched_ext is never left" {
	start --policy fifo
	stress-ng --cpu 2 --switch 2 --fork 1 --timeout 60 --quiet 3>&- &
	load=$!
	hackbench -g 1 -l 100000 3>&- > /dev/null &
	load2=$!
	# Not to wait among them, but for the loader.
	chrt -f -p 1 $BASHPID
	from=fifo
	for to in $(tour); do
		run chrt -o 0 scx-load --policy "$to"
		echo "$output"
		[ "$status" = 0 ]
		[[ $output == "$from -> $to, first decision after "*" ms, sched_ext never left" ]]
		[ "$(policy_now)" = "$to" ]
		still_runs
		from=$to
	done
	kill "$load" "$load2"
	chrt -o -p 0 $BASHPID
	stop
}

# switches N: that many of the tour. The loader runs as SCHED_FIFO, since the subject is the switch
# and not how the loader is served; but only where that cannot starve the sched_ext tasks of a CPU.
switches() {
	local first='nice -n -20' n=$1
	[ ! -d /sys/kernel/debug/sched/ext_server ] || first='chrt -f 1'
	# shellcheck disable=SC2016,SC2046
	$first bash -c 'n=$1
		shift
		for ((i = 0; i < n; i++)); do
			to=$((i % $# + 1))
			scx-load --policy "${!to}" || exit
		done' bash "$n" $(tour)
}

# bats test_tags=ends
@test "hot: 200 switches under hackbench, nothing lost" {
	start --policy fifo
	hackbench -g 1 -l 1000000 3>&- > /dev/null &
	load=$!
	switches 200 > "$BATS_TEST_TMPDIR/said"
	still_runs
	[ "$(grep -c ' ms, sched_ext never left$' "$BATS_TEST_TMPDIR/said")" = 200 ]
	kill "$load"
	# Nothing that was queued meanwhile is lost: every sender and receiver gets to its end.
	hackbench -g 1 -l 500 3>&- > "$BATS_TEST_TMPDIR/hackbench" &
	load=$!
	switches 40
	wait "$load"
	grep -q Time "$BATS_TEST_TMPDIR/hackbench"
	stop
}

# bats test_tags=ends,quick
@test "hot: to the same policy, with tunables, and in JSON" {
	start --policy latency
	run scx-load --policy latency --set slice_us=2500
	[ "$output" = 'latency is in charge already' ]
	scx-load --status | grep -q 'latency.slice_us=2500 (default'
	run scx-load --policy fifo --json
	[[ $output == *'"schema":"scx-load/switch/1"'*'"kind":"hot"'*'"from":"latency","to":"fifo"'* ]]
	run scx-load --policy fifo --set slice_us=0
	[ "$status" = 2 ]
	run scx-load --policy nonsense
	[ "$status" = 2 ]
	[ "$(policy_now)" = fifo ]
	still_runs
	stop
}

# bats test_tags=quick
@test "hot: a pinned hog and a nice hog keep running over every switch" {
	start --policy fifo
	hog 1
	one=$hog
	hog 0-1 10
	two=$hog
	for policy in $(tour); do
		scx-load --policy "$policy"
		runs "$one"
		runs "$two"
	done
	kill -9 "$one" "$two"
	still_runs
	stop
}

# bats test_tags=quick
@test "cold: to an external object and back, the gap is measured" {
	start --policy latency
	before=$seq_at_start
	scx-load --object "$objects/foreign.bpf.o" --detach --probation 0 > "$BATS_TEST_TMPDIR/cold"
	cat "$BATS_TEST_TMPDIR/cold"
	grep -qE '^latency -> foreign: without a sched_ext scheduler for at most [0-9]+ ms' \
		"$BATS_TEST_TMPDIR/cold"
	[ "$(cat "$scx/root/ops")" = foreign ]
	[ "$(enable_seq)" = $((before + 1)) ]
	loader_ends
	says 'latency: replaced by scx-load'
	scx-load --status | grep -q '^object: .*foreign.bpf.o'
	scx-load --policy weighted --detach --probation 0
	[ "$(cat "$scx/root/ops")" = scx_suite ]
	[ "$(policy_now)" = weighted ]
	scx-load --stop
	state_is disabled
}

# bats test_tags=ends,quick
@test "cold: --restart loads the suite anew, Ctrl-C ends it" {
	scx-load --policy fifo --detach
	start --policy latency --restart
	says 'fifo -> latency: without'
	stop
	state_is disabled
}

# Each way to fail leaves the previous policy in charge: exit 7, and a message that says so.
rolls_back() {
	scx-load --policy weighted --detach
	falls_back "$@"
	[ "$(policy_now)" = weighted ]
	hackbench -g 1 -l 20 > /dev/null
	scx-load --stop
	state_is disabled
}

# bats test_tags=ends,quick
@test "rollback: an object that does not verify; the old one never left" {
	scx-load --policy weighted --detach
	seq_before=$(enable_seq)
	run --separate-stderr scx-load --object "$objects/reject.bpf.o"
	[ "$status" = 7 ]
	[[ $stderr == *'rejected program reject_running'* ]]
	[[ $stderr == *'nothing was changed: scx_suite still schedules'* ]]
	[ "$(enable_seq)" = "$seq_before" ]
	scx-load --stop
}

# bats test_tags=ends,quick
@test "rollback: an object whose init fails" {
	rolls_back 'weighted is in charge again' --object "$objects/initfail.bpf.o"
}

# bats test_tags=ends,quick
@test "rollback: an object that stalls in its probation" {
	scx-load --policy weighted --detach
	/tmp/stall-me -c 'while :; do sleep 0.1; done' 3>&- &
	hog 0-1
	hog 0-1
	run --separate-stderr scx-load --object "$objects/stall.bpf.o" --policy latency \
		--watchdog 1500 --detach --dump-dir /tmp/dumps
	echo "$status: $output $stderr"
	[ "$status" = 7 ]
	[[ $stderr == *'ejected latency: runnable task stall'* ]]
	[[ $stderr == *'weighted is in charge again'* ]]
	[ "$(policy_now)" = weighted ]
	scx-load --stop
}

# bats test_tags=quick
@test "rollback: an object built for a newer kernel" {
	rolls_back 'nothing was changed' --object "$objects/newer.bpf.o"
}

# bats test_tags=quick
@test "fitted: unknown callbacks and flags are left out, constants filled in" {
	ops=fitted start --object "$objects/fitted.bpf.o"
	stop
}

# bats test_tags=quick
@test "fitted: constants of an object are listed, and set" {
	object=$objects/fitted.bpf.o
	scx-load --list --object "$object" | grep -E '^ +error=0 +-2147483648\.\.2147483647$'
	run scx-load --object "$object" --set fails=true --set error=-28
	[ "$status" = 6 ]
	dmesg | grep -F 'fitted: ops.init() failed (-28)'
	run --separate-stderr scx-load --object "$object" --set fail=1
	[ "$status" = 2 ]
	[[ $stderr == *"did you mean 'fails'"* ]]
	state_is disabled
}

# bats test_tags=newest,quick
@test "files that are no object change nothing" {
	start --policy latency
	: > /tmp/empty
	head -c 5000 "$objects/stall.bpf.o" > /tmp/short
	for file in /nowhere /bin/busybox /tmp/empty /tmp/short; do
		run --separate-stderr scx-load --object $file
		[ "$status" = 1 ]
		[ "${#stderr_lines[@]}" = 1 ]
	done
	still_runs
	stop
}

# bats test_tags=quick
@test "a foreign scheduler is refused by name, with or without --object" {
	# Not one of ours: attached without a record, as another program would.
	umount /sys/fs/bpf
	ops=foreign start --object "$objects/foreign.bpf.o"
	mount -t bpf bpf /sys/fs/bpf
	for args in '--policy fifo' "--object $objects/fitted.bpf.o" --stop '--set slice_us=500' --reset; do
		# shellcheck disable=SC2086
		run --separate-stderr scx-load $args
		echo "$args: $status $stderr"
		[ "$status" = 3 ]
		[[ $stderr == *foreign* ]]
	done
	still_runs
	stop
}
