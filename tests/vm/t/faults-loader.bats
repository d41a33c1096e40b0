#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Faults of the loader and of policies, beside workers. Afterwards the right scheduler is in charge, no
# worker is lost, and the report is right. Tests of failure.bats and control.bats are not repeated here.
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash
load faults.bash

bats_require_minimum_version 1.5.0

setup() {
	cp /usr/bin/bash /tmp/break-me
	work 3 3
}

teardown() {
	clean_up
}

@test "an error of a BPF program, in each policy: exit 6, reason, dump" {
	for policy in $(policies); do
		start --object "$objects/broken.bpf.o" --policy "$policy" --dump-dir /tmp/dumps
		hog 0-1
		all_move
		/tmp/break-me -c 'while :; do sleep 0.05; done' 3>&- &
		breaker=$!
		status=0
		loader_ends || status=$?
		[ "$status" = 6 ]
		says "the kernel ejected $policy: runtime error: .*0xdead"
		says "the kernel's default scheduler runs"
		dump=$(sed -n 's/.*dump is in //p' "$BATS_TEST_TMPDIR/err")
		[ -s "$dump" ]
		kill -9 "$hog" "$breaker"
		recovered
		[[ $output == *'last exit:'*0xdead* ]]
	done
}

@test "SysRq-S, in each policy, under load" {
	for policy in $(policies); do
		start --policy "$policy"
		echo S > /proc/sysrq-trigger
		status=0
		loader_ends || status=$?
		[ "$status" = 6 ]
		says "the kernel ejected $policy: disabled by sysrq-S"
		recovered
	done
}

@test "kill -9 of the loader, in each policy, attached and on its way" {
	for policy in $(policies); do
		start --policy "$policy"
		kill -9 "$loader"
		recovered
		[[ $output == *'pins of a session that had ended were removed'* ]]
	done
	start --policy fifo
	stop
	for delay in 0.4 1; do
		scx-load --policy latency --detach > /dev/null 3>&- &
		pid=$!
		nap $delay
		kill -9 $pid 2> /dev/null || true
		wait $pid || true
		wait_for 10 eval 'state_is enabled || state_is disabled'
		echo "after $delay s: $(cat "$scx"/state)"
		all_move
		run scx-load --status
		state_is disabled || [ "$status" = 0 ]
		scx-load --stop || state_is disabled
		recovered
	done
}
