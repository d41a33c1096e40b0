# SPDX-License-Identifier: GPL-2.0
"""Facts about this machine: programs, versions, and the fields of a boot record."""
import functools
import hashlib
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from .plan import PlanError, file_of

quote = shlex.quote

# Debian packages whose version can affect a figure.
PACKAGES = {"hackbench": "rt-tests", "stress-ng": "stress-ng", "qemu": "qemu-system-x86"}


class Cannot(Exception):
    """This machine cannot do what was asked for. status is the exit status."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


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


def tree():
    """Return the folder of the source tree; None where scx-ab is installed."""
    top = here().parent.parent
    return top if (top / "tests/vm/vm").exists() else None


def cores():
    """Return the number of CPUs that this process may use."""
    return len(os.sched_getaffinity(0))


def own(top):
    """Return the folders with the programs of the suite, installed or built."""
    return [(top / folder).resolve() for folder in ("bin", "../../build/bench", "../../build")]


def path(top):
    """Return PATH with the programs of the suite first, then those that only root has on it."""
    rest = [os.environ.get("PATH", "/usr/bin:/bin"), "/usr/sbin:/sbin"]
    return ":".join([str(folder) for folder in own(top)] + rest)


def program(top, name):
    """Return the path of a program."""
    return shutil.which(name, path=path(top)) or name


def cure(name):
    """Return how a missing program comes here, from tests/deps, which knows its Debian package."""
    if not tree():
        return None
    asked = subprocess.run([tree() / "tests/deps", "--package", name], capture_output=True,
                           text=True, check=False)
    if asked.returncode == 0:
        return f"Debian's package is {asked.stdout.strip()}; make deps installs it"
    return asked.stderr.strip().removeprefix("deps: ")


def need(top, name, workload):
    """Return the path of a program that a workload needs. Raises PlanError if it is missing."""
    found = shutil.which(name, path=path(top))
    if not found:
        how = cure(name)
        raise PlanError(f"workload {workload} needs {name}, which is not installed" +
                        (f": {how}" if how else ""))
    return found


def sha256(*files):
    """Return the SHA-256 of the contents of files, one after the other."""
    found = hashlib.sha256()
    for file in files:
        with open(file, "rb") as stream:
            for part in iter(lambda: stream.read(1 << 20), b""):
                found.update(part)
    return found.hexdigest()


def package_of(file):
    """Return the Debian package that a file is from, or None. Before Debian 13 its list of files
    has /bin for what is in /usr/bin."""
    file = os.path.realpath(file)
    for name in (file, file.removeprefix("/usr")):
        owner = said("dpkg-query", "-S", name)
        if owner:
            return owner.split(":")[0]
    return None


@functools.cache
def package_version(name):
    """Return the version of a Debian package, or None if it is not installed."""
    return said("dpkg-query", "-W", "-f", "${Version}", name)


@functools.cache
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


def around(where, virtual):
    """Return the fields of a boot record about the host: load, accelerator, versions. In virtual
    time the load plays no part, and without it the same runs give the same file."""
    versions = {"scx-load": version()}
    for name, owner in PACKAGES.items():
        versions[name] = package_version(owner)
    if virtual:
        return {"accel": "tcg", "loadavg": [], "versions": versions}
    accel = os.environ.get("VM_ACCEL", "").split(",")[0]
    if where == "host":
        accel = "none"
        versions.pop("qemu")
    elif not accel:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
        accel = "kvm" if os.access("/dev/kvm", os.W_OK) and flags & {"vmx", "svm"} else "tcg"
    return {"accel": accel, "loadavg": list(os.getloadavg()), "versions": versions}


def files_of(arms):
    """Return the files that arms need: objects, and the programs of commands."""
    files = filter(None, (file_of(arm.spec) for arm in arms))
    return [shutil.which(file) or file for file in files]
