#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Damaged objects, loaded by an scx-load with ASan, UBSan and LSan under a running policy. Each load
# ends with a documented exit status and, if it fails, with an error: no crash, no leak, no
# disturbance.
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load lib.bash

count=16

setup() {
	export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
	# What libbpf and libelf leak of a damaged object is not ours.
	printf 'leak:libbpf.so\nleak:libelf.so\n' > /tmp/leaks
	export LSAN_OPTIONS=suppressions=/tmp/leaks:print_suppressions=0
}

teardown() {
	clean_up
}

# dry_run FILE: run it with the sanitized scx-load. Sets $got to the exit status.
dry_run() {
	got=0
	/suite/objects/san-scx-load --object "$1" --dry-run > /tmp/said.out 2> /tmp/said.err ||
		got=$?
}

# The sanitizers are there and report. Without that the next test would prove nothing.
@test "a sound object: exit 0 and nothing said; a leak would be found" {
	dry_run "$objects/stall.bpf.o"
	cat /tmp/said.err
	[ "$got" = 0 ]
	[ ! -s /tmp/said.err ]
	grep -q '^suite_enqueue ' /tmp/said.out
	ASAN_OPTIONS=help=1 /suite/objects/san-scx-load --version 2>&1 | grep -q detect_leaks
}

@test "$count damaged objects under a running policy: exit status, no report, no disturbance" {
	scx-load --policy latency --detach
	seq=$(enable_seq)
	declare -A statuses=()
	for ((seed = 1; seed <= count; seed++)); do
		case $((seed / 3 % 6)) in
		0) object=stall ;;
		1) object=foreign ;;
		2) object=newer ;;
		3) object=reject ;;
		*) object=initfail ;;
		esac
		done=$(/suite/objects/damage $seed "$objects/$object.bpf.o" /tmp/damaged)
		dry_run /tmp/damaged
		statuses[$got]=$((${statuses[$got]:-0} + 1))
		case $got in
		0) [ ! -s /tmp/said.err ] || ! grep -v 'scx-load: ' /tmp/said.err ;;
		1 | 4) head -1 /tmp/said.err | grep -q '^scx-load: ' ;;
		*) false ;;
		esac || {
			echo "$object, $done: exit status $got"
			head -40 /tmp/said.err
			return 1
		}
		if grep -E 'Sanitizer|runtime error' /tmp/said.err; then
			echo "$object, $done"
			return 1
		fi
	done
	for got in "${!statuses[@]}"; do
		echo "# ${statuses[$got]} ended with exit status $got" >&3
	done
	# Some are still sound, most are not: both ways have been taken.
	[ "${statuses[0]:-0}" -gt 1 ]
	[ "${statuses[1]:-0}" -gt 4 ]
	state_is enabled
	[ "$(enable_seq)" = "$seq" ]
	scx-load --status | grep -q 'policy:      latency'
	hackbench -g 1 -l 20 > /dev/null
	scx-load --stop
}
