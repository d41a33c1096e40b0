#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# The plan of a soak: plan.bash SEED ACTIONS CPUS POLICY... prints that number of lines "NAME
# ARGUMENT...". The plan depends on the arguments only, and a longer plan begins with the shorter
# one. The plan follows what each action leaves behind (scheduler, CPUs, loads), so that the next
# action is possible.
set -euo pipefail

# Name, weight, and the scheduler that must be in charge: suite, foreign, none, or any.
actions='
hot           18 suite
tune          12 suite
refuse         8 suite
reset          3 suite
cold           5 suite
restart        5 suite
rollback       4 suite
reject         2 suite
kill_detached  4 suite
kill_session   3 suite
kill_midway    3 suite
stop           4 suite
back          20 foreign
start         40 none
cpu           14 any
load          14 any
nice           6 any
class          5 any
affinity       5 any
weight         8 any
monitor        6 any
audit          5 any
'
loads=(hackbench sockets switch fork hogs)
views=(cpus heatmap histogram tasks events)

# RANDOM of bash differs between its versions, so the generator is here.
random_state=0
random() { # BELOW: sets $r
	random_state=$((random_state * 6364136223846793005 + 1442695040888963407))
	r=$((((random_state >> 33) & 0x7fffffff) % $1))
}

pick() { # WORD...: sets $picked
	random $#
	shift "$r"
	picked=$1
}

# What the plan knows of the machine.
scheduler=none monitor='' policy=''
declare -A offline=() running=()

table=()
while read -r line; do
	[ -z "$line" ] || table+=("$line")
done <<< "$actions"

# choose: take an action that is possible in this state. Sets $action.
choose() {
	local line name weight needs sum=0 i
	local -a names=() upto=()
	for line in "${table[@]}"; do
		# shellcheck disable=SC2086 # words
		set -- $line
		name=$1 weight=$2 needs=$3
		[ "$needs" = any ] || [ "$needs" = "$scheduler" ] || continue
		sum=$((sum + weight))
		names+=("$name")
		upto+=("$sum")
	done
	random "$sum"
	for i in "${!names[@]}"; do
		action=${names[i]}
		[ "$r" -ge "${upto[i]}" ] || return 0
	done
}

plan_cpu() {
	# CPU 0 stays online: x86 needs it, and one CPU must be left.
	random $((cpus - 1))
	local cpu=$((r + 1))
	if [ -n "${offline[$cpu]:-}" ]; then
		unset "offline[$cpu]"
		arguments="$cpu 1"
	else
		offline[$cpu]=1
		arguments="$cpu 0"
	fi
	# foreign has no callbacks for hotplug: the kernel detaches it.
	[ "$scheduler" != foreign ] || scheduler=none
}

plan_load() {
	pick "${loads[@]}"
	# At most two loads at a time: two CPUs can serve those well within the watchdog's limit.
	if [ ${#running[@]} -ge 2 ] && [ -z "${running[$picked]:-}" ]; then
		local name
		for name in "${loads[@]}"; do
			[ -z "${running[$name]:-}" ] || picked=$name
		done
	fi
	if [ -n "${running[$picked]:-}" ]; then
		unset "running[$picked]"
		arguments="$picked off"
	else
		running[$picked]=1
		arguments="$picked on"
	fi
}

plan_monitor() {
	pick "${views[@]}"
	arguments=$picked
	pick auto probe
	arguments+=" $picked"
	if [ -n "$monitor" ]; then
		monitor='' arguments=off
	else
		monitor=1
	fi
}

# The arguments are the number of a tunable in the list of all, and a place in its range. Small
# values are likelier.
plan_tune() {
	random 1000
	arguments=$r
	random 1001
	arguments+=" $((r * r * r / 1000000))"
}

plan_one() {
	arguments=''
	case $action in
	hot | start | back | restart | kill_detached | kill_session | kill_midway | rollback)
		pick "${policies[@]}"
		policy=$picked
		arguments=$policy
		;;
	esac
	case $action in
	cpu | load | monitor | tune) "plan_$action" ;;
	start | back) scheduler=suite ;;
	cold) scheduler=foreign ;;
	stop | kill_session) scheduler=none ;;
	kill_midway)
		random 1500
		arguments+=" $r"
		scheduler=none
		;;
	restart)
		random 2
		arguments+=" $r"
		;;
	refuse)
		pick below above word unknown policy
		arguments=$picked
		;;
	nice)
		random 30
		arguments=$((r - 10))
		;;
	class)
		pick other batch rr
		arguments=$picked
		;;
	affinity)
		random $(((1 << cpus) - 1))
		arguments=$((r + 1))
		;;
	weight)
		pick a b
		arguments=$picked
		pick 1 10 50 100 200 1000 10000
		arguments+=" $picked"
		;;
	audit)
		scheduler=none monitor='' running=()
		;;
	esac
}

random_state=$1 nr_actions=$2 cpus=$3
shift 3
policies=("$@")
random 1 # the first number hardly depends on the seed
random 1
for ((i = 0; i < nr_actions; i++)); do
	choose
	plan_one
	echo "$action${arguments:+ $arguments}"
done
