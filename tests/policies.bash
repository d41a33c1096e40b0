# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Sourced by tests and measurements, on the host and in the guest: the names of the policies, which come
# from the scx-load that is tested. On the host PATH must begin with build/.

# policies: prints the names, one per line, in the order of their ids.
policies() {
	scx-load --list --json | jq -r '.policies[].name'
}

# arms: prints the list of arms of scx-ab that compares all policies with the kernel's own scheduler.
arms() {
	echo "eevdf,$(policies | paste -sd,)"
}
