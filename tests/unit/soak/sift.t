#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# sift removes a known fault of the kernel from a log and leaves everything else. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../bench/tap.bash"
sift=$here/../../vm/sift

# warning FUNCTION...: print a warning as the kernel logs it, with these functions in the call trace.
warning() {
	echo '[    1.5] ------------[ cut here ]------------'
	echo '[    1.5] WARNING: CPU: 2 PID: 28 at kernel/sched/deadline.c:265'
	printf '[    1.5]  %s+0x22/0x40\n' "$@"
	echo '[    1.5] ---[ end trace 0000000000000000 ]---'
}

# sifted FILE WANTED: prints what differs.
sifted() {
	"$sift" < "$work/$1" | diff "$work/$2" -
}

{ echo '[    1.0] first' && echo '[    2.0] last'; } > "$work/quiet"
sifted quiet quiet > "$work/diff"
result $? 'a log without warnings stays as it is' "$work/diff"

{
	echo '[    1.0] first'
	warning task_non_contending dl_server_stop sched_cpu_dying
	echo '[    2.0] last'
} > "$work/known"
sifted known quiet > "$work/diff"
result $? 'a known warning is taken out' "$work/diff"

{
	echo '[    1.0] first'
	warning inactive_task_timer | sed '1a [    1.5] dl_rq->running_bw > old'
	echo '[    2.0] last'
} > "$work/later"
sifted later quiet > "$work/diff"
result $? 'so is what comes of the same fault later' "$work/diff"

warning task_non_contending dequeue_task_dl > "$work/other"
sifted other other > "$work/diff"
result $? 'the same place called by something else is not known' "$work/diff"

{ warning dl_server_stop sched_cpu_dying task_non_contending && cat "$work/other"; } > "$work/both"
sifted both other > "$work/diff"
result $? 'one that follows a known one stays' "$work/diff"

head -n 2 <(warning task_non_contending) > "$work/cut"
sifted cut cut > "$work/diff"
result $? 'one that is cut short stays' "$work/diff"
plan
