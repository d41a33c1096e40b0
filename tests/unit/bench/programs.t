#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The load generators against known answers: injected latencies, more requests than can be served,
# killed processes, and wrong usage. The bounds hold on a busy machine too. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/tap.bash"
# shellcheck source=tests/unit/bench/figures.bash
. "$here/figures.bash"

run wakeprobe --seconds 0.3
check 'wakeprobe: percentiles in order, above 0' 'v["p50"] > 0 && v["p90"] >= v["p50"] &&
	v["p99"] >= v["p90"] && v["p999"] >= v["p99"] && v["max"] >= v["p999"]'
check 'wakeprobe: requests at the rate it says' \
	'v["requests"] > 0 && v["requests"] / v["rate"] > 0.29 && v["unserved"] == 0'
for us in 2000 7000; do
	run wakeprobe --seconds 0.5 --inject $us
	check "wakeprobe: a latency of $us us is seen, and not more" \
		'v["p50"] >= '$us' && v["p50"] < '$us' + 4000 && v["requests"] > 0'
done
run wakeprobe --seconds 0.5 --work 3000 --workers 1
check 'wakeprobe: a request can take CPU time' \
	'v["probe_cpu"] >= 0.003 * (v["requests"] - 1) && v["rate"] < 334 && v["requests"] > 1'
check 'wakeprobe: its response is the wait and the work' \
	'v["response_p50"] >= 3000 && v["response_max"] >= v["max"] && v["response_p90"] >= v["response_p50"]'

# Every request that was due within the run counts, even if the probe or a worker was late.
all_there='v["rate"] > 0 && (d = v["requests"] + v["unserved"] - r * v["requests"] / v["rate"]) < 3 && d > -3'
run wakeprobe --seconds 1 --rate 300
check 'wakeprobe --rate: as many as were due' "(r = 300) && $all_there"
# Each wake is put off by 2 ms, so half of the requests at most can be served: the queue grows all
# along, and so must the latency, to about half of the run. With omission it would be 2 ms.
run wakeprobe --seconds 1 --rate 1000 --inject 2000
check 'wakeprobe --rate: as many as were due, though half cannot be served' \
	"(r = 1000) && $all_there && v[\"unserved\"] > 400"
check 'wakeprobe --rate: latency counts from when a request was due' \
	'v["p50"] > 200000 && v["max"] > 400000'

run wakeprobe --seconds 0.5 --hogs 3
check 'wakeprobe --hogs: their share is that of what was left' 'v["hogs_cpu"] > 0 &&
	(d = v["hog_share"] - 100 * v["hogs_cpu"] / v["left_over"]) < 0.1 && d > -0.1 &&
	v["hog_share"] <= 101'
run wakeprobe --seconds 0.5 --hogs 1
check 'wakeprobe --hogs 1: one hog cannot use more than one CPU' \
	'v["left_over"] > 0 && v["left_over"] < v["requests"] / v["rate"] + 0.01'

run pingpong --seconds 0.5
check 'pingpong: round trips at the rate it says' \
	'v["round_trips"] > 0 && v["round_trips"] / v["rate"] >= 0.49 && v["p50"] > 0'
check 'pingpong: the trips make up the time' \
	'v["p50"] * v["round_trips"] / 2 < 1e6 * v["round_trips"] / v["rate"]'

run shares --nice 0,5,10 --cpu 0 --seconds 0.5
check 'shares: due on one CPU' 'v["due1"] == 69.7073 && v["due2"] == 22.8046 && v["due3"] == 7.4881'
check 'shares: all is shared' '(s = v["share1"] + v["share2"] + v["share3"]) > 99.99 && s < 100.01'
check 'shares: on one CPU the sum is no more than that has' \
	'(s = v["cpu1"] + v["cpu2"] + v["cpu3"]) > 0.1 && s < 1.5'
check 'shares: error and fairness are of these' 'v["fairness"] <= 100 && v["error"] > 0 &&
	v["error"] >= 100 * (v["share3"] / v["due3"] - 1) - 0.01 &&
	v["fairness"] <= 100 * v["due3"] / v["share3"] + 0.01'
run taskset -c 0 shares --nice -5,0 --seconds 0.3
check 'shares: free means on the CPUs that it may use' 'v["due1"] == 75.2955'

ends_its_children 3 wakeprobe --hogs 3 --seconds 60
ends_its_children 3 shares --nice 0,0,0 --seconds 60
shares --seconds 1 > "$work/out" 2>&1 &
pid=$!
soon children $pid 3
kill -KILL "${children[0]}"
! wait $pid && grep -q '^shares: a hog ended before' "$work/out" && soon gone "${children[@]}"
result $? 'shares: a hog that ended early makes it fail' "$work/out"

for program in wakeprobe pingpong shares; do
	usage $program
	seconds $program
done
fails 2 'did you mean .--hogs' wakeprobe --hgs
fails 2 'from 1 to 64' wakeprobe --workers 0
fails 2 'from 1 to 64' wakeprobe --workers 65
fails 2 'from 1 to 1000000' wakeprobe --rate 0
fails 2 'from 0 to 1024' wakeprobe --hogs 1025
for bad in '' ',' '0,' '0,,5' 20 -21 x 0,5x 0.5 "$(seq -s, 1100 | sed 's/[0-9]*/0/g')"; do
	fails 2 'takes at most 1024 nice values' shares --nice "$bad"
done
fails 1 'no hog on CPU 1023' shares --cpu 1023
plan
