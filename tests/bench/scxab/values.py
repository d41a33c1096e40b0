# SPDX-License-Identifier: GPL-2.0
"""The values of every figure, from result files: those that a run printed, and those that are
derived from its counts and its histogram of waits."""
import math
from collections import defaultdict

from . import stats
from .data import DataError, Metric

# Figures of every run, beside those that a workload declares. They have a verdict only where the
# header says so: "waits" of a workload names the percentiles of WAITS that are judged.
COUNTS = ("context_switches", "voluntary", "involuntary", "migrations")
WAITS = {"wait-p50": 50, "wait-p90": 90, "wait-p99": 99, "wait-p999": 99.9}
DERIVED = tuple(Metric(name.replace("_", "-"), "", None) for name in COUNTS) + tuple(
    Metric(name, "us", "lower") for name in WAITS)


def one_clock(results):
    """Return the clock of all files. Raise DataError unless they have the same, at one rate."""
    def experiment(result):
        return {"clock": result.clock, "shift": result.header.get("shift")}

    first = results[0]
    for result in results[1:]:
        for what, value in experiment(result).items():
            if value != experiment(first)[what]:
                raise DataError(f"{result.path}: its {what} is {value}, that of {first.path} is "
                                f"{experiment(first)[what]}: report them apart")
    return first.clock


def judged_waits(results, workload):
    """Return the waits of all tasks that are judged under a workload, as its header says."""
    found = {f"wait-{name}" for result in results for entry in result.header["workloads"]
             if entry["name"] == workload.name for name in entry.get("waits", [])}
    return [metric for metric in DERIVED if metric.name in found]


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
        self.clock = one_clock(results)
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
