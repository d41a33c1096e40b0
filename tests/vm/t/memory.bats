#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# What the suite and the probe may take: stack of the BPF programs, map memory for each CPU and task,
# resident memory. tests/vm/measure/guest/memory prints what they take.
# bats file_tags=newest
# shellcheck disable=SC1091,SC2154

load lib.bash

# The kernel's limit for a call chain is 512. A policy near that limit could not grow.
stack_limit=400
# At present the suite takes 108928 bytes for each CPU and 312 for each task, the probe 13544 and 192.
# Machines have thousands of tasks, so more memory for each needs a reason.
suite_cpu=120000 suite_task=320
probe_cpu=14000 probe_task=256
# In KiB. Most of it is shared libraries.
resident_limit=32768

teardown() {
	clean_up
}

# figure ROW COLUMN: print a number from the table of /suite/memory.
figure() {
	awk -F'|' -v row="$1" -v column="$2" '$2 ~ row { gsub(/[^0-9]/, "", $column); print $column }' \
		/tmp/memory
}

# within ROW COLUMN LIMIT: is the figure there, and at most LIMIT?
within() {
	local value
	value=$(figure "$1" "$2")
	echo "$1: ${value:-nothing}, limit $3"
	[ "${value:-0}" -gt 0 ] && [ "$value" -le "$3" ]
}

# bats test_tags=quick
@test "every program's stack is at most $stack_limit bytes" {
	scx-load --dry-run --json > /tmp/dry.json
	jq -r '.programs[] | "\(.name) \(.stack_bytes)"' /tmp/dry.json
	jq -e --argjson limit $stack_limit \
		'(.programs | length > 8) and all(.programs[]; .stack_bytes <= $limit)' /tmp/dry.json
}

@test "map memory for each CPU and task, and resident memory, are within their limits" {
	/suite/memory > /tmp/memory
	cat /tmp/memory
	within 'for each CPU' 3 $suite_cpu
	within 'for each task' 3 $suite_task
	within 'for each CPU' 4 $probe_cpu
	within 'for each task' 4 $probe_task
	within resident 3 $resident_limit
	within resident 4 $resident_limit
}
