# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Parts of a guest's root: files of the host with the libraries that they need, and an archive whose
# bytes depend on its contents only. In virtual time another byte anywhere in the root is another
# phase of everything that follows.

umask 022 # modes of folders are contents too

# libraries ROOT FILE: copy the shared libraries that FILE needs (none for a script) to their paths
# below ROOT.
libraries() {
	local root=$1 lib
	{ ldd "$2" 2> /dev/null || true; } | awk '{ for (i = 1; i <= NF; i++) if ($i ~ "^/") print $i }' |
		while read -r lib; do
			[ -e "$root$lib" ] || install -D "$lib" "$root$lib"
		done
}

# bring ROOT PATH[:IN]: copy a file with its libraries, or a folder, to IN below ROOT (default: the
# same path).
bring() {
	local path in
	path=$(realpath -s "${2%%:*}")
	in=$path
	[[ $2 != *:* ]] || in=${2#*:}
	mkdir -p "$1$(dirname "$in")"
	cp -rL "$path" "$1$in"
	[ -d "$path" ] || libraries "$1" "$path"
}

# pack FOLDER: write FOLDER to stdout as a newc archive, the same bytes for the same contents. Times
# in FOLDER are changed.
pack() {
	find "$1" -exec touch -h -d @0 {} +
	(cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --reproducible --quiet)
}
