# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Sourced by tests/deps and tests/vm/kernel: apt with another suite's index beside the host's own.
# The index, the cache and the source list live in a private directory, so the host's own sources
# stay as they are; apt checks the archive's signatures as always.

scx_cache=${SCX_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/scx-suite}

# Where this host gets Debian from: $DEBIAN_MIRROR, else the first main source of its own release, else,
# as on Ubuntu, Debian's own address.
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

# apt_private NAME SUITE...: set APT_OPTS for an apt that knows just these suites (component main),
# with its index fresh to a day. Fails when the index cannot be had and no older one is there.
apt_private() {
	local dir=$scx_cache/apt/$1 mirror suite
	shift
	mirror=$(apt_mirror) || {
		echo "no Debian mirror known here: set DEBIAN_MIRROR to the address of one" >&2
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
			echo "the package index could not be renewed; using the one at hand" >&2
		else
			echo "no package index: is the Debian mirror $mirror reachable?" >&2
			return 1
		fi
	fi
}
