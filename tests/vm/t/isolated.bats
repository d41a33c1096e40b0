#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# A machine booted with isolcpus=, which sched_ext refuses.
# vm: --append isolcpus=domain,1
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load lib.bash

bats_require_minimum_version 1.5.0

@test "isolcpus=: refused with the reason, by the check too; nothing is attached" {
	run --separate-stderr scx-load --policy latency
	echo "$status: $stderr"
	[ "$status" = 4 ]
	[ "$(wc -l <<< "$stderr")" = 1 ]
	[[ $stderr == *isolcpus=* ]]
	state_is disabled
	[ ! -e /sys/fs/bpf/scx-load ]
	run scx-load --check
	echo "$output"
	[ "$status" = 4 ]
	[[ $output == *'fail  isolated CPUs     CPUs 1 are isolated'* ]]
}
