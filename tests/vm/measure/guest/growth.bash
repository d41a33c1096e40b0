#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The part of `growth` that runs in the guest: growth.bash PAIRS... prints one row of the table for
# each scheduler and number of pairs of tasks (see pairs.bash). Time is a count of instructions
# there, 2 ns for each, of all CPUs together.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/vm/measure/guest/pairs.bash
. "$here/pairs.bash"
# shellcheck source=tests/policies.bash
. /suite/policies.bash
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

# count on|off: begin or end to count lock acquisitions, see acquired(), and those that had to wait, see
# contended().
count() {
	local function
	if [ "$1" = on ]; then
		for function in $locks; do
			echo "p:lock$function $function"
		done > $tracing/kprobe_events
		# Only the number of hits is needed.
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

# row SCHEDULER: print the row of what runs. Locks are counted in a window of their own, because
# counting takes instructions too.
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

sleep 5 # until the guest has settled
for scheduler in eevdf bare $(policies); do
	put_in_charge "$scheduler"
	for pairs; do
		begin_pairs "$pairs"
		row "$scheduler"
		end_pairs
	done
	dismiss "$scheduler"
done
