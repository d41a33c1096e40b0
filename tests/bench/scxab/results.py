# SPDX-License-Identifier: GPL-2.0
"""The result file that scx-ab run writes: its header, and what --resume finds in it.

In real time a sample is written as it comes. In virtual time the lines of a guest are written
together when it has ended, so that a crash loses only the guests that ran; at the end the file is
put in the order of boots and arms. A finished file does not tell which guest ended first.
"""
import json
import os
import re
from dataclasses import replace
from pathlib import Path

from . import machine, plan
from .plan import PlanError

HERE = machine.here()


def portable(spec):
    """Return the spec of an arm for the header: the file of an arm is named from the source tree if
    it is in there, so that another checkout finds its own."""
    top, file = machine.tree(), plan.file_of(spec)
    if not top or not file or not file.startswith(f"{top}/"):
        return spec
    return plan.with_file(spec, os.path.relpath(file, top))


def local(spec):
    """Return the spec of an arm for this machine from that in a header. A program without a slash
    is one that PATH finds."""
    relative = re.match(r"(object|cmd):([^/\s]\S*)", spec)
    if not relative or (relative[1] == "cmd" and "/" not in relative[2].split(":")[0]):
        return spec
    return f"{relative[1]}:{machine.tree() or os.getcwd()}/{spec.partition(':')[2]}"


def header(settings, place, command, fingerprint):
    """Return the first line of a result file."""
    return {
        "schema": "scx-ab/header/1",
        "time": machine.now(),
        "command": command,
        "seed": settings.seed,
        "version": machine.version(),
        "git": machine.git(HERE),
        "where": place.where,
        "clock": place.clock,
        "shift": place.shift,
        "kernel": place.kernel,
        "cpus": place.cpus,
        "topology": place.topology,
        "arms": [arm.name for arm in settings.arms],
        "specs": [portable(arm.spec) for arm in settings.arms],
        "reference": settings.arms[0].name,
        "aa": settings.aa,
        "blocks": settings.blocks,
        "boots": settings.boots,
        "seconds": settings.seconds,
        "limit": settings.limit,
        "probe": settings.probe,
        "custom": settings.custom or None,
        "workloads": [workload.header() for workload in settings.workloads],
        "fingerprint": fingerprint,
    }


def settings_from(head):
    """Return the plan that a header describes, so that --resume and verify have the same plan. What
    workloads need is in their files."""
    known = plan.known_workloads(HERE / "workloads")
    workloads = []
    for entry in head["workloads"]:
        workload = plan.Workload(entry["name"], entry["about"], tuple(entry["metrics"]),
                                 waits=tuple(entry.get("waits", ())))
        there = known.get(workload.name, workload)
        workloads.append(replace(workload, needs=there.needs, files=there.files))
    return plan.Plan(
        arms=[plan.Arm(name, local(spec)) for name, spec in zip(head["arms"], head["specs"])],
        aa=head["aa"],
        workloads=workloads,
        blocks=head["blocks"],
        boots=head["boots"],
        seed=head["seed"],
        seconds=head["seconds"],
        limit=head["limit"],
        probe=head["probe"],
        custom=tuple(head["custom"] or ()),
        clock=head.get("clock", "real"),
    )


def read_lines(path):
    """Return the lines of a result file, the header first, without a last line that a crash has cut
    short."""
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    try:
        lines = [json.loads(line) for line in whole.splitlines()]
        if lines[0]["schema"] != "scx-ab/header/1" or not all(
                line["schema"].startswith("scx-ab/") for line in lines):
            raise KeyError
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise PlanError(f"{path} is not a result file of scx-ab") from wrong
    return lines


def samples_of(lines):
    """Return those lines that are samples."""
    return [line for line in lines if line["schema"] == "scx-ab/sample/1"]


def done_runs(settings, lines, guest):
    """Return (boot, block, workload, turn) of the runs that a file in real time has. The runs of a
    guest's boot that is not complete are left out, so that the boot is repeated: runs that another
    boot adds would be compared with them as if it were the same boot."""
    done = {(s["boot"], s["block"], s["workload"], s["turn"])
            for s in samples_of(lines) if not s["warmup"]}
    if not guest:
        return done
    whole = {boot for boot in range(settings.boots)
             if all((boot, block, workload, turn) in done
                    for block, turn, _, workload in settings.counted(boot))}
    return {key for key in done if key[0] in whole}


def done_guests(settings, lines):
    """Return (boot, arm) of the guests that a file in virtual time has all samples of."""
    count = {}
    for sample in samples_of(lines):
        key = sample["boot"], sample["arm"]
        count[key] = count.get(key, 0) + 1
    return {key for key, number in count.items() if number == len(settings.guest_runs(*key))}


class ResultFile:
    """A result file that is being written."""

    def __init__(self, path, lines):
        """Write a file with these lines, in place of one that was there."""
        self.path = Path(path)
        self.replace(lines)
        self.out = self.path.open("a", encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.out.close()

    def replace(self, lines):
        """Put these lines in place of all that the file has, at once."""
        new = self.path.with_name(self.path.name + ".new")
        new.write_text("".join(map(text_of, lines)), encoding="utf-8")
        new.replace(self.path)

    def write(self, *lines):
        """Write lines to disk, so that no later failure can lose them."""
        self.out.write("".join(map(text_of, lines)))
        self.out.flush()
        os.fsync(self.out.fileno())

    def note(self, text):
        """Write a note for the reader of the report."""
        self.write({"schema": "scx-ab/note/1", "time": machine.now(), "text": text})

    def sort(self):
        """Put the lines in the order of boots and arms."""
        self.out.close()
        self.replace(sorted_lines(read_lines(self.path)))
        self.out = self.path.open("a", encoding="utf-8")


def text_of(line):
    """Return a line of the file."""
    return json.dumps(line, ensure_ascii=False) + "\n"


def sorted_lines(lines):
    """Return the lines of a file in virtual time in order: the header, the guests by boot and arm,
    the notes."""
    places = {arm: place for place, arm in enumerate(lines[0]["arms"])}
    kinds = ("scx-ab/header/1", "scx-ab/boot/1", "scx-ab/sample/1", "scx-ab/note/1")

    def key(line):
        kind = kinds.index(line["schema"])
        if kind in (0, 3):
            return kind, 0, 0, 0, 0
        return 1, line["boot"], places[line["arm"]], kind, line.get("seq", 0)
    return sorted(lines, key=key)


def whole_guests(lines, done):
    """Return the lines of a file in virtual time without those of guests that are not complete."""
    return [line for line in lines if line["schema"] in ("scx-ab/header/1", "scx-ab/note/1")
            or (line["boot"], line["arm"]) in done]
