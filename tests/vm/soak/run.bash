#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The part of a soak that runs in the guest: run.bash PLAN SECONDS carries out the lines of PLAN (see
# plan.bash), each action by a function do_NAME of actions.bash. After each action it checks that the
# expected scheduler is in charge, after every third that no task was lost and that the kernel logged no
# problem, and after an audit that no BPF object and no memory has leaked.
# Prints the actions as "# ..." and the figures as "KEY VALUE". Exit status 1 at the first failure.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/vm/soak/checks.bash
. "$here/checks.bash"
# shellcheck source=tests/vm/soak/actions.bash
. "$here/actions.bash"

plan=$1 seconds=$2
scx=/sys/kernel/sched_ext
objects=/suite/objects/objects
group=/sys/fs/cgroup/soak
nr_workers=4 nr_sleepers=16
# An audit may find this much less memory than before, in kB: caches of the kernel that grow once.
leak_kb=40000
trouble='WARNING:|BUG:|Oops|soft lockup|rcu.*(stall|starved)|blocked for more than|failed to run for'

number=0 # of the action
want_ops='' want_policy='' seq=0 monitor=''
declare -A load=() times=()
kernel_log=/tmp/kernel.log ejections=0
baseline='' memory_before='' memory_now=''

# begin: a whole round with the workers alone, so that everything is there that is allocated once.
begin() {
	chrt -f -p 1 $$ > /dev/null
	mkdir -p $group
	echo +cpu > /sys/fs/cgroup/cgroup.subtree_control
	echo +cpu > $group/cgroup.subtree_control
	mkdir -p $group/a $group/b
	: > "$kernel_log"
	dmesg -c > /dev/null
	# See default_may_stall(): such a wait may begin a little earlier, or end a little later.
	echo 300 > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout
	: > /tmp/workers
	baseline=$(/suite/objects/bpf-objects)
	# Not by spawn(): the workers must not lead a process group that is killed.
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
echo "ejections $ejections"
echo "memory_before $memory_before"
echo "memory_after $memory_now"
echo "objects_before $baseline"
echo "objects_after $(/suite/objects/bpf-objects)"
for name in "${!times[@]}"; do
	echo "action $name ${times[$name]}"
done | sort
