#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Recipes of tests/bench/peers.d in a guest: what a recipe sets is what the BPF program finds, and a
# recipe that does not fit the object is refused with a reason. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
# shellcheck source=tests/unit/bench/tap.bash
. "$top/tests/unit/bench/tap.bash"
cd "$top" || exit

"${CLANG:-$(tests/clang)}" -g -O2 -target bpf -mcpu=v3 -Iscx_common -Ischedulers \
	-isystem "/usr/include/$(gcc -print-multiarch)" \
	-c -o "$work/recipe.bpf.o" "$here/peers.d/recipe.bpf.c"
result $? "the object is built"

# program NAME STEP...: a program with that recipe, as peers builds it.
program() {
	printf '%s\n' "${@:2}" > "$work/$1.recipe"
	"$here/peers.d/embed" "$work/$1" "$work/recipe.bpf.o" "$work/$1.recipe" || echo "$1 failed"
}

settings=("set table[0][3] 1 2" "set domains[1].id 40" "set domains[1].kinds 7 9")
program sound "if file=/nowhere : set no_such 1" "else if type=task_struct : ${settings[0]}" \
	"else set no_such 1" "${settings[@]:1}" "flags SCX_OPS_ENQ_EXITING" load \
	"call sum_is sizeof:domain/4 52/4" attach
program flag "flags SCX_OPS_ENQ_LAST" load attach
program name "set tabel 1"
program index "set table[3][0] 1"
program member "set domains[0].kind 1"
program many "set domains[0].kinds 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26"
program words "set"
program sum "${settings[@]}" load "call sum_is 16/4 53/4"
program step "lode"
cat > "$work/all" << 'IN'
cd "$1"
for name in flag name index member many words sum step; do
	echo "$name $("./$name" 2>&1 < /dev/null | tail -n 1)"
done
./sound &
for ((tries = 0; tries < 100; tries++)); do
	[ "$(cat /sys/kernel/sched_ext/state)" != enabled ] || break
	sleep 0.2
done
echo "sound $(cat /sys/kernel/sched_ext/state) $(cat /sys/kernel/sched_ext/root/ops)"
kill -INT $!
wait $!
echo "end $? $(cat /sys/kernel/sched_ext/state)"
IN
tests/vm/vm --clock virtual --file "$work" -- bash "$work/all" "$work" > "$work/said" 2>&1
result $? "the guest ends" "$work/said"

says() { # TEXT NAME
	grep -qF "$1" "$work/said"
	result $? "$2" "$work/said"
}

says "sound enabled recipe" "variables, conditions, a call: the scheduler is attached"
says "end 0 disabled" "SIGINT detaches it"
says "flag ./flag: the kernel ejected recipe" "a scheduler that the kernel does not take"
says "name ./name: there is no variable 'tabel'" "an unknown variable"
says "'table[3][0]' has no '[3][0]'" "an index that is too large"
says "'domains[0].kind' has no '.kind'" "an unknown member"
says "'domains[0].kinds' does not hold 26 numbers" "more numbers than there is room for"
says "words ./words: there is no variable ''" "a step without words"
says "sum ./sum: sum_is returned 1" "a program that does not return 0"
says "step ./step: 'lode' is not a step of a recipe" "an unknown step"
plan
