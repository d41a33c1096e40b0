#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# What tests/bench/peers knows of other loaders: a checkout that sets something else is noticed, and
# the recipe of lavd fits the machine. Prints TAP. Nothing is built and no guest is booted.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bench=$here/../../bench
# shellcheck source=tests/unit/bench/tap.bash
. "$here/tap.bash"

# loader LINE...: a checkout whose bpfland, the first peer, has a loader with these lines.
loader() {
	rm -rf "$work/scx"
	mkdir -p "$work/scx/scheds/rust/scx_bpfland/src"
	printf '%s\n' "$@" > "$work/scx/scheds/rust/scx_bpfland/src/main.rs"
	CLANG=false "$bench/peers" --build "$work/scx" > "$work/said" 2>&1
}

# says TEXT NAME
says() {
	grep -qF "$1" "$work/said"
	result $? "$2" "$work/said"
}

# gives CPUS LLCS NAME STEP...: the recipe of lavd for that machine has each of these steps.
gives() {
	local name=$3 step status=0
	"$bench/peers.d/lavd" "$1" "$2" > "$work/recipe"
	shift 3
	for step; do
		grep -qx "$step *" "$work/recipe" || {
			echo "no: $step" >> "$work/missing"
			status=1
		}
	done
	result $status "$name" "$work/missing"
}

: > "$work/missing"
loader '        rodata.slice_max = opts.slice_us * 1000;' '        rodata.brand_new = opts.brand_new;'
says "scx_bpfland's loader sets brand_new, which is not in the table" "a number of another name is refused"
loader '        skel.maps.bss_data.as_mut().unwrap().of_bss[cpu.id] =' '            7;'
says "sets of_bss" "an element of an array that is set after load is refused"
loader '        rodata.slice_max = opts.slice_us * 2000;'
says "is not as it was at revision" "another value of a known number is warned of"
loader '        let used = bss.nr_dispatches;' '        if rodata.slice_max == 7 {'
! grep -q "which is not in the table" "$work/said"
result $? "what a loader reads is not what it sets" "$work/said"
rm -rf "$work/scx"
mkdir "$work/scx"
"$bench/peers" --build "$work/scx" > "$work/said" 2>&1
says "has no scx_bpfland" "a folder that is no checkout is refused"
"$bench/peers" "$work/scx" --cpus 8 --topology sockets=2,cores=2,threads=2 > "$work/said" 2>&1
says "without SMT" "CPUs with SMT are refused"
"$bench/peers" "$work/scx" --cpus=3 --topology sockets=2 > "$work/said" 2>&1
says "3 CPUs do not make 2 equal LLCs" "unequal LLCs are refused"

gives 2 1 "two CPUs with one cache" "set nr_llcs 1" "set nr_cpu_ids 2" "set pco_table\[10\] 0 1" \
	"set pco_bounds 1024 2048 .* 2048" "set cpdom_ctxs\[0\].__cpumask 0x3" \
	"call arena_topology_init 1/4 1/4 2/4 1/4 0/4"
gives 8 2 "eight CPUs with two caches" "set nr_llcs 2" "set cpdom_ctxs\[1\].__cpumask 0xf0" \
	"set cpdom_ctxs\[0\].neighbor_ids 1" "set cpdom_ctxs\[1\].neighbor_ids 0" \
	"call arena_topology_init 1/4 2/4 4/4 1/4 0/4" "if .* : enable cond_hook_sys_enter_execve .*"
gives 128 4 "masks of more than one word, neighbours on a circle" \
	"set cpdom_ctxs\[3\].__cpumask 0x0 0xffffffff00000000" "set cpdom_ctxs\[1\].neighbor_ids 0 2 3"
! grep -q 'neighbor' <("$bench/peers.d/lavd" 2 1)
result $? "one cache has no neighbours"
plan
