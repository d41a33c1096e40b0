#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# A kernel with PREEMPT_RT, where most of the kernel's locks can be preempted.
# vm: --kernel rt
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load lib.bash
load faults.bash

teardown() {
	clean_up
}

@test "PREEMPT_RT: the check is content, each policy schedules and loses nobody" {
	[[ $(uname -v) == *PREEMPT_RT* ]]
	scx-load --check
	start --policy fifo
	work 4
	each_policy hackbench -g 1 -l 100
	rest
	stop
	state_is disabled
}
