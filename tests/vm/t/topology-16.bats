#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Sixteen CPUs in four LLCs.
# vm: --cpus 16 --topology sockets=4,cores=4
# bats file_tags=long
# shellcheck disable=SC1091,SC2154

load topology.bash

@test "16 hogs use 16 CPUs" {
	for policy in $(policies); do
		all_used "$policy" 16 300
	done
}

@test "16 hogs that were kept on one LLC spread over all when they are let go" {
	for policy in $(policies); do
		released "$policy" 12-15 16 700
	done
}

@test "sleepers stay in their LLC while it has idle CPUs" {
	for policy in $(policies); do
		near_home "$policy" 4-7
	done
}

@test "no worker starves" {
	for policy in $(policies); do
		use "$policy"
		unlost 2 32
		still_attached
	done
}

@test "status and monitor tell of 16 CPUs in 4 LLCs" {
	[ "$(domains | awk '{ print $3 }' | sort -u | wc -l)" = 4 ]
	readable 16
	jq -e '[.cpus[].llc] | unique | length == 4' "$BATS_TEST_TMPDIR/json"
}
