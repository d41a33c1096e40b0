# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables are for and from the tests that load this
# Helpers for the guest tests: start and stop a policy, ask the kernel what runs.

# shellcheck source=tests/policies.bash
. /suite/policies.bash

scx=/sys/kernel/sched_ext
objects=/suite/objects/objects

# wait_for SECONDS COMMAND...: until COMMAND succeeds; fails when it never does.
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

# start OPTION...: scx-load in the background, until it says that it runs. Sets $loader.
start() {
	# Empty them here: the background job may do so only after says() has read what was there.
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

# use POLICY: put it in charge of what start() began, hot: much sooner done than stop and start.
use() {
	scx-load --policy "$1"
	state_is enabled
}

# says TEXT: has the loader that start() began printed TEXT?
says() {
	grep -q -- "$1" "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
}

# falls_back TEXT OPTION...: scx-load fails and says TEXT; the suite, attached before, is in charge.
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

# The scheduler that start() attached is still the one that runs, and never left.
still_runs() {
	state_is enabled && [ "$(enable_seq)" = "$seq_at_start" ] && kill -0 "$loader"
}

# stop [SIGNAL]: end the loader; its exit status is this function's.
stop() {
	local status=0
	kill "-${1:-INT}" "$loader"
	wait "$loader" || status=$?
	loader=
	return $status
}

# loader_ends: the exit status of a loader that ends by itself.
loader_ends() {
	local status=0
	wait "$loader" || status=$?
	loader=
	return $status
}

# end_jobs: whatever the test still has in the background.
end_jobs() {
	local pids
	mapfile -t pids < <(jobs -p)
	[ ${#pids[@]} = 0 ] || kill -9 "${pids[@]}" 2> /dev/null || true
}

# For teardown(): whatever a failed test left behind. Prints what the loader had to say, which bats
# shows when the test has failed.
clean_up() {
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" 2> /dev/null || true
	scx-load --stop > /dev/null 2>&1 || true
	end_jobs
	wait_for 10 state_is disabled
}

# children PID: of a process.
children() {
	grep -lE "^PPid:\s+$1$" /proc/[0-9]*/status 2> /dev/null | cut -d/ -f3
}

has_child() {
	[ -n "$(children "$1")" ]
}

# ticks PID: CPU time of a process so far, in clock ticks.
ticks() {
	awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# more_than PID TICKS
more_than() {
	[ "$(ticks "$1")" -gt "$2" ]
}

# runs PID: does it get CPU time, within 10 s?
runs() {
	wait_for 10 more_than "$1" "$(ticks "$1")"
}

# hog [CPUS [NICE]]: a CPU hog in the background, on these CPUs. Sets $hog.
hog() {
	taskset -c "${1:-0-1}" nice -n "${2:-0}" sh -c 'while :; do :; done' 3>&- &
	hog=$!
}
