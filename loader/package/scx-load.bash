# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# bash completion of scx-load: options from its --help, policies and tunables from its --list.

_scx_load_words() { # policies | tunables
	local column='^[a-z]'
	[ "$1" = policies ] || column='^ '
	scx-load --list 2> /dev/null | awk -v column="$column" '
		$0 !~ column { next }
		{ print $1 }
		match($0, /\(also: [^)]*\)/) { print substr($0, RSTART + 7, RLENGTH - 8) }'
}

_scx_load() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
	COMPREPLY=()
	case $before in
	--policy | -p) words=$(_scx_load_words policies) ;;
	--set | -s)
		words=$(_scx_load_words tunables | sed 's/=.*/=/')
		compopt -o nospace
		;;
	--object | -o)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.bpf.o' -- "$word"; compgen -d -- "$word")
		return
		;;
	--dump-dir)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	--interval | -i | --watchdog | -w | --probation | --cost) return ;;
	*) words=$(scx-load --help 2> /dev/null | grep -oE -- '--[a-z-]+' | sort -u) ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _scx_load scx-load
