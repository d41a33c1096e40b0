# SPDX-License-Identifier: GPL-2.0
"""What scx-ab run says on stderr: before the first boot, what can come of it and when; then how far
it is."""
import shutil
import sys
import time

from . import machine
from .words import plural

BOOT = 8  # seconds until a guest has booted and its probe works


def run_time(seconds, shift):
    """Return about how many seconds a run of this length takes, with all around it. With shift 0 a
    second of the guest has twice as many instructions as with shift 1."""
    return (1.3 * seconds + 0.7) * (2 if shift == 0 else 1)


def expected(settings, sessions, place):
    """Return about how many seconds sessions take. More guests than CPUs take turns."""
    boot = BOOT if place.where == "guest" else 0
    each = run_time(settings.seconds, place.shift)
    work = sum(boot + len(session.runs) * each for session in sessions)
    return work / max(1, min(place.jobs, machine.cores(), len(sessions)))


def about(seconds):
    """Return a duration in words."""
    if seconds < 90:
        return f"about {max(10, round(seconds, -1)):.0f} seconds"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} minutes"
    return f"about {seconds / 3600:.1f} hours"


def outlook(settings, sessions, place):
    """Yield the sentences that are said before the first boot."""
    took = expected(settings, sessions, place)
    runs = plural(sum(len(session.runs) for session in sessions), "run")
    if settings.virtual:
        side = f", {min(place.jobs, len(sessions))} at a time" if len(sessions) > 1 else ""
        yield f"{plural(len(sessions), 'guest')} of {runs} in all{side}: {about(took)}"
    elif place.where == "guest":
        yield f"{plural(len(sessions), 'boot')} of the guest, {runs}: {about(took)}"
    else:
        yield f"{runs}: {about(took)}"
    yield from too_few(settings, took * settings.boots / max(1, len({s.boot for s in sessions})))


def too_few(settings, whole):
    """Yield a sentence if so few boots, or blocks of one boot, can show nothing. whole is about how
    many seconds all of them take."""
    try:
        from . import stats  # needs numpy and scipy, which measuring does without
    except ModuleNotFoundError:
        return
    name, units = ("boot", settings.boots) if settings.boots > 1 or settings.virtual \
        else ("block", settings.blocks)
    # An arm is judged by the first figure of each workload, and by waits.
    rows = sum(1 + len(workload.waits) for workload in settings.workloads)
    if len(settings.arms) < 2 or stats.smallest_p(units) * rows < stats.ALPHA:
        return
    needed = stats.units_needed(rows)
    cure = f"{needed} would do: {about(whole * needed / units)}" if needed else \
        "name fewer workloads"
    yield f"{plural(units, name)} can show nothing of {plural(rows, 'figure')} an arm; {cure}"


class Progress:
    """Progress on stderr, with the time left: a line that is rewritten; without a terminal a line
    for each guest."""

    def __init__(self, settings, sessions):
        self.settings, self.guests = settings, len(sessions)
        self.ended, self.ran, self.runs = 0, 0, sum(len(session.runs) for session in sessions)
        self.begun, self.moves = time.monotonic(), sys.stderr.isatty()

    def left(self):
        """Return the time left in words."""
        if not self.ran or self.ran >= self.runs:
            return ""
        left = (time.monotonic() - self.begun) / self.ran * (self.runs - self.ran)
        return f", {int(left / 60)}:{int(left % 60):02} left"

    def line(self, text, stays):
        """Write a line in place of the previous one."""
        line = f"{text}{self.left()}"
        if self.moves:
            line = "\r" + line[: shutil.get_terminal_size().columns - 1] + "\x1b[K"
        print(line, end="\n" if stays or not self.moves else "", file=sys.stderr, flush=True)

    def boot(self, session):
        """Take note of a session that begins."""
        if not self.settings.virtual:
            self.line(f"boot {session.boot + 1} of {self.settings.boots}: "
                      f"{plural(len(session.runs), 'run')}", False)
        elif self.moves and not self.ended:
            self.line(f"guest 1 of {self.guests}", False)

    def sample(self, sample):
        """Take note of a run in real time that has ended."""
        self.ran += 1
        what = (f"boot {sample['boot'] + 1} of {self.settings.boots}: {sample['workload']} under "
                f"{sample['arm']}")
        if not sample["valid"]:
            self.line(f"{what}: INVALID: {sample['invalid']}", True)
        elif self.moves:
            name, value = next(iter(sample["metrics"].items()), ("", ""))
            self.line(f"{what}: {name} {value}", False)

    def guest(self, session, samples):
        """Take note of a guest in virtual time that has ended, with its samples."""
        self.ended += 1
        self.ran += len(session.runs)
        what = f"boot {session.boot + 1}, {session.arm}"
        for sample in samples:
            if not sample["valid"]:
                self.line(f"{what}: {sample['workload']} INVALID: {sample['invalid']}", True)
        self.line(f"guest {self.ended} of {self.guests}: {what}", False)

    def lost(self, runs):
        """Take note of runs that will not come, because their boot has ended."""
        self.ran += runs

    def end(self):
        """End the line that is rewritten."""
        if self.moves:
            print(file=sys.stderr)
