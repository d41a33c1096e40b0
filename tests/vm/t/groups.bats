#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# Shares of cgroups: cpu.weight at any depth, changed at run time, with tasks and groups that come
# and go; and cpu.idle.
# shellcheck disable=SC1091,SC2154

load attached.bash
load groups.bash

tree=/sys/fs/cgroup/test

setup() {
	[ -w /sys/fs/cgroup/cgroup.subtree_control ] || skip "no cgroup v2"
	plant
	attached
}

teardown() {
	clear
	rmdir $tree
	end_jobs
}

# move FROM TO NUMBER: move that number of tasks from one group to another.
move() {
	local pid
	head -n "$3" "$tree/$1/cgroup.procs" > "$BATS_TEST_TMPDIR/moved"
	while read -r pid; do
		echo "$pid" > "$tree/$2/cgroup.procs"
	done < "$BATS_TEST_TMPDIR/moved"
}

# near SECONDS ERROR NAME=SHARE...: did each group get its SHARE, in percent, of what all these
# groups got in that time, to within ERROR percent of the SHARE?
near() {
	local seconds=$1 error=$2 part name i
	local -a before=() names=() due=()
	shift 2
	for part; do
		names+=("${part%=*}")
		due+=("${part#*=}")
		before+=("$(usage "${part%=*}")")
	done
	sleep "$seconds"
	for i in "${!names[@]}"; do
		name=${names[i]}
		echo "$name ${due[i]} $(($(usage "$name") - before[i]))"
	done | awk -v error="$error" '{ name[NR] = $1; due[NR] = $2; got[NR] = $3; all += $3 }
		END { for (i = 1; i <= NR; i++) { part = 100 * got[i] / all; off = 100 * (part / due[i] - 1)
			printf "%s: %.1f %%, due %.1f\n", name[i], part, due[i]
			if (off > error || off < -error) bad = 1 }
			exit bad }'
}

# bats test_tags=ends
@test "groups share as their weights are, whatever number of tasks they have" {
	for policy in weighted:3 latency:5; do
		use ${policy%:*}
		group a 300 1
		group b 100 4
		sleep 0.5
		near 4 ${policy#*:} a=75 b=25
		group a 100
		sleep 0.5
		near 4 ${policy#*:} a=50 b=50
		echo 1 > $tree/cgroup.kill
		wait_for 10 is_empty
	done
	still_attached
}

# bats test_tags=ends
@test "weights count at every depth, and nice within a group" {
	use weighted
	mkdir -p $tree/a
	echo +cpu > $tree/a/cgroup.subtree_control
	group a/x 300 2
	group a/y 100 1
	group a 100
	group b 100 1 1 0
	sleep 1
	near 5 3 a/x=37.5 a/y=12.5 b=50
	hog 1 5
	echo "$hog" > $tree/b/cgroup.procs
	sleep 1
	first=$(ticks "$hog") all=$(usage b)
	near 5 3 a/x=37.5 a/y=12.5 b=50
	# Weight 335 beside 1024; ticks are 10 ms.
	part=$(((($(ticks "$hog") - first) * 1000000) / ($(usage b) - all)))
	echo "nice 5: $part % of its group, due 24.6"
	[ $part -ge 23 ] && [ $part -le 26 ]
	still_attached
}

# bats test_tags=ends
@test "on all CPUs, with tasks that move to another group" {
	use weighted
	group a 200 6 0-1
	group b 100 4 0-1
	sleep 1
	near 5 3 a=66.7 b=33.3
	move a b 6
	move b a 3
	sleep 1
	near 5 3 a=66.7 b=33.3
	still_attached
}

# bats test_tags=ends
@test "groups that come and go under load leave the others their shares" {
	use weighted
	group a 300 2
	group b 100 2
	for i in $(seq 40); do
		group "c$i" 100
		# One that begins in a group which ends with it.
		sh -c "echo \$\$ > $tree/c$i/cgroup.procs; exec hackbench -g 1 -l 5 -f 4" > /dev/null
		rmdir "$tree/c$i"
	done
	sleep 0.5
	near 5 3 a=75 b=25
	still_attached
}

# bats test_tags=ends,quick
@test "cpu.idle is the least weight" {
	[ -e $tree/cpu.idle ] || skip "this kernel has no cpu.idle"
	group a 100 1
	group b 100 1
	echo 1 > $tree/b/cpu.idle
	scx-load --stop
	attach_once # an old kernel says what is idle only now
	use weighted
	sleep 0.5
	# Weight 3 beside 1024, but never less than one turn in a second of virtual time.
	idle=$(usage b) of=$(usage a)
	sleep 5
	part=$((1000 * ($(usage b) - idle) / ($(usage a) - of)))
	echo "$part per mille"
	[ $part -le 15 ]
	runs "$(cat $tree/b/cgroup.procs)"
	still_attached
}
