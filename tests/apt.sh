# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Sourced by tests/deps and tests/vm/kernel: apt with the index of another suite beside the host's own.
# The index, the cache and the source list are in a private directory, so the host's own sources do not
# change. apt checks the signatures of the archive as always.

scx_cache=${SCX_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/scx-suite}

# apt_mirror: print where this host gets Debian from: $DEBIAN_MIRROR, or the first main source of
# its own release, or, as on Ubuntu, Debian's own address.
apt_mirror() {
	local codename
	if [ -n "${DEBIAN_MIRROR:-}" ]; then
		echo "$DEBIAN_MIRROR"
		return
	fi
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") || {
		echo http://deb.debian.org/debian
		return
	}
	# shellcheck disable=SC2016 # apt expands these, not the shell
	apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
		awk -v r="$codename" '$1 == r && $2 == "main" { print $3; found = 1; exit }
			END { exit !found }'
}

# apt_private NAME SUITE...: set APT_OPTS for an apt that knows these suites only (component main),
# with an index that is at most a day old. Fails when there is no index and none can be fetched.
apt_private() {
	local dir=$scx_cache/apt/$1 mirror suite
	shift
	mirror=$(apt_mirror) || {
		echo "no Debian mirror is known: set DEBIAN_MIRROR to the address of one" >&2
		return 1
	}
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	for suite; do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
	done > "$dir/sources.list.new"
	if ! cmp -s "$dir/sources.list.new" "$dir/sources.list"; then
		mv "$dir/sources.list.new" "$dir/sources.list"
		rm -f "$dir/updated"
	fi
	APT_OPTS=(-qq -o "Dir::Etc::SourceList=$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache"
		-o APT::Sandbox::User= -o Acquire::Languages=none)
	if [ -z "$(find "$dir/updated" -mmin -1440 2> /dev/null)" ]; then
		if apt-get "${APT_OPTS[@]}" update -o APT::Update::Error-Mode=any >&2; then
			touch "$dir/updated"
		elif [ -e "$dir/updated" ]; then
			echo "cannot update the package index; using the old one" >&2
		else
			echo "cannot fetch a package index: is the Debian mirror $mirror reachable?" >&2
			return 1
		fi
	fi
}
