# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# For measurements in the guest: pairs of tasks that pass a byte to and fro, so that each switch is
# one wakeup and one dispatch, under a named scheduler. The measuring process has a higher
# scheduling class than the measured ones, because it would wait for long otherwise.

chrt -f -p 1 $$
PATH=/usr/lib/scx-ab/bin:$PATH

switches() {
	awk '/^ctxt/ { print $2 }' /proc/stat
}

# put_in_charge SCHEDULER: attach eevdf; bare, which is sched_ext without callbacks; a policy; or
# NAME=OPTIONS, a name and the options of scx-load.
put_in_charge() {
	# shellcheck disable=SC2086 # a list of words
	case $1 in
	eevdf) ;;
	bare) scx-load --object /suite/objects/objects/foreign.bpf.o --detach ;;
	*=*) scx-load ${1#*=} --detach ;;
	*) scx-load --policy "$1" --detach ;;
	esac > /dev/null
}

# dismiss SCHEDULER: detach it.
dismiss() {
	[ "$1" = eevdf ] || scx-load --stop > /dev/null
}

# begin_pairs N: start N pairs, and wait until they settle.
begin_pairs() {
	local i
	for ((i = 0; i < $1; i++)); do
		chrt -o 0 pingpong --seconds 3000 > /dev/null &
	done
	sleep $((1 + $1 / 100))
}

end_pairs() {
	local jobs
	mapfile -t jobs < <(jobs -p)
	kill "${jobs[@]}" # their partners end with them
	wait || true
}
