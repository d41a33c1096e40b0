# SPDX-License-Identifier: GPL-2.0
"""The fingerprint of a result file: all that figures in virtual time depend on, but the plan.

Two files with the same plan and the same fingerprint have the same figures, to the last digit. In
real time the fingerprint only says what was measured.
"""
import os
import platform

from . import guests, machine

HERE = machine.here()
# Packages of programs that are in every guest, or run it.
PACKAGES = ("qemu-system-x86", "libc6", "bash", "busybox-static", "jq", "time", "coreutils")

# What decides how a guest is booted, in tests/vm.
LAUNCHER = ("vm", "root.bash", "unpacked", "lockstep.c")

# Each field, and what it is called. A field of None plays no part.
FIELDS = {
    "revision": "revision of the source tree",
    "kernel": "kernel",
    "kernel_sha256": "image of the kernel (SHA-256)",
    "qemu": "QEMU",
    "clock": "clock",
    "shift": "shift",
    "cpus": "number of CPUs",
    "topology": "topology",
    "memory": "memory of the guest",
    "launcher_sha256": "scripts and library that start the guest (SHA-256)",
    "root_sha256": "root of the guest (SHA-256)",
    "packages": "version of the package",
}


def packages(settings):
    """Return {Debian package: version} of the programs in a guest that can affect a figure."""
    names = list(PACKAGES)
    for workload in settings.workloads:
        for name in workload.needs:
            names.append(machine.package_of(machine.program(HERE, name)))
    found = {name: machine.package_version(name) for name in sorted(set(filter(None, names)))}
    return {name: version for name, version in found.items() if version}


def make(settings, agents):
    """Return the fingerprint of runs by these agents."""
    place = agents.place
    found = dict.fromkeys(FIELDS)
    found.update(revision=machine.git(HERE), clock=place.clock, shift=place.shift, cpus=place.cpus,
                 topology=place.topology, packages=packages(settings))
    if place.where == "host":
        return {**found, "kernel": platform.release()}
    top = machine.tree() / "tests/vm"
    return {**found, "kernel": os.path.basename(agents.image),
            "kernel_sha256": machine.sha256(agents.image),
            "qemu": machine.said("qemu-system-x86_64", "--version"), "memory": guests.MEMORY,
            "launcher_sha256": machine.sha256(*(top / name for name in LAUNCHER)),
            "root_sha256": machine.sha256(agents.root)}


def differences(old, new):
    """Yield a sentence about each difference that can change figures. The revision is none: the
    hashes are of what came of it."""
    for name, words in FIELDS.items():
        before, now = old.get(name), new.get(name)
        if name == "revision" or before == now:
            continue
        if name != "packages":
            yield f"{words} differs: {before or 'none'} in the file, {now or 'none'} here"
            continue
        for package in sorted({**(before or {}), **(now or {})}):
            pair = [(side or {}).get(package, "none") for side in (before, now)]
            if pair[0] != pair[1]:
                yield f"{words} {package} differs: {pair[0]} in the file, {pair[1]} here"
