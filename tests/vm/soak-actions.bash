#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The guest's side of a soak: soak-actions.bash PLAN SECONDS carries out the lines of PLAN (see
# soak-plan.bash), a function do_NAME for each action, and checks after each that the scheduler in
# charge is the expected one, after every few that no task was lost, that the kernel complained of
# nothing, and after an audit that no BPF object and no memory has leaked.
# Prints the actions as "# ..." and what it came to as "KEY VALUE"; exit status 1 at the first failure.
set -uo pipefail

plan=$1 seconds=$2
scx=/sys/kernel/sched_ext
objects=/suite/objects/objects
group=/sys/fs/cgroup/soak
nr_workers=4 nr_sleepers=16
# What the machine's memory may be less by at an audit: caches of the kernel that grow once.
leak_kb=40000
trouble='WARNING:|BUG:|Oops|soft lockup|rcu.*(stall|starved)|blocked for more than|failed to run for'

number=0 # of the action
want_ops='' want_policy='' seq=0 monitor=''
declare -A load=() times=()
baseline='' memory_before='' memory_now=''

fail() {
	echo # the action's own line is not ended yet
	echo "# action $number failed: $*"
	sed 's/^/#   /' /tmp/said /tmp/monitor 2> /dev/null | tail -n 30
	echo "# state $(cat $scx/state) '$(cat $scx/root/ops 2> /dev/null)' enable_seq $(cat $scx/enable_seq)," \
		"expected '$want_ops' $want_policy enable_seq $seq; CPUs $(cat /sys/devices/system/cpu/online)"
	scx-load --status 2>&1 | sed 's/^/#   /' | head -n 40
	dmesg | tail -n 25 | sed 's/^/#   /'
	echo "failed $number"
	exit 1
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds; false if it never does.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# expect STATUS COMMAND...
expect() {
	local wanted=$1 status=0
	shift
	"$@" > /tmp/said 2>&1 || status=$?
	[ "$status" = "$wanted" ] || fail "'$*' ended with $status, not $wanted"
}

ops_is() {
	[ "$(cat $scx/root/ops 2> /dev/null)" = "$1" ] &&
		[ "$(cat $scx/state)" = "$([ -n "$1" ] && echo enabled || echo disabled)" ]
}

# The scheduler that is to be in charge from now on.
now_runs() { # OPS [POLICY]
	want_ops=$1 want_policy=${2:-}
	wait_for 30 ops_is "$want_ops" || fail "'$want_ops' never came to run"
	seq=$(cat $scx/enable_seq)
}

# In the background, not as a real-time task as this script is, and in a process group of its own.
spawn() { # COMMAND...: sets $pid
	setsid chrt -o 0 "$@" &
	pid=$!
	disown "$pid"
}

gone() {
	[ ! -d "/proc/$1" ]
}

# Actions

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
	expect 0 scx-load --object $objects/foreign.bpf.o --detach --probation 0
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
	expect 7 scx-load --object $objects/initfail.bpf.o --detach
	now_runs scx_suite "$1"
}

do_reject() {
	expect 7 scx-load --object $objects/reject.bpf.o --detach
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

# says_running: has the loader in the background said that it is attached?
says_running() {
	grep -q 'running on' /tmp/said
}

# The loader of a detached session in its probation: what it attached is the kernel's by then.
do_kill_detached() {
	: > /tmp/said
	scx-load --policy "$1" --restart --detach --probation 60 > /tmp/said 2>&1 &
	pid=$!
	wait_for 60 says_running || fail 'the loader does not say that it runs'
	seq=$(cat $scx/enable_seq)
	kill -9 $pid
	wait $pid 2> /dev/null
	want_policy=$1
}

# The loader of a session that is its own: the kernel ends that with it.
do_kill_session() {
	do_stop
	: > /tmp/said
	scx-load --policy "$1" > /tmp/said 2>&1 &
	pid=$!
	wait_for 60 says_running || fail 'the loader does not say that it runs'
	kill -9 $pid
	wait $pid 2> /dev/null
	now_runs ''
	expect 3 scx-load --status
}

settled() {
	grep -qE '^(en|dis)abled$' $scx/state
}

# A cold switch killed at any moment: either scheduler, or none, but always one that can be stopped.
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
	*) fail 'status cannot say what is left of a switch that was killed' ;;
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

# pids: the workers', into the array $pids.
pids() {
	mapfile -t pids < <(grep -lE "^PPid:\s+$workers$" /proc/[0-9]*/status 2> /dev/null | cut -d/ -f3)
}

# worker NUMBER: the pid of one of them.
worker() {
	local pids
	pids
	[ ${#pids[@]} = $nr_workers ] && echo "${pids[$1 % nr_workers]}"
}

do_nice() {
	renice -n "$1" -p "$(worker $number)" > /dev/null
}

# Always the same one: real-time workers could take all CPUs.
do_class() {
	local priority=0
	[ "$1" != rr ] || priority=1
	chrt "--$1" -p $priority "$(worker 0)" || fail "no class $1"
}

do_affinity() { # MASK: of which no CPU may be there just now
	taskset -p "$(printf %x "$1")" "$(worker $number)" > /tmp/said 2>&1 || true
}

do_weight() { # GROUP WEIGHT
	echo "$2" > "$group/$1/cpu.weight"
	# Some of the workers live in the other group, and move there and back.
	worker $number > "$group/$1/cgroup.procs"
}

# handles_term PID: has it come so far that SIGTERM does not just end it?
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
		wait_for 30 handles_term $monitor || fail 'the monitor does not begin'
		return
	fi
	kill "$monitor"
	wait "$monitor" || status=$?
	monitor=''
	[ $status = 0 ] || fail "the monitor ended with $status"
}

objects_are() {
	[ "$(/suite/objects/bpf-objects)" = "$1" ]
}

memory_kb() {
	sync
	echo 3 > /proc/sys/vm/drop_caches
	awk '/^MemAvailable/ { print $2 }' /proc/meminfo
}

memory_is_back() {
	memory_now=$(memory_kb)
	[ "$memory_now" -ge $((memory_before - leak_kb)) ]
}

# Stop everything but the workers, and see that nothing is left of it.
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

# Checks

policy_now() {
	scx-load --status --json 2> /dev/null | jq -r .policy
}

check_scheduler() {
	local policy
	ops_is "$want_ops" || fail 'another scheduler is in charge'
	[ "$(cat $scx/enable_seq)" = "$seq" ] || fail 'sched_ext was left and entered again'
	if [ "$want_ops" = scx_suite ]; then
		policy=$(policy_now)
		[ "$policy" = "$want_policy" ] || fail "policy $policy is in charge"
	fi
	[ -z "$monitor" ] || kill -0 "$monitor" 2> /dev/null || fail 'the monitor has ended'
}

reports() {
	wc -l < /tmp/workers
}

one_more() {
	[ "$(reports)" -gt "$1" ]
}

report() {
	local before
	before=$(reports)
	kill -USR1 "$workers"
	wait_for 30 one_more "$before" || fail 'the workers do not report'
	tail -n 1 /tmp/workers
}

# team: how each worker stands: who, state, class and priority, nice, CPUs, cgroup; ms run and waited.
team() {
	local pids pid stat run waited
	pids
	for pid in "${pids[@]}"; do
		read -r stat < "/proc/$pid/stat" || continue
		read -r -a stat <<< "${stat##*) }"
		read -r run waited _ < "/proc/$pid/schedstat"
		echo "worker $pid ${stat[0]} class ${stat[38]} priority ${stat[37]} nice ${stat[16]}" \
			"CPUs $(sed -n 's/^Cpus_allowed_list:\s*//p' "/proc/$pid/status")" \
			"$(cat "/proc/$pid/cgroup") ran $((run / 1000000)) waited $((waited / 1000000))"
	done
}

# signal_loads SIGNAL
signal_loads() {
	local form
	for form in "${!load[@]}"; do
		kill "-$1" -- "-${load[$form]}"
	done
}

# Every counter must move in one of a few windows, each longer than the one before. By the weights a
# worker of nice 19 beside a heavy group on one CPU can be due less than that: the kernel's own
# scheduler gets the last window without the loads, where what is not lost moves. Under ours the
# watchdog would have ended the session by then.
check_workers() {
	local window before=''
	for window in 0 0.3 1 3 9 27 81; do
		if [ $window = 81 ]; then
			before=$(team)
			[ -n "$want_ops" ] || signal_loads STOP
		fi
		sleep $window
		[[ $(report) != *' stuck=0 '* || $window = 0 ]] || break
	done
	[ -z "$before" ] || signal_loads CONT
	[[ $(tail -n 1 /tmp/workers) = *' stuck=0 '* ]] && return
	echo
	printf '# %s s ago, and now:\n%s\n%s\n' "$window" "$before" "$(team)" | sed 's/^worker/#   &/'
	fail "lost tasks: $(tail -n 1 /tmp/workers)"
}

ejections() {
	dmesg | grep 'sched_ext:.*scx_suite.* disabled (' | grep -vc 'from user space'
}

check_kernel() {
	! dmesg | grep -E "$trouble" > /tmp/said || fail 'the kernel complains'
	[ "$(ejections)" = 0 ] || fail 'the suite was ejected'
}

# A whole round with nothing but the workers, so that what is there once for all is there.
begin() {
	chrt -f -p 1 $$ > /dev/null
	mkdir -p $group
	echo +cpu > /sys/fs/cgroup/cgroup.subtree_control
	echo +cpu > $group/cgroup.subtree_control
	mkdir -p $group/a $group/b
	dmesg -c > /dev/null
	: > /tmp/workers
	baseline=$(/suite/objects/bpf-objects)
	# Not by spawn(): its wait status is nobody's, and it must not lead a group that is killed.
	chrt -o 0 /suite/objects/workers $nr_workers --sleepers $nr_sleepers > /tmp/workers 2>&1 &
	workers=$!
	wait_for 30 worker 0 > /dev/null || fail 'no workers'
	sleep 1
	do_start latency
	do_cold
	do_back weighted
	do_monitor cpus auto
	sleep 2
	do_audit
	memory_before=$(memory_kb)
	check_workers
}

carry_out() {
	local name rest end=$((SECONDS + seconds)) begun
	while read -r name rest; do
		[ "$SECONDS" -lt "$end" ] || break
		number=$((number + 1))
		begun=$SECONDS
		printf '# %d %s' $number "$name${rest:+ $rest}"
		# shellcheck disable=SC2086 # words
		do_$name $rest
		times[$name]=$((${times[$name]:-0} + 1))
		check_scheduler
		[ $((number % 3)) != 0 ] || { check_workers && check_kernel; }
		echo " ($((SECONDS - begun)) s)"
	done < "$plan"
}

begin
ran=$SECONDS
carry_out
ran=$((SECONDS - ran))
do_audit
check_scheduler
check_workers
check_kernel
echo "kernel $(uname -r)"
echo "cpus $(getconf _NPROCESSORS_CONF 2> /dev/null || grep -c '^cpu[0-9]' /proc/stat)"
echo "seconds $ran"
echo "actions $number"
echo "workers $((nr_workers + nr_sleepers))"
echo "lost $(tail -n 1 /tmp/workers | sed 's/.*stuck=\([0-9]*\).*/\1/')"
echo "ejections $(ejections)"
echo "memory_before $memory_before"
echo "memory_after $memory_now"
echo "objects_before $baseline"
echo "objects_after $(/suite/objects/bpf-objects)"
for name in "${!times[@]}"; do
	echo "action $name ${times[$name]}"
done | sort
