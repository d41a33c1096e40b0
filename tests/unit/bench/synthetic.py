# SPDX-License-Identifier: GPL-2.0
"""Result files made up for the tests: log-normal times with an effect of the boot on all arms, one
of the boot on each arm (interaction), and the noise of each run."""
import json
import math
import sys
from pathlib import Path

import numpy

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
sys.path.insert(0, str(TOP / "tests/bench"))  # whoever imports this finds scxab

ARMS = ("eevdf", "eevdf/2", "fifo", "latency")
WORKLOADS = (
    ("hackbench-pipe", "messages over pipes, 2 groups", (("time", "s", "lower"),), (1.3,)),
    ("wake-hogs", "wakeups beside 4 CPU hogs",
     (("p99", "us", "lower"), ("p50", "us", "lower"), ("requests", "req/s", "higher")),
     (5100, 95, 1800)),
    ("pingpong", "round trips of two tasks over a pipe", (("rate", "trips/s", "higher"),),
     (88000,)),
)
# Ratios to the reference of each arm: {arm: {(workload, metric): ratio}}
EFFECTS = {"latency": {("wake-hogs", "p99"): 0.16, ("hackbench-pipe", "time"): 1.08},
           "fifo": {("hackbench-pipe", "time"): 0.9, ("wake-hogs", "p99"): 1.3,
                    ("pingpong", "rate"): 1.15}}


def hist(random, median_us):
    """A log-normal wait histogram in buckets of scx_common/hist.h."""
    counts = {}
    for ns in random.lognormal(math.log(median_us * 1000), 1.2, 400).astype(int):
        bit = max(int(ns).bit_length() - 4, 0)
        bucket = min((bit << 3) + (int(ns) >> bit), 279)
        counts[bucket] = counts.get(bucket, 0) + 1
    return [[bucket, counts[bucket]] for bucket in sorted(counts)]


def lines(seed=1, boots=10, arms=ARMS, workloads=WORKLOADS, effects=EFFECTS, boot_sd=0.1,
          interaction_sd=0.01, noise_sd=0.03, hists=True, reference="eevdf", aa="eevdf/2"):
    """Header, boots and samples as dictionaries; without hists no counts either."""
    random = numpy.random.default_rng(seed)
    yield {"schema": "scx-ab/header/1", "time": "2026-11-25T02:00:00Z",
           "command": "scx-ab --arms " + ",".join(arms), "seed": seed, "version": "0.3.0",
           "git": "6b19a04", "where": "guest", "arms": list(arms), "reference": reference,
           "aa": aa if aa in arms else None, "blocks": boots, "boots": boots, "seconds": 1.5,
           "workloads": [{"name": name, "about": about, "metrics": [
               dict(zip(("name", "unit", "better"), metric)) for metric in metrics]}
               for name, about, metrics, _ in workloads]}
    seq = 0
    for boot in range(boots):
        yield {"schema": "scx-ab/boot/1", "boot": boot, "time": "2026-11-25T02:00:00Z",
               "host": "guest", "kernel": "7.3.4+deb13-cloud-amd64",
               "cpu": "QEMU TCG CPU version 2.5+", "vcpus": 2, "accel": "tcg",
               "clocksource": "tsc", "loadavg": [0.1, 0.2, 0.3],
               "versions": {"scx-load": "0.3.0", "qemu": "10.0.2"}}
        for name, _, metrics, typical in workloads:
            common = random.normal(0, boot_sd, len(metrics))
            own = {arm: random.normal(0, interaction_sd, len(metrics)) for arm in arms}
            order = list(random.permutation(arms))
            for turn, arm in enumerate(order + order[::-1]):
                logs = common + own[arm] + random.normal(0, noise_sd, len(metrics))
                values = {
                    metric[0]: round(float(
                        middle * effects.get(arm, {}).get((name, metric[0]), 1) * math.exp(log)
                    ), 6) for metric, middle, log in zip(metrics, typical, logs)}
                yield {"schema": "scx-ab/sample/1", "seq": seq, "boot": boot, "block": boot,
                       "turn": turn, "warmup": False, "resumed": False, "arm": str(arm),
                       "workload": name, "valid": True, "invalid": None,
                       "time": "2026-11-25T02:00:01Z", "elapsed": 1.5, "metrics": values,
                       "counts": {"context_switches": int(random.integers(50000, 60000)),
                                  "voluntary": None, "involuntary": 900, "migrations": None}
                       if hists else None,
                       "wait_hist_ns": hist(random, 40 if arm == "latency" else 150)
                       if hists else None,
                       "scheduler": {"state": "enabled", "ops": "scx_suite",
                                     "policy": str(arm), "enable_seq": 3}}
                seq += 1


def virtual(content, waits=(), phase_sd=0.01, seed=1, shift=1):
    """The lines of lines() as virtual time has them: each arm has a boot of its own of a seed and
    runs once in it, and a boot of an arm adds its phase. waits: workload names whose waits of all
    tasks are judged."""
    random = numpy.random.default_rng(seed)
    once = set()
    for line in content:
        if line["schema"] == "scx-ab/header/1":
            arms = line["arms"]
            entries = [{**entry, "waits": ["p99", "p999"]} if entry["name"] in waits else entry
                       for entry in line["workloads"]]
            yield {**line, "clock": "virtual", "shift": shift, "topology": None,
                   "fingerprint": {}, "workloads": entries}
        elif line["schema"] == "scx-ab/boot/1":
            for arm in arms:
                yield {**line, "arm": arm}
        else:
            key = line["boot"], line["workload"], line["arm"]
            if key not in once:
                phase = math.exp(random.normal(0, phase_sd))
                yield {**line, "turn": arms.index(line["arm"]), "metrics": {
                    name: round(value * phase, 6) for name, value in line["metrics"].items()}}
            once.add(key)


def write(path, content):
    """Write dictionaries as JSON lines."""
    with open(path, "w", encoding="utf-8") as stream:
        for line in content:
            stream.write(json.dumps(line) + "\n")
    return str(path)
