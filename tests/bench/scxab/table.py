# SPDX-License-Identifier: GPL-2.0
"""The rows of a report, from result files: every figure, computed once, before any formatting."""
import math
from collections import defaultdict
from dataclasses import dataclass, field

from . import stats
from .data import Metric

# Figures of every run, beside those that a workload declares. They have no verdict.
COUNTS = ("context_switches", "voluntary", "involuntary", "migrations")
WAITS = {"wait-p50": 50, "wait-p99": 99, "wait-p99.9": 99.9}
DERIVED = tuple(Metric(name.replace("_", "-"), "", None) for name in COUNTS) + tuple(
    Metric(name, "us", "lower") for name in WAITS)


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
    floor: float = None  # log ratio: exp() of it is the largest ratio taken for noise
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
    primary: list = field(default_factory=list)
    machines: list = field(default_factory=list)
    secondary: list = field(default_factory=list)
    geomean: list = field(default_factory=list)
    unusable: list = field(default_factory=list)  # (workload, metric, arm): values at or below 0

    def rows(self, workload, metric, rows=None):
        """Return the rows of one figure, from the primary table or another."""
        rows = self.primary if rows is None else rows
        return [row for row in rows if (row.workload, row.metric) == (workload, metric)]


def union(lists, key=lambda item: item):
    """Return the items of all lists in order of first appearance."""
    return list({key(item): item for items in reversed(lists) for item in reversed(items)
                 }.values())[::-1]


def derived(sample):
    """Return the figures of DERIVED that a sample has: counts as they are, waits in us."""
    counts = sample["counts"] or {}
    found = {name.replace("_", "-"): counts[name] for name in COUNTS
             if counts.get(name) is not None}
    if sample["wait_hist_ns"]:
        waits = stats.hist_percentiles(histogram([sample]), WAITS.values())
        found.update((name, ns / 1000) for name, ns in zip(WAITS, waits) if ns is not None)
    return found


def histogram(samples):
    """Return the sum of the wait histograms of samples: {bucket: count}."""
    total = defaultdict(int)
    for sample in samples:
        for bucket, count in sample["wait_hist_ns"] or []:
            total[bucket] += count
    return total


class Values:
    """Every valid value of every figure: by workload, metric and arm, then machine and unit."""

    def __init__(self, results):
        self.results = results
        self.found = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for machine, result in enumerate(results):
            for sample in result.measured():
                for metric, value in {**derived(sample), **sample["metrics"]}.items():
                    key = (sample["workload"], metric, sample["arm"])
                    self.found[key][machine][result.unit(sample)].append(value)

    def machines(self, key, only=None):
        """Return [(machine, {unit: [value]})] of the arm, of all machines or only one."""
        return [(machine, units) for machine, units in self.found.get(key, {}).items()
                if only is None or machine == only]

    def positive(self, key):
        """Return whether all values have a logarithm."""
        return all(value > 0 for _, units in self.machines(key)
                   for values in units.values() for value in values)

    def log_means(self, key, only=None):
        """Return {machine: {unit: mean of logarithms}}."""
        return {machine: {unit: sum(map(math.log, values)) / len(values)
                          for unit, values in units.items()}
                for machine, units in self.machines(key, only)}

    def differences(self, key, reference, only=None):
        """Return {machine: {unit: log difference}} of units that have both arms."""
        own, base = self.log_means(key, only), self.log_means((*key[:2], reference), only)
        return {machine: {unit: log - base[machine][unit] for unit, log in units.items()
                          if unit in base[machine]}
                for machine, units in own.items() if machine in base}


def role_of(report, arm):
    """Return the role of an arm."""
    return {report.reference: "reference", report.aa: "aa"}.get(arm, "arm")


def exp(log):
    """Return exp(log), and None for None."""
    return None if log is None else math.exp(log)


def set_estimate(row, estimate):
    """Set the ratio, interval and p-value of a row."""
    if estimate:
        row.estimate = estimate
        row.ratio, row.low, row.high = map(exp, (estimate.log, estimate.low, estimate.high))
        row.p = estimate.p


def set_values(row, values, key, only):
    """Set the samples, units, median, outliers and drift of a row."""
    by_machine = values.machines(key, only)
    row.samples = sum(len(v) for _, units in by_machine for v in units.values())
    row.units = sum(len(units) for _, units in by_machine)
    if not row.samples or not values.positive(key):
        return
    means = [math.exp(log) for units in values.log_means(key, only).values()
             for log in units.values()]
    row.median, row.median_low, row.median_high = stats.median_interval(means)
    for _, units in by_machine:
        logs = [[math.log(value) for value in unit] for unit in units.values()]
        row.outliers += stats.outliers([log for unit in logs for log in unit])
        change = stats.drift(logs)
        if change is not None and abs(change) > abs(row.drift or 0):
            row.drift = change


def make_row(report, values, workload, metric, arm, only=None):
    """Return the row of an arm, of all machines or of one. Only primary figures of all machines are
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
        set_estimate(row, stats.paired([list(group.values()) for group in groups], random,
                                       test=only is None and metric == workload.metrics[0]))
    return row


def judge(rows):
    """Set p_holm, floor and verdict of the rows of one table. p-values are adjusted for all rows
    but A/A, and each row is compared with the A/A row of its workload and metric."""
    floors = {(row.workload, row.metric): stats.floor_of(row.estimate)
              for row in rows if row.role == "aa"}
    judged = [row for row in rows if row.role == "arm"]
    for row, p in zip(judged, stats.holm([row.p for row in judged])):
        row.p_holm = p
        row.floor = floors.get((row.workload, row.metric))
        row.verdict = "~"
        if stats.is_real(row.estimate, p, row.floor):
            row.verdict = "better" if (row.ratio < 1) == (row.better == "lower") else "worse"
    for row in rows:
        if row.role == "aa":
            row.floor = floors[row.workload, row.metric]


def geometric_means(report, values):
    """Return a row for each arm: the mean over workloads of the log ratios of primary metrics, unit
    by unit, with the sign reversed where higher is better. Units that lack a workload are left
    out. An arm without a ratio in some workload has no mean, as it may lack the ratio because it
    starved a task; the means of the other arms are still of all workloads."""
    usable = [row for row in report.primary if row.role == "reference" and any(
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
                    units.pop() if len(units) == 1 else "unit")
    values = Values(results)
    for workload in report.workloads:
        first, *others = workload.metrics
        names = {metric.name for metric in workload.metrics}
        others += [metric for metric in DERIVED if metric.name not in names]
        for arm in report.arms:
            report.primary.append(make_row(report, values, workload, first, arm))
            if len(results) > 1:
                report.machines += [make_row(report, values, workload, first, arm, machine)
                                    for machine in range(len(results))]
        report.secondary += [make_row(report, values, workload, metric, arm)
                             for metric in others for arm in report.arms
                             if values.machines((workload.name, metric.name, arm))]
    judge(report.primary)
    report.geomean = geometric_means(report, values)
    report.unusable = [key for key in values.found if not values.positive(key)
                       and key[1] in {m.name for w in report.workloads for m in w.metrics}]
    return report
