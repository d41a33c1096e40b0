#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# scx-monitor tells the truth about a running machine, and gives the terminal back.
# shellcheck disable=SC1091,SC2154

load lib.bash

teardown() {
	tmux kill-server 2> /dev/null || true
	clean_up
}

# frames N OPTION...: N intervals of a second as JSON lines.
frames() {
	local count=$1
	shift
	scx-monitor --json -n "$count" "$@"
}

# p99 of all waits over 2 s, ns, from a source.
p99() {
	frames 1 -d 2 --source "$1" | jq .total.p99_ns
}

# lines N: are there so many frames, or more?
lines() {
	[ "$(wc -l < "$BATS_TEST_TMPDIR/frames")" -ge "$1" ]
}

# tells TEXT: is there an event with this text?
tells() {
	jq -se --arg text "$1" 'any(.[].events[].text; contains($text))' "$BATS_TEST_TMPDIR/frames" > /dev/null
}

hogs() {
	pids=()
	while [ ${#pids[@]} -lt "$1" ]; do
		hog 0-1
		pids+=("$hog")
	done
}

no_hogs() {
	kill -9 "${pids[@]}"
	wait "${pids[@]}" 2> /dev/null || true
}

# bats test_tags=newest
@test "latency rises when 10 hogs start and falls when they stop, by both sources" {
	start --policy fifo
	for source in suite probe; do
		quiet=$(p99 $source)
		hogs 10
		busy=$(p99 $source)
		no_hogs
		sleep 1
		after=$(p99 $source)
		echo "$source: $quiet $busy $after"
		[ "$busy" -gt $((quiet * 4)) ]
		[ "$after" -lt $((busy / 4)) ]
	done
	still_runs
	stop
}

# bats test_tags=ends
@test "counts of the CPUs and of the policies add up to the total" {
	start --policy latency
	hackbench -g 1 -l 500 > /dev/null 3>&- &
	frames 3 > "$BATS_TEST_TMPDIR/frames"
	jq -se 'length == 3 and all(.[];
		.source == "suite" and .scheduler == "latency" and .total.count > 0 and
		.total.count == ([.cpus[].stats.count] | add) and
		.total.count == ([.policies[].stats.count] | add) and
		.total.count == (.total.wait | .wakeup.count + .preempted.count + .slice_end.count) and
		.total.counts.enqueued == ([.total.depth_hist[][1]] | add // 0))' \
		"$BATS_TEST_TMPDIR/frames"
	stop
}

# bats test_tags=newest
@test "a pinned load shows on its CPU only" {
	start --policy weighted
	hog 1
	hog 1
	frames 1 -d 3 > "$BATS_TEST_TMPDIR/frames"
	jq '[.cpus[] | {cpu, ended: .stats.wait.slice_end.count}]' "$BATS_TEST_TMPDIR/frames"
	jq -e '(.cpus[] | select(.cpu == 1).stats.wait.slice_end.count) >= 50 and
		(.cpus[] | select(.cpu == 0).stats.wait.slice_end.count) <= 10' \
		"$BATS_TEST_TMPDIR/frames"
	stop
}

# bats test_tags=ends
@test "a policy switch, a detach and the change of source are events" {
	start --policy latency
	scx-monitor --json -n 30 > "$BATS_TEST_TMPDIR/frames" 3>&- &
	monitor=$!
	wait_for 20 lines 2
	scx-load --policy fifo
	wait_for 10 tells 'latency -> fifo'
	stop
	wait_for 20 tells 'come from the probe'
	kill $monitor
	wait $monitor
	jq -rs '.[].events[] | "\(.kind) \(.text)"' "$BATS_TEST_TMPDIR/frames" | tee "$BATS_TEST_TMPDIR/events"
	grep -q '^policy latency -> fifo$' "$BATS_TEST_TMPDIR/events"
	grep -q '^detach scx_suite (fifo) was detached$' "$BATS_TEST_TMPDIR/events"
	grep -q '^source figures come from the probe now$' "$BATS_TEST_TMPDIR/events"
	jq -se '.[-1].source == "probe" and .[-1].scheduler == "default"' "$BATS_TEST_TMPDIR/frames"
}

# bats test_tags=ends
@test "an ejection is an event with the kernel's reason" {
	cp "$(command -v bash)" /tmp/stall-me
	start --object "$objects"/stall.bpf.o --policy latency --watchdog 1500
	scx-monitor --json -n 30 > "$BATS_TEST_TMPDIR/frames" 3>&- &
	monitor=$!
	wait_for 20 lines 1
	/tmp/stall-me -c 'while :; do sleep 0.1; done' 3>&- &
	loader_ends || true
	wait_for 20 tells 'was ejected'
	kill $monitor
	wait $monitor
	jq -rs '.[].events[] | "\(.kind) \(.text)"' "$BATS_TEST_TMPDIR/frames" | tee "$BATS_TEST_TMPDIR/events"
	grep -q '^eject scx_suite .* was ejected: .*stall' "$BATS_TEST_TMPDIR/events"
}

# bats test_tags=ends
@test "a CPU that goes off and on is seen" {
	start --policy fifo
	frames 6 > "$BATS_TEST_TMPDIR/frames" 3>&- &
	monitor=$!
	sleep 2
	echo 0 > /sys/devices/system/cpu/cpu1/online
	sleep 2
	echo 1 > /sys/devices/system/cpu/cpu1/online
	wait $monitor
	jq -rs '.[].events[].text' "$BATS_TEST_TMPDIR/frames" | grep 'CPU 1'
	jq -se '[.[].events[].text] | index("CPU 1 went offline") != null and
		index("CPU 1 went online") != null' "$BATS_TEST_TMPDIR/frames"
	stop
}

# bats test_tags=newest
@test "tasks: a hog that shares its CPU has waited, by both sources" {
	start --policy fifo
	hog 1
	first=$hog
	hog 1
	for source in suite probe; do
		frames 1 -d 3 --tasks --source $source > "$BATS_TEST_TMPDIR/frames"
		jq -e --argjson pid "$first" '.tasks[] | select(.pid == $pid) |
			.waits >= 20 and .max_ns >= 1000000 and .sum_ns >= 500000000 and
			.waits == ([.log2_hist_ns[]] | add)' "$BATS_TEST_TMPDIR/frames"
	done
	stop
}

# rank PERMILLE: the power of two (of us) in which runqlat's table on stdin has that percentile.
rank() {
	awk -v p="$1" '$2 == "->" && $4 == ":" { n++; high[n] = $3; count[n] = $5; all += $5 }
		END { for (i = 1; i <= n; i++) { seen += count[i]
			if (seen * 1000 >= all * p) { print i; exit } } }'
}

# power NS: the same for a time.
power() {
	awk -v ns="$1" 'BEGIN { us = int(ns / 1000); for (i = 1; us >= 2; us /= 2) i++; print i }'
}

# near A B DISTANCE
near() {
	echo "$1 and $2"
	[ $(($1 - $2)) -le "$3" ] && [ $(($2 - $1)) -le "$3" ]
}

# bats test_tags=newest
@test "the probe agrees with runqlat under the same load" {
	command -v runqlat > /dev/null || skip 'no runqlat (package libbpf-tools)'
	hackbench -g 1 -l 100000 > /dev/null 3>&- &
	load=$!
	# runqlat needs a moment to begin; then both look at the same stretch of an even load.
	runqlat 5 1 > "$BATS_TEST_TMPDIR/runqlat" 3>&- &
	other=$!
	wait_for 10 grep -q Tracing "$BATS_TEST_TMPDIR/runqlat" || true
	frames 1 -d 5 --source probe > "$BATS_TEST_TMPDIR/frames"
	wait $other
	kill $load
	cat "$BATS_TEST_TMPDIR/runqlat"
	jq -c '[.total.count, .total.p50_ns, .total.p99_ns, .total.counts.lost]' "$BATS_TEST_TMPDIR/frames"
	for permille in 500 900 990; do
		key=p${permille}_ns
		ns=$(jq --argjson p $permille '[.total.wait[].hist_ns[]] | group_by(.[0]) |
			map([.[0][0], (map(.[1]) | add)]) as $h | ($h | map(.[1]) | add) as $all |
			reduce $h[] as $b ({seen: 0, at: null}; .seen += $b[1] |
				if .at == null and .seen * 1000 >= $all * $p then .at = $b[0] else . end) |
			.at | if . < 16 then . else pow(2; (. / 8 | floor) - 1) * (8 + . % 8) end' \
			"$BATS_TEST_TMPDIR/frames")
		echo "$key: $ns"
		near "$(rank $permille < "$BATS_TEST_TMPDIR/runqlat")" "$(power "$ns")" 1
	done
}

# bats test_tags=ends
@test "SIGUSR1 ends the interval at once, also when it comes before the probe is loaded" {
	scx-monitor --source probe --json -d 86400 > "$BATS_TEST_TMPDIR/frames" 3>&- &
	monitor=$!
	# Not before it is scx-monitor, nor before it catches the signal: bit 9 of the mask.
	wait_for 10 sh -c "[ \$((0x\$(sed -n 's/^SigCgt:.//p' /proc/$monitor/status) >> 9 & 1)) = 1 ]"
	kill -USR1 $monitor
	wait_for 20 lines 1
	hackbench -g 1 -l 300 > /dev/null
	sleep 2
	kill -USR1 $monitor
	wait_for 5 lines 2
	kill -USR1 $monitor
	wait_for 5 lines 3
	kill $monitor
	wait $monitor
	jq -c '[.interval_s, .total.count]' "$BATS_TEST_TMPDIR/frames"
	# The first interval is the one before the load; no frame is lost or comes twice.
	jq -se 'length == 3 and .[0].interval_s < 2 and .[1].interval_s > 2 and .[1].interval_s < 20 and
		.[1].total.count > 1000 and .[2].interval_s < 2 and
		(.[1].end_ns + .[2].span_ns - .[2].end_ns | fabs) < 100000000' "$BATS_TEST_TMPDIR/frames"
}

# bats test_tags=newest
@test "accounting off: nothing is counted; on again: it is" {
	start --policy latency --set suite.accounting=0
	frames 1 | jq -e '.total.count == 0 and ([.total.counts[]] | add) == 0'
	scx-load --set suite.accounting=1
	frames 1 | jq -e '.total.count > 0'
	stop
}

# bats test_tags=newest
@test "a recording replays as it was, without privileges" {
	start --policy latency
	scx-monitor -b -n 3 -d 0.5 --tasks --record /tmp/recording > /dev/null
	stop
	setpriv --reuid=nobody --clear-groups scx-monitor --replay /tmp/recording --speed 0 --json > /tmp/again
	cmp /tmp/recording /tmp/again
	[ "$(wc -l < /tmp/again)" = 3 ]
}

# bats test_tags=newest
@test "errors have their exit codes" {
	run scx-monitor -b -n 1 --source suite
	[ "$status" = 3 ]
	[[ $output == *'the suite is not attached'* ]]
	run setpriv --reuid=nobody --clear-groups scx-monitor -b -n 1
	[ "$status" = 5 ]
	[[ $output == *'not permitted'* ]]
	run scx-monitor --interval 0
	[ "$status" = 2 ]
	run scx-monitor --view nonsense
	[ "$status" = 2 ]
	run scx-monitor --record /tmp/a --replay /tmp/b
	[ "$status" = 2 ]
	run scx-monitor --replay /nowhere
	[ "$status" = 1 ]
	run scx-monitor --replay /suite/sift
	[ "$status" = 1 ]
	run scx-monitor --version
	[ "$status" = 0 ]
}

# pane: what the terminal shows.
pane() {
	tmux capture-pane -p
}

pane_shows() {
	pane | grep -q -- "$1"
}

# sees TEXT: it comes to be shown; else the test's output has what was.
sees() {
	wait_for 20 pane_shows "$1" || {
		pane
		return 1
	}
}

# dashboard OPTION...: in a terminal of its own, up and drawn.
dashboard() {
	tmux -f /dev/null new-session -d -x 90 -y 26 'TERM=screen-256color bash --norc'
	tmux send-keys "stty -g > /tmp/before; PS1='\$?> '; scx-monitor $*" Enter
	sees 'interval: *p50'
}

# The shell has its terminal back, as it was, and sees exit status $1.
terminal_is_back() {
	sees "^$1>"
	tmux send-keys 'stty -g > /tmp/after; echo sa""ne' Enter
	sees '^sane'
	cmp /tmp/before /tmp/after
	! pane_shows 'interval: *p50'
}

# bats test_tags=newest
@test "q, Ctrl-C, SIGTERM, SIGHUP and a crash give the terminal back" {
	for how in q C-c TERM HUP QUIT SEGV ABRT; do
		dashboard -d 0.5
		status=0
		case $how in
		q | C-c) tmux send-keys "$how" ;;
		*) killall "-$how" scx-monitor ;;
		esac
		[ $how != QUIT ] || status=131
		[ $how != SEGV ] || status=139
		[ $how != ABRT ] || status=134
		terminal_is_back $status
		tmux kill-server
	done
}

# The kernel sends SIGHUP to the session of a terminal that goes. In a session of its own, as after
# setsid, the monitor is told by the terminal only: it must not go on, and not spin.
# bats test_tags=newest
@test "the terminal goes away: so does the monitor, with SIGHUP and without" {
	for how in '' setsid; do
		tmux -f /dev/null new-session -d -x 90 -y 26 "TERM=screen-256color $how scx-monitor; cat"
		sees 'interval: *p50'
		pidof scx-monitor
		tmux kill-server
		wait_for 10 sh -c '! pidof scx-monitor'
	done
}

# bats test_tags=newest
@test "keys: views, pause, help, suspend, a tiny terminal, switching the policy" {
	start --policy latency
	dashboard -d 0.5
	pane_shows '^latency (scx_suite)'
	tmux send-keys 2
	sees 'a column: '
	tmux send-keys 3
	sees ' wakeup p99'
	tmux send-keys 4
	sees 'PID NAME'
	tmux send-keys / scx-mo Enter
	sees 'Events  /scx-mo'
	sees 'scx-monitor .* [0-9.]* [mun]s$'
	tmux send-keys +
	sees 'interval: 1 s'
	tmux send-keys ,
	sees 'only a recording can go back'
	tmux send-keys -
	sees 'interval: 0.5 s'
	tmux send-keys ' '
	sees PAUSED
	tmux send-keys ' ' '?'
	sees 'quit; so does Ctrl-C'
	tmux send-keys x
	sees 'PID NAME'
	tmux send-keys C-z
	sees 'Stopped'
	tmux send-keys 'fg' Enter
	sees 'PID NAME'
	tmux resize-window -x 19 -y 5
	sees 'too small'
	tmux resize-window -x 90 -y 26
	sees 'PID NAME'
	tmux send-keys p
	sees 'Switch to: 1 fifo 2 weighted 3 latency'
	tmux send-keys 1
	sees 'Let fifo schedule this machine'
	tmux send-keys y
	sees 'latency -> fifo, first decision'
	tmux send-keys 5
	sees 'policy   latency -> fifo'
	pane
	tmux send-keys q
	terminal_is_back 0
	still_runs
	stop
}
