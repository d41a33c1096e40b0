#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The part of `profile` that runs in the guest: profile-measure.bash PAIRS SCHEDULER... For each one pairs
# of tasks pass a byte to and fro between two marks. What measures is of a class above them.
set -euo pipefail
chrt -f -p 1 $$
PATH=/usr/lib/scx-ab/bin:$PATH
pairs=$1
shift

switches() {
	awk '/^ctxt/ { print $2 }' /proc/stat
}

sysctl -qw net.core.bpf_jit_kallsyms=1
sleep 4 # what boots and settles
grep ' [tTwW] ' /proc/kallsyms | sed 's/^/symbol kernel /'
for scheduler; do
	case $scheduler in
	eevdf) ;;
	bare) scx-load --object /suite/objects/objects/foreign.bpf.o --detach ;;
	*) scx-load --policy "$scheduler" --detach ;;
	esac > /dev/null
	for ((i = 0; i < pairs; i++)); do
		chrt -o 0 pingpong --seconds 3000 > /dev/null &
	done
	sleep $((1 + pairs / 100))
	/suite/objects/mark
	before=$(switches)
	sleep 0.2
	echo "switches $scheduler $(($(switches) - before))"
	/suite/objects/mark
	sed -n "s/^\(.*\)\t\[bpf\]$/symbol $scheduler \1/p" /proc/kallsyms
	mapfile -t jobs < <(jobs -p)
	kill "${jobs[@]}" # their partners end with them
	wait || true
	[ "$scheduler" = eevdf ] || scx-load --stop > /dev/null
done
