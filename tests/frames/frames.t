#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Golden frames: what a terminal shows when a recording has been played to its end. Each view is
# shown at three sizes, in UTF-8 and in ASCII; the CPUs of larger machines are also scrolled and
# folded. Speaks TAP. With --update the frames of now become the golden ones: look at the difference
# before you commit it.
#
# switch.jsonl is of a guest with 2 CPUs, 64.jsonl.gz of a guest with 64 CPUs in 8 LLCs and 2 nodes,
# made by recording-64. The recording with 1,024 CPUs is made here of 16 copies of the 64: its
# figures are not real.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
monitor=$here/../../build/scx-monitor
golden=$here/golden
two=$here/switch.jsonl
socket=scx-frames-$$-0
work=$(mktemp -d)
trap 'tmux -L $socket kill-server 2> /dev/null; rm -rf "$work"' EXIT
mkdir -p "$golden"

tm() {
	LC_ALL=C.UTF-8 tmux -L "$socket" -f /dev/null "$@"
}

# terminal SIZE COMMAND: run COMMAND in a new terminal. Each terminal has a tmux server of its own: a
# server that is being killed takes no new session.
terminal() {
	tm kill-server 2> /dev/null
	socket=${socket%-*}-$((${socket##*-} + 1))
	tm new-session -d -x "${1%x*}" -y "${1#*x}" "$2"
}

# shows TEXT: wait until the terminal shows TEXT, 30 s at most.
shows() {
	local tries=300
	while [ $tries -gt 0 ]; do
		tm capture-pane -p 2> /dev/null | grep -q -- "$1" && return
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

# changed: wait until the terminal shows something else than the file "frame" holds, 10 s at most.
changed() {
	local tries=100
	while [ $tries -gt 0 ]; do
		tm capture-pane -p > "$work/now"
		cmp -s "$work/now" "$work/frame" || return 0
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

# frame RECORDING VIEW SIZE LOCALE [KEY]...: put into the file "frame" what the terminal shows at
# the end of the recording, after the keys. Each key must change the screen.
frame() {
	local recording=$1 view=$2 size=$3 locale=$4 key
	shift 4
	terminal "$size" \
		"TZ=UTC LC_ALL=$locale NO_COLOR=1 $monitor --replay $recording --speed 0 --view $view; cat"
	shows ' END$' || return 1
	tm capture-pane -p > "$work/frame"
	for key; do
		tm send-keys "$key"
		changed || return 1
		sleep 0.1
		tm capture-pane -p > "$work/frame"
	done
}

number=0
result() { # STATUS NAME [FILE-TO-SHOW]
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		[ -z "${3:-}" ] || sed 's/^/# /' "$3"
	fi
}

compare() { # NAME RECORDING VIEW SIZE LOCALE [KEY]...
	local name=$1 status=0
	shift
	frame "$@" || status=1
	[ -z "$update" ] || cp "$work/frame" "$golden/$name.txt"
	diff -u "$golden/$name.txt" "$work/frame" > "$work/diff" 2>&1 || status=1
	result $status "$name" "$work/diff"
}

update=
[ "${1:-}" != --update ] || update=1
for view in cpus heatmap histogram tasks events; do
	for size in 40x10 80x24 132x43; do
		for locale in C C.UTF-8; do
			compare "$view-$size-$locale" "$two" "$view" "$size" "$locale"
		done
	done
done
compare help-80x24 "$two" cpus 80x24 C '?'
compare help-40x10 "$two" cpus 40x10 C '?' x

# Up to 64 CPUs are all shown at first; with more, only their LLCs are.
gunzip -c "$here/64.jsonl.gz" > "$work/64.jsonl"
jq -c '.cpus |= [. as $cpus | range(16) as $copy | $cpus[] |
	.cpu += 64 * $copy | .llc += 8 * $copy | .node += 2 * $copy]' "$work/64.jsonl" > "$work/1024.jsonl"
for cpus in 64 1024; do
	for size in 40x10 80x24 132x43; do
		compare "cpus-of-$cpus-$size" "$work/$cpus.jsonl" cpus $size C.UTF-8
		compare "cpus-of-$cpus-$size-f" "$work/$cpus.jsonl" cpus $size C.UTF-8 f
	done
	compare "cpus-of-$cpus-80x24-PgDn" "$work/$cpus.jsonl" cpus 80x24 C.UTF-8 NPage
	compare "cpus-of-$cpus-80x24-G" "$work/$cpus.jsonl" cpus 80x24 C.UTF-8 G
	compare "cpus-of-$cpus-40x10-G" "$work/$cpus.jsonl" cpus 40x10 C.UTF-8 G
done
compare cpus-of-1024-80x24-f-G "$work/1024.jsonl" cpus 80x24 C.UTF-8 f G
compare heatmap-of-1024-80x24 "$work/1024.jsonl" heatmap 80x24 C.UTF-8

# Go back from the end of a recording to the moment of the switch, then forward again.
compare back "$two" events 80x24 C.UTF-8 , , , , , , , , , .
compare back-40x10 "$two" heatmap 40x10 C.UTF-8 , , , ,

# A list that has become shorter than the scrolled rows is scrolled back.
compare tasks-G-filter "$two" tasks 40x10 C.UTF-8 G / r c u

# A change of the terminal's size is not taken for a key.
frame "$two" tasks 80x24 C.UTF-8 / r c u
cp "$work/frame" "$work/before"
tm resize-window -x 80 -y 12
shows 'contains: rcu_' && tm capture-pane -p > "$work/resized" &&
	! cmp -s "$work/resized" "$work/before"
result $? 'a resize leaves the filter as it is' "$work/resized"

# A reader that closes the pipe early is not a failure.
"$monitor" --replay "$work/1024.jsonl" -b --view cpus --speed 0 2> "$work/said" | head -n 1 > /dev/null
[ "${PIPESTATUS[0]}" = 0 ] && [ ! -s "$work/said" ]
result $? 'batch: the reader has seen enough' "$work/said"

# SIGTERM ends the wait for a pipe that stays silent.
mkfifo "$work/pipe"
"$monitor" --replay "$work/pipe" --batch > "$work/said" 2>&1 &
pid=$!
exec 3<> "$work/pipe"
tries=100
until ((0x$(sed -n 's/^SigCgt:\s*//p' /proc/$pid/status) >> 14 & 1)) || [ $((tries -= 1)) = 0 ]; do
	sleep 0.1
done
sleep 0.2
kill $pid
timeout 5 tail --pid=$pid -f /dev/null
wait $pid && [ ! -s "$work/said" ]
result $? 'SIGTERM ends the wait for a recording, and is not an error' "$work/said"
exec 3>&-

# With NO_COLOR there are no colours, without it there are.
for no_color in 1 ''; do
	terminal 80x24 \
		"TERM=screen-256color NO_COLOR=$no_color $monitor --replay $two --speed 0; cat"
	shows ' END$'
	found=$(tm capture-pane -p -e | grep -c $'\e\[[0-9;]*3[0-8]')
	if [ -n "$no_color" ]; then
		[ "$found" = 0 ]
		result $? 'NO_COLOR: no colours'
	else
		[ "$found" -gt 0 ]
		result $? 'without NO_COLOR: colours'
	fi
done

# Batch needs no terminal and prints the same on any machine.
TZ=UTC LC_ALL=C "$monitor" --replay "$two" --speed 0 --view events < /dev/null > "$work/batch"
[ -z "$update" ] || cp "$work/batch" "$golden/batch.txt"
diff -u "$golden/batch.txt" "$work/batch" > "$work/diff" 2>&1
result $? 'batch' "$work/diff"
echo "1..$number"
