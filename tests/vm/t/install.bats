#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# The files that `make install` puts beside the programs agree with the programs.
# shellcheck disable=SC1090,SC1091,SC2154,SC2317
# bats file_tags=newest,quick

load lib.bash

options() { # PROGRAM
	"$1" --help | grep -oE -- '--[a-z-]+' | sort -u
}

# all_names: every name by which --policy takes a policy, sorted.
all_names() {
	scx-load --list --json | jq -r '.policies[] | .name, .aliases[]' | sort
}

@test "the man pages have every option and exit status" {
	local page=/usr/share/man/man8/scx-load.8 program
	for program in scx-load scx-monitor; do
		options $program | while read -r option; do
			echo "$program $option"
			sed 's/\\-/-/g' /usr/share/man/man8/$program.8 | grep -q -- "$option"
		done
	done
	for code in 0 1 2 3 4 5 6 7; do
		grep -qE "^($code	|.fB.&$code.fR$)" $page
		scx-load --help | grep -q "^  $code  "
	done
	run grep '@[A-Z]*@' $page /usr/share/man/man8/scx-monitor.8 \
		/usr/lib/systemd/system/scx-load.service
	[ "$status" = 1 ]
}

# complete_words PROGRAM WORD...: print what bash offers after these words, sorted.
complete_words() {
	compopt() { :; } # the builtin works during completion only
	. "/usr/share/bash-completion/completions/$1"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	"_${1//-/_}"
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

@test "bash completes options, policies and tunables" {
	[ "$(complete_words scx-load --)" = "$(options scx-load)" ]
	all_names | grep -qx vtime
	[ "$(complete_words scx-load --policy '')" = "$(all_names)" ]
	[ "$(complete_words scx-load -s latency.c | paste -sd' ')" = \
		'latency.charge_pct= latency.crowd_per_cpu=' ]
	[ "$(complete_words scx-monitor --)" = "$(options scx-monitor)" ]
	[ "$(complete_words scx-monitor --source '' | paste -sd' ')" = 'auto probe suite' ]
	[ "$(complete_words scx-monitor --view h | paste -sd' ')" = 'heatmap histogram' ]
	[ "$(complete_words scx-monitor -s '' | paste -sd' ')" = 'auto probe suite' ]
}

# zsh_words PROGRAM WORD...: print what zsh offers after these words, sorted. The builtin compadd
# works during completion only, so a function in its place prints its arguments.
zsh_words() {
	local words
	printf -v words '%q ' "$@"
	zsh -f -c "compadd() {
			[[ \$1 != -S ]] || shift 2
			print -l -- \${(P)2}
		}
		_files() { print files }
		words=($words); CURRENT=$#
		. /usr/share/zsh/site-functions/_$1" | sort
}

@test "zsh completes options, policies and tunables" {
	[ "$(zsh_words scx-load --)" = "$(options scx-load)" ]
	all_names | grep -qx vtime
	[ "$(zsh_words scx-load --policy '')" = "$(all_names)" ]
	zsh_words scx-load --set '' | grep -qx 'latency.slice_us='
	[ "$(zsh_words scx-monitor --)" = "$(options scx-monitor)" ]
	[ "$(zsh_words scx-monitor --source '' | paste -sd' ')" = 'auto probe suite' ]
	[ "$(zsh_words scx-monitor -w '' | paste -sd' ')" = 'cpus events heatmap histogram tasks' ]
	[ "$(zsh_words scx-monitor --replay '')" = files ]
	[ -z "$(zsh_words scx-monitor --interval '')" ]
}
