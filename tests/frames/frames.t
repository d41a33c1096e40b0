#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Golden frames: every view of the dashboard at three sizes, in UTF-8 and in plain C, as a terminal
# shows it when a recording has been played to its end. Speaks TAP; with --update the frames of now
# become the golden ones: look at the difference before it is committed.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
monitor=$here/../../build/scx-monitor
golden=$here/golden
socket=scx-frames-$$-0
work=$(mktemp -d)
trap 'tmux -L $socket kill-server 2> /dev/null; rm -rf "$work"' EXIT
mkdir -p "$golden"

tm() {
	LC_ALL=C.UTF-8 tmux -L "$socket" -f /dev/null "$@"
}

# terminal SIZE COMMAND: run it in a new one. A server of its own: one that is being killed takes no
# new session.
terminal() {
	tm kill-server 2> /dev/null
	socket=${socket%-*}-$((${socket##*-} + 1))
	tm new-session -d -x "${1%x*}" -y "${1#*x}" "$2"
}

# shows TEXT: wait until the terminal does, 30 s at most.
shows() {
	local tries=300
	while [ $tries -gt 0 ]; do
		tm capture-pane -p 2> /dev/null | grep -q -- "$1" && return
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

# frame VIEW SIZE LOCALE [KEY]: what the terminal shows in the end, into the file "frame".
frame() {
	terminal "$2" \
		"TZ=UTC LC_ALL=$3 NO_COLOR=1 $monitor --replay $here/switch.jsonl --speed 0 --view $1; cat"
	shows ' END$' || return 1
	if [ -n "${4:-}" ]; then
		tm send-keys "$4"
		shows 'quit; so does' || return 1
	fi
	tm capture-pane -p > "$work/frame"
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

compare() { # NAME VIEW SIZE LOCALE [KEY]
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
			compare "$view-$size-$locale" "$view" "$size" "$locale"
		done
	done
done
compare help-80x24 cpus 80x24 C '?'

# No colour with NO_COLOR, colour without.
for no_color in 1 ''; do
	terminal 80x24 \
		"TERM=screen-256color NO_COLOR=$no_color $monitor --replay $here/switch.jsonl --speed 0; cat"
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

# Batch needs no terminal, and says the same on any machine.
TZ=UTC LC_ALL=C "$monitor" --replay "$here/switch.jsonl" --speed 0 --view events < /dev/null > "$work/batch"
[ -z "$update" ] || cp "$work/batch" "$golden/batch.txt"
diff -u "$golden/batch.txt" "$work/batch" > "$work/diff" 2>&1
result $? 'batch' "$work/diff"
echo "1..$number"
