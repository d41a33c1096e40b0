#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The part of `growth` that runs in the guest: growth.bash PAIRS..., one row of the table for
# each scheduler and so many pairs of tasks (see pairs.bash). Time is a count of instructions there,
# 2 ns for each, of all CPUs together.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/vm/measure/guest/pairs.bash
. "$here/pairs.bash"
tracing=/sys/kernel/tracing
locks='_raw_spin_lock _raw_spin_lock_irq _raw_spin_lock_irqsave'

# window SECONDS: sets $passed, in seconds, and $switches, of all CPUs in that time.
window() {
	local from=$EPOCHREALTIME before
	before=$(switches)
	sleep "$1"
	switches=$(($(switches) - before))
	passed=$(awk "BEGIN { print $EPOCHREALTIME - $from }")
}

# count on|off: lock acquisitions, see acquired(), and those that had to wait, see contended().
count() {
	local function
	if [ "$1" = on ]; then
		for function in $locks; do
			echo "p:lock$function $function"
		done > $tracing/kprobe_events
		# Only the hits are of interest.
		echo 0 > $tracing/tracing_on
		echo 1 > $tracing/events/kprobes/enable
		echo 'hist:keys=flags' > $tracing/events/lock/contention_begin/trigger
	else
		echo 0 > $tracing/events/kprobes/enable
		echo '!hist:keys=flags' > $tracing/events/lock/contention_begin/trigger
		echo > $tracing/kprobe_events
	fi
}

acquired() {
	awk '{ n += $2 } END { print n + 0 }' $tracing/kprobe_profile
}

contended() {
	awk '/Hits:/ { n += $2 } END { print n + 0 }' $tracing/events/lock/contention_begin/hist
}

# row SCHEDULER: of what runs. Instructions in one window, locks in another, as counting takes some.
row() {
	local instructions
	window 0.25
	instructions=$(awk "BEGIN { printf \"%.0f\", $passed * 5e8 / $switches }")
	count on
	window 0.15
	awk "BEGIN { printf \"row %d %d %s %d %.1f %.1f\\n\", $(nproc), $pairs * 2, \"$1\", $instructions,
		$(acquired) / $switches, $(contended) * 1000 / $switches }"
	count off
}

sleep 5 # what boots and settles
for scheduler in eevdf bare fifo weighted latency; do
	put_in_charge $scheduler
	for pairs; do
		begin_pairs "$pairs"
		row $scheduler
		end_pairs
	done
	dismiss $scheduler
done
