# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables are for and from the tests that load this
# Helpers for the guest tests: start and stop a policy, ask the kernel what runs.

# shellcheck source=tests/policies.bash
. /suite/policies.bash

scx=/sys/kernel/sched_ext
objects=/suite/objects/objects

# wait_for SECONDS COMMAND...: wait until COMMAND succeeds; fails if it does not.
wait_for() {
	local tries=$(($1 * 10))
	shift
	while [ $tries -gt 0 ]; do
		"$@" && return 0
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

state_is() {
	[ "$(cat $scx/state)" = "$1" ]
}

enable_seq() {
	cat $scx/enable_seq
}

# start OPTION...: run scx-load in the background and wait until the policy runs. Sets $loader.
start() {
	# Empty both files here: the background job may do so only after says() has read them.
	: > "$BATS_TEST_TMPDIR/out"
	: > "$BATS_TEST_TMPDIR/err"
	scx-load "$@" > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" 3>&- &
	loader=$!
	wait_for 30 says 'running on' || {
		cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
		return 1
	}
	state_is enabled
	[ "$(cat $scx/root/ops)" = "${ops:-scx_suite}" ]
	seq_at_start=$(enable_seq)
}

# use POLICY: switch what start() began to it, hot, which is much faster than stop and start.
use() {
	scx-load --policy "$1"
	state_is enabled
}

# says TEXT: has the loader of start() printed TEXT?
says() {
	grep -q -- "$1" "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
}

# falls_back TEXT OPTION...: scx-load fails with TEXT, and the suite, attached before, is in charge
# again.
falls_back() {
	local text=$1
	shift
	run --separate-stderr scx-load "$@"
	echo "$status: $output $stderr"
	[ "$status" = 7 ]
	[[ $stderr == *"$text"* ]]
	state_is enabled
	[ "$(cat "$scx/root/ops")" = scx_suite ]
}

# still_runs: the scheduler of start() is in charge, and was all the time.
still_runs() {
	state_is enabled && [ "$(enable_seq)" = "$seq_at_start" ] && kill -0 "$loader"
}

# stop [SIGNAL]: end the loader. Returns its exit status.
stop() {
	local status=0
	kill "-${1:-INT}" "$loader"
	wait "$loader" || status=$?
	loader=
	return $status
}

# loader_ends: wait for a loader that ends by itself. Returns its exit status.
loader_ends() {
	local status=0
	wait "$loader" || status=$?
	loader=
	return $status
}

# end_jobs: kill what the test still has in the background.
end_jobs() {
	local pids
	mapfile -t pids < <(jobs -p)
	[ ${#pids[@]} = 0 ] || kill -9 "${pids[@]}" 2> /dev/null || true
}

# clean_up: remove what a failed test has left, for teardown(). Prints the output of the loader,
# which bats shows when the test has failed.
clean_up() {
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" 2> /dev/null || true
	scx-load --stop > /dev/null 2>&1 || true
	end_jobs
	wait_for 10 state_is disabled
}

# children PID: print the process ids of its children.
children() {
	grep -lE "^PPid:\s+$1$" /proc/[0-9]*/status 2> /dev/null | cut -d/ -f3
}

has_child() {
	[ -n "$(children "$1")" ]
}

# ticks PID: print the CPU time of a process so far, in clock ticks.
ticks() {
	awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# more_than PID TICKS: has the process used more CPU time than that?
more_than() {
	[ "$(ticks "$1")" -gt "$2" ]
}

# runs PID: does the process get CPU time within 10 s?
runs() {
	wait_for 10 more_than "$1" "$(ticks "$1")"
}

# hog [CPUS [NICE]]: start a CPU hog in the background, on these CPUs. Sets $hog.
hog() {
	taskset -c "${1:-0-1}" nice -n "${2:-0}" sh -c 'while :; do :; done' 3>&- &
	hog=$!
}
