#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
# Virtual time is exact: the root of a guest is the same bytes each time, and from sources in another
# folder; a guest that is stopped again and again, beside busy loops, prints what the quiet one has
# printed; another seed is another run; a real-time task does not wait for the emulator. Speaks TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/unit/bench/tap.bash
. "$here/../unit/bench/tap.bash"
cd "$work" || exit 1

"$here/initramfs" --bench > root
"$here/initramfs" --bench > again
cmp root again > said 2>&1
result $? 'the root of a guest is made twice: the same bytes' said

for clock in real virtual; do
	timeout 60 "$here/vm" --root root --clock $clock --topology nonsense -- true > said 2>&1
	[ $? = 125 ] && grep -q 'qemu.*nonsense' said
	result $? "options that QEMU refuses are an error, not a wait: $clock time" said
done

mkdir -p another/folder
cp -r "$top"/{Makefile,schedulers,scx_common,loader,monitor,tests} another/folder
another/folder/tests/vm/initramfs --bench > again
cmp root again > said 2>&1
result $? 'built from a copy of the sources in another folder: the same bytes' said

# Waits beside hogs, a crowd, messages, a hot switch and shares, on four CPUs in two LLCs.
cat > load << 'END'
PATH=$PATH:/usr/lib/scx-ab/bin
scx-load --policy latency --detach
wakeprobe --hogs 8 --rate 500 --seconds 0.3
hackbench --groups 1 --loops 40
pingpong --seconds 0.3
scx-load --policy weighted
shares --nice 0,5,10 --cpu 0 --seconds 0.3
head -n 5 /proc/stat
END

guest() { # NAME SEED
	"$here/vm" --root root --clock virtual --seed "$2" --cpus 4 --topology sockets=2,cores=2 \
		--file load:/load --initrd "$1.initrd" --timeout 400 -- bash /load > "$1.out" 2> "$1.err"
}

guest quiet 1 &
guest other 2 &
wait
grep -q '^hog_share' quiet.out && grep -q '^fairness' quiet.out
result $? 'a guest in virtual time measures' quiet.err

# stutter SESSION: its guest runs for moments only, as on a host that has no time for it.
stutter() {
	while sleep 0.05; do
		pkill -STOP -x -s "$1" qemu-system-x86
		sleep 0.12
		pkill -CONT -x -s "$1" qemu-system-x86
	done
}

busy=()
for _ in 1 2; do
	while :; do :; done &
	busy+=($!)
done
export -f guest
export here
setsid bash -c 'guest busy 1' &
guest=$!
stutter $guest &
busy+=($!)
wait $guest
kill "${busy[@]}"
cmp quiet.initrd busy.initrd > said 2>&1
result $? 'two guests boot the same bytes' said
diff quiet.out busy.out > said 2>&1
result $? 'stopped again and again, beside two busy loops: the same output to the last byte' said
! cmp -s quiet.out other.out
result $? 'another seed is another run' other.err

# No scheduler lets a real-time task wait for a hog. What is left is the cost of two switches on CPUs
# that share one thread, and the turns of the emulator.
cat > load << 'END'
for _ in 1 2 3 4 5 6 7 8; do while :; do :; done & done
chrt -f 50 /usr/lib/scx-ab/bin/wakeprobe --rate 500 --seconds 0.5
END
"$here/vm" --root root --clock virtual --cpus 4 --file load:/load --file "$(command -v chrt)" \
	-- bash /load > out 2>&1
awk '{ of[$1] = $2 } END { exit !(of["requests"] >= 200 && of["max"] < 400) }' out
result $? 'a real-time task beside eight hogs begins within 400 us' out

plan
