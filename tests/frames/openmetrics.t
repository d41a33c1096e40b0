#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-monitor --openmetrics, read by the parser of the Prometheus client library: types, units,
cumulative buckets, and every figure against the recording that it was made of. Speaks TAP."""

import collections
import json
import os
import subprocess

from prometheus_client.openmetrics.parser import text_string_to_metric_families

HERE = os.path.dirname(os.path.abspath(__file__))
MONITOR = os.path.join(HERE, "../../build/scx-monitor")
RECORDING = os.path.join(HERE, "switch.jsonl")
HIST_SUB = 8
TYPES = {
    "scx_monitor": "info", "scx_enabled": "gauge", "scx_attachments": "counter",
    "scx_wait_seconds": "histogram", "scx_run_seconds": "histogram",
    "scx_enqueued": "counter", "scx_cpu_runs": "counter",
}
results = []


def check(name, ok):
    """Print one line of TAP."""
    results.append(bool(ok))
    print(f"{'ok' if ok else 'not ok'} {len(results)} - {name}")


def high_ns(bucket):
    """The largest value of a bucket of the recording's histograms."""
    bucket += 1
    if bucket < 2 * HIST_SUB:
        return bucket - 1
    return ((HIST_SUB + bucket % HIST_SUB) << (bucket // HIST_SUB - 1)) - 1


def of_last_source(every):
    """The frames of the last source: what an exposition of a recording is about."""
    last = len(every)
    while last and every[last - 1]["source"] == every[-1]["source"]:
        last -= 1
    return every[last:]


def sum_of(recorded):
    """(policy, cause) -> bucket -> count; (policy, counter) -> count; CPU -> runs."""
    waits = collections.defaultdict(collections.Counter)
    counts, runs = collections.Counter(), collections.Counter()
    for frame in recorded:
        for policy in frame["policies"]:
            for cause, figures in policy["stats"]["wait"].items():
                waits[policy["name"], cause].update(dict(figures["hist_ns"]))
            for counter, count in policy["stats"]["counts"].items():
                counts[policy["name"], counter] += count
        for cpu in frame["cpus"]:
            runs[str(cpu["cpu"])] += cpu["stats"]["count"]
    return waits, counts, runs


def buckets(family):
    """Labels but le -> [(bound in seconds, count)] in the order of the exposition."""
    series = collections.defaultdict(list)
    for sample in family.samples:
        labels = dict(sample.labels)
        bound = float(labels.pop("le"))
        series[tuple(sorted(labels.items()))].append((bound, sample.value))
    return series


def check_buckets(family, waits):
    """Every bucket is the exact count of the waits up to its bound."""
    series = buckets(family)
    check("there are histograms of waits, each with all its buckets",
          {len(pairs) for pairs in series.values()} == {26})
    check("buckets are cumulative and end in +Inf",
          all(pairs == sorted(pairs) and pairs[-1][0] == float("inf")
              and [n for _, n in pairs] == sorted(n for _, n in pairs)
              for pairs in series.values()))
    exact = True
    for labels, pairs in series.items():
        labels = dict(labels)
        counts = waits[labels["policy"], labels["cause"]]
        for bound, value in pairs:
            exact = exact and value == sum(
                n for bucket, n in counts.items() if high_ns(bucket) <= bound * 1e9 + 0.5)
    check("every bucket has the recording's count",
          exact and sum(pairs[-1][1] for pairs in series.values()) > 1000)


def examine(lines):
    """Compare the exposition of a recording with the recording."""
    recorded = of_last_source([json.loads(line) for line in lines])
    waits, counts, runs = sum_of(recorded)
    text = subprocess.run([MONITOR, "--openmetrics", "--replay", "-"], check=True,
                          input="".join(lines), stdout=subprocess.PIPE, encoding="utf-8").stdout
    # The parser raises on what breaks the format: names, types, units, order, "# EOF".
    families = {family.name: family for family in text_string_to_metric_families(text)}
    check("the parser takes it: " + recorded[-1]["source"], len(families) > 5)
    check("types", all(families[name].type == kind for name, kind in TYPES.items()))
    check("units are in the names",
          all(not family.unit or family.name.endswith("_" + family.unit)
              for family in families.values())
          and families["scx_wait_seconds"].unit == "seconds")
    check("every family has its help", all(family.documentation for family in families.values()))
    check("every figure says its source",
          all(sample.labels.get("source") == recorded[-1]["source"]
              for name in ("scx_wait_seconds", "scx_run_seconds", "scx_cpu_runs")
              for sample in families[name].samples))
    check_buckets(families["scx_wait_seconds"], waits)
    check("counters", {
        (sample.labels["policy"], counter): sample.value
        for counter in {counter for _, counter in counts}
        for sample in families["scx_" + counter].samples} == dict(counts))
    check("runs of each CPU", {sample.labels["cpu"]: sample.value
                               for sample in families["scx_cpu_runs"].samples} == dict(runs))


def main():
    with open(RECORDING, encoding="utf-8") as file:
        lines = file.readlines()
    examine(lines)
    # The recording begins with the suite's figures.
    examine([line for line in lines if json.loads(line)["source"] == "suite"])
    print(f"1..{len(results)}")


main()
