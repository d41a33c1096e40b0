#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# The agent of scx-ab puts the scheduler of each run in charge, and marks a run in which another one
# was.
# shellcheck disable=SC1091,SC2154
# bats file_tags=newest

load lib.bash

agent=/usr/lib/scx-ab/agent

setup() {
	plan=$BATS_TEST_TMPDIR/plan
	samples=$BATS_TEST_TMPDIR/samples
	: > "$plan"
}

teardown() {
	# A test that failed must not leave its agent, and the agent's monitor, to those that follow.
	[ -z "${agent_pid:-}" ] || kill "$agent_pid" 2> /dev/null || true
	clean_up
}

# line FIELD...: add a line to the plan.
line() {
	local IFS=$'\t'
	echo "$*" >> "$plan"
}

# measure [COMMAND REGEX]: carry out the plan, with COMMAND as its custom workload.
measure() {
	line boot 3
	line seconds 0.3
	[ $# = 0 ] || line custom "$2" "$1"
	"$agent" "$plan" > "$BATS_TEST_TMPDIR/all"
	cat "$BATS_TEST_TMPDIR/all"
	jq -c 'select(.schema == "scx-ab/sample/1")' "$BATS_TEST_TMPDIR/all" > "$samples"
	state_is disabled
}

# holds FILTER: is FILTER true of the array of all samples?
holds() {
	jq -se "$1" "$samples"
}

# there TEXT: is there a process with TEXT in its command line? A grep would find itself.
there() {
	local lines
	lines=$(cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' ' ')
	[[ $lines == *"$1"* ]]
}

gone() {
	! there "$1"
}

# bats test_tags=quick
@test "each run has the scheduler that its arm names, its figures and its waits" {
	line arm eevdf default
	line arm fifo policy:fifo
	line arm latency policy:latency
	line run 0 0 0 false eevdf pingpong
	line run 1 0 1 false fifo pingpong
	line run 2 0 2 false latency pingpong
	line run 3 0 3 true eevdf pingpong
	measure
	holds 'length == 4 and all(.[]; .valid and .boot == 3 and .metrics.rate > 0 and
		.counts.context_switches > 10 and .counts.voluntary > 10 and
		([.wait_hist_ns[][1]] | add) > 10 and .elapsed > 0.2)'
	holds 'map(.scheduler.policy) == [null, "fifo", "latency", null] and
		map(.scheduler.ops) == [null, "scx_suite", "scx_suite", null] and
		map(.warmup) == [false, false, false, true] and map(.seq) == [0, 1, 2, 3]'
	# From fifo to latency sched_ext was never left.
	holds '.[1].scheduler.enable_seq == .[2].scheduler.enable_seq'
	head -n 1 "$BATS_TEST_TMPDIR/all" |
		jq -e '.schema == "scx-ab/boot/1" and .boot == 3 and .vcpus == 2'
}

# bats test_tags=quick
@test "an arm may have tunables, and the next one has the defaults again" {
	line arm plain policy:fifo
	line arm tuned policy:fifo:slice_us=1234
	line run 0 0 0 false tuned custom
	line run 1 0 1 false plain custom
	line run 2 0 2 false tuned custom
	measure 'scx-load --status --json' '"fifo.slice_us":."value":([0-9]+)'
	holds 'all(.[]; .valid) and map(.metrics.figure) == [1234, 5000, 1234]'
}

@test "a scheduler that is stopped during a run makes it INVALID, and the next run has it back" {
	line arm fifo policy:fifo
	line run 0 0 0 false fifo custom
	line run 1 0 1 false fifo pingpong
	measure 'scx-load --stop; echo figure 12.5' 'figure ([0-9.]+)'
	holds '.[0].valid == false and (.[0].invalid | test("the scheduler changed: scx_suite")) and
		.[0].scheduler.state == "disabled" and .[1].valid'
}

@test "an ejection is told with the kernel's reason" {
	line arm latency policy:latency
	line run 0 0 0 false latency custom
	measure 'echo S > /proc/sysrq-trigger; sleep 0.5; echo figure 1' 'figure ([0-9.]+)'
	holds '.[0].valid == false and (.[0].invalid | test("SysRq"; "i"))'
}

@test "a switch of policy behind its back is seen" {
	line arm latency policy:latency
	line run 0 0 0 false latency custom
	measure 'scx-load --policy fifo; echo figure 1' 'figure ([0-9.]+)'
	holds '.[0].valid == false and (.[0].invalid | test("fifo"))'
}

@test "schedulers of others: an object, and a command that is stopped properly" {
	line arm foreign "object:$objects/foreign.bpf.o"
	line arm command 'cmd:scx-load --policy weighted'
	line arm broken 'cmd:echo no such thing >&2; exit 1'
	line run 0 0 0 false foreign pingpong
	line run 1 0 1 false command pingpong
	line run 2 0 2 false foreign pingpong
	measure
	holds 'all(.[]; .valid) and map(.scheduler.ops) == ["foreign", "scx_suite", "foreign"] and
		.[1].scheduler.policy == "weighted"'
}

# bats test_tags=quick
@test "an arm that cannot be put in charge: INVALID with what it said" {
	line arm broken 'cmd:echo no such thing >&2; exit 1'
	line run 0 0 0 false broken pingpong
	measure
	holds '.[0].valid == false and (.[0].invalid | test("no such thing"))'
}

@test "a workload that fails, has no figure or does not end is INVALID" {
	line arm eevdf default
	line limit 2
	line run 0 0 0 false eevdf custom
	measure 'echo nothing' 'figure ([0-9.]+)'
	holds '.[0].valid == false and (.[0].invalid | test("no figure"))'
	: > "$plan"
	line arm eevdf default
	line limit 2
	line run 0 0 0 false eevdf custom
	measure 'sleep 100' '(x)'
	holds '.[0].valid == false and (.[0].invalid | test("no end after 2 s"))'
}

@test "a scheduler that is attached already is left alone" {
	start --policy fifo
	line arm eevdf default
	line run 0 0 0 false eevdf pingpong
	run "$agent" "$plan"
	[ "$status" = 3 ]
	[[ $output == *scx_suite*attached* ]]
	still_runs
	stop
}

@test "ended in the middle it leaves no scheduler and no process behind" {
	line arm latency policy:latency
	line run 0 0 0 false latency custom
	line custom '(x)' 'sleep 77'
	"$agent" "$plan" > "$samples" 3>&- &
	agent_pid=$!
	wait_for 20 there 'sleep 77'
	state_is enabled
	kill "$agent_pid"
	wait_for 20 state_is disabled
	wait "$agent_pid" || true
	wait_for 5 gone 'sleep 77'
	wait_for 5 gone 'scx-monitor --json'
}
