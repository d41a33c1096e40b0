# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # the variables belong to run.bash
# The checks of a soak, for run.bash: the expected scheduler is in charge, no task is lost, the
# kernel logs no problem, no BPF object and no memory has leaked.

fail() {
	echo # ends the line of the action
	echo "# action $number failed: $*"
	sed 's/^/#   /' /tmp/said /tmp/monitor 2> /dev/null | tail -n 30
	echo "# state $(cat "$scx"/state) '$(cat "$scx"/root/ops 2> /dev/null)' enable_seq $(cat "$scx"/enable_seq)," \
		"expected '$want_ops' $want_policy enable_seq $seq; CPUs $(cat /sys/devices/system/cpu/online)"
	scx-load --status 2>&1 | sed 's/^/#   /' | head -n 40
	# Before the first check there is no log file.
	{ cat "$kernel_log".before "$kernel_log" 2> /dev/null; dmesg; } | tail -n 25 | sed 's/^/#   /'
	echo "failed $number"
	exit 1
}

# wait_for SECONDS COMMAND...: wait until COMMAND succeeds; false if it does not.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# expect STATUS COMMAND...: fail unless COMMAND ends with this status.
expect() {
	local wanted=$1 status=0
	shift
	"$@" > /tmp/said 2>&1 || status=$?
	[ "$status" = "$wanted" ] || fail "'$*' ended with $status, not $wanted"
}

ops_is() {
	[ "$(cat "$scx"/root/ops 2> /dev/null)" = "$1" ] &&
		[ "$(cat "$scx"/state)" = "$([ -n "$1" ] && echo enabled || echo disabled)" ]
}

# pids: put the process ids of the workers into the array $pids.
pids() {
	mapfile -t pids < <(grep -lE "^PPid:\s+$workers$" /proc/[0-9]*/status 2> /dev/null | cut -d/ -f3)
}

# worker NUMBER: print the process id of that worker.
worker() {
	local pids
	pids
	[ ${#pids[@]} = "$nr_workers" ] && echo "${pids[$1 % nr_workers]}"
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

policy_now() {
	scx-load --status --json 2> /dev/null | jq -r .policy
}

check_scheduler() {
	local policy
	ops_is "$want_ops" || fail 'another scheduler is in charge'
	[ "$(cat "$scx"/enable_seq)" = "$seq" ] || fail 'sched_ext was left and entered again'
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

# team: print a line about each worker: process id, state, class, priority, nice value, CPUs,
# cgroup, and the time that it ran and waited, in ms.
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

# signal_loads SIGNAL: send it to all loads.
signal_loads() {
	local form
	for form in "${!load[@]}"; do
		kill "-$1" -- "-${load[$form]}"
	done
}

# check_workers: every counter must move in one of several windows, each longer than the one before.
# A worker of nice 19 beside a heavy group on one CPU can be due less time than that by its weight.
# So under the kernel's own scheduler the loads are stopped in the last window, where every worker
# moves that is not lost. Under our policies the watchdog would have ended the session by then.
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

# said TEXT: print in how many lines of the kernel log it is.
said() {
	grep -c -e "$1" "$kernel_log"
}

# read_kernel_log: move the kernel's messages since the last check into $kernel_log; those from
# before are kept beside it. They are taken out of the kernel's buffer, which does not hold an
# hour's messages: sift does not recognize a warning whose beginning has been overwritten.
read_kernel_log() {
	mv "$kernel_log" "$kernel_log".before
	dmesg -c > "$kernel_log"
	# A warning may be half written.
	[ "$(said '-\[ cut here \]-')" = "$(said '---\[ end trace ')" ] ||
		{ sleep 1 && dmesg -c >> "$kernel_log"; }
}

check_kernel() {
	read_kernel_log
	! bash /suite/sift < "$kernel_log" | grep -E "$trouble" > /tmp/said || fail 'the kernel logged a problem'
	ejections=$((ejections + $(grep 'sched_ext:.*scx_suite.* disabled (' "$kernel_log" |
		grep -vc 'from user space')))
	[ "$ejections" = 0 ] || fail 'the suite was ejected'
}
