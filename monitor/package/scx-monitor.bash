# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# bash completion of scx-monitor: options, and the words they take, from its --help.

_scx_monitor() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help words
	COMPREPLY=()
	help=$(scx-monitor --help 2> /dev/null)
	case $before in
	--record | -r | --replay | -R)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--interval | -d | --count | -n | --filter | -f | --speed | -x) return ;;
	-?*)
		# "-s, --source auto|suite|probe"
		words=$(awk -v option="$before" '{ sub(/,/, "", $1) }
			($1 == option || $2 == option) && match($0, /[a-z]+(\|[a-z]+)+/) {
				print substr($0, RSTART, RLENGTH) }' <<< "$help" | tr '|' ' ')
		;;
	esac
	[ -n "${words:-}" ] || words=$(grep -oE -- '--[a-z-]+' <<< "$help" | sort -u)
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _scx_monitor scx-monitor
