#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The tests of this folder find faults: each fault of a list is planted in a copy of the policies and
# their headers, and at least one test must fail with it. Prints TAP. An expression that changes
# nothing fails too: the code has changed, and the list has to say how the fault looks now.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../bench/tap.bash"
cd "$here/../../.." || exit

# The fault; the file; an expression of sed that plants it.
faults() {
	cat << 'LIST'
the clock stands still|scx_common/bpf/vclock.bpf.h|s/\*clock = vtime;/;/
the bound on lag is on the wrong side|scx_common/bpf/vclock.bpf.h|s/before(vtime, least) ? least : vtime/before(vtime, least) ? vtime : least/
a weight divides twice|scx_common/bpf/vclock.bpf.h|s,/ (weight ?: 1),& * (WEIGHT_NICE_0 * WEIGHT_UNIT) / (weight ?: 1),
the credit of a sleeper is added|scx_common/bpf/vclock.bpf.h|s/clock - credit/clock + credit/g
debts are not forgiven|scx_common/bpf/vclock.bpf.h|s/tc->vtime = most;/;/
debts have no bound|scx_common/bpf/vclock.bpf.h|s/before(most, vtime) ? most : vtime/vtime/
a move between LLCs has the wrong sign|scx_common/bpf/vclock.bpf.h|s/tc->vtime += clock - llc/tc->vtime -= clock - llc/
a task from another LLC moves the clock|scx_common/bpf/vclock.bpf.h|s/if (tc->queue.llc != llc \&\& !tc->queue.pinned) {/&vclock_advance(\&llc_policy(llc, policy)->clock, tc->vtime + clock - llc_policy(tc->queue.llc, policy)->clock);/
a task alone is never forgiven|schedulers/suite.bpf.c|s/renew(prev, cc, !cpu_waiting.*/renew(prev, cc, false);/
the load of the machine is not heeded|scx_common/bpf/vclock.bpf.h|s/before(reach, vtime) ? reach : vtime/vtime/
keys of pinned tasks are not shifted|scx_common/bpf/vclock.bpf.h|s/own->shift = least;/;/
a time that is still to come has long passed|scx_common/bpf/state.bpf.h|s/before(now, then) ? 0 : now - then/now - then/
times are compared without sign|scx_common/bpf/state.bpf.h|s/(s64)(a - b) < 0/a < b/
a running task is kept when it comes later|scx_common/bpf/queue.bpf.h|s/before(first, key)/before(key, first)/g
a factor forgets the parent|scx_common/bpf/group.bpf.h|s/group_at(g->parent)->factor \* g->weight/FACTOR_ONE * g->weight/
a load is not averaged|scx_common/bpf/group.bpf.h|s/g->load = g->load ? .*/g->load = sample;/
a group does not count for its parent|scx_common/bpf/group.bpf.h|s/->sample += g->weight/->sample += 0/
a task that sleeps stays in the load|scx_common/bpf/group.bpf.h|s/runnable ? weight : -weight/runnable ? weight : 0/
the load of the machine is that of old weights|scx_common/bpf/group.bpf.h|s/if (tc->share.counted)/if (0)/
overdue comes ten times as late|scx_common/bpf/overdue.bpf.h|s/(4000 \* NSEC_PER_MSEC)/(40000 * NSEC_PER_MSEC)/
the best served LLC gives to itself|scx_common/bpf/balance.bpf.h|s/balance.from = b->worst/balance.from = b->best/
an LLC takes all that waits on another|scx_common/bpf/balance.bpf.h|s,longer / 4 : 1,longer : 1,
virtual time is trusted across policies|schedulers/suite/switch.bpf.h|s/tc->queue.llc = QUEUE_NONE;/;/
the queues of an old policy are forgotten|schedulers/suite/switch.bpf.h|s/return cc->drain.policy != policy .*/return false;/
LIST
}

# compile FOLDER SOURCE...: compile the sources beside the policies of FOLDER, into it.
compile() {
	local folder=$1 source
	shift
	for source; do
		"${CC:-gcc}" -std=gnu17 -O1 -w -D_GNU_SOURCE -I"$folder/scx_common" -I"$here/native" \
			-I"$folder/schedulers" -Itests/unit -Itests/bench/programs -c \
			-o "$folder/$(basename "$source" .c).o" "$source" || return
	done
}

# passes FOLDER: do all tests pass with the policies of FOLDER?
passes() {
	local folder=$1 source name
	for source in "$here"/test_*.c; do
		name=$(basename "$source" .c)
		"${CC:-gcc}" -o "$folder/$name" "$work/sound/$name.o" "$folder/inside.o" \
			"$work"/sound/{kernel,machine,fairshare}.o -lcmocka -lm || exit
		KNOWN_FAULTS=skip timeout 60 "$folder/$name" > "$folder/out" 2>&1 || return
	done
}

# copy FOLDER: a copy of what a fault may be planted in.
copy() {
	mkdir -p "$1/scx_common"
	cp -r schedulers "$1"
	cp -r scx_common/*.h scx_common/bpf "$1/scx_common"
}

# plant FOLDER FILE EXPRESSION: FOLDER/verdict becomes what came of it, "caught" if all is well.
plant() {
	local folder=$1 file=$2 edit=$3 verdict=caught
	copy "$folder"
	sed -i "$edit" "$folder/$file"
	if cmp -s "$file" "$folder/$file"; then
		verdict="the expression changes nothing in $file: $edit"
	elif ! compile "$folder" "$here/inside.c" 2> "$folder/out"; then
		verdict="with it the policies do not compile: $(head -n 1 "$folder/out")"
	elif passes "$folder"; then
		verdict="no test fails with: $edit"
	fi
	echo "$verdict" > "$folder/verdict"
}

copy "$work/sound"
compile "$work/sound" "$here"/{inside,kernel,machine}.c tests/bench/programs/fairshare.c \
	"$here"/test_*.c && passes "$work/sound"
result $? 'without a fault all tests pass' "$work"/sound/out || { plan && exit 1; }

jobs=0
while IFS='|' read -r name file edit; do
	jobs=$((jobs + 1))
	[ $jobs -le "$(nproc)" ] || wait -n
	plant "$work/$jobs" "$file" "$edit" &
done < <(faults)
wait
jobs=0
while IFS='|' read -r name _; do
	jobs=$((jobs + 1))
	grep -qx caught "$work/$jobs/verdict"
	result $? "caught: $name" "$work/$jobs/verdict"
done < <(faults)
plan
