#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Four CPUs in one LLC: a task that wakes never waits behind a task that has had its share.
# vm: --clock virtual --seed 1 --cpus 4 --topology sockets=1,cores=4
# bats file_tags=newest
# shellcheck disable=SC1091

load order.bash

@test "beside hogs of any weight" {
	each_policy beside_each_kind
}

@test "pinned, and beside pinned hogs" {
	each_policy pinned
}

@test "after hot switches" {
	each_policy after_switches
}

@test "after changes of weight" {
	each_policy after_weights_change
}

@test "after moves between cgroups and CPUs" {
	each_policy after_moves
}

@test "after a CPU was off" {
	each_policy after_hotplug
}
