#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# A policy of one's own, as the chapter in schedulers/README.md says: one new file and two lines of the
# list make a policy with state for each task and CPU and with tunables, which runs in a guest under
# load and is measured. In a copy of the sources. Also: what the build says of a policy that is not
# whole. Speaks TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../unit/bench/tap.bash"

copy=$work/copy
mkdir "$copy"
cp -r "$top"/{Makefile,schedulers,scx_common,loader,monitor,tests} "$copy"
cd "$copy" || exit 1

# block N: the Nth code block of the chapter.
block() {
	sed -n '/^## Your own policy$/,/^### /p' "$top/schedulers/README.md" |
		awk -v n="$1" '/^```/ { inside = !inside; nr += inside; next } inside && nr == n'
}

follow() { # N: carry the Nth block out
	bash -eux <<< "$(block "$1")"
}

follow 1 > "$work/said" 2>&1
result $? 'a copy of fifo and two lines of the list make a suite with one more policy' "$work/said"

block 2 > schedulers/mine.bpf.h
diff -rq "$top/schedulers" schedulers > "$work/diff"
diff "$top/schedulers/policies.h" schedulers/policies.h | grep '^[<>]' > "$work/lines"
[ "$(wc -l < "$work/diff")" = 2 ] && [ "$(wc -l < "$work/lines")" = 2 ] && ! grep -v '^>.*mine' "$work/lines"
result $? 'one file is new, and two lines of another' "$work/diff"

follow 3 > "$work/said" 2>&1
result $? 'the policy of the chapter is built, verified, and runs under load: make demo POLICY=mine' "$work/said"
grep -q '^mine  *[0-9.]* ms' "$work/said" && grep -q '^mine (scx_suite) for' "$work/said"
result $? 'the demo has its row of the table and its dashboard' "$work/said"
build/scx-load --list --json | jq -e '[.policies[] | select(.name == "mine").tunables[].name] | sort ==
	["handicap_pct", "keep_turns", "slice_us"]' > "$work/said" 2>&1
result $? 'scx-load lists it with its tunables' "$work/said"
follow 4 > "$work/said" 2>&1 && grep -q mine "$work/said"
result $? 'scx-ab measures it against fifo' "$work/said"

# stops NAME SENTENCE: the build stops at what the caller has damaged, and says SENTENCE; then the damage is
# undone.
stops() {
	! make build/suite.bpf.o > "$work/said" 2>&1 && grep -q "$2" "$work/said"
	result $? "the build stops at $1" "$work/said"
	cp "$work/policies.h" schedulers/policies.h
	cp "$work/mine" schedulers/mine.bpf.h
}

cp schedulers/policies.h schedulers/mine.bpf.h "$work"
mv "$work/mine.bpf.h" "$work/mine"
sed -i '/X(6, mine/d' schedulers/policies.h
stops 'a file without its row' 'mine.bpf.h is not in policies.h: add a row'
sed -i '/include "mine/d' schedulers/policies.h
stops 'a file that is not included' 'mine.bpf.h is not in policies.h: add the line'
rm schedulers/mine.bpf.h
stops 'a row without its file' 'policies.h lists the policy mine, but there is no schedulers/mine.bpf.h'
sed -i 's/X(6, mine/X(8, mine/' schedulers/policies.h
stops 'an id that is too large' 'the id of the policy mine is not from 0 to 7'
sed -i '/\.enqueue = /d' schedulers/mine.bpf.h
stops 'a policy without enqueue' 'a policy has to define slice and enqueue'
plan
