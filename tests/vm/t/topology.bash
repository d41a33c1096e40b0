# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables are for and from the tests that load this
# Helpers for the guest tests of machines with many CPUs: which tasks run on which CPU, core and LLC.

load attached.bash

cpus_dir=/sys/devices/system/cpu
programs=/suite/objects
pids=() load=
declare -A ran
trace=/sys/kernel/tracing
crowd=/sys/fs/cgroup/crowd

# teardown_file: bring all CPUs online, also after a test that failed with some offline.
teardown_file() {
	echo 1 | tee "$cpus_dir"/cpu[1-9]*/online > /dev/null
	scx-load --stop
}

# domains: print a line "CPU CORE LLC" for every online CPU. A core and an LLC are named by their
# first CPU.
domains() {
	local dir core llc
	for dir in "$cpus_dir"/cpu[0-9]*; do
		[ -e "$dir/cache/index3" ] || continue
		read -r core < "$dir/topology/thread_siblings_list"
		read -r llc < "$dir/cache/index3/shared_cpu_list"
		echo "${dir##*cpu} ${core%%[-,]*} ${llc%%[-,]*}"
	done
}

# hogs N CPUS: start N CPU hogs, kept on these CPUs by a cpuset, so that one write releases all of
# them. They are forks of this shell, made while the shell is in the cpuset: starting a program and
# moving a task take long on a busy emulated machine.
hogs() {
	local i
	[ -d "$crowd" ] || {
		echo +cpuset > /sys/fs/cgroup/cgroup.subtree_control
		mkdir "$crowd"
	}
	echo "$2" > "$crowd/cpuset.cpus"
	echo $BASHPID > "$crowd/cgroup.procs"
	for ((i = 0; i < $1; i++)); do
		{ while :; do :; done; } 3>&- &
		pids+=($!)
	done
	echo $BASHPID > /sys/fs/cgroup/cgroup.procs
}

# end_hogs: kill all in $pids.
end_hogs() {
	[ ${#pids[@]} -eq 0 ] || kill -9 "${pids[@]}"
	wait "${pids[@]}" 2> /dev/null || true
	pids=()
}

# used_ticks PID: set $used to its CPU time in user mode so far, in clock ticks, without a fork.
used_ticks() {
	local stat
	read -r stat < "/proc/$1/stat" || return 1
	read -r -a stat <<< "${stat##*) }"
	used=${stat[11]}
}

# all_ran: has each of $pids used CPU time since the last call that was true?
all_ran() {
	local pid used
	for pid in "${pids[@]}"; do
		used_ticks "$pid" && [ "$used" -gt "${ran[$pid]:-0}" ] || return 1
	done
	for pid in "${pids[@]}"; do
		used_ticks "$pid"
		ran[$pid]=$used
	done
}

# most_idle SECONDS [COMMAND...]: print how long, in ms, the CPU that idled most was idle while
# COMMAND ran and in the SECONDS after it. Counts of the kernel are used, because a watching process
# would disturb the tasks.
most_idle() {
	local seconds=$1
	shift
	grep '^cpu[0-9]' /proc/stat > "$BATS_TEST_TMPDIR/before"
	"$@"
	sleep "$seconds"
	grep '^cpu[0-9]' /proc/stat > "$BATS_TEST_TMPDIR/after"
	awk 'NR == FNR { idle[$1] = $5 + $6; next }
		{ ms = ($5 + $6 - idle[$1]) * 10; if (ms > most) most = ms }
		END { print most + 0 }' "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

# ticks_in SECONDS: set $got to the CPU time of each of $pids in these seconds, in clock ticks.
ticks_in() {
	local pid i before=()
	for pid in "${pids[@]}"; do
		used_ticks "$pid"
		before+=("$used")
	done
	sleep "$1"
	got=()
	for i in "${!pids[@]}"; do
		used_ticks "${pids[i]}"
		got+=($((used - before[i])))
	done
}

# all_used POLICY N MS: N hogs run on N CPUs. No CPU idles for more than MS of a second, and every
# hog makes progress.
all_used() {
	local idle
	use "$1"
	hogs "$2" "0-$(($2 - 1))"
	wait_for 20 all_ran
	idle=$(most_idle 1)
	echo "$1: with $2 hogs on $2 CPUs, one idled for $idle ms of 1 s"
	[ "$idle" -le "$3" ]
	wait_for 20 all_ran
	end_hogs
	still_attached
}

# let_go: let the hogs run on all CPUs.
let_go() {
	cat "$cpus_dir/online" > "$crowd/cpuset.cpus"
}

# released POLICY CPUS N MS: N hogs that were kept on CPUS, which are fewer than N, may run on N
# CPUs again. From then on no CPU is idle for longer than MS, so no hog waits beside an idle CPU for
# that long.
released() {
	local idle
	use "$1"
	hogs "$3" "$2"
	wait_for 20 all_ran
	idle=$(most_idle 1.5 let_go)
	echo "$1: $3 hogs of CPUs $2 let go: one CPU idled for $idle ms in the 1.5 s after that"
	[ "$idle" -le "$4" ]
	end_hogs
	still_attached
}

# two_crowds POLICY N NICE: run 16 hogs on 8 CPUs. N hogs, with this nice value, begin on one LLC,
# the others on the other LLC; then all are let go. Sets $got to the ticks of each in 2 s, from 2 s
# later on.
two_crowds() {
	use "$1"
	hogs "$2" 0-3
	renice -n "$3" -p "${pids[@]}" > /dev/null
	crowd=$crowd-2 hogs $((16 - $2)) 4-7
	sleep 0.3
	let_go
	crowd=$crowd-2 let_go
	chrt -f -p 1 $BASHPID # not to wait among them
	sleep 2
	ticks_in 2
	echo "$1, $2 with nice $3: ${got[*]}"
	chrt -o -p 0 $BASHPID
	end_hogs
	still_attached
}

# readable N: the status, and the text and JSON of the monitor, show N CPUs.
readable() {
	local lines
	scx-load --status > "$BATS_TEST_TMPDIR/status"
	grep -q '^policy: ' "$BATS_TEST_TMPDIR/status"
	scx-load --status --json | jq -e '.policy' > /dev/null
	scx-monitor --batch -n 1 -d 0.5 > "$BATS_TEST_TMPDIR/text"
	# A line for each CPU begins with its number; those of nodes and LLCs, and headings, do not.
	lines=$(grep -cE '^ *[0-9]+ ' <(grep -v offline "$BATS_TEST_TMPDIR/text" |
		sed '1,/^  CPU /d'))
	echo "$lines lines of CPUs for $1 CPUs"
	[ "$lines" = "$1" ]
	[ "$(awk 'length > 400' "$BATS_TEST_TMPDIR/text" | wc -l)" = 0 ]
	scx-monitor --json -n 1 -d 0.5 > "$BATS_TEST_TMPDIR/json"
	jq -e --argjson n "$1" '[.cpus[] | select(.online)] | length == $n' "$BATS_TEST_TMPDIR/json"
}

teardown() {
	end_hogs
	[ -z "$load" ] || kill -9 "$load" 2> /dev/null || true
	load=
}

# unlost SECONDS N: run N workers of mixed habits. The counter of each one moves in these seconds.
unlost() {
	local status=0
	"$programs/workers" "$2" > "$BATS_TEST_TMPDIR/workers" 3>&- &
	load=$!
	sleep "$1"
	kill -TERM "$load"
	wait "$load" || status=$?
	cat "$BATS_TEST_TMPDIR/workers"
	return $status
}

# sleepers N CPUS: start cyclictest with N threads that each wake 100 times a second, on CPUS, then
# let them go. Sets $load.
sleepers() {
	taskset -c "$2" cyclictest --policy=other -t "$1" -i 10000 -q > /dev/null 3>&- &
	load=$!
	wait_for 20 threads $(($1 + 1))
	sleep 0.2
	taskset -a -p -c "0-$(($(nproc) - 1))" "$load" > /dev/null
}

# threads N: has $load N threads?
threads() {
	set -- "$1" "/proc/$load/task"/[0-9]*
	[ $# = $(($1 + 1)) ]
}

# switches SECONDS: print every context switch of that time, "TIME CPU PREVIOUS NEXT" with names of
# tasks.
switches() {
	echo > $trace/trace
	echo 1 > $trace/events/sched/sched_switch/enable
	sleep "$1"
	echo 0 > $trace/events/sched/sched_switch/enable
	sed -nE 's/^.*\[([0-9]+)\] [^ ]* +([0-9.]+): sched_switch: prev_comm=([^ ]*) .* next_comm=([^ ]*) next_pid=([0-9]+) .*/\2 \1 \3 \4 \5/p' \
		$trace/trace
}

# changes COMM FIELD: read switches; print how often tasks of that name began to run, and how often
# on another core (FIELD 2) or LLC (FIELD 3) than the time before.
changes() {
	awk -v comm="$1" -v field="$2" 'NR == FNR { of[$1] = $field; next }
		$4 == comm { runs++
			changed += ($5 in at) && at[$5] != of[$2 + 0]
			at[$5] = of[$2 + 0] }
		END { print runs + 0, changed + 0 }' <(domains) -
}

# near_home POLICY CPUS: sleepers begin on these CPUs, an LLC with room for them. A hog runs on one
# of its CPUs, and another hog on a CPU of another LLC. The sleepers stay in their LLC.
near_home() {
	local runs changed cpu
	use "$1"
	sleepers 3 "$2"
	for cpu in "${2%-*}" $(($(nproc) - 1)); do
		hog "$cpu"
		pids+=("$hog")
	done
	sleep 0.3
	read -r runs changed <<< "$(switches 1 | changes cyclictest 3)"
	kill -9 "$load"
	end_hogs
	echo "$1: $changed changes of LLC in $runs runs"
	[ "$runs" -ge 50 ]
	[ $((changed * 20)) -le "$runs" ]
	still_attached
}
