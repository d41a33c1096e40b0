# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# bash completion of scx-monitor. The options and the values that they take come from its --help.

_scx_monitor() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help value words=
	COMPREPLY=()
	help=$(scx-monitor --help 2> /dev/null)
	# "  -s, --source auto|suite|probe": the value of -s and of --source
	value=$(awk -v option="$before" 'sub(/^ +-/, "-") { sub(/  .*/, ""); n = split($0, at, /,? /)
		for (i = 1; i < n; i++) if (at[i] == option && at[n] !~ /^-/) print at[n] }' <<< "$help")
	case $value in
	FILE)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	*'|'*) words=${value//|/ } ;;
	'') words=$(grep -oE -- '--[a-z-]+' <<< "$help" | sort -u) ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _scx_monitor scx-monitor
