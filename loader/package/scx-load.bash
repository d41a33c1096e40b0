# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# bash completion of scx-load. The options and the kinds of value that they take come from its --help,
# the policies and tunables from its --list.

_scx_load_list() { # policies | tunables
	local column='^[a-z]'
	[ "$1" = policies ] || column='^ '
	scx-load --list 2> /dev/null | awk -v column="$column" '
		$0 !~ column { next }
		{ print $1 }
		match($0, /\(also: [^)]*\)/) { print substr($0, RSTART + 7, RLENGTH - 8) }'
}

_scx_load() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help value words=
	COMPREPLY=()
	help=$(scx-load --help 2> /dev/null)
	# "  -p, --policy NAME": the value of -p and of --policy
	value=$(awk -v option="$before" 'sub(/^ +-/, "-") { sub(/  .*/, ""); n = split($0, at, /,? /)
		for (i = 1; i < n; i++) if (at[i] == option && at[n] !~ /^-/) print at[n] }' <<< "$help")
	case $value in
	NAME) words=$(_scx_load_list policies) ;;
	KEY=VALUE)
		words=$(_scx_load_list tunables | sed 's/=.*/=/')
		compopt -o nospace
		;;
	FILE)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.bpf.o' -- "$word"; compgen -d -- "$word")
		return
		;;
	DIR)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	'') words=$(grep -oE -- '--[a-z-]+' <<< "$help" | sort -u) ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _scx_load scx-load
