# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# For tests of the load generators, after tap.bash: their figures, their errors, and that they leave
# nothing behind.
: "${work:?}" # the folder of tap.bash
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
PATH=$top/build/bench:$PATH

# check NAME CONDITION: an awk expression over the figures of the last run, as v["p50"].
check() {
	awk '{ v[$1] = $2 } END { exit !('"$2"') }' "$work/out"
	result $? "$1" "$work/out"
}

run() { # COMMAND...: its figures, checked by what follows
	"$@" > "$work/out" 2>&1 || echo "exit status $?" >> "$work/out"
}

# children PID NUMBER: does it have so many? Leaves them in $children.
children() {
	mapfile -t children < <(pgrep -P "$1")
	[ ${#children[@]} = "$2" ]
}

# ends_its_children NUMBER COMMAND...: do the children end with it, by whatever signal it is killed?
ends_its_children() {
	local count=$1 signal pid
	shift
	for signal in TERM KILL INT; do
		# In bash a background process ignores SIGINT, unless it has a group of its own.
		set -m
		"$@" > /dev/null &
		set +m
		pid=$!
		soon children $pid "$count"
		result $? "$*: $count children"
		kill -$signal $pid
		wait $pid 2> /dev/null
		soon gone "${children[@]}"
		result $? "$*, killed by SIG$signal: no child is left" || kill -KILL "${children[@]}"
	done
}

# fails STATUS WHAT-IT-SAYS COMMAND...: one line on stderr, nothing on stdout.
fails() {
	local status=$1 says=$2 got=0
	shift 2
	"$@" > "$work/out" 2> "$work/err" || got=$?
	[ $got = "$status" ] && [ ! -s "$work/out" ] && [ "$(wc -l < "$work/err")" = 1 ] &&
		grep -q -- "$says" "$work/err"
	result $? "$*: $says" "$work/out" "$work/err"
}

# usage PROGRAM: wrong words, --help and --version.
usage() {
	fails 2 'there is no option' "$1" --nonsense
	fails 2 'unknown argument' "$1" stray
	"$1" --help | grep -q "^usage: $1 "
	result $? "$1 --help"
	[ "$("$1" --version)" = "$1 $(sed -n 's/^VERSION := //p' "$top/Makefile")" ]
	result $? "$1 --version"
}

# seconds PROGRAM: its option --seconds.
seconds() {
	local bad
	"$1" --help | grep -q -- '--seconds SEC'
	result $? "$1 --help: --seconds"
	fails 2 'needs a value' "$1" --seconds
	for bad in 0 0.05 -1 x 1x nan 9999 ''; do
		fails 2 'takes seconds from 0.1 to 3600' "$1" --seconds "$bad"
	done
}
