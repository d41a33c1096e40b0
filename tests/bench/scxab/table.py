# SPDX-License-Identifier: GPL-2.0
"""The rows of a report, from result files: every figure, computed once, before any formatting."""
import math
from collections import defaultdict
from dataclasses import dataclass, field

from . import stats
from .values import DERIVED, Values, judged_waits, one_clock

LEAST_FLOOR = 0.0001


@dataclass
class Row:
    """An arm under one workload and metric. ratio, low and high are to the reference arm; machine
    is None for all of them together. verdict: better, worse or ~; None where none is due."""
    workload: str
    metric: str
    unit: str
    better: str
    arm: str
    role: str  # reference, aa or arm
    machine: str = None
    samples: int = 0
    invalid: int = 0
    units: int = 0
    median: float = None
    median_low: float = None
    median_high: float = None
    ratio: float = None
    low: float = None
    high: float = None
    p: float = None
    p_holm: float = None
    outliers: int = 0
    drift: float = None
    # Of the A/A pair, as relative changes: half the width of its interval, and how far that reaches
    # from 1, which is the largest change that is taken for noise.
    floor: float = None
    reach: float = None
    verdict: str = None
    estimate: object = field(default=None, repr=False)


@dataclass
class Report:
    """Everything about some result files."""
    results: list
    seed: int
    reference: str
    aa: str
    arms: list
    workloads: list  # of data.Workload
    unit_name: str
    clock: str
    judged: dict = field(default_factory=dict)  # workload: its figures that have a verdict
    primary: list = field(default_factory=list)  # the rows of these
    machines: list = field(default_factory=list)
    secondary: list = field(default_factory=list)
    geomean: list = field(default_factory=list)
    unusable: list = field(default_factory=list)  # (workload, metric, arm): values at or below 0

    def rows(self, workload, metric, rows=None):
        """Return the rows of one figure, from the primary table or another."""
        rows = self.primary if rows is None else rows
        return [row for row in rows if (row.workload, row.metric) == (workload, metric)]

    def figures(self):
        """Return [(workload, metric)] of every figure that has a verdict."""
        return [(workload, metric) for workload in self.workloads
                for metric in self.judged[workload.name]]

    @property
    def floors(self):
        """Return the noise floor of each A/A row that has one, as a change."""
        return [row.floor for row in self.primary if row.role == "aa" and row.floor is not None]

    @property
    def floor(self):
        """Return the noise floor of all rows: the geometric mean of theirs, as a change. One row
        without any noise does not make it 0."""
        logs = [math.log(max(floor, LEAST_FLOOR)) for floor in self.floors]
        return math.exp(sum(logs) / len(logs)) if logs else None


def union(lists, key=lambda item: item):
    """Return the items of all lists in order of first appearance."""
    return list({key(item): item for items in reversed(lists) for item in reversed(items)
                 }.values())[::-1]


def role_of(report, arm):
    """Return the role of an arm."""
    return {report.reference: "reference", report.aa: "aa"}.get(arm, "arm")


def exp(log):
    """Return exp(log), and None for None."""
    return None if log is None else math.exp(log)


def expm1(log):
    """Return a log ratio as a relative change, and None for None."""
    return None if log is None else math.expm1(log)


def set_estimate(row, estimate):
    """Set the ratio, interval and p-value of a row."""
    if estimate:
        row.estimate = estimate
        row.ratio, row.low, row.high = map(exp, (estimate.log, estimate.low, estimate.high))
        row.p = estimate.p


def set_values(row, values, key, only):
    """Set the samples, units, median, outliers and drift of a row. Boots in virtual time have no
    order in which something could drift."""
    by_machine = values.machines(key, only)
    row.samples = sum(len(v) for _, units in by_machine for v in units.values())
    row.units = sum(len(units) for _, units in by_machine)
    if not row.samples:
        return
    if not values.positive(key):
        row.median, row.median_low, row.median_high = stats.median_interval(
            [sum(unit) / len(unit) for _, units in by_machine for unit in units.values()])
        return
    means = [math.exp(log) for units in values.log_means(key, only).values()
             for log in units.values()]
    row.median, row.median_low, row.median_high = stats.median_interval(means)
    for _, units in by_machine:
        logs = [[math.log(value) for value in unit] for unit in units.values()]
        row.outliers += stats.outliers([log for unit in logs for log in unit])
        change = stats.drift(logs) if values.clock == "real" else None
        if change is not None and abs(change) > abs(row.drift or 0):
            row.drift = change


def make_row(report, values, workload, metric, arm, only=None):
    """Return the row of an arm, of all machines or of one. Only judged figures of all machines are
    tested."""
    key = (workload.name, metric.name, arm)
    row = Row(*key[:2], metric.unit, metric.better, arm, role_of(report, arm))
    if only is not None:
        row.machine = report.results[only].name
    row.invalid = sum(not s["valid"] and not s["warmup"] and
                      (s["workload"], s["arm"]) == (workload.name, arm)
                      for machine, result in enumerate(report.results) if only in (None, machine)
                      for s in result.samples)
    set_values(row, values, key, only)
    if arm == report.reference:
        row.ratio = 1.0 if row.median is not None else None
    elif values.positive(key) and values.positive((*key[:2], report.reference)):
        groups = values.differences(key, report.reference, only).values()
        random = stats.generator(report.seed, *key, row.machine or "")
        test = only is None and metric in report.judged[workload.name]
        set_estimate(row, stats.paired([list(group.values()) for group in groups], random,
                                       test=test))
    return row


def judge(rows):
    """Set p_holm, floor, reach and verdict of the rows of one table. p-values are adjusted for the
    rows of one arm, and each row is compared with the A/A row of its workload and metric."""
    pairs = {(row.workload, row.metric): row.estimate for row in rows if row.role == "aa"}
    for arm in dict.fromkeys(row.arm for row in rows if row.role == "arm"):
        family = [row for row in rows if row.arm == arm]
        adjusted = stats.holm([row.estimate and row.estimate.p for row in family])
        for row, p in zip(family, adjusted):
            row.p_holm = p
            row.verdict = "~"
            reach = stats.reach_of(pairs.get((row.workload, row.metric)))
            if stats.is_real(row.estimate, p, reach):
                row.verdict = "better" if (row.ratio < 1) == (row.better == "lower") else "worse"
    for row in rows:
        if row.role != "reference":
            pair = pairs.get((row.workload, row.metric))
            row.floor = expm1(stats.floor_of(pair))
            row.reach = expm1(stats.reach_of(pair))


def geometric_means(report, values):
    """Return a row for each arm: the mean over workloads of the log ratios of primary metrics, unit
    by unit, with the sign reversed where higher is better. Waits of all tasks stay out: a workload
    counts once. Units that lack a workload are left out. An arm without a ratio in some workload
    has no mean, as it may lack the ratio because it starved a task; the means of the other arms are
    still of all workloads."""
    first = {(workload.name, workload.metrics[0].name) for workload in report.workloads}
    usable = [row for row in report.primary if row.role == "reference" and
              (row.workload, row.metric) in first and any(
                  other.estimate for other in report.rows(row.workload, row.metric))]
    whole = {arm for arm in report.arms if all(
        row.estimate for base in usable for row in report.rows(base.workload, base.metric)
        if row.arm == arm)}
    rows = []
    for arm in report.arms:
        row = Row("geometric mean", "", "", "lower", arm, role_of(report, arm))
        rows.append(row)
        if arm == report.reference:
            row.ratio = 1.0
        if arm == report.reference or arm not in whole or not usable:
            continue
        logs = defaultdict(lambda: defaultdict(list))
        for base in usable:
            sign = 1 if base.better == "lower" else -1
            key = (base.workload, base.metric, arm)
            for machine, units in values.differences(key, report.reference).items():
                for unit, log in units.items():
                    logs[machine][unit].append(sign * log)
        groups = [[sum(unit) / len(usable) for unit in units.values()
                   if len(unit) == len(usable)] for units in logs.values()]
        set_estimate(row, stats.paired(groups, stats.generator(report.seed, "geomean", arm)))
        row.units = row.estimate.units if row.estimate else 0
    judge(rows)
    return rows


def build(results, seed):
    """Return the Report of result files, with random numbers from seed."""
    header = results[0].header
    units = {result.unit_name for result in results}
    report = Report(results, seed, header["reference"], header["aa"],
                    union([result.header["arms"] for result in results]),
                    union([result.workloads for result in results], lambda w: w.name),
                    units.pop() if len(units) == 1 else "unit", one_clock(results))
    values = Values(results)
    for workload in report.workloads:
        judged = [workload.metrics[0], *judged_waits(results, workload)]
        report.judged[workload.name] = judged
        names = {metric.name for metric in (*workload.metrics, *judged)}
        others = [*workload.metrics[1:], *(m for m in DERIVED if m.name not in names)]
        for metric in judged:
            for arm in report.arms:
                report.primary.append(make_row(report, values, workload, metric, arm))
                if len(results) > 1:
                    report.machines += [make_row(report, values, workload, metric, arm, machine)
                                        for machine in range(len(results))]
        report.secondary += [make_row(report, values, workload, metric, arm)
                             for metric in others for arm in report.arms
                             if values.machines((workload.name, metric.name, arm))]
    judge(report.primary)
    report.geomean = geometric_means(report, values)
    report.unusable = [key for key in values.found if not values.positive(key)
                       and key[1] in {m.name for w in report.workloads for m in w.metrics}]
    return report
