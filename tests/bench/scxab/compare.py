# SPDX-License-Identifier: GPL-2.0
"""scx-ab compare: Show from result files before and after a change whether a policy is worse.

The ratios of each file are to its own reference arm, unit by unit, so that changes of the machine
cancel. The comparison is of the ratios of these ratios: unpaired, but for two files in virtual time
with the same seeds, which are compared seed by seed."""
import argparse
import math
import sys
from collections import Counter
from dataclasses import dataclass

from . import data, stats, table, text, usage, words
from .values import Values, judged_waits

EPILOG = """\
A change counts as worse or better only when the interval, the p-value (Holm), the noise floor of
the A/A pair and the threshold agree.

Exit status: 0 nothing is worse, 1 failure (a damaged file, nothing in common, ...), 2 wrong usage,
3 something is worse, or is missing: a ratio that only OLD has, more INVALID runs.
"""


@dataclass
class Change:
    """A judged figure of an arm under one workload: its ratio to the reference in both files, and
    the ratio new / old of these with its Estimate."""
    workload: str
    metric: str
    better: str
    arm: str
    role: str
    old: float
    new: float
    ratio: float
    low: float
    high: float
    estimate: object
    p_holm: float = None
    floor: float = None  # of the A/A pair, as in table.Row
    reach: float = None
    verdict: str = ""


def threshold(value):
    """Return the value of --threshold, "5%" or "0.05", as a relative change."""
    try:
        number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        number = math.nan
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"'{value}' is not a share such as 5% or 0.05")
    return number


def options(argv):
    """Parse argv. Ends the program for --help, and for wrong options."""
    parser = usage.Parser("compare", description=__doc__.split(": ", 1)[1], epilog=EPILOG)
    parser.add_argument("old", metavar="OLD", help="result file from before the change")
    parser.add_argument("new", metavar="NEW", help="result file from after the change")
    parser.add_argument("--arm", action="append", metavar="ARM",
                        help="compare this arm only (default: all in common); may be repeated")
    parser.add_argument("--threshold", type=threshold, default="5%", metavar="SHARE",
                        help="ignore smaller changes (default 5%%)")
    parser.add_argument("--seed", type=usage.whole(0), default=1, metavar="N",
                        help="seed of the bootstrap (default 1)")
    return parser.parse_args(argv)


def common(old, new, only):
    """Return the workloads and the arms of both files, and a sentence about each that only one file
    has. The reference is not among the arms."""
    lines, found = [], []
    names = [[[w.name for w in result.workloads] for result in (old, new)],
             [result.header["arms"] for result in (old, new)]]
    for what, (first, second) in zip(("workload", "arm"), names):
        both = [name for name in first if name in second]
        found.append(both)
        lines += [f"{what} {name} is only in {old.name if name in first else new.name}"
                  for name in [*first, *second] if name not in both]
    workloads = [w for w in new.workloads if w.name in found[0]]
    arms = [arm for arm in found[1] if arm != new.header["reference"]]
    for arm in only or []:
        if arm not in arms:
            raise data.DataError(f"arm {arm} cannot be compared: it is not in both files, or is "
                                 "their reference")
    if only:
        arms = [arm for arm in arms if arm in only or arm == new.header["aa"]]
    if not workloads or not [arm for arm in arms if arm != new.header["aa"]]:
        raise data.DataError(f"{old.path} and {new.path} have no workload and arm in common but "
                             "the reference")
    return workloads, arms, lines


def invalid(result, arm):
    """Return how many runs of the arm were INVALID."""
    return sum(not s["valid"] and not s["warmup"] and s["arm"] == arm for s in result.samples)


def judged(old, new, workloads):
    """Return [(workload, metric)] of the figures that are compared: the first of each workload, and
    the waits of all tasks that both files judge."""
    return [(workload, metric) for workload in workloads
            for metric in (workload.metrics[0], *(
                wait for wait in judged_waits([new], workload)
                if wait in judged_waits([old], workload)))]


def same_seeds(old, new):
    """Return whether boots of the same number had the same phase in both files."""
    return old.virtual and new.virtual and all(
        old.header.get(what) == new.header.get(what) for what in ("shift", "seed"))


def has_ratio(side, key, reference):
    """Return whether this file has a ratio of a figure of an arm to the reference."""
    return (side.positive(key) and side.positive((*key[:2], reference)) and
            any(side.differences(key, reference).values()))


def losses(old, new, values, figures, arms):
    """Yield a sentence about each thing that NEW has lost, which a table of ratios cannot show."""
    for arm in arms:
        before, now = invalid(old, arm), invalid(new, arm)
        if now > before:
            yield f"{words.plural(now, 'run')} of {arm} INVALID, {before} before"
        for workload, metric in figures:
            key = (workload.name, metric.name, arm)
            has = [has_ratio(side, key, new.header["reference"]) for side in values]
            name = workload.name + ("" if metric in workload.metrics else f" {metric.name}")
            if has[0] and not has[1]:
                yield (f"{name} of {arm} has no ratio any more: no valid run, or a figure of 0, as "
                       "of a task that starved")


def change(values, key, better, header, number, paired):
    """Return the Change of one row; None where a file has no ratio for it, or where they are to be
    paired and have no unit in common."""
    if not all(has_ratio(side, key, header["reference"]) for side in values):
        return None
    old, new = ({(machine, unit): log for machine, units in
                 side.differences(key, header["reference"]).items()
                 for unit, log in units.items()} for side in values)
    random = stats.generator(number, "compare", *key)
    if paired:
        both = [unit for unit in new if unit in old]
        old, new = ({unit: side[unit] for unit in both} for side in (old, new))
        found = stats.paired([[new[unit] - old[unit] for unit in both]], random)
    else:
        found = stats.unpaired(list(new.values()), list(old.values()), random)
    if found is None:
        return None
    role = "aa" if key[2] == header["aa"] else "arm"
    ratios = (math.exp(sum(side.values()) / len(side)) for side in (old, new))
    return Change(*key[:2], better, key[2], role, *ratios,
                  *map(table.exp, (found.log, found.low, found.high)), found)


def judge(changes, least):
    """Fill in p_holm, floor, reach and verdict as table.judge() does. A change must exceed the
    threshold as well."""
    table.judge(changes)
    for row in changes:
        if row.role == "arm" and abs(row.estimate.log) <= math.log1p(least):
            row.verdict = "~"


def compare(old, new, only, least, number):
    """Return ([Change], [sentence], [sentence about what is lost]) of two Results."""
    data.agree(old, new)
    workloads, arms, lines = common(old, new, only)
    values = [Values([result]) for result in (old, new)]
    figures = judged(old, new, workloads)
    paired = same_seeds(old, new)
    changes = []
    for workload, metric in figures:
        for arm in arms:
            row = change(values, (workload.name, metric.name, arm), metric.better, new.header,
                         number, paired)
            if row:
                changes.append(row)
            else:
                lines.append(f"{workload.name} of {arm} cannot be compared: a file has no ratio")
    lost = list(losses(old, new, values, figures, arms))
    if not any(row.role == "arm" for row in changes) and not lost:
        raise data.DataError(f"{old.path} and {new.path} have no ratio in common")
    judge(changes, least)
    if new.header["aa"] is None:
        lines.append("no A/A pair: the noise floor is unknown")
    found = {what: [words.one_of(boot[what] for boot in result.boots) for result in (old, new)]
             for what in ("kernel", "cpu", "vcpus", "accel")}
    found.update((what, [result.header.get(what) for result in (old, new)])
                 for what in ("seconds", "probe", "where", "shift", "topology"))
    found["clock"] = [result.clock for result in (old, new)]
    lines += [f"{what} differs: {both[0]}, then {both[1]}"
              for what, both in found.items() if both[0] != both[1]]
    return changes, [*lines, *too_few(changes, paired)], lost


def too_few(changes, paired):
    """Yield a warning if no row can reach significance."""
    rows = [c for c in changes if c.role == "arm"]
    if not rows:
        return
    smallest = stats.smallest_p if paired else stats.smallest_p_unpaired
    family = max(Counter(c.arm for c in rows).values())
    best = min(smallest(c.estimate.units) for c in rows) * family
    if best >= stats.ALPHA:
        yield (f"too few boots or blocks: for {words.plural(family, 'row')} of an arm the smallest "
               f"possible p is {words.p_value(min(1, best))} (Holm), so no change can be shown; "
               "measure more of them, or fewer workloads")


def document(old, new, changes, lines, lost, opts):
    """Yield the parts of the document that is printed."""
    yield text.heading(1, f"scx-ab compare: {old.name}, then {new.name}")
    bad = [row for row in changes if row.verdict == "worse"]
    counts = {kind: sum(row.verdict == kind for row in changes) for kind in ("better", "~")}
    yield text.paragraph(f"{len(bad)} worse, {counts['better']} better, {counts['~']} not shown "
                         f"(~); changes up to {words.percent(opts.threshold)} do not matter.")
    if lost:
        yield text.items([f"LOST: {line}" for line in lost])
    if lines:
        yield text.items(lines)
    reference = new.header["reference"]
    yield text.grid(("<workload", "<figure", "<better", "<arm", f">old / {reference}",
                     f">new / {reference}", ">new / old", ">95 % interval", ">p (Holm)",
                     "<verdict"),
                    [[row.workload, row.metric, row.better, row.arm, words.ratio(row.old),
                      words.ratio(row.new), words.ratio(row.ratio),
                      words.interval(row.low, row.high), words.p_value(row.p_holm),
                      words.verdict(row)] for row in changes])


def main(argv):
    """scx-ab compare. Returns the exit status."""
    opts = options(argv)
    try:
        old, new = data.read_all([opts.old, opts.new])
        changes, lines, lost = compare(old, new, opts.arm, opts.threshold, opts.seed)
    except data.DataError as error:
        print(f"scx-ab compare: {error}", file=sys.stderr)
        return 1
    sys.stdout.write(text.plain(document(old, new, changes, lines, lost, opts)))
    return 3 if lost or any(row.verdict == "worse" for row in changes) else 0
