#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# 64 CPUs in eight LLCs and two nodes. On a host of two everything takes thirty times as long, so
# little is tried, and bounds are wide.
# vm: --cpus 64 --topology sockets=8,cores=8 --numa 2 --memory 3G --append lpj=8384000 --append tsc=reliable --append idle=halt
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load topology.bash

@test "status and monitor tell of 64 CPUs in 8 LLCs" {
	readable 64
	jq -e '([.cpus[].llc] | unique | length) == 8 and ([.cpus[].node] | unique | length) == 2' \
		"$BATS_TEST_TMPDIR/json"
}

# Who begins on one LLC and may go anywhere does not stay there, nor wait, while the others idle.
@test "24 hogs of one LLC are let go: all of them run, through three policies" {
	hogs 24 8-15
	wait_for 30 all_ran
	let_go
	for policy in $policies; do
		use "$policy"
		sleep 1
		wait_for 30 all_ran
	done
	[ "$(awk '/^cpu[0-9]/ && $2 + $3 > 20' /proc/stat | wc -l)" -ge 16 ]
	still_attached
}
