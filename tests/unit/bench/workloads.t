#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Every workload of scx-ab keeps the contract: it says what it is and what it needs, prints exactly
# the figures that it declares, and leaves nothing when its process group is ended. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../../..
# shellcheck source=tests/unit/bench/tap.bash
. "$here/tap.bash"
# Where workloads have their files
mkdir "$work/tmp"
export TMPDIR=$work/tmp PATH=$top/build/bench:$PATH:/usr/sbin SECONDS_PER_RUN=0.3

declared() { # FILE: the names of its metrics
	sed -n 's/^# metric: \([^ ]*\) .*/\1/p' "$1" | sort
}

needs() { # FILE: the programs
	sed -n 's/^# needs: //p' "$1"
}

# well_formed FILE: print what is wrong.
well_formed() {
	local program
	[ "$(grep -c '^# about: .\{10,\}' "$1")" = 1 ] || echo "no line '# about: ...'"
	[ "$(grep -c '^# needs: [^ ]' "$1")" = 1 ] || echo "no line '# needs: ...'"
	for program in $(needs "$1"); do
		type -P "$program" > /dev/null || echo "$program is not there"
	done
	[ -n "$(declared "$1")" ] || echo "no line '# metric: ...'"
	grep '^# metric:' "$1" | grep -vxE '# metric: [a-z0-9_]+ [^ ]+ (lower|higher)'
	declared "$1" | uniq -d | sed 's/^/declared twice: /'
	grep '^# waits:' "$1" | grep -vxE '# waits:( p99| p999)+'
}

# unpackaged FILE: a program that it needs, that is not there, and that no package has
unpackaged() {
	local program
	for program in $(needs "$1"); do
		type -P "$program" > /dev/null || "$top/tests/deps" --package "$program" > /dev/null 2>&1 ||
			[ -e "$top/tests/bench/programs/$program.c" ] || echo "$program"
	done
}

# start FILE: run it as the agent does, in a session of its own, whose id is $!.
start() {
	# shellcheck disable=SC2016 # for the other bash
	setsid bash -c 'set -euo pipefail; . "$1"; run' bash "$1" > "$work/out" 2> "$work/err" &
}

# begun SESSION: do the programs of the workload run?
begun() {
	[ "$(pgrep -c -s "$1")" -gt 1 ]
}

# nothing_left SESSION: neither a process nor a file?
nothing_left() {
	! pgrep -s "$1" > /dev/null && [ -z "$(ls "$work/tmp")" ]
}

for file in "$top"/tests/bench/workloads/*; do
	name=${file##*/}
	program=$(unpackaged "$file")
	if [ -n "$program" ]; then
		result 0 "$name # SKIP $program is not there, and no package has it"
		continue
	fi
	well_formed "$file" > "$work/wrong"
	[ ! -s "$work/wrong" ]
	result $? "$name: well-formed" "$work/wrong"

	start "$file"
	session=$!
	wait $session && [ "$(awk 'NF == 2 { print $1 }' "$work/out" | sort)" = "$(declared "$file")" ] &&
		[ ! -s "$work/err" ] && ! grep -vE '^[a-z0-9_]+ [0-9]+(\.[0-9]+)?$' "$work/out"
	result $? "$name: prints what it declares" "$work/out" "$work/err"
	nothing_left $session
	result $? "$name: leaves nothing behind" "$work/out"

	SECONDS_PER_RUN=30 start "$file"
	session=$!
	until begun $session || ! kill -0 $session 2> /dev/null; do :; done
	kill -TERM -- -$session 2> /dev/null
	wait $session 2> /dev/null
	# hackbench has a length of its own, and may have come to its end.
	{ [ $? = 143 ] || [ -s "$work/out" ]; } && soon nothing_left $session
	result $? "$name: ended by SIGTERM leaves nothing behind" "$work/err"
done
[ $number -ge 60 ]
result $? 'all workloads were found'
plan
