# SPDX-License-Identifier: GPL-2.0
"""scx-ab run: carry out a plan, on this machine or in guests, and keep all samples."""
import json
import signal
import sys
from pathlib import Path

from . import fingerprint, guests, machine, options, plan, results
from .guests import Place, Session
from .machine import Cannot
from .plan import PlanError
from .progress import Progress, outlook

HERE = machine.here()
REFUSED = (3, 4, 5)  # exit statuses of the agent that another session would end with too


def sessions_of(settings, done, seq):
    """Return the sessions that are left in real time: one for each boot, numbered from seq on."""
    found = []
    for boot in range(settings.boots):
        runs = settings.runs(boot, done)
        if runs:
            found.append(Session(boot, runs, seq, resumed=any(key[0] == boot for key in done)))
            seq += len(runs)
    return found


def guests_of(settings, done=(), boots=None):
    """Return the guests that are left in virtual time, each a Session for one arm of one boot. A
    sample has the same number whenever its guest runs."""
    found, seq = [], 0
    for boot in range(settings.boots if boots is None else boots):
        for arm in settings.arms:
            runs = settings.guest_runs(boot, arm.name)
            if (boot, arm.name) not in done:
                found.append(Session(boot, runs, seq, arm=arm.name))
            seq += len(runs)
    return found


def line_of(text):
    """Return a line of an agent as a dictionary, or None if it is no such line."""
    try:
        return json.loads(text)
    except ValueError:
        print(f"scx-ab: not a line of the agent: {text[:80]!r}", file=sys.stderr)
        return None


def complete(session):
    """Return whether the agent has given a sample for each run."""
    return len(results.samples_of(session.lines)) == len(session.runs)


class Runner:
    """Carries out sessions and keeps their samples in a result file."""

    def __init__(self, settings, agents, out, sessions):
        self.settings, self.agents, self.out, self.sessions = settings, agents, out, sessions
        self.progress = Progress(settings, sessions)
        self.around = {}
        self.invalid = self.broken = self.refused = 0

    def run(self):
        """Carry out all sessions. Returns the exit status."""
        guests.carry_out(self.sessions, self.agents.place.jobs, self.begin, self.take, self.ended)
        self.progress.end()
        if self.settings.virtual:
            self.out.sort()
        return self.refused or (1 if self.broken else 0)

    def begin(self, session):
        """Begin a session."""
        self.progress.boot(session)
        self.around[session.boot] = machine.around(self.agents.place.where, self.settings.virtual)
        self.agents.start(session)

    def take(self, session, text):
        """Take a line from the agent. Lines in real time are written at once."""
        line = line_of(text)
        if line is None:
            return
        if line["schema"] == "scx-ab/boot/1":
            line.update(self.around[session.boot])
            if session.arm:
                line["arm"] = session.arm
        else:
            line["resumed"] = session.resumed
            self.invalid += not line["valid"]
            if session.arm:
                line["seq"] += session.seq
                line["turn"] = [arm.name for arm in self.settings.arms].index(session.arm)
        session.lines.append(line)
        if not session.arm:
            self.out.write(line)
            if line["schema"] == "scx-ab/sample/1":
                self.progress.sample(line)

    def ended(self, session):
        """Keep what a guest in virtual time has measured. Returns whether to go on."""
        if session.status in REFUSED:
            self.refused = session.status
            return False
        whole = complete(session)
        if session.arm:
            if whole:
                self.out.write(*session.lines)
            self.progress.guest(session, results.samples_of(session.lines))
        if not whole:
            self.broken += 1
            name = f"boot {session.boot}" + (f" of {session.arm}" if session.arm else "")
            self.out.note(f"{name} ended early with status {session.status}")
            if not session.arm:
                self.progress.lost(len(session.runs) - len(results.samples_of(session.lines)))
        return True


def resume(path, jobs):
    """Return (settings, place, lines, sessions) of a result file to go on with."""
    if not path.exists():
        raise PlanError(f"{path} does not exist, so there is nothing to go on with")
    lines = results.read_lines(path)
    head = lines[0]
    # In virtual time the fingerprint tells whether what is measured is the same.
    if head.get("clock") != "virtual" and head["git"] != machine.git(HERE):
        raise PlanError(f"{path} is from revision {head['git']} of scx-ab, and this is "
                        f"{machine.git(HERE)}: measure again from the start")
    settings, place = results.settings_from(head), Place.of(head, jobs)
    if settings.virtual:
        done = results.done_guests(settings, lines)
        return (settings, place, results.whole_guests(lines, done), guests_of(settings, done),
                len(done) * len(settings.guest_runs(0, settings.arms[0].name)))
    done = results.done_runs(settings, lines, place.where == "guest")
    sessions = sessions_of(settings, done, len(results.samples_of(lines)))
    return settings, place, lines, sessions, len(done)


def carry_out(opts, command):
    """Run what the options ask for. Returns the exit status."""
    path = Path(opts.out)
    if opts.resume:
        settings, place, lines, sessions, done = resume(path, opts.jobs)
        once = lines[0].get("fingerprint")
    else:
        settings, place, once, done = options.settings(opts, HERE), options.place(opts), None, 0
        sessions = guests_of(settings) if settings.virtual else sessions_of(settings, (), 0)
    with guests.Agents(settings, place, once) as agents:
        found = fingerprint.make(settings, agents)
        if not opts.resume:
            lines = [results.header(settings, place, command, found)]
        differs = list(fingerprint.differences(once or found, found))
        if settings.virtual and differs:
            raise PlanError(f"{path} cannot go on here: {'; '.join(differs)}: measure again from "
                            "the start")
        for sentence in outlook(settings, sessions, place) if sessions else ():
            print(f"scx-ab run: {sentence}", file=sys.stderr)
        with results.ResultFile(path, lines) as out:
            if done:
                out.note(f"resumed after {done} runs")
            return measure(Runner(settings, agents, out, sessions), path)


def heed_signals():
    """Make Ctrl-C, SIGTERM and the end of the terminal raise KeyboardInterrupt, also in the
    background of a script."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def measure(runner, path):
    """Carry out all runs, and say what came of them. Returns the exit status."""
    heed_signals()
    try:
        status = runner.run()
    except KeyboardInterrupt:
        runner.out.note("interrupted")
        print(f"\nscx-ab: interrupted; go on with: scx-ab run --resume --out {path}",
              file=sys.stderr)
        return 130
    if runner.invalid:
        print(f"scx-ab: {runner.invalid} runs were INVALID; the report names them", file=sys.stderr)
    if status == 1:
        print(f"scx-ab: runs are missing; try again with: scx-ab run --resume --out {path}",
              file=sys.stderr)
    if status == 0:
        print(f"{path}: done; scx-ab report {path}")
    return status


def list_workloads():
    """Print the workloads."""
    for workload in plan.known_workloads(HERE / "workloads").values():
        mark = "*" if workload.name in options.STANDARD else " "
        print(f"{workload.name:25}{mark} {workload.about}")


def main(argv):
    """scx-ab run. Returns the exit status."""
    opts = options.parse(argv)
    if opts.list:
        list_workloads()
        return 0
    try:
        options.check(opts, HERE)
        return carry_out(opts, "scx-ab run " + " ".join(map(machine.quote, argv)))
    except PlanError as wrong:
        print(f"scx-ab run: {wrong}", file=sys.stderr)
        return 2
    except Cannot as wrong:
        print(f"scx-ab run: {wrong}", file=sys.stderr)
        return wrong.status
    except OSError as wrong:
        print(f"scx-ab run: {wrong.filename}: {wrong.strerror}", file=sys.stderr)
        return 1
