# SPDX-License-Identifier: GPL-2.0
"""Facts about this machine: programs, versions, and the fields of a boot record."""
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from .plan import object_of

quote = shlex.quote

# Debian packages whose version can affect a figure.
PACKAGES = {"hackbench": "rt-tests", "stress-ng": "stress-ng", "qemu": "qemu-system-x86"}


def now():
    """Return the time in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def said(*command, cwd=None):
    """Return the first line that a command prints, or None."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    except OSError:
        return None
    lines = done.stdout.splitlines()
    return lines[0] if done.returncode == 0 and lines else None


def here():
    """Return the folder of the agent, the workloads and this package."""
    return Path(__file__).resolve().parent.parent


def path(top):
    """Return PATH with the programs of the suite first, installed or built."""
    own = [top / "bin", top / "../../build/bench", top / "../../build"]
    rest = [os.environ.get("PATH", "/usr/bin:/bin"), "/usr/sbin:/sbin"]
    return ":".join([str(folder.resolve()) for folder in own] + rest)


def program(top, name):
    """Return the path of a program."""
    return shutil.which(name, path=path(top)) or name


def vm(top):
    """Return tests/vm/vm of the source tree; None where scx-ab is installed."""
    script = top / "../vm/vm"
    return script.resolve() if script.exists() else None


def version():
    """Return the version of the suite."""
    said_ = said(program(here(), "scx-load"), "--version")
    return said_.split()[-1] if said_ else None


def git(top):
    """Return the revision of the source tree, with -dirty after changes; None outside of a tree.
    Changes in results/ do not count: old results are removed before they are measured again."""
    revision = said("git", "rev-parse", "--short", "HEAD", cwd=top)
    if revision and said("git", "status", "--porcelain", "--untracked-files=no", "--",
                         ":(top)", ":(top,exclude)results", cwd=top):
        revision += "-dirty"
    return revision


def around(where):
    """Return the fields of a boot record about the host: load, accelerator, versions."""
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
    """Return the files that arms need in a guest: objects, and the programs of commands."""
    files = []
    for arm in arms:
        kind, _, rest = arm.spec.partition(":")
        if kind == "object":
            files.append(object_of(arm.spec)[0])
        elif kind == "cmd":
            name = shlex.split(rest)[0]
            files.append(shutil.which(name) or name)
    return files
