# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# For tests in bash that print TAP: result and plan, and whether processes have ended.

# A folder for the output of programs, which a test shows when it fails.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

number=0
result() { # STATUS NAME [FILE-TO-SHOW]...: prints a line and returns STATUS
	local status=$1 name=$2
	shift 2
	number=$((number + 1))
	[ "$status" = 0 ] || printf 'not '
	echo "ok $number - $name"
	[ "$status" = 0 ] || [ $# = 0 ] || sed 's/^/# /' "$@"
	return "$status"
}

plan() {
	echo "1..$number"
}

# soon COMMAND...: does COMMAND succeed within 5 s?
soon() {
	local tries
	for ((tries = 0; tries < 50; tries++)); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# gone PID...: have all these processes ended? A zombie counts as ended.
gone() {
	local pid state
	for pid; do
		state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2> /dev/null)
		[ "${state:-Z}" = Z ] || return 1
	done
}
