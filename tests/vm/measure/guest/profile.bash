#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The part of `profile` that runs in the guest: profile.bash PAIRS SCHEDULER... runs that number of
# pairs of tasks (see pairs.bash) between two marks, under each scheduler.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/vm/measure/guest/pairs.bash
. "$here/pairs.bash"
pairs=$1
shift

sysctl -qw net.core.bpf_jit_kallsyms=1
sleep 4 # until the guest has settled
grep ' [tTwW] ' /proc/kallsyms | sed 's/^/symbol kernel /'
for what; do
	scheduler=${what%%=*}
	put_in_charge "$what"
	begin_pairs "$pairs"
	/suite/objects/mark
	before=$(switches)
	sleep 0.2
	echo "switches $scheduler $(($(switches) - before))"
	/suite/objects/mark
	sed -n "s/^\(.*\)\t\[bpf\]$/symbol $scheduler \1/p" /proc/kallsyms
	end_pairs
	dismiss "$scheduler"
done
