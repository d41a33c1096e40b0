# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # $tree is set by the tests that load this
# A tree of cgroups with hogs in them, for groups.bats and group-shares, which set $tree.

# plant: make the tree, with the cpu controller.
plant() {
	echo +cpu > /sys/fs/cgroup/cgroup.subtree_control
	mkdir -p "$tree"
	echo +cpu > "$tree/cgroup.subtree_control"
}

# group NAME WEIGHT [HOGS [CPUS [NICE]]]: make a cgroup in the tree, with hogs in it. The WEIGHT
# "idle" sets cpu.idle.
group() {
	local i
	mkdir -p "$tree/$1"
	if [ "$2" = idle ]; then
		echo 1 > "$tree/$1/cpu.idle"
	else
		echo "$2" > "$tree/$1/cpu.weight"
	fi
	for ((i = 0; i < ${3:-0}; i++)); do
		taskset -c "${4:-1}" nice -n "${5:-0}" sh -c 'while :; do :; done' > /dev/null 3>&- &
		echo $! > "$tree/$1/cgroup.procs"
	done
}

# usage NAME: print the CPU time of a group so far, in us.
usage() {
	sed -n 's/^usage_usec //p' "$tree/$1/cpu.stat"
}

is_empty() {
	grep -q 'populated 0' "$tree/cgroup.events"
}

# clear: kill what runs in the tree and remove all groups in it.
clear() {
	local i
	find "$tree" -name cgroup.kill -exec sh -c 'echo 1 > "$1"' sh {} \;
	for ((i = 0; i < 100; i++)); do
		! is_empty || break
		sleep 0.1
	done
	find "$tree" -mindepth 1 -depth -type d -exec rmdir {} \;
}
