# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2119,SC2120,SC2154 # variables are for and from the tests that load this
# For guest tests whose subject is the policies and not how they are loaded: one attachment serves a
# whole file, and is switched from policy to policy. A test that loses it does not take the next
# ones with it. What a test begins in the background ends with it.

load lib.bash

setup() {
	attached
}

teardown() {
	end_jobs
}

teardown_file() {
	scx-load --stop
}

# attached OPTION...: by this or, with whatever options, an earlier test of the file.
attached() {
	still_attached || attach_once "$@"
}

# attach_once OPTION...: the loader leaves, and --stop ends what it attached.
attach_once() {
	scx-load --policy fifo --detach "$@"
	enable_seq > "$BATS_FILE_TMPDIR/seq"
}

# The attachment of attach_once() is still the one that schedules.
still_attached() {
	state_is enabled && [ "$(enable_seq)" = "$(cat "$BATS_FILE_TMPDIR/seq" 2> /dev/null)" ]
}

# use POLICY: switch to it, hot.
use() {
	still_attached
	scx-load --policy "$1"
	still_attached
}
