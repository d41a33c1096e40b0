# SPDX-License-Identifier: GPL-2.0
"""Result files of scx-ab: JSON lines, read strictly.

A file has a header, then for each boot a line about the machine and the samples of that boot; in
virtual time the same for each arm of a boot. Notes may come anywhere. Unknown fields are accepted.
A field that is missing or of the wrong type, and a line of another kind, are errors that name file
and line. Only the last line may be damaged, if it has no newline: a crash leaves such a line, and
the report says so.
"""
import hashlib
import json
import math
import os
from dataclasses import dataclass, field

HIST_BUCKETS = 280  # of scx_common/hist.h
NUMBER = (int, float)
NONE = type(None)

# The fields of each kind of line: name, and the JSON types that it may have.
FIELDS = {
    "scx-ab/header/1": {
        "time": str, "command": str, "seed": int, "version": (str, NONE), "git": (str, NONE),
        "where": str, "arms": list, "reference": str, "aa": (str, NONE), "blocks": int,
        "boots": int, "seconds": NUMBER, "workloads": list,
    },
    "scx-ab/boot/1": {
        "boot": int, "time": str, "host": str, "kernel": str, "cpu": str, "vcpus": int,
        "accel": str, "clocksource": str, "loadavg": list, "versions": dict,
    },
    "scx-ab/sample/1": {
        "seq": int, "boot": int, "block": int, "turn": int, "warmup": bool, "resumed": bool,
        "arm": str, "workload": str, "valid": bool, "invalid": (str, NONE), "time": str,
        "elapsed": (int, float, NONE), "metrics": (dict, NONE), "counts": (dict, NONE),
        "wait_hist_ns": (list, NONE), "scheduler": (dict, NONE),
    },
    "scx-ab/note/1": {"time": str, "text": str},
}
# Fields that files from before virtual time lack. Their clock is the real one.
LATER = {
    "scx-ab/header/1": {"clock": str, "shift": (int, NONE), "topology": (str, NONE),
                        "fingerprint": (dict, NONE)},
    "scx-ab/boot/1": {"arm": str},
}
CLOCKS = ("virtual", "real")
WAITS = ("p50", "p90", "p99", "p999")
WORKLOAD = {"name": str, "about": str, "metrics": list}
METRIC = {"name": str, "unit": str, "better": str}


class DataError(Exception):
    """A result file cannot be used: one line with what, where and why."""


@dataclass(frozen=True)
class Metric:
    """A figure of a workload. better is "lower", "higher", or None where neither is."""
    name: str
    unit: str
    better: str


@dataclass(frozen=True)
class Workload:
    """A workload; the first of its metrics is its primary figure. waits are the percentiles of the
    waits of all tasks that are judged too, such as "p99"."""
    name: str
    about: str
    metrics: tuple
    waits: tuple = ()


@dataclass
class Result:
    """One result file. header, boots, samples and notes are the lines, as dictionaries."""
    path: str
    name: str
    digest: str
    header: dict
    workloads: list
    boots: list = field(default_factory=list)
    samples: list = field(default_factory=list)
    superseded: int = 0
    notes: list = field(default_factory=list)
    truncated: bool = False

    @property
    def clock(self):
        """Return the clock: "virtual" or "real"."""
        return self.header.get("clock", "real")

    def unit(self, sample):
        """Return the unit of a sample: its boot, or its block if there was one boot."""
        return sample["boot" if self.unit_name == "boot" else "block"]

    @property
    def unit_name(self):
        """Return what a unit is here: "boot" or "block"."""
        boots = {boot["boot"] for boot in self.boots}
        return "boot" if max(len(boots), self.header["boots"]) > 1 else "block"

    @property
    def virtual(self):
        """Return whether the clock was virtual: each arm has a guest of its own for each boot."""
        return self.clock == "virtual"

    @property
    def planned(self):
        """Return the number of runs of a complete file, without those of the warm-up."""
        each = self.header["boots"] if self.virtual else 2 * self.header["blocks"]
        return each * len(self.header["arms"]) * len(self.header["workloads"])

    def measured(self):
        """Return the samples that count: valid ones after the warm-up, in the order of the runs."""
        return [s for s in self.samples if s["valid"] and not s["warmup"]]


def kind_of(types):
    """Return JSON types in words."""
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false",
             list: "a list", dict: "an object", NONE: "null"}
    types = types if isinstance(types, tuple) else (types,)
    if float in types:
        types = tuple(t for t in types if t is not int)
    return " or ".join(names[t] for t in types)


def require(condition, why):
    """Raise ValueError unless the condition holds."""
    if not condition:
        raise ValueError(why)


def check_fields(line, fields):
    """Check that every field is there and of its type. To Python true is a number, not to JSON."""
    for name, types in fields.items():
        require(name in line, f'"{name}" is missing')
        value = line[name]
        wanted = types if isinstance(types, tuple) else (types,)
        fits = isinstance(value, types) and (not isinstance(value, bool) or bool in wanted)
        require(fits, f'"{name}" is not {kind_of(types)}')


def finite(value):
    """Return whether a value is a finite number."""
    return isinstance(value, NUMBER) and not isinstance(value, bool) and math.isfinite(value)


def header_workloads(header):
    """Check the arms and workloads of a header. Returns the workloads as objects."""
    arms = header["arms"]
    require(all(isinstance(arm, str) and arm for arm in arms), "an arm has no name")
    require(len(arms) == len(set(arms)) and len(arms) > 1, '"arms" is not two or more names')
    for role in ("reference", "aa"):
        require(header[role] is None or header[role] in arms, f'"{role}" is none of the arms')
    require(header["aa"] != header["reference"], '"aa" and "reference" are the same arm')
    workloads = []
    for entry in header["workloads"]:
        require(isinstance(entry, dict), "a workload is not an object")
        check_fields(entry, WORKLOAD)
        require(entry["metrics"], f'workload "{entry["name"]}" has no metric')
        for metric in entry["metrics"]:
            require(isinstance(metric, dict), "a metric is not an object")
            check_fields(metric, METRIC)
            require(metric["better"] in ("lower", "higher"), '"better" is not lower or higher')
        metrics = tuple(Metric(m["name"], m["unit"], m["better"]) for m in entry["metrics"])
        require(len({m.name for m in metrics}) == len(metrics), "a metric is named twice")
        waits = entry.get("waits", [])
        require(isinstance(waits, list) and all(wait in WAITS for wait in waits),
                '"waits" is not a list of percentiles')
        workloads.append(Workload(entry["name"], entry["about"], metrics, tuple(waits)))
    require(workloads, "no workload")
    require(len({w.name for w in workloads}) == len(workloads), "a workload is named twice")
    return workloads


def check_sample(result, sample):
    """Check a sample against the header, the boots so far, and itself."""
    workload = next((w for w in result.workloads if w.name == sample["workload"]), None)
    require(workload, f'workload "{sample["workload"]}" is not in the header')
    require(sample["arm"] in result.header["arms"], f'arm "{sample["arm"]}" is not in the header')
    require(any(b["boot"] == sample["boot"] for b in result.boots),
            f'boot {sample["boot"]} has not begun')
    if not sample["valid"]:
        require(sample["invalid"], '"invalid" gives no reason')
        return
    require(sample["invalid"] is None, '"invalid" gives a reason, and "valid" is true')
    metrics = sample["metrics"] or {}
    for metric in workload.metrics:
        require(finite(metrics.get(metric.name)), f'metric "{metric.name}" is not a number')
    for name, count in (sample["counts"] or {}).items():
        require(count is None or finite(count), f'count "{name}" is not a number')
    for entry in sample["wait_hist_ns"] or []:
        require(isinstance(entry, list) and len(entry) == 2 and
                all(type(part) is int and part >= 0 for part in entry) and
                entry[0] < HIST_BUCKETS,
                '"wait_hist_ns" has an entry that is not a bucket and a count')


def parse(text):
    """Return a line as a dictionary that has all fields of its kind."""
    def constant(name):
        raise ValueError(f"{name} is not a number")

    line = json.loads(text, parse_constant=constant)
    require(isinstance(line, dict), "not an object")
    require(line.get("schema") in FIELDS,
            f'schema {json.dumps(line.get("schema"))} is not one of scx-ab results')
    check_fields(line, FIELDS[line["schema"]])
    later = LATER.get(line["schema"], {})
    check_fields(line, {name: types for name, types in later.items() if name in line})
    return line


def check_header(line):
    """Check the first line of a file. Returns the workloads as objects."""
    require(line["schema"] == "scx-ab/header/1", "the first line is not a header")
    require(line.get("clock", "real") in CLOCKS, '"clock" is not virtual or real')
    return header_workloads(line)


def add(result, latest, line):
    """Take one line from parse(). latest maps the key of a sample to its latest version."""
    kind = line["schema"]
    require(kind != "scx-ab/header/1", "a second header: these are two files in one")
    if kind == "scx-ab/note/1":
        result.notes.append(line)
    elif kind == "scx-ab/boot/1":
        require(all(finite(load) for load in line["loadavg"]), '"loadavg" is not numbers')
        require(not result.virtual or line.get("arm") in result.header["arms"],
                '"arm" of a boot in virtual time is not in the header')
        result.boots.append(line)
    else:
        check_sample(result, line)
        key = tuple(line[part] for part in ("boot", "block", "workload", "turn", "warmup"))
        if key in latest:
            result.superseded += 1
        latest[key] = line


def explain(error):
    """Return what is wrong with a line, in words."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8 text"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg}, column {error.colno})"
    return str(error)


def read(path):
    """Read a result file. Raises DataError when it cannot be used."""
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    lines = content.split(b"\n")
    whole = lines.pop() == b""
    if not whole:
        lines.append(content.rsplit(b"\n", 1)[-1])
    result, latest = None, {}
    for number, text in enumerate(lines, 1):
        try:
            line = parse(text.decode())
            if result is None:
                workloads = check_header(line)
                name = os.path.basename(path).removesuffix(".jsonl")
                digest = hashlib.sha256(content).hexdigest()
                result = Result(path, name, digest, line, workloads)
            else:
                add(result, latest, line)
        except json.JSONDecodeError as error:
            if number == len(lines) and not whole and result is not None:
                result.truncated = True
                break
            raise DataError(f"{path}:{number}: {explain(error)}") from error
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}:{number}: {explain(error)}") from error
    if result is None:
        raise DataError(f"{path}: empty, not even a header")
    result.samples = list(latest.values())
    return result


def read_all(paths):
    """Read result files that belong together: from several machines, with the same reference."""
    results = []
    for path in paths:
        result = read(path)
        for other in results:
            if other.digest == result.digest:
                raise DataError(f"{path}: the same as {other.path}: it would count twice")
            agree(other, result)
        while any(result.name == other.name for other in results):
            result.name += "'"
        results.append(result)
    if not any(result.measured() for result in results):
        raise DataError(f"{', '.join(paths)}: no valid sample")
    return results


def agree(first, second):
    """Check that two files can be reported or compared together."""
    where = f"{second.path}: cannot go with {first.path}"
    for role in ("reference", "aa"):
        if first.header[role] != second.header[role]:
            raise DataError(f"{where}: its {role} arm is {second.header[role]}, "
                            f"not {first.header[role]}")
    for workload in second.workloads:
        for other in first.workloads:
            if workload.name == other.name and workload.metrics != other.metrics:
                raise DataError(f"{where}: workload {workload.name} has other metrics")
