# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2119,SC2120,SC2154 # variables are for and from the tests that load this
# For guest tests whose subject is the policies and not their loading: one attachment serves a whole
# file, and is switched from policy to policy. When a test loses the attachment, the next test makes
# another one. What a test starts in the background ends with the test.

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

# attached OPTION...: attach, unless an earlier test of the file has, with any options.
attached() {
	still_attached || attach_once "$@"
}

# attach_once OPTION...: attach and let the loader end; --stop detaches.
attach_once() {
	scx-load --policy fifo --detach "$@"
	enable_seq > "$BATS_FILE_TMPDIR/seq"
}

# still_attached: the attachment of attach_once() is in charge, and was all the time.
still_attached() {
	state_is enabled && [ "$(enable_seq)" = "$(cat "$BATS_FILE_TMPDIR/seq" 2> /dev/null)" ]
}

# use POLICY: make a hot switch to it.
use() {
	still_attached
	scx-load --policy "$1"
	still_attached
}
