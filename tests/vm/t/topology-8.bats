#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Eight CPUs in two LLCs, each a NUMA node of its own.
# vm: --cpus 8 --topology sockets=2,cores=4 --numa 2
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load topology.bash

@test "8 hogs use 8 CPUs" {
	for policy in $(policies); do
		all_used "$policy" 8 300
	done
}

@test "8 hogs that were kept on one LLC spread over all when they are let go" {
	for policy in $(policies); do
		released "$policy" 4-7 8 700
	done
}

@test "16 hogs, 12 of them on one LLC at first: each gets its part" {
	for policy in fifo latency; do
		two_crowds "$policy" 4 0
		# Without balance the least would be a third of the most.
		printf '%s\n' "${got[@]}" | sort -n |
			awk 'NR == 1 { least = $1 } { most = $1 } END { exit least * 3 < most * 2 }'
	done
}

@test "8 hogs of nice 5 on one LLC, 8 of nice 0 on the other: they share by weight" {
	two_crowds weighted 8 5
	# Weights 335 and 1024; without balance they would get the same.
	printf '%s\n' "${got[@]}" |
		awk '{ sum[NR <= 8] += $1 } END { print sum[1], sum[0]; exit sum[0] < sum[1] * 2.2 }'
}

@test "sleepers stay in their LLC while it has idle CPUs" {
	for policy in $(policies); do
		near_home "$policy" 0-3
	done
}

@test "no worker starves" {
	for policy in $(policies); do
		use "$policy"
		unlost 2 16
		still_attached
	done
}

@test "status and monitor tell of 8 CPUs in 2 LLCs" {
	[ "$(domains | awk '{ print $3 }' | sort -u | wc -l)" = 2 ]
	readable 8
	jq -e '[.cpus[].llc] | unique | length == 2' "$BATS_TEST_TMPDIR/json"
	jq -e '[.cpus[].node] | unique | length == 2' "$BATS_TEST_TMPDIR/json"
}
