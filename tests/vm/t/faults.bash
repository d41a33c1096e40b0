# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables are for the tests and from lib.bash
# For the tests of faults: workers that know whether one of them is lost, and cgroups. Under a load
# that takes all CPUs each program that a test starts waits for long, so the helpers use what bash
# has built in.

cgroups=/sys/fs/cgroup
cpus=/sys/devices/system/cpu
pins=/sys/fs/bpf/scx-load

# nap SECONDS: sleep without starting a process.
nap() {
	[ -n "${never:-}" ] || exec {never}<> <(:)
	read -rt "$1" -u "$never" || true
}

# work N [M]: start N workers and M sleepers in the background. Sets $workers.
work() {
	moves=$BATS_TEST_TMPDIR/moves
	: > "$moves"
	chrt -o 0 "$objects/../workers" "$1" --sleepers "${2:-0}" > "$moves" 3>&- &
	workers=$!
	all_move
}

# ask_workers: set $moved to the report about what has moved since the last one.
ask_workers() {
	local lines before tries
	mapfile -t lines < "$moves"
	before=${#lines[@]}
	kill -USR1 "$workers"
	for ((tries = 0; tries < 300; tries++)); do
		mapfile -t lines < "$moves"
		if [ ${#lines[@]} -gt "$before" ]; then
			moved=${lines[-1]}
			return 0
		fi
		nap 0.1
	done
	echo "the workers did not answer for 30 s"
	return 1
}

# all_move: does every worker make progress from now on, within a time that may grow?
all_move() {
	local window
	ask_workers || return
	for window in 0.3 1 2 4 8; do
		nap $window
		ask_workers || return
		[[ $moved != *' stuck=0 '* ]] || return 0
	done
	echo "in ${window} s: $moved"
	return 1
}

# rest: end the workers.
rest() {
	kill -9 "$workers"
	wait "$workers" || true
	workers=
}

# team: put the process ids of the workers into the array $team.
team() {
	local children=/proc/$workers/task/$workers/children
	if [ -e "$children" ]; then
		read -r -a team < "$children" || [ ${#team[@]} -gt 0 ] # no newline
	else
		mapfile -t team < <(children "$workers")
	fi
}

# each_policy COMMAND...: run COMMAND under every policy in turn, between one start() and one stop().
each_policy() {
	for policy in $(policies); do
		scx-load --policy "$policy"
		echo "$policy: $*"
		"$@"
		all_move
		still_runs
	done
}

# group NAME CONTROLLER...: make a cgroup with these controllers, at $cgroups/NAME.
group() {
	local name=$1 controller
	shift
	for controller; do
		echo "+$controller" > $cgroups/cgroup.subtree_control
	done
	mkdir -p "$cgroups/$name"
}

# ungroup NAME: kill everything in the cgroup and remove it.
ungroup() {
	[ -d "$cgroups/$1" ] || return 0
	echo 0 > "$cgroups/$1/cgroup.freeze"
	echo 1 > "$cgroups/$1/cgroup.kill"
	wait_for 20 rmdir "$cgroups/$1" 2> /dev/null
}

# recovered: the default scheduler is back for all tasks, and a new session can begin.
recovered() {
	wait_for 10 state_is disabled
	all_move
	run scx-load --status
	[ "$status" = 3 ]
	[ ! -e $pins ]
}
