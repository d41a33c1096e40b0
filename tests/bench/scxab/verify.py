# SPDX-License-Identifier: GPL-2.0
"""scx-ab verify: Measure boots of a result file once more, and compare every sample.

In virtual time the same seed gives the same figures, if kernel, QEMU, programs and the rest of the
fingerprint are the same: on a busy host, and on another one."""
import json
import sys
from pathlib import Path

from . import data, fingerprint, guests, machine, results, run, usage
from .guests import Place
from .machine import Cannot
from .plan import PlanError
from .progress import about, expected
from .words import plural

EPILOG = """\
The guest is built from this source tree. If its fingerprint is not that of FILE, verify says in
what and measures nothing: check out the revision of FILE, or install its versions of the packages.

Exit status: 0 identical, 1 a sample differs though the fingerprint is the same, or failure, 2 wrong
usage, 4 the fingerprint differs, 130 interrupted.
"""
# What a sample or boot has from the host, and not from the guest.
OF_THE_HOST = {"seq", "resumed", "accel", "loadavg", "versions"}


def parse(argv):
    """Parse argv. Ends the program for --help, and for wrong options."""
    p = usage.Parser("verify", description=__doc__.split(": ", 1)[1], epilog=EPILOG)
    p.add_argument("file", metavar="FILE", help="result file of scx-ab run in virtual time")
    p.add_argument("--boots", type=usage.whole(1, 1000), default=1, metavar="N",
                   help="repeat the first N boots, all arms of each (default 1)")
    p.add_argument("--jobs", type=usage.whole(1, 1024), metavar="N",
                   help="guests that run side by side (default: as many as this machine has CPUs)")
    return p.parse_args(argv)


def key_of(line):
    """Return what tells the lines of a file apart: boot and arm, and of a sample its workload."""
    return (line["boot"], line["arm"], line.get("workload", ""))


def comparable(lines):
    """Return {key: line} of the boots and samples, without what is from the host."""
    kinds = ("scx-ab/boot/1", "scx-ab/sample/1")
    return {key_of(line): {name: value for name, value in line.items() if name not in OF_THE_HOST}
            for line in lines if line["schema"] in kinds}


def first_difference(old, new, name=""):
    """Return (name, old value, new value) of the first difference of two values, or None. Of an
    object the name is that of its field."""
    if isinstance(old, dict) and isinstance(new, dict):
        for field in [*old, *(field for field in new if field not in old)]:
            found = first_difference(old.get(field), new.get(field), field)
            if found:
                return found
        return None
    # A text is compared, so that a value of another type is another one.
    return None if json.dumps(old) == json.dumps(new) else (name, old, new)


def difference(before, now):
    """Return a sentence about the first difference between the lines of two files by key, or None
    if all are the same."""
    for key, old in before.items():
        boot, arm, workload = key
        what = f"boot {boot}, {arm}" + (f", {workload}" if workload else "")
        if key not in now:
            return f"{what}: nothing was measured"
        found = first_difference(old, now[key])
        if found:
            values = [json.dumps(value, ensure_ascii=False) for value in found[1:]]
            return f"{what}: {found[0]} was {values[0]} and is {values[1]}"
    extra = [key for key in now if key not in before]
    return f"boot {extra[0][0]}, {extra[0][1]}: not in the file" if extra else None


def read(path):
    """Return the lines of a result file, and its plan. Raises PlanError if it cannot be
    verified."""
    data.read(path)  # checks it
    lines = results.read_lines(Path(path))
    head = lines[0]
    if head.get("clock", "real") != "virtual":
        raise PlanError(f"{path} was measured with the real clock, by which no figure comes "
                        "twice; verify needs a file of --clock virtual")
    if not head.get("fingerprint"):
        raise PlanError(f"{path} has no fingerprint")
    if not machine.tree():
        raise Cannot(1, "a guest needs the source tree: run tests/bench/scx-ab there")
    return lines, results.settings_from(head)


def same_fingerprint(path, old, new):
    """Say in what the fingerprints differ. Returns whether figures must be the same."""
    differs = list(fingerprint.differences(old, new))
    for sentence in differs:
        print(f"{path}: {sentence}")
    if not differs and old.get("revision") != new["revision"]:
        print(f"{path}: of revision {old.get('revision')}, and this is {new['revision']}, but all "
              "that is measured is the same")
    return not differs


def verify(opts):
    """Carry out scx-ab verify. Returns the exit status."""
    lines, settings = read(opts.file)
    place = Place.of(lines[0], opts.jobs)
    once = lines[0]["fingerprint"]
    with guests.Agents(settings, place, once) as agents:
        if not same_fingerprint(opts.file, once, fingerprint.make(settings, agents)):
            return 4
        sessions = run.guests_of(settings, boots=min(opts.boots, settings.boots))
        measured = repeat(settings, agents, sessions)
    boots = {session.boot for session in sessions}
    before = comparable(line for line in lines if line.get("boot") in boots)
    found = difference(before, comparable(measured))
    if found:
        print(f"{opts.file}: different, though the fingerprint is the same: {found}")
        return 1
    print(f"{opts.file}: {plural(len(sessions), 'guest')}, "
          f"{plural(len(results.samples_of(measured)), 'sample')}: identical")
    return 0


def repeat(settings, agents, sessions):
    """Return the lines of all sessions, measured now."""
    print(f"scx-ab verify: {plural(len(sessions), 'guest')}: "
          f"{about(expected(settings, sessions, agents.place))}", file=sys.stderr)
    runner = run.Runner(settings, agents, None, sessions)
    guests.carry_out(sessions, agents.place.jobs, runner.begin, runner.take,
                     lambda session: runner.progress.guest(session, ()))
    runner.progress.end()
    return [line for session in sessions for line in session.lines]


def main(argv):
    """scx-ab verify. Returns the exit status."""
    opts = parse(argv)
    run.heed_signals()
    try:
        return verify(opts)
    except PlanError as wrong:
        print(f"scx-ab verify: {wrong}", file=sys.stderr)
        return 2
    except (Cannot, data.DataError) as wrong:
        print(f"scx-ab verify: {wrong}", file=sys.stderr)
        return 1
    except OSError as wrong:
        print(f"scx-ab verify: {wrong.filename}: {wrong.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nscx-ab verify: interrupted", file=sys.stderr)
        return 130
