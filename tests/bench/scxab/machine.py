# SPDX-License-Identifier: GPL-2.0
"""What is on this machine: programs, versions, and what a boot record says of it."""
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from .plan import object_of

quote = shlex.quote

# Debian packages whose version may matter to a figure.
PACKAGES = {"hackbench": "rt-tests", "stress-ng": "stress-ng", "qemu": "qemu-system-x86"}


def now():
    """UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def said(*command, cwd=None):
    """The first line that a command prints, or None."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    except OSError:
        return None
    lines = done.stdout.splitlines()
    return lines[0] if done.returncode == 0 and lines else None


def here():
    """The folder of the agent, the workloads and this package."""
    return Path(__file__).resolve().parent.parent


def path(top):
    """PATH with the suite's own programs before all else, installed or built."""
    own = [top / "bin", top / "../../build/bench", top / "../../build"]
    rest = [os.environ.get("PATH", "/usr/bin:/bin"), "/usr/sbin:/sbin"]
    return ":".join([str(folder.resolve()) for folder in own] + rest)


def program(top, name):
    """Where a program is."""
    return shutil.which(name, path=path(top)) or name


def vm(top):
    """tests/vm/vm of the source tree; None where scx-ab is installed."""
    script = top / "../vm/vm"
    return script.resolve() if script.exists() else None


def version():
    """The suite's."""
    said_ = said(program(here(), "scx-load"), "--version")
    return said_.split()[-1] if said_ else None


def git(top):
    """The revision of the source tree, with -dirty; None where there is none. Old results, which
    have to go before they are measured again, are no part of what is measured."""
    revision = said("git", "rev-parse", "--short", "HEAD", cwd=top)
    if revision and said("git", "status", "--porcelain", "--untracked-files=no", "--",
                         ":(top)", ":(top,exclude)results", cwd=top):
        revision += "-dirty"
    return revision


def around(where):
    """What a boot record takes from the host: load, accelerator, versions."""
    versions = {"scx-load": version()}
    for name, package in PACKAGES.items():
        versions[name] = said("dpkg-query", "-W", "-f", "${Version}", package)
    accel = os.environ.get("VM_ACCEL", "").split(",")[0]
    if where == "host":
        accel = "none"
        versions.pop("qemu")
    elif not accel:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
        accel = "kvm" if os.access("/dev/kvm", os.W_OK) and flags & {"vmx", "svm"} else "tcg"
    return {"accel": accel, "loadavg": list(os.getloadavg()), "versions": versions}


def files_of(arms):
    """Files that arms need in a guest: objects, and the programs of commands."""
    files = []
    for arm in arms:
        kind, _, rest = arm.spec.partition(":")
        if kind == "object":
            files.append(object_of(arm.spec)[0])
        elif kind == "cmd":
            name = shlex.split(rest)[0]
            files.append(shutil.which(name) or name)
    return files
