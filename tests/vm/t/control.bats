#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Lifetime and control without a daemon: detach, status, set, reset, stop, and failures between them.
# shellcheck disable=SC1091,SC2154,SC2030,SC2031

load lib.bash

bats_require_minimum_version 1.5.0

pins=/sys/fs/bpf/scx-load

teardown() {
	grep -q ' /sys/fs/bpf ' /proc/mounts || mount -t bpf bpf /sys/fs/bpf
	clean_up
}

# bats test_tags=quick
@test "detach leaves it running, pinned and root-only; stop ends it" {
	run scx-load --policy latency --detach
	[ "$status" = 0 ]
	[[ $output == *'detached, --stop ends it'* ]]
	state_is enabled
	[ "$(stat -c %a $pins)" = 700 ]
	[ -e $pins/link ]
	hackbench -g 1 -l 20 > /dev/null
	run scx-load --stop
	[ "$status" = 0 ]
	state_is disabled
	[ ! -e $pins ]
	run --separate-stderr scx-load --stop
	[ "$status" = 3 ]
	[[ $stderr == *'nothing is attached'* ]]
}

# bats test_tags=quick
@test "status: text and JSON agree with the kernel" {
	run scx-load --status
	[ "$status" = 3 ]
	[[ ${lines[0]} == *nothing* ]]
	start --policy weighted --set credit_us=5000
	run scx-load --status
	[ "$status" = 0 ]
	[[ $output == *'policy:      weighted'* ]]
	[[ $output == *'weighted.credit_us=5000 (default 4000)'* ]]
	[[ $output == *"enable_seq   $(enable_seq)"* ]]
	scx-load --status --json > /tmp/status.json
	jq -e ".schema == \"scx-load/status/1\" and .attached and .owner == \"scx-load\" and
		.policy == \"weighted\" and .tunables.\"weighted.credit_us\".value == 5000 and
		.kernel.state == \"enabled\" and .kernel.enable_seq == $(enable_seq) and
		.by.pid == $loader and (.by.detached | not) and .uptime_s > 0" /tmp/status.json
	stop
}

# bats test_tags=ends,quick
@test "set and reset while it runs" {
	start --policy latency
	scx-load --set latency.slice_us=3000 --set weighted.slice_us=8000
	scx-load --set burst_us=700
	scx-load --status | grep -q 'latency.slice_us=3000 (default'
	scx-load --status | grep -q 'latency.burst_us=700 (default'
	run --separate-stderr scx-load --set slice_us=1
	[ "$status" = 2 ]
	scx-load --reset
	run scx-load --status
	[[ $output != *default* ]]
	still_runs
	stop
	run --separate-stderr scx-load --set slice_us=1000
	[ "$status" = 3 ]
}

# bats test_tags=ends,quick
@test "stop from another terminal ends a loader in the foreground, with status 0" {
	start --policy fifo
	scx-load --stop
	loader_ends
	says 'fifo: stopped by scx-load'
	state_is disabled
}

# bats test_tags=ends
@test "kill -9 of a foreground loader: status cleans its pins" {
	start --policy fifo
	[ -e $pins ]
	kill -9 "$loader"
	wait_for 10 state_is disabled
	run scx-load --status
	[ "$status" = 3 ]
	[[ $output == *'pins of a session that had ended were removed'* ]]
	[ ! -e $pins ]
}

@test "SysRq-S on a detached one: status tells the reason" {
	scx-load --policy latency --detach
	echo S > /proc/sysrq-trigger
	wait_for 10 state_is disabled
	run scx-load --status
	[ "$status" = 3 ]
	[[ $output == *'last exit:'*'sysrq'* ]]
	scx-load --status --json | jq -e '.last_exit.ops == "scx_suite"'
	scx-load --policy fifo --detach
	scx-load --stop
}

# bats test_tags=ends
@test "SIGSTOP of the loader harms nobody" {
	start --policy latency
	kill -STOP "$loader"
	hackbench -g 1 -l 50 > /dev/null
	scx-load --policy weighted
	state_is enabled
	kill -CONT "$loader"
	still_runs
	stop
}

# bats test_tags=ends
@test "two loaders race: one attaches, the other switches, nothing breaks" {
	for _ in 1 2; do
		scx-load --policy fifo --detach > /tmp/one 2>&1 3>&- &
		one=$!
		scx-load --policy latency --detach > /tmp/two 2>&1 3>&- &
		two=$!
		wait $one
		wait $two
		state_is enabled
		cat /tmp/one /tmp/two
		cat /tmp/one /tmp/two | grep -q -- '->'
		scx-load --stop
	done
}

# bats test_tags=ends
@test "no bpffs: detach refuses, the foreground goes on and says what is missing" {
	umount /sys/fs/bpf
	run --separate-stderr scx-load --policy fifo --detach
	[ "$status" = 1 ]
	[[ $stderr == *'mount -t bpf'* ]]
	state_is disabled
	start --policy fifo
	says 'no bpffs is mounted'
	mount -t bpf bpf /sys/fs/bpf
	run --separate-stderr scx-load --policy latency
	[ "$status" = 3 ]
	still_runs
	stop
}

# bats test_tags=ends
@test "SIGKILL of a cold switch at any moment leaves a defined state" {
	for delay in 0.02 0.2 0.4 0.6 1; do
		scx-load --policy fifo --detach > /dev/null
		scx-load --object "$objects/foreign.bpf.o" --detach > /dev/null 2>&1 3>&- &
		pid=$!
		sleep $delay
		kill -9 $pid 2> /dev/null || true
		wait $pid 2> /dev/null || true
		wait_for 10 eval 'state_is enabled || state_is disabled'
		echo "after $delay s: $(cat "$scx/state") $(cat "$scx/root/ops" 2> /dev/null)"
		run scx-load --status
		if state_is enabled; then
			[ "$status" = 0 ]
			scx-load --stop
		else
			[ "$status" = 3 ]
		fi
		state_is disabled
	done
}

# bats test_tags=newest
@test "a loader whose policy was ejected while it was stopped leaves the next one's alone" {
	start --policy latency
	first=$loader
	kill -STOP "$first"
	echo S > /proc/sysrq-trigger
	wait_for 10 state_is disabled
	scx-load --policy fifo --detach
	kill -CONT "$first"
	status=0
	loader_ends || status=$?
	[ "$status" = 6 ]
	says 'disabled by sysrq-S'
	state_is enabled
	scx-load --status | grep -q '^policy: *fifo'
	scx-load --stop
}

# bats test_tags=newest
@test "what another version attached: looking harms nobody, --stop and --restart end it" {
	for end in '--stop' '--policy fifo --restart --detach'; do
		scx-load --policy latency --detach
		seq=$(enable_seq)
		"$objects/../other-version"
		run scx-load --status
		echo "$output"
		[ "$status" = 3 ]
		[[ $output == *'scx_suite, by another version of scx-load'* ]]
		run scx-load --check
		[ "$status" = 3 ]
		[[ $output == *'another version of scx-load'* ]]
		run --separate-stderr scx-load --policy weighted
		[ "$status" = 3 ]
		[[ $stderr == *'another version of scx-load: --stop ends it'* ]]
		[ "$(enable_seq)" = "$seq" ] && state_is enabled
		# shellcheck disable=SC2086
		scx-load $end
	done
	scx-load --status | grep -q '^policy: *fifo'
	scx-load --stop
}

# bats test_tags=newest
@test "a hangup that nohup keeps away does not end it" {
	loader_of() {
		trap '' HUP
		exec scx-load "$@"
	}
	loader_of --policy fifo > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" 3>&- &
	loader=$!
	wait_for 30 says 'running on'
	# shellcheck disable=SC2034 # for still_runs()
	seq_at_start=$(enable_seq)
	kill -HUP "$loader"
	sleep 1
	still_runs
	stop
}

# bats test_tags=quick
@test "check: all items, exit 0; and what it says while a foreign one is attached" {
	run scx-load --check
	echo "$output"
	[ "$status" = 0 ]
	[[ $output != *fail* ]]
	[[ $output =~ 'kernel functions  '[12][0-9]' of ' ]]
	[[ $output == *'ok    cgroup weights '* ]]
	[[ $output == *'built-in suite'*'loaded and verified'* ]]
	scx-load --check --json | jq -e '.ok and (.items | length > 8)'
}

# bats test_tags=quick
@test "dry run: sizes of every program, within the limits, nothing attached" {
	scx-load --dry-run --json > /tmp/dry.json
	state_is disabled
	jq -e '(.programs | length > 8) and ([.programs[].stack_bytes] | max > 40) and
		all(.programs[]; .verified_insns > 0 and .verified_insns < 1000000 and
			.stack_bytes <= 512 and .jited_bytes > 0)' /tmp/dry.json
	run scx-load --dry-run
	echo "$output"
	[[ $output == *suite_enqueue* ]]
}

# bats test_tags=newest,quick
@test "errors are JSON objects with --json" {
	run --separate-stderr scx-load --policy latncy --json
	[ "$status" = 2 ]
	jq -e '.schema == "scx-load/error/1" and (.message | contains("did you mean"))' <<< "$stderr"
	run --separate-stderr scx-load --nonsense --json
	jq -e '.level == "error"' <<< "$stderr"
	run --separate-stderr scx-load --stop --json
	[ "$status" = 3 ]
	jq -e . <<< "$stderr"
}

# bats test_tags=newest
@test "every line is JSON with --json, also when another scx-load switches and stops it" {
	scx-load --policy latency --interval 1 -vj > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" 3>&- &
	loader=$!
	wait_for 30 says scx-load/attach/1
	scx-load --policy fifo
	wait_for 10 says '"scx-load/switched/1","policy":"fifo"'
	scx-load --stop
	loader_ends
	jq -e .schema "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
	jq -se '.[-1] | .schema == "scx-load/handover/1" and .what == "stopped"' "$BATS_TEST_TMPDIR/out"
}

# bats test_tags=newest
@test "what a switch leaves as it was is said" {
	start --policy latency
	run --separate-stderr scx-load --policy fifo --detach --watchdog 5000
	echo "$output; $stderr"
	[ "$status" = 0 ]
	[[ $stderr == *'--watchdog has no effect'*"--detach has no effect on a switch: scx-load[$loader] holds"* ]]
	still_runs
	stop
	state_is disabled
}

# caps CAPABILITIES COMMAND...: run COMMAND as root with these capabilities only, such as
# "+bpf,+perfmon".
caps() {
	local set=$1
	shift
	setpriv --bounding-set "-all,$set" --inh-caps -all "$@"
}

# The smallest sets, which the man page and the unit name: with one capability less scx-load fails.
# bats test_tags=ends
@test "privileges: CAP_BPF and CAP_PERFMON attach, CAP_SYS_ADMIN too switches, tunes and stops" {
	for one in +bpf +perfmon; do
		run caps $one scx-load --policy latency
		echo "$one: $output"
		[ "$status" = 5 ]
	done
	caps +bpf,+perfmon scx-load --policy latency --detach
	for args in '--policy fifo' '--policy fifo --restart --detach --probation 0' \
		'--set slice_us=3000' --reset --stop; do
		# shellcheck disable=SC2086
		run caps +bpf,+perfmon scx-load $args
		echo "$args: $output"
		[ "$status" = 5 ]
		[[ $output == *CAP_SYS_ADMIN* ]]
		# shellcheck disable=SC2086
		run caps +sys_admin scx-load $args
		echo "$args: $output"
		[ "$status" = 0 ]
	done
	state_is disabled
}
