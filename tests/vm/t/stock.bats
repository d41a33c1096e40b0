#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# A kernel without sched_ext: Debian's own 6.12.
# vm: --kernel 6.12-stock
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

@test "no sched_ext in the kernel: one line that says what is needed, exit 4" {
	[ ! -e /sys/kernel/sched_ext ]
	run --separate-stderr scx-load --policy latency
	[ "$status" = 4 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ $stderr == *'CONFIG_SCHED_CLASS_EXT'* ]]
}

@test "wrong usage comes first: exit 2 there too" {
	run scx-load --policy nonsense
	[ "$status" = 2 ]
	scx-load --list | grep -q '^fifo '
}
