# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # the variables belong to run.bash
# The actions of a soak, for run.bash: do_NAME carries out the action NAME of a plan.

# default_may_stall 0|1: let the kernel's own scheduler keep a worker waiting for long. It makes a
# worker of nice 17 beside others in a group of weight 1 wait for minutes; and if that worker was
# preempted as an RCU reader, taking a CPU offline waits as long. Under our policies the watchdog
# would have ejected before.
default_may_stall() {
	echo "$1" > /sys/module/rcupdate/parameters/rcu_cpu_stall_suppress
	[ ! -e /proc/sys/kernel/hung_task_timeout_secs ] ||
		echo $((120 * !$1)) > /proc/sys/kernel/hung_task_timeout_secs
}

# now_runs: expect this scheduler in charge from now on.
now_runs() { # OPS [POLICY]
	want_ops=$1 want_policy=${2:-}
	default_may_stall $((${#want_ops} == 0))
	wait_for 30 ops_is "$want_ops" || fail "'$want_ops' did not start to run"
	seq=$(cat "$scx"/enable_seq)
}

# spawn: run COMMAND in the background, in a process group of its own, and not as a real-time task,
# which this script is.
spawn() { # COMMAND...: sets $pid
	setsid chrt -o 0 "$@" &
	pid=$!
	disown "$pid"
}

gone() {
	[ ! -d "/proc/$1" ]
}

do_start() {
	expect 0 scx-load --policy "$1" --detach
	now_runs scx_suite "$1"
}

do_stop() {
	expect 0 scx-load --stop
	now_runs ''
}

do_hot() {
	expect 0 scx-load --policy "$1"
	want_policy=$1
}

do_cold() {
	expect 0 scx-load --object "$objects"/foreign.bpf.o --detach --probation 0
	now_runs foreign
}

do_back() {
	expect 0 scx-load --policy "$1" --detach --probation 0
	now_runs scx_suite "$1"
}

do_restart() { # POLICY PROBATION
	expect 0 scx-load --policy "$1" --restart --detach --probation "$2"
	now_runs scx_suite "$1"
}

do_rollback() {
	expect 0 scx-load --policy "$1"
	expect 7 scx-load --object "$objects"/initfail.bpf.o --detach
	now_runs scx_suite "$1"
}

do_reject() {
	expect 7 scx-load --object "$objects"/reject.bpf.o --detach
}

tunables() {
	scx-load --list --json | jq -r '(.policies[] | .name as $owner | .tunables[] |
		"\($owner).\(.name) \(.min) \(.max)"), (.tunables[] | "suite.\(.name) \(.min) \(.max)")'
}

do_tune() { # NUMBER PER-MILLE
	local list name min max value
	mapfile -t list < <(tunables)
	read -r name min max <<< "${list[$1 % ${#list[@]}]}"
	value=$((min + (max - min) * $2 / 1000))
	expect 0 scx-load --set "$name=$value"
	expect 0 scx-load --status --json
	jq -e ".tunables.\"$name\".value == $value" /tmp/said > /dev/null || fail "$name is not $value"
}

do_refuse() {
	local before setting
	case $1 in
	below) setting=slice_us=0 ;;
	above) setting=slice_us=1000001 ;;
	word) setting=slice_us=long ;;
	unknown) setting=colour=1 ;;
	esac
	before=$(scx-load --status --json | jq -S .tunables)
	if [ "$1" = policy ]; then
		expect 2 scx-load --policy nonsense
	else
		expect 2 scx-load --set "$setting"
	fi
	[ "$(scx-load --status --json | jq -S .tunables)" = "$before" ] || fail 'refused, but changed'
}

do_reset() {
	expect 0 scx-load --reset
}

# says_running: has the loader in the background printed that it is attached?
says_running() {
	grep -q 'running on' /tmp/said
}

# Kill the loader of a detached session in its probation. The scheduler is held by pins by then, and
# stays.
do_kill_detached() {
	: > /tmp/said
	scx-load --policy "$1" --restart --detach --probation 60 > /tmp/said 2>&1 &
	pid=$!
	wait_for 60 says_running || fail 'the loader does not print that the policy runs'
	seq=$(cat "$scx"/enable_seq)
	kill -9 $pid
	wait $pid 2> /dev/null
	want_policy=$1
}

# Kill the loader of a foreground session: the kernel ends the session with it.
do_kill_session() {
	do_stop
	: > /tmp/said
	scx-load --policy "$1" > /tmp/said 2>&1 &
	pid=$!
	wait_for 60 says_running || fail 'the loader does not print that the policy runs'
	kill -9 $pid
	wait $pid 2> /dev/null
	now_runs ''
	expect 3 scx-load --status
}

settled() {
	grep -qE '^(en|dis)abled$' "$scx"/state
}

# Kill a cold switch at any moment: either scheduler may be left, or none, and what is left can be
# stopped.
do_kill_midway() { # POLICY MILLISECONDS
	scx-load --policy "$1" --restart --detach --probation 0 > /tmp/said 2>&1 &
	pid=$!
	sleep "$(($2 / 1000)).$(printf %03d $(($2 % 1000)))"
	kill -9 $pid 2> /dev/null
	wait $pid 2> /dev/null
	wait_for 30 settled || fail 'neither enabled nor disabled'
	scx-load --status > /tmp/said 2>&1
	case $? in
	0) do_stop ;;
	3) now_runs '' ;;
	*) fail 'status cannot tell what is left of a switch that was killed' ;;
	esac
}

do_cpu() { # CPU 0|1
	echo "$2" > "/sys/devices/system/cpu/cpu$1/online" 2> /tmp/said || fail "CPU $1 to $2"
	[ "$want_ops" != foreign ] || now_runs ''
}

do_load() { # FORM on|off
	if [ "$2" = off ]; then
		kill -9 -- "-${load[$1]}"
		wait_for 30 gone "${load[$1]}" || fail "load $1 does not end"
		unset "load[$1]"
		return
	fi
	# shellcheck disable=SC2016 # for the inner shell
	case $1 in
	hackbench) spawn hackbench -g 1 -l 100000000 -T ;;
	sockets) spawn hackbench -g 1 -f 8 -l 100000000 ;;
	switch) spawn stress-ng --switch 2 --quiet ;;
	fork) spawn stress-ng --fork 1 --quiet ;;
	hogs) spawn bash -c 'for nice in 0 5 19; do
			nice -n $nice sh -c "while :; do :; done" &
		done; chrt -i 0 sh -c "while :; do :; done" & wait' ;;
	esac > /dev/null 2>&1
	load[$1]=$pid
	echo "$pid" > "$group/a/cgroup.procs"
}

do_nice() {
	renice -n "$1" -p "$(worker "$number")" > /dev/null
}

# Always the same worker, since several real-time workers could take all CPUs.
do_class() {
	local priority=0
	[ "$1" != rr ] || priority=1
	chrt "--$1" -p $priority "$(worker 0)" || fail "no class $1"
}

do_affinity() { # MASK: possibly of CPUs that are offline
	taskset -p "$(printf %x "$1")" "$(worker "$number")" > /tmp/said 2>&1 || true
}

do_weight() { # GROUP WEIGHT
	echo "$2" > "$group/$1/cpu.weight"
	# Some workers are in the other group, and move there and back.
	worker "$number" > "$group/$1/cgroup.procs"
}

# handles_term PID: has the process installed a handler for SIGTERM?
handles_term() {
	local mask
	mask=$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status" 2> /dev/null)
	((0x${mask:-0} >> 14 & 1))
}

do_monitor() { # VIEW SOURCE | off
	local status=0
	if [ "$1" != off ]; then
		chrt -o 0 scx-monitor --batch --interval 1 --view "$1" --source "$2" \
			> /dev/null 2> /tmp/monitor &
		monitor=$!
		wait_for 30 handles_term $monitor || fail 'the monitor does not start'
		return
	fi
	kill "$monitor"
	wait "$monitor" || status=$?
	monitor=''
	[ $status = 0 ] || fail "the monitor ended with $status"
}

# Stop everything but the workers, and check that nothing is left.
do_audit() {
	local form
	[ -z "$monitor" ] || do_monitor off
	for form in "${!load[@]}"; do
		do_load "$form" off
	done
	if [ -n "$want_ops" ]; then
		do_stop
	fi
	expect 3 scx-load --status
	wait_for 30 objects_are "$baseline" ||
		fail "BPF objects: $(/suite/objects/bpf-objects), $baseline before"
	[ -n "$memory_before" ] || return 0
	wait_for 10 memory_is_back ||
		fail "memory: $memory_now kB are available, $memory_before kB before"
}
