#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# CPUs that come and go while the loader works. The loader prepares an object again when it was
# prepared for other CPUs, and a scheduler that was attached before a CPU went offline can still be
# attached again.
# shellcheck disable=SC1091,SC2016,SC2154

load lib.bash

bats_require_minimum_version 1.5.0

cpu1=/sys/devices/system/cpu/cpu1/online

teardown() {
	[ -z "${toggler:-}" ] || kill -9 "$toggler" 2> /dev/null || true
	clean_up
	echo 1 > "$cpu1"
}

@test "a CPU came or went since: the previous scheduler can still be attached again" {
	for how in 'echo 0 > $cpu1' 'echo 0 > $cpu1; echo 1 > $cpu1'; do
		scx-load --policy weighted --detach
		eval "$how"
		echo "$how"
		falls_back 'weighted is in charge again' --object "$objects/initfail.bpf.o" --detach
		scx-load --stop
		echo 1 > "$cpu1"
	done
}

# Before the kernel calls ops.cpu_offline() it waits for RCU readers. On some kernels the CPU cannot
# fetch readers that were preempted and wait in its queue. Another CPU hands them over, and must
# wake this CPU. Without that it idles until its next timer, for up to 4 s, where the whole offline
# takes 0.2 s.
@test "a CPU goes offline while RCU readers wait on it" {
	start --policy fifo
	for _ in 1 2 3 4; do
		"$objects/../map-writer" 3>&- &
	done
	for policy in $(policies); do
		scx-load --policy "$policy"
		for ((i = 0; i < 6; i++)); do
			begun=${EPOCHREALTIME/./}
			echo 0 > "$cpu1"
			took=$((${EPOCHREALTIME/./} - begun))
			echo 1 > "$cpu1"
			echo "$policy: offline after $took us"
			((took < 2000000))
		done
		still_runs
	done
	stop
}

# 6.12 tells the policy that the CPU goes offline, and does not tell it when the offline is refused.
# bats test_tags=ends
@test "an offline that SCHED_DEADLINE tasks refuse changes nothing for the CPU" {
	start --policy weighted
	hogs=()
	for _ in 1 2; do
		chrt -d -T 6000000 -D 10000000 -P 10000000 0 sleep 60 3>&- &
		hogs+=($!)
	done
	wait_for 5 eval 'chrt -p ${hogs[0]} | grep DEADLINE && chrt -p ${hogs[1]} | grep DEADLINE'
	run ! sh -c "echo 0 > $cpu1"
	kill -9 "${hogs[@]}"
	hog 1
	one=$hog
	hog 1 10
	two=$hog
	sleep 0.5
	before_one=$(ticks "$one") before_two=$(ticks "$two")
	sleep 2
	one_got=$(($(ticks "$one") - before_one)) two_got=$(($(ticks "$two") - before_two))
	echo "$one_got beside $two_got, due: 9.3 times as much"
	[ $one_got -gt $((two_got * 4)) ]
	runs "$two"
	still_runs
	stop
}

# CPU 1 goes offline and online every 0.3 s until teardown.
toggle() {
	while :; do
		echo 0 > "$cpu1"
		sleep 0.3
		echo 1 > "$cpu1"
		sleep 0.3
	done 3>&- &
	toggler=$!
}

# Only on the oldest and the newest kernel: 6.14 to 6.18 free maps of local storage with migration
# disabled, and wait there for something that waits until the CPU is offline. Seen on 6.16.12.
# bats test_tags=ends
@test "CPUs come and go between load and attach: it is loaded anew and attached" {
	toggle
	scx-load --policy latency --detach --verbose > "$BATS_TEST_TMPDIR/out" 2>&1
	says 'CPUs came or went meanwhile: loading it anew'
	state_is enabled
	scx-load --policy weighted --restart --detach --probation 1
	state_is enabled
	[ "$(enable_seq)" = "$(scx-load --status --json | jq .kernel.enable_seq)" ]
	scx-load --stop
}

# On 7.3 this object was never ejected while it attached.
# bats test_tags=ends
@test "CPUs come and go while it attaches: the previous one is attached again, then it is tried again" {
	[[ $(uname -r) == 6.12.* ]] || skip 'for 6.12'
	scx-load --policy weighted --detach
	toggle
	: > "$BATS_TEST_TMPDIR/err"
	scx-load --object "$objects/slowinit.bpf.o" --detach --probation 0 > "$BATS_TEST_TMPDIR/out" 2>&1 &
	loader=$!
	wait_for 30 says 'CPUs came or went meanwhile: attaching again'
	kill -9 "$toggler"
	echo 1 > "$cpu1"
	wait "$loader"
	cat "$BATS_TEST_TMPDIR/out"
	says 'weighted is in charge again'
	[ "$(cat "$scx/root/ops")" = slowinit ]
	scx-load --stop

	scx-load --policy weighted --detach
	toggle
	falls_back 'gave up after 6 tries' --object "$objects/slowinit.bpf.o" --detach
	scx-load --stop
}
