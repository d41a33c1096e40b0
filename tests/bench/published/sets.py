# SPDX-License-Identifier: GPL-2.0
"""The sets of published results: raw/NAME.jsonl has the samples of one, NAME/report.json what
scx-ab report makes of them."""
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scxab import data, values

TOP = Path(__file__).resolve().parents[3]
POLICY = re.compile(r"^\tX\(\d+, (\w+),", re.MULTILINE)  # a row of schedulers/policies.h


class SetError(Exception):
    """The tables cannot be made: one line with what and why."""


@dataclass
class Set:
    """One set. report is its report.json."""
    name: str
    report: dict
    raw: Path
    found: dict = field(default_factory=dict)

    def __post_init__(self):
        for part in ("primary", "secondary"):
            for row in self.report[part]:
                self.found[row["workload"], row["metric"], row["arm"]] = part, row

    @property
    def header(self):
        """Return the header of the samples."""
        return self.report["files"][0]["header"]

    @property
    def boot(self):
        """Return the first boot."""
        return self.report["files"][0]["boots"][0]

    @property
    def virtual(self):
        """Return whether the clock counted instructions."""
        return self.report["clock"] == "virtual"

    @property
    def arms(self):
        """Return the arms that are compared: without the reference and its copy."""
        return [arm for arm in self.report["arms"]
                if arm not in (self.report["reference"], self.report["aa"])]

    @property
    def peers(self):
        """Return the arms that are neither EEVDF nor a policy of the suite."""
        own = POLICY.findall((TOP / "schedulers/policies.h").read_text(encoding="utf-8"))
        return [arm for arm in self.arms if arm.split(":")[0] not in own]

    @property
    def figures(self):
        """Return (workload, figure) of the rows that have a verdict."""
        return list(dict.fromkeys((row["workload"], row["metric"])
                                  for row in self.report["primary"]))

    def row(self, workload, figure, arm):
        """Return a row with or without a verdict; None if there is none."""
        return self.found.get((workload, figure, arm), (None, None))[1]

    @cached_property
    def result(self):
        """Return the samples."""
        return data.read(str(self.raw))

    @cached_property
    def values(self):
        """Return every value of every figure."""
        return values.Values([self.result])


def place(one):
    """Return where a set comes: the newest kernel first, then by name."""
    return [-int(n) for n in re.findall(r"\d+", one.boot["kernel"])[:2]], one.name


def read(results):
    """Return all sets of a folder, {name: Set}, in the order of place()."""
    found = []
    for raw in results.glob("raw/*.jsonl"):
        path = results / raw.stem / "report.json"
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SetError(f"{path}: {error.strerror}; make report") from error
        if "clock" not in report:
            raise SetError(f"{path}: made by an older scx-ab; make report")
        found.append(Set(raw.stem, report, raw))
    return {one.name: one for one in sorted(found, key=place)}


def pairs(sets, suffix):
    """Return [(NAME, NAME-suffix)] of the sets that were measured in two ways."""
    return [(one, sets[f"{name}-{suffix}"]) for name, one in sets.items()
            if f"{name}-{suffix}" in sets]
