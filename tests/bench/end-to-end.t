#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# scx-ab from the command line to the report: two arms in guests, by the real clock and by the virtual
# one, with an interruption and --resume; then the samples in virtual time once more, beside load.
# Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ab=$here/scx-ab
work=$(mktemp -d)
child='' loops=()
trap 'kill $child "${loops[@]}" 2> /dev/null; rm -rf "$work"' EXIT
out=$work/out.jsonl virtual=$work/virtual.jsonl

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

samples() { # FILE
	grep -c '"scx-ab/sample/1"' "$1"
}

# interrupted FILE LEAST MOST OPTION...: Ctrl-C after LEAST samples leaves complete lines of what has been
# measured, and fewer than MOST samples.
interrupted() {
	local tries=1200 status=0 file=$1 least=$2 most=$3
	shift 3
	setsid "$ab" run --where guest --arms eevdf,fifo --seconds 0.3 --seed 5 --out "$file" "$@" &
	child=$!
	until [ "$(samples "$file" 2> /dev/null || true)" -ge "$least" ] 2> /dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] && kill -0 $child || return 1
		sleep 0.1
	done
	kill -INT -- -$child
	wait $child || status=$?
	child=
	echo "status $status, $(samples "$file") samples"
	[ $status = 130 ] && [ "$(samples "$file")" -lt "$most" ] && jq . "$file" > /dev/null &&
		tail -n 1 "$file" | grep -q interrupted
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

# In virtual time each arm has a guest of its own for each boot, in a fixed order in the file.
in_order() {
	jq -se 'map(select(.schema == "scx-ab/sample/1")) as $s |
		map(select(.schema == "scx-ab/boot/1") | [.boot, .arm]) ==
			[[0, "eevdf"], [0, "fifo"], [1, "eevdf"], [1, "fifo"]] and
		($s | map(.seq)) == [range(4)] and ($s | all(.valid)) and
		($s | map([.boot, .arm])) == [[0, 1][] as $b | ("eevdf", "fifo") as $a | [$b, $a]] and
		(.[0] | .clock == "virtual" and .fingerprint.root_sha256 != null)' "$virtual"
}

busy() { # COMMAND...: run it beside two busy loops
	local status=0
	for _ in 1 2; do
		(while :; do :; done) &
		loops+=($!)
	done
	"$@" || status=$?
	kill "${loops[@]}"
	loops=()
	return $status
}

# The sentence names workload, arm, figure and both values.
tampered() {
	jq -c 'if .arm == "fifo" and .boot == 0 and .metrics then .metrics.rate += 0.001 else . end' \
		"$virtual" > "$work/tampered.jsonl"
	ends 1 'different, .*: boot 0, fifo, pingpong: rate was [0-9.]* and is [0-9.]*$' \
		"$ab" verify "$work/tampered.jsonl"
}

elsewhere() {
	jq -c 'if .fingerprint then .fingerprint.packages.bash = "1" | .fingerprint.root_sha256 = "2" else . end' \
		"$virtual" > "$work/elsewhere.jsonl"
	ends 4 'package bash differs: 1 in the file' "$ab" verify "$work/elsewhere.jsonl" &&
		grep -q 'root of the guest .* differs: 2 in the file' "$work/output"
}

check 'an unknown arm: exit status 2' ends 2 "unknown arm 'fifi'; did you mean 'fifo'" \
	"$ab" run --arms eevdf,fifi --workloads pingpong --out "$out"
check 'an unknown workload: exit status 2' ends 2 "unknown workload 'pong'; did you mean 'pingpong'" \
	"$ab" run --arms eevdf,fifo --workloads pong --out "$out"
check 'an unknown command: exit status 2' ends 2 "no command 'foo'" "$ab" foo
check 'nothing to go on with: exit status 2' ends 2 'go on with' \
	"$ab" run --resume --out "$work/nowhere"
[ -d /sys/kernel/sched_ext ] || check 'a host without sched_ext: exit status 4' ends 4 'no sched_ext' \
	"$ab" run --where host --arms eevdf,fifo --workloads pingpong --out "$out"
check 'real time: Ctrl-C keeps what was measured' interrupted "$out" 5 14 --clock real --blocks 1 \
	--workloads pingpong,hackbench-pipe
check 'a result file is not written over' ends 2 'exists: --resume' \
	"$ab" run --arms eevdf,fifo --workloads pingpong --out "$out"
check '--resume goes on, the boot anew' ends 0 'done' "$ab" run --resume --out "$out"
check 'all runs are there, once, and valid' complete
check 'report' ends 0 'noise floor' "$ab" report "$out"
check 'report: what was repeated does not count' ends 0 '12 valid.*[1-9][0-9]* superseded' \
	"$ab" report "$out"
check 'too few boots to show anything: said' ends 0 'Warnings' "$ab" report "$out"
check 'compare takes two files' ends 1 'the same as' "$ab" compare "$out" "$out"
check 'verify: no file of the real clock' ends 2 'with the real clock' "$ab" verify "$out"

check 'virtual time: Ctrl-C keeps the guests that have ended' interrupted "$virtual" 2 8 --no-aa --boots 2 \
	--workloads pingpong
check '--resume goes on with those that are missing' ends 0 '2 boots can show nothing.*would do' \
	"$ab" run --resume --out "$virtual"
check 'each arm has its guests, in order' in_order
check 'verify: the same figures beside load' busy ends 0 '2 guests, 2 samples: identical' \
	"$ab" verify "$virtual"
check 'verify: a figure that was changed is named' tampered
check 'verify: another fingerprint, and in what' elsewhere
echo "1..$number"
