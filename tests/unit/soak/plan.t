#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The plan of a soak: the same seed gives the same plan, another seed gives another plan, the last CPU
# stays online, and every action is possible where it stands. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../bench/tap.bash"
planner=$here/../../vm/soak/plan.bash
PATH=$here/../../../build:$PATH
# shellcheck source=tests/policies.bash
. "$here/../../policies.bash"
mapfile -t policies < <(policies)

make_plan() { # FILE SEED ACTIONS CPUS
	local file=$1
	shift
	bash "$planner" "$@" "${policies[@]}" > "$work/$file"
}

make_plan one 7 300 4
make_plan same 7 300 4
make_plan longer 7 400 4
make_plan other 8 300 4
[ "$(wc -l < "$work/one")" = 300 ] && cmp "$work/one" "$work/same" > "$work/cmp"
result $? 'the same seed, the same plan' "$work/cmp"
head -n 300 "$work/longer" | cmp - "$work/one" > "$work/cmp"
result $? 'a longer plan begins with the shorter one' "$work/cmp"
! cmp -s "$work/one" "$work/other"
result $? 'another seed, another plan'

# possible FILE CPUS: follow a plan and print each action that is not possible.
possible() {
	awk -v cpus="$2" '
	BEGIN { who = "none"; online = cpus }
	function needs(state) { if (who != state) print NR ": " $0 " with " who " in charge" }
	$1 == "start" { needs("none"); who = "suite" }
	$1 == "back" { needs("foreign"); who = "suite" }
	$1 ~ /^(hot|tune|refuse|reset|restart|rollback|reject|kill_detached)$/ { needs("suite") }
	$1 ~ /^(stop|kill_session|kill_midway)$/ { needs("suite"); who = "none" }
	$1 == "cold" { needs("suite"); who = "foreign" }
	$1 == "cpu" {
		if ($2 < 1 || $2 >= cpus) print NR ": " $0 " of " cpus
		if ($3 == (off[$2] ? 0 : 1)) print NR ": " $0 " once more"
		off[$2] = !$3
		online += $3 ? 1 : -1
		if (online < 1) print NR ": no CPU is left"
		if (who == "foreign") who = "none"
	}
	$1 == "load" {
		if (($3 == "on") == (load[$2] + 0)) print NR ": " $0 " once more"
		load[$2] = $3 == "on"
		if ((loads += $3 == "on" ? 1 : -1) > 2) print NR ": too much load"
	}
	$1 == "monitor" {
		if (($2 == "off") != (monitor + 0)) print NR ": " $0 " once more"
		monitor = $2 != "off"
	}
	$1 == "audit" { who = "none"; monitor = loads = 0; split("", load) }' "$work/$1"
}

for cpus in 2 4; do
	for seed in 1 2 3; do
		make_plan long "$seed" 500 $cpus
		possible long $cpus
	done
done > "$work/impossible"
[ ! -s "$work/impossible" ]
result $? 'six plans of 500 actions: a CPU is always left, and every action is possible' \
	"$work/impossible"
make_plan long 1 1500 4
planned=$(cut -d' ' -f1 "$work/long" | sort -u | wc -l)
known=$(sed -n "/^actions='/,/^'/p" "$planner" | grep -c '^[a-z_]* *[0-9]')
[ "$planned" = "$known" ] && [ "$known" -gt 15 ]
result $? "every one of the $known actions is planned some time"
plan
