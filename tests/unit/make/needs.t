#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# A target of make whose tools are missing says which one it needs, what for and how to get it, before
# anything is built. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../bench/tap.bash"
cd "$here/../../.." || exit
unset MAKEFLAGS MFLAGS MAKELEVEL

# A PATH with all programs, from which poor() takes some away.
path=$work/path
mkdir "$path" "$work/aside"
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
	[ ! -d $folder ] || find -H $folder -maxdepth 1 ! -type d -exec ln -s -t "$path" {} + 2> /dev/null
done

# poor PATTERN: leave $path without the programs whose names match PATTERN, and with all others.
poor() {
	find "$work/aside" -type l -exec mv -t "$path" {} +
	find "$path" -name "$1" -exec mv -t "$work/aside" {} +
}

# asks TARGET TEXT [VARIABLE=VALUE]...: make TARGET fails at once with TEXT in its one line.
asks() {
	local target=$1 text=$2
	shift 2
	! PATH=$path make "$target" "$@" > "$work/out" 2>&1 &&
		[ "$(wc -l < "$work/out")" = 1 ] &&
		grep -q "make $target needs .*$text.*: make deps" "$work/out"
	result $? "make $target without ${text%% *}" "$work/out"
}

# Program, and the targets that need it.
while read -r program targets; do
	poor "$program*"
	for target in $targets; do
		asks "$target" "$program ("
	done
done << 'LIST'
clang all
clang-format check
dpkg-shlibdeps deb
qemu-system-x86_64 test guest test-matrix test-long soak growth
bats test
jq unit
shellcheck check
LIST

poor nothing
for target in bench-quick bench peers report unit check; do
	PYTHON=$work/python3 asks $target 'python3 ('
done

# Only the preprocessor that is asked for headers is without them.
cat > "$work/cc" << 'EOS'
#!/bin/sh
case "$*" in
*-E*) exec gcc -nostdinc "$@" ;;
*) exec gcc "$@" ;;
esac
EOS
chmod +x "$work/cc"
asks test 'cmocka.h (' CC="$work/cc"
asks all 'jansson.h (' CC="$work/cc"

poor clang
PATH=$path make clean help B="$work/none" -n > "$work/out" 2>&1
result $? 'targets that need no tool ask for none' "$work/out"
read -r -d '' -a targets <<< "$(sed -n '/^\.PHONY:/,/[^\]$/{s/^\.PHONY://;s/\\$//;p}' Makefile tests/tests.mk)"
make -n "${targets[@]}" 2>&1 | grep 'does not know' > "$work/out"
[ ${#targets[@]} -gt 20 ] && [ ! -s "$work/out" ]
result $? 'tests/deps knows every tool that a target names' "$work/out"
plan
