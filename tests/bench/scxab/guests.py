# SPDX-License-Identifier: GPL-2.0
"""Where agents run: on this machine, or in guests that run side by side.

All guests of a run have the same root, which is made once, and differ by their plan and their seed.
The plan and the files of arms are at fixed paths in a guest, so that in virtual time the figures do
not depend on where the source tree and temporary files of the host are.
"""
import os
import selectors
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from . import machine
from .machine import Cannot
from .plan import PlanError, file_of, with_file

HERE = machine.here()
MEMORY = "2G"  # of a guest
AGENT, PLAN, OBJECTS = "/usr/lib/scx-ab/agent", "/vm/plan", "/usr/lib/scx-ab/objects"


@dataclass
class Place:
    """This machine (where is "host"), or guests of one kind. The header of a result file has the
    same. shift and topology are None in real time, and kernel and cpus on the host."""

    where: str
    clock: str = "real"
    shift: int = None
    kernel: str = None
    cpus: int = None
    topology: str = None
    jobs: int = 1  # guests side by side

    @staticmethod
    def of(head, jobs=None):
        """Return the place that the header of a result file describes."""
        clock = head.get("clock", "real")
        return Place(head["where"], clock, head.get("shift"), head["kernel"], head.get("cpus"),
                     head.get("topology"), jobs_of(jobs, clock))


def jobs_of(jobs, clock):
    """Return how many guests run side by side, if the user has not said. The load of the host plays
    no part in virtual time."""
    return jobs or (machine.cores() if clock == "virtual" else 1)


@dataclass
class Session:
    """A call of the agent: for one boot of a guest, or on the host."""

    boot: int
    runs: list
    seq: int               # number of its first sample
    arm: str = None        # whose guest it is; None in real time, where all arms share one
    resumed: bool = False  # does it repeat or complete a boot?
    lines: list = field(default_factory=list)  # from the agent
    child: subprocess.Popen = None
    rest: bytes = b""      # a line that is not complete yet
    status: int = None


def file_in_guest(arms, arm):
    """Return the path of the file of an arm in a guest; None if it has none. A number tells apart
    two files of the same name. A program that PATH finds is where it is here."""
    file = file_of(arm.spec)
    if not file or "/" not in file:
        return file and machine.program(HERE, file)
    files = list(dict.fromkeys(filter(None, (file_of(other.spec) for other in arms))))
    return f"{OBJECTS}/{files.index(file)}-{os.path.basename(file)}"


def spec_in_guest(arms, arm):
    """Return the spec of an arm as the agent in a guest reads it."""
    file = file_in_guest(arms, arm)
    return with_file(arm.spec, file) if file else arm.spec


def brought(settings):
    """Return {path in the guest: file of the host} of what the workloads and arms need there. The
    programs of the suite are in every guest."""
    found = {}
    for workload in settings.workloads:
        for name in workload.needs:
            file = machine.need(HERE, name, workload.name)
            if Path(file).parent not in machine.own(HERE):
                found[file] = file
        for name in workload.files:
            file = name if os.path.isabs(name) else str(HERE / name)
            if not os.path.exists(file):
                raise PlanError(f"workload {workload.name} needs {file}, which does not exist")
            found[name if os.path.isabs(name) else f"{os.path.dirname(AGENT)}/{name}"] = file
    for arm in settings.arms:
        inside = file_in_guest(settings.arms, arm)
        if inside:
            found[inside] = machine.program(HERE, file_of(arm.spec))
    bad = [name for pair in found.items() for name in pair if ":" in name]
    if bad:
        raise PlanError(f"{bad[0]} cannot go into a guest: its path has a colon")
    return found


def kernel_image(name, once=None):
    """Return the path of the kernel that guests boot. once is the name of the image that was booted
    before: "newest" may be another one by now, and the old one is still beside it."""
    image = machine.said(str(machine.tree() / "tests/vm/kernel"), name)
    if not image:
        raise Cannot(1, f"cannot get kernel '{name}': tests/vm/kernel {name}")
    image = Path(image).absolute()
    before = image.with_name(once or image.name)
    return str(before if before.exists() else image)


class Agents:
    """Starts agents at a place. Holds the root of the guests and the plans while they run."""

    def __init__(self, settings, place, once=None):
        """once is the fingerprint of a result file to go on with, or to verify."""
        self.settings, self.place = settings, place
        self.folder = tempfile.TemporaryDirectory(prefix="scx-ab-")
        self.image = self.root = None
        self.specs = {arm.name: arm.spec for arm in settings.arms}
        if place.where == "guest":
            self.specs = {arm.name: spec_in_guest(settings.arms, arm) for arm in settings.arms}
            self.image = kernel_image(place.kernel, (once or {}).get("kernel"))
            self.root = self.make_root()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def make_root(self):
        """Make the root of the guests. Returns its path."""
        command = [str(machine.tree() / "tests/vm/initramfs"), "--bench"]
        for inside, file in sorted(brought(self.settings).items()):
            command += ["--file", file if inside == file else f"{file}:{inside}"]
        root = Path(self.folder.name) / "root"
        with root.open("wb") as out:
            if subprocess.run(command, stdout=out, check=False).returncode:
                raise Cannot(1, "cannot make the root of the guest")
        return root

    def command(self, session, file):
        """Return the command that carries out the plan in a file."""
        place = self.place
        if place.where == "host":
            return [str(HERE / "agent"), str(file)]
        # The limit of a run is the agent's, in the time of the guest. This one only ends a guest
        # that hangs. In virtual time it must not depend on the load of the host: ten times as much.
        most = 120 + len(session.runs) * (20 + self.settings.limit)
        command = [str(machine.tree() / "tests/vm/vm"), "--root", str(self.root), "--kernel",
                   self.image, "--cpus", str(place.cpus), "--memory", MEMORY,
                   "--clock", place.clock, "--timeout",
                   str(most * (10 if self.settings.virtual else 1)), "--file", f"{file}:{PLAN}"]
        if self.settings.virtual:
            command += ["--shift", str(place.shift),
                        "--seed", str(self.settings.qemu_seed(session.boot, session.arm))]
        if place.topology:
            command += ["--topology", place.topology]
        return command + ["--", AGENT, PLAN]

    def start(self, session):
        """Start the agent of a session."""
        file = Path(self.folder.name) / f"plan-{session.seq}"
        # The guest reads its plan: in virtual time the numbers there must not depend on other arms.
        seq = 0 if self.settings.virtual else session.seq
        file.write_text(self.settings.text(session.boot, session.runs, seq, self.specs),
                        encoding="utf-8")
        session.child = popen(self.command(session, file))


def popen(command):
    """Start a command whose output is read, in a process group of its own: a signal from the
    terminal reaches it through end()."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            start_new_session=True)


def end(session):
    """End a session that runs: the agent detaches its scheduler, a guest is powered off. The whole
    group gets the signal, because a shell does not heed it before its command ends."""
    if session.child.poll() is None:
        os.killpg(session.child.pid, signal.SIGTERM)
        try:
            session.child.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(session.child.pid, signal.SIGKILL)
            session.child.wait()


def carry_out(sessions, jobs, begin, take, ended):
    """Run sessions, at most so many side by side. begin(session) starts one, take(session, line)
    gets each line of its agent as it comes, and ended(session) is called when it has ended; if that
    returns False, no more sessions begin. An exception ends all that run."""
    waiting, running = list(sessions), []
    with selectors.DefaultSelector() as outputs:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    running.append(waiting.pop(0))
                    begin(running[-1])
                    outputs.register(running[-1].child.stdout, selectors.EVENT_READ, running[-1])
                for key, _ in outputs.select():
                    session = key.data
                    if read_lines(session, take):
                        continue
                    outputs.unregister(key.fileobj)
                    key.fileobj.close()
                    session.status = session.child.wait()
                    running.remove(session)
                    if ended(session) is False:
                        waiting.clear()
        finally:
            for session in running:
                if session.child:
                    end(session)


def read_lines(session, take):
    """Read what the agent has written. Returns False at its end."""
    new = os.read(session.child.stdout.fileno(), 1 << 16)
    *lines, session.rest = (session.rest + new).split(b"\n")
    for line in lines:
        take(session, line.decode(errors="replace"))
    return bool(new)
