#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The programs of the loads that users know against known answers: chain, spawn, compilers, beside.
# Injected delays, chains that are always late, known CPU times, killed processes, and wrong usage.
# The bounds hold on a busy machine too. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/tap.bash"
# shellcheck source=tests/unit/bench/figures.bash
. "$here/figures.bash"

run chain --seconds 0.5 --period 5000
check 'chain: percentiles in order, above 0' 'v["p50"] > 0 && v["p90"] >= v["p50"] &&
	v["p99"] >= v["p90"] && v["p999"] >= v["p99"] && v["max"] >= v["p999"]'
check 'chain: as many periods as were due' 'v["periods"] == 100'
for us in 2000 7000; do
	run chain --seconds 0.5 --period 50000 --work 0 --inject $us
	check "chain: a delay of $us us is seen, and not more" \
		'v["periods"] == 10 && v["p50"] >= '$us' && v["p50"] < '$us' + 4000'
done
run chain --seconds 1 --period 1000000 --work 1000
check 'chain: done within a second, which is not missed' \
	'v["periods"] == 1 && v["missed"] == 0 && v["max"] < 1000000'
run chain --seconds 0.5 --period 50000 --threads 4 --work 2000
check 'chain: its threads work one after the other' 'v["p50"] >= 8000'
run chain --seconds 0.1 --period 50000 --threads 64 --work 0
check 'chain: 64 threads in a row' 'v["periods"] == 2 && v["max"] > 0'
# Each thread keeps up, and the chain as a whole needs longer than a period.
run chain --seconds 0.5 --period 5000 --threads 3 --work 2000
check 'chain: what takes longer than a period is always missed' \
	'v["periods"] == 100 && v["missed"] == 100 && v["p50"] >= 6000'
# The first thread needs 7 ms in each 5: the queue grows all along, and so must the time until done,
# to 2/7 of the run and of the warm-up before it. With omission it would be 7 ms.
run chain --seconds 1 --period 5000 --work 0 --inject 7000
check 'chain: always late, each period counts, from when it was due' \
	'v["periods"] == 200 && v["missed"] == 100 && v["p50"] > 150000 && v["max"] > 300000'
# A chain that needs 250 times as long as the run ends with it, and counts what it has not done.
run timeout 20 chain --seconds 0.5 --period 1000 --work 0 --threads 1 --inject 250000
check 'chain: what is not done at the end is missed' \
	'v["periods"] == 500 && v["missed"] == 100 && v["max"] > 490000 && v["p50"] > 240000'
run chain --seconds 0.5 --hogs 3
check 'chain --hogs: their share is that of what was left' 'v["hogs_cpu"] > 0 &&
	(d = v["hog_share"] - 100 * v["hogs_cpu"] / v["left_over"]) < 0.1 && d > -0.1'

run spawn --seconds 0.5
check 'spawn: percentiles in order, above 0' 'v["p50"] > 0 && v["p90"] >= v["p50"] &&
	v["p99"] >= v["p90"] && v["max"] >= v["p99"]'
check 'spawn: starts at the rate it says' 'v["starts"] > 0 && v["starts"] / v["rate"] >= 0.49'
check 'spawn: the starts make up the time' \
	'v["p50"] * v["starts"] / 2 < 1e6 * v["starts"] / v["rate"]'
for us in 2000 7000; do
	run spawn --seconds 0.5 --inject $us
	check "spawn: a delay of $us us is seen, and not more" \
		'v["p50"] >= '$us' && v["p50"] < '$us' + 6000 && v["starts"] > 0'
done
run taskset -c 0 spawn --seconds 0.5 --hogs 2
check 'spawn --hogs: the CPU time of what was started is not left over' \
	'v["starts"] > 0 && v["left_over"] < 0.99 * v["starts"] / v["rate"] && v["hog_share"] < 101'
fails 1 'failed or cannot be started' spawn --program /bin/false
fails 1 'failed or cannot be started' spawn --program /no/such

run compilers --seconds 0.5 --jobs 3
check 'compilers: compiled at the rate it says' 'v["compiled"] == v["rate"] * 0.5 && v["rate"] > 0'
check 'compilers: each takes the CPU time of its kind' \
	'v["p50"] >= 2000 && v["p90"] >= v["p50"] && v["max"] >= v["p90"]'
run taskset -c 0 compilers --seconds 1 --jobs 4
check 'compilers: one CPU compiles no more than it has time for' \
	'v["rate"] > 0 && v["rate"] < 100 && v["p50"] > 10000'
/usr/bin/time -f '%U %S' compilers --compile 50 2> "$work/out"
awk '{ exit !($1 + $2 >= 0.04 && $1 + $2 < 0.3) }' "$work/out"
result $? 'compilers: --compile takes this CPU time' "$work/out"

run beside --hogs 2 -- echo figure 7
check 'beside: what the command prints, then the hogs' \
	'v["figure"] == 7 && v["hogs_cpu"] >= 0 && v["left_over"] > 0'
run beside --hogs 0 -- echo figure 7
check 'beside --hogs 0: what the command prints' 'v["figure"] == 7 && NR == 1'
begin=$EPOCHREALTIME
run taskset -c 0 beside --hogs 2 -- compilers --compile 500
took=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
check 'beside: what the command uses is not left over' \
	'v["left_over"] > 0 && v["left_over"] + 0.5 < '"$took"' && v["hog_share"] < 101'
run beside -- sh -c 'exit 7'
check "beside: the exit status of the command" "\$0 == \"exit status 7\""
# shellcheck disable=SC2016 # for the inner shell
run beside -- sh -c 'kill -TERM $$'
check "beside: the signal that ended the command" "\$0 == \"exit status 143\""
# shellcheck disable=SC2016 # for the inner shell
beside -- bash -c 'trap "echo clean 1; exit 3" TERM; echo begun; while :; do sleep 0.1; done' > "$work/out" &
soon grep -q begun "$work/out"
kill -TERM $!
wait $!
[ $? = 3 ] && grep -qx 'clean 1' "$work/out"
result $? 'beside: hands a signal on, so that the command can clean up' "$work/out"
setsid beside -- sleep 60 > "$work/out" 2>&1 &
session=$!
soon children $session 5
kill -TERM -- -$session
wait $session
[ $? = 143 ] && [ ! -s "$work/out" ] && soon gone "${children[@]}"
result $? 'beside: a signal to its process group ends all, without a complaint' "$work/out"
fails 127 'cannot run /no/such' beside -- /no/such
fails 2 'no command' beside
fails 2 'no command' beside --
fails 2 'after "--"' beside true

ends_its_children 3 chain --hogs 3 --seconds 60
ends_its_children 4 spawn --hogs 3 --seconds 60 --inject 1000000
ends_its_children 3 compilers --jobs 3 --seconds 60
ends_its_children 4 beside --hogs 3 -- sleep 60

for program in chain spawn compilers beside; do
	usage $program
done
for program in chain spawn compilers; do
	seconds $program
done
fails 2 'from 1 to 64' chain --threads 0
fails 2 'from 1 to 64' chain --threads 65
fails 2 'from 100 to 1000000' chain --period 99
fails 2 'from 0 to 1024' spawn --hogs 1025
fails 2 'from 1 to 256' compilers --jobs 0
fails 2 'from 0 to 1024' beside --hogs 1025 -- true
plan
