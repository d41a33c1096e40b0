#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
# What `make install` puts beside the programs agrees with them.
# shellcheck disable=SC1091,SC2154,SC2317

load lib.bash

options() {
	scx-load --help | grep -oE -- '--[a-z-]+' | sort -u
}

@test "the man page has every option and exit status" {
	local page=/usr/share/man/man8/scx-load.8
	options | while read -r option; do
		echo "$option"
		sed 's/\\-/-/g' $page | grep -q -- "$option"
	done
	for code in 0 1 2 3 4 5 6 7; do
		grep -q "^$code	" $page
		scx-load --help | grep -q "^  $code  "
	done
	run grep '@[A-Z]*@' $page /usr/lib/systemd/system/scx-load.service
	[ "$status" = 1 ]
}

# complete_words WORD...: what bash would offer after these words, sorted.
complete_words() {
	compopt() { :; } # only bash itself may be asked while it completes
	. /usr/share/bash-completion/completions/scx-load
	COMP_WORDS=(scx-load "$@")
	COMP_CWORD=$#
	_scx_load
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

@test "bash completes options, policies and tunables" {
	[ "$(complete_words --)" = "$(options)" ]
	[ "$(complete_words --policy '' | paste -sd' ')" = \
		'fifo latency vtime weighted weighted-vtable weighted-vtime' ]
	[ "$(complete_words -s latency.sl | paste -sd' ')" = 'latency.slice_min_us= latency.slice_us=' ]
}
