# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables are from the files that load this
# For the tests of order: a task that wakes never waits behind a task that has had its share.
#
# Two hogs for each CPU run, and a probe of three threads wakes 500 times a second. Virtual time
# makes each of these tests a fixed course of events. The bound is what the policies promise: the
# rest of a turn, and one turn of a task that is rightly ahead. A turn ends at the second tick: 8 ms.

load attached.bash
PATH=/usr/lib/scx-ab/bin:$PATH

ordered="weighted latency" # fifo promises no order
cpus=$(nproc)
background=/sys/fs/cgroup/background
turn_us=8000

# hogs KIND [CPUS]: start two hogs for each CPU, on these CPUs. Sets $hogs.
hogs() {
	local i pid
	mkdir -p "$background"
	echo +cpu > /sys/fs/cgroup/cgroup.subtree_control
	echo 1 > "$background/cpu.weight"
	hogs=()
	for ((i = 0; i < 2 * cpus; i++)); do
		taskset -c "${2:-0-$((cpus - 1))}" sh -c 'while :; do :; done' 3>&- &
		pid=$! hogs+=($!)
		case $1 in
		nice19) renice -n 19 -p "$pid" ;;
		idle) chrt -i -p 0 "$pid" ;;
		mixed) renice -n $((i % 2 * 19)) -p "$pid" ;;
		group) echo "$pid" > "$background/cgroup.procs" ;;
		esac > /dev/null
	done
	sleep 0.3
}

end_hogs() {
	kill -9 "${hogs[@]}"
	wait "${hogs[@]}" 2> /dev/null || true
}

# prompt WHAT [CPUS]: does no request of the probe, on these CPUs, begin later than two turns after
# it was due?
prompt() {
	local said
	said=$(taskset -c "${2:-0-$((cpus - 1))}" wakeprobe --rate 500 --seconds 0.5)
	awk -v what="$1" -v most=$((2 * turn_us)) '{ of[$1] = $2 }
		END { printf "%s: p50 %.1f p99 %.1f max %.1f ms, %d of 250 not begun in time\n", what,
			of["p50"] / 1000, of["p99"] / 1000, of["max"] / 1000, of["unserved"]
			exit of["max"] > most || of["requests"] < 200 }' <<< "$said"
}

# each_policy FUNCTION: call FUNCTION with each policy that promises order, while it is in charge.
each_policy() {
	local policy
	for policy in $ordered; do
		use "$policy"
		"$1" "$policy"
		still_attached
	done
}

beside_each_kind() {
	local kind
	for kind in nice0 nice19 idle mixed group; do
		hogs "$kind"
		prompt "$1 beside hogs: $kind"
		end_hogs
	done
}

pinned() {
	hogs nice0 "0-$((cpus - 1))"
	prompt "$1, the probe on CPU 0" 0
	end_hogs
	hogs mixed 0
	prompt "$1, the hogs on CPU 0"
	end_hogs
}

after_switches() {
	local other
	hogs mixed
	for other in fifo latency weighted; do
		use "$other"
		sleep 0.1
		use "$1"
		prompt "$1 after $other"
	done
	end_hogs
}

after_weights_change() {
	hogs nice19
	renice -n 0 -p "${hogs[@]}" > /dev/null
	prompt "$1, hogs of nice 19 are of nice 0"
	renice -n 19 -p "${hogs[@]::cpus}" > /dev/null
	prompt "$1, half of them are of nice 19 again"
	end_hogs
}

after_moves() {
	hogs mixed
	for pid in "${hogs[@]::cpus}"; do
		echo "$pid" > "$background/cgroup.procs"
	done
	prompt "$1, half of the hogs have moved to a cgroup of weight 1"
	for pid in "${hogs[@]}"; do
		echo "$pid" > /sys/fs/cgroup/cgroup.procs
	done
	prompt "$1, they are back"
	for pid in "${hogs[@]}"; do
		taskset -p -c 0 "$pid" > /dev/null
	done
	sleep 0.2
	for pid in "${hogs[@]}"; do
		taskset -p -c "0-$((cpus - 1))" "$pid" > /dev/null
	done
	prompt "$1, after all were on CPU 0"
	end_hogs
}

after_hotplug() {
	local online=/sys/devices/system/cpu/cpu1/online
	hogs mixed
	echo 0 > $online
	sleep 0.2
	echo 1 > $online
	prompt "$1, CPU 1 was off"
	end_hogs
}
