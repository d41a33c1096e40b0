#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# scx-ab from the command line to the report: two arms in a guest, with an interruption and
# --resume. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ab=$here/scx-ab
work=$(mktemp -d)
child=
trap '[ -z "$child" ] || kill "$child" 2> /dev/null; rm -rf "$work"' EXIT
out=$work/out.jsonl

number=0
# check NAME COMMAND...
check() {
	local name=$1
	shift
	number=$((number + 1))
	if "$@" > "$work/said" 2>&1; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		sed 's/^/# /' "$work/said"
	fi
}

# ends STATUS TEXT COMMAND...: COMMAND ends with STATUS and prints TEXT.
ends() {
	local want=$1 text=$2 status=0
	shift 2
	"$@" > "$work/output" 2>&1 < /dev/null || status=$?
	cat "$work/output"
	[ $status = "$want" ] && grep -q -- "$text" "$work/output"
}

samples() {
	grep -c '"scx-ab/sample/1"' "$out"
}

# Ctrl-C after a few runs leaves complete lines of what has been measured.
interrupted() {
	local tries=1200 status=0
	setsid "$ab" run --where guest --arms eevdf,fifo --workloads pingpong,hackbench-pipe \
		--blocks 1 --seconds 0.3 --seed 5 --out "$out" &
	child=$!
	until [ "$(samples 2> /dev/null || true)" -ge 5 ] 2> /dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] && kill -0 $child || return 1
		sleep 0.1
	done
	kill -INT -- -$child
	wait $child || status=$?
	child=
	echo "status $status, $(samples) samples"
	[ $status = 130 ] && [ "$(samples)" -lt 14 ] && jq . "$out" > /dev/null &&
		tail -n 1 "$out" | grep -q interrupted
}

# Every arm of every workload twice, each turn once, all valid: a guest's boot that was interrupted
# has been repeated from its beginning, and what it had is superseded.
complete() {
	jq -se 'map(select(.schema == "scx-ab/sample/1" and (.warmup | not))) as $all |
		($all | group_by([.workload, .turn]) | map(last)) as $s |
		($s | length) == 12 and ($s | all(.valid)) and ($all | length) > 12 and
		($s | group_by([.workload, .arm]) | length == 6 and all(length == 2)) and
		($s | all(.seq >= $all[-12].seq)) and
		($s | all(.wait_hist_ns != null)) and
		($s | map(select(.arm == "fifo").scheduler.policy) | unique) == ["fifo"]' "$out"
}

check 'an unknown arm: exit status 2' ends 2 "unknown arm 'fifi'" \
	"$ab" run --arms eevdf,fifi --workloads pingpong --out "$out"
check 'an unknown workload: exit status 2' ends 2 "unknown workload 'pong'" \
	"$ab" run --arms eevdf,fifo --workloads pong --out "$out"
check 'nothing to go on with: exit status 2' ends 2 'go on with' \
	"$ab" run --resume --out "$work/nowhere"
[ -d /sys/kernel/sched_ext ] || check 'a host without sched_ext: exit status 4' ends 4 'no sched_ext' \
	"$ab" run --where host --arms eevdf,fifo --workloads pingpong --out "$out"
check 'Ctrl-C keeps what was measured' interrupted
check 'a result file is not written over' ends 2 'exists: --resume' \
	"$ab" run --arms eevdf,fifo --workloads pingpong --out "$out"
check '--resume goes on, the boot anew' ends 0 'done' "$ab" run --resume --out "$out"
check 'all runs are there, once, and valid' complete
check 'report' ends 0 'noise floor' "$ab" report "$out"
check 'report: what was repeated does not count' ends 0 '12 valid.*[1-9][0-9]* superseded' \
	"$ab" report "$out"
check 'too few boots to show anything: said' ends 0 'Warnings' "$ab" report "$out"
check 'compare takes two files' ends 1 'the same as' "$ab" compare "$out" "$out"
echo "1..$number"
