#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# A task that asks for more than its share does not get it: nice values, and tasks that pretend to
# be short.
# shellcheck disable=SC1091,SC2154

load attached.bash
PATH=/usr/lib/scx-ab/bin:$PATH

# error_below PERCENT SHARES-OPTION...: is every hog's share within PERCENT of what its weight is
# due, over 5 s? For a hog with a small share the allowed error may be less than one turn, a slice
# that ends a tick late: 8 ms. One such turn more or less at each end of the 5 s does not count as
# an error, nor do two turns in which the host did not run the guest's CPU: a host that is busy for
# 4 of 10 s moves a hog of nice 5 by that much.
error_below() {
	local most=$1
	shift
	shares --seconds 5 "$@" > "$BATS_TEST_TMPDIR/shares"
	cat "$BATS_TEST_TMPDIR/shares"
	awk -v most="$most" -v turn=0.008 '
		$1 ~ /^cpu[0-9]/ { cpu[substr($1, 4)] = $2; all += $2 }
		$1 ~ /^due/ { due[substr($1, 4)] = $2 / 100 }
		END {
			for (i in cpu) {
				off = cpu[i] - due[i] * all
				off = off < 0 ? -off : off
				bad += off > due[i] * all * most / 100 && off > 4 * turn
			}
			exit !(length(cpu) == length(due) && length(due) > 1 && !bad)
		}' "$BATS_TEST_TMPDIR/shares"
}

# bats test_tags=quick
@test "weighted: shares within 2 % of the weights', on one CPU" {
	use weighted
	error_below 2 --nice 0,5,10 --cpu 1
	error_below 2 --nice -10,0,5,19 --cpu 1
	still_attached
}

# bats test_tags=ends
@test "weighted: shares within 2 % of what the weights allow, on all CPUs, free and with pinned ones" {
	use weighted
	error_below 2 --nice 0,0,5,5
	error_below 2 --nice 0,5,0,5 --pinned 2
	still_attached
}

# bats test_tags=ends,quick
@test "latency: shares within 5 % of the weights'" {
	use latency
	error_below 5 --nice 0,5,10 --cpu 1
	error_below 5 --nice 0,0,5,5
	error_below 5 --nice 0,5,0,5 --pinned 2
	still_attached
}

# bats test_tags=ends
@test "renice counts at once" {
	use weighted
	hog 1
	first=$hog
	hog 1
	sleep 1
	renice -n 10 -p "$hog"
	before=$(ticks "$hog") of=$(ticks "$first")
	sleep 4
	part=$((100 * ($(ticks "$hog") - before) / ($(ticks "$hog") - before + $(ticks "$first") - of)))
	echo "$part % where 9.7 is due"
	[ $part -ge 6 ] && [ $part -le 14 ]
	still_attached
}

# bats test_tags=ends
@test "20 tasks that pretend to be interactive leave a hog half of its fair share" {
	use latency
	hog
	# 20 workers of half a millisecond of work each, and who wakes them.
	wakeprobe --workers 20 --work 500 --seconds 7 > "$BATS_TEST_TMPDIR/probe" 3>&- &
	probe=$!
	sleep 1
	before=$(ticks "$hog")
	sleep 5
	got=$(($(ticks "$hog") - before))
	wait $probe
	grep rate "$BATS_TEST_TMPDIR/probe"
	# 22 tasks on 2 CPUs for 5 s: 0.45 s, in ticks of 10 ms.
	echo "$got of $((500 * 2 / 22)) ticks"
	[ $got -ge $((500 / 22)) ]
	still_attached
}
