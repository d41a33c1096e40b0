#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Every policy schedules a machine under load, stays attached, and leaves cleanly.
# shellcheck disable=SC1091,SC2154

load lib.bash

teardown() {
	clean_up
}

# under_load POLICY COMMAND...: COMMAND runs to its end, and the policy is still attached.
under_load() {
	local policy=$1
	shift
	start --policy "$policy"
	"$@"
	still_runs
	stop
	says "$policy: detached: unregistered from user space"
	state_is disabled
}

hackbench_both() {
	hackbench -g 2 -l 50 -T
	hackbench -g 2 -l 50 -P
	hackbench -g 2 -l 50 -T --pipe
}

stress() {
	stress-ng --cpu 2 --switch 2 --fork 2 --yield 2 --affinity 2 --timeout 3 --quiet
}

exec_and_exit() {
	for _ in $(seq 40); do
		/bin/true
	done
	(exit 3) || [ $? = 3 ]
}

# bats test_tags=quick
@test "fifo: hackbench with threads, processes and pipes" {
	under_load fifo hackbench_both
}

# bats test_tags=quick
@test "weighted: hackbench with threads, processes and pipes" {
	under_load weighted hackbench_both
}

# bats test_tags=quick
@test "latency: hackbench with threads, processes and pipes" {
	under_load latency hackbench_both
}

# bats test_tags=ends
@test "fifo: stress-ng cpu switch fork yield affinity" {
	under_load fifo stress
}

# bats test_tags=ends
@test "weighted: stress-ng cpu switch fork yield affinity" {
	under_load weighted stress
}

@test "latency: stress-ng cpu switch fork yield affinity" {
	under_load latency stress
}

# bats test_tags=ends,quick
@test "exec, exit and nice changes under every policy" {
	start --policy fifo
	for policy in $(policies); do
		use "$policy"
		exec_and_exit
		hog 0-1
		for nice in 5 10 19; do
			renice -n "$nice" -p "$hog"
		done
		runs "$hog"
		kill -9 "$hog"
		still_runs
	done
	stop
}

# bats test_tags=newest
@test "aliases name the weighted policy, with scx_ in front or not" {
	for name in weighted-vtable weighted-vtime vtime scx_weighted; do
		start --policy "$name"
		says 'weighted: running'
		stop
	done
}

# bats test_tags=ends,quick
@test "tunables on the command line, counts every second" {
	start --policy latency --set slice_us=2000 --set latency.hog_us=10000 --interval 1
	wait_for 10 says 'dispatches/s'
	stop
}

# bats test_tags=ends,quick
@test "SIGTERM and SIGHUP detach like Ctrl-C" {
	for signal in TERM HUP INT; do
		start --policy fifo
		stop $signal
		says 'the kernel.s default scheduler runs'
		state_is disabled
	done
}
