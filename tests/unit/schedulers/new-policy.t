#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# A new policy is one new file and one line of the list: in a copy of the sources, as the README says
# it is done. Speaks TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../bench/tap.bash"

copy=$work/copy
mkdir "$copy"
cp -r "$top"/{Makefile,schedulers,scx_common,loader,monitor,tests} "$copy"

readme() { # its commands for that, but those that need a guest
	sed -n '/^sed .*mine\.bpf\.h$/,/^```$/p' "$top/README.md" | grep -vE '^(tests/|```)'
}

listed() {
	"$copy/build/scx-load" --list --json |
		jq -e '.policies[] | select(.name == "mine").tunables[] | select(.name == "slice_us")'
}

# The one that measures, as far as it can be looked at without a guest.
measures() {
	local line
	line=$(sed -n '/^sed .*mine\.bpf\.h$/,/^```$/s,^tests/bench/scx-ab run ,,p' "$top/README.md")
	python3 - "$top/tests/bench" "$line" << 'EOF'
import shlex
import sys
sys.path.insert(0, sys.argv[1])
from scxab import options
opts = options.parse(shlex.split(sys.argv[2]))
assert "mine" in opts.arms and opts.workloads
EOF
}

(cd "$copy" && bash -eux <<< "$(readme)") > "$work/said" 2>&1
result $? "the README's commands make a suite with one more policy" "$work/said"
(cd "$copy" && diff -rq "$top/schedulers" schedulers) > "$work/diff"
[ "$(wc -l < "$work/diff")" = 2 ] && ! diff "$top/schedulers/policies.h" "$copy/schedulers/policies.h" |
	grep '^[<>]' | grep -qv mine
result $? 'by one new file and one line' "$work/diff"
listed > "$work/said" 2>&1
result $? 'scx-load lists it, and its tunables' "$work/said"
measures > "$work/said" 2>&1
result $? 'scx-ab takes the command that measures it' "$work/said"
plan
