#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# 64 CPUs in eight LLCs and two nodes. Time is a count of instructions, so that no bound depends on
# the host, which emulates the CPUs in turns: each CPU is slow, and none is late. This takes 12
# minutes.
# vm: --cpus 64 --topology sockets=8,cores=8 --numa 2 --memory 3G --clock virtual --timeout 1500
# vm: --append lpj=8384000 --append tsc=reliable --append idle=halt
# bats file_tags=long
# shellcheck disable=SC1091,SC2154

load topology.bash

@test "status and monitor tell of 64 CPUs in 8 LLCs" {
	readable 64
	jq -e '([.cpus[].llc] | unique | length) == 8 and ([.cpus[].node] | unique | length) == 2' \
		"$BATS_TEST_TMPDIR/json"
}

# Tasks that begin on one LLC and may run on all CPUs do not stay there, or wait, while other CPUs idle.
@test "24 hogs of one LLC are let go: each has a CPU of its own, under every policy" {
	for policy in $(policies); do
		use "$policy"
		hogs 24 8-15
		wait_for 30 all_ran
		let_go
		sleep 1
		ticks_in 1
		least=$(printf '%s\n' "${got[@]}" | sort -n | head -n 1)
		echo "$policy: the hog that ran least did for $least ticks of 100"
		[ "$least" -ge 75 ]
		end_hogs
		still_attached
	done
}

@test "no worker starves" {
	for policy in $(policies); do
		use "$policy"
		unlost 2 96
		still_attached
	done
}
