# SPDX-License-Identifier: GPL-2.0
"""A report for programs: CSV, JSON, and the samples in the benchmark format of Go, which benchstat
reads. Figures have six significant digits, so that they do not depend on the last bit of a
library's result."""
import csv
import dataclasses
import io
import json
import re

from . import advice, phrases
from .table import Row

FIELDS = [field.name for field in dataclasses.fields(Row) if field.name != "estimate"]
SECONDS = {"s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def rounded(value):
    """Return a number with six significant digits."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def plain_row(row):
    """Return a row as a dictionary of plain values."""
    return {name: rounded(getattr(row, name)) for name in FIELDS}


def tables(report):
    """Return all rows, by table."""
    return {"primary": report.primary, "machine": report.machines,
            "secondary": report.secondary, "geomean": report.geomean}


def as_csv(report):
    """Return the report as CSV: one line for each row of each table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["table", *FIELDS], lineterminator="\n")
    writer.writeheader()
    for name, rows in tables(report).items():
        writer.writerows({"table": name, **plain_row(row)} for row in rows)
    return out.getvalue()


def plain_file(result):
    """Return everything about a result file but its valid samples."""
    return {"name": result.name, "sha256": result.digest, "header": result.header,
            "boots": result.boots, "notes": result.notes, "truncated": result.truncated,
            "superseded": result.superseded, "valid": len(result.measured()),
            "invalid": [{key: sample[key] for key in ("seq", "boot", "block", "turn", "workload",
                                                      "arm", "invalid")}
                        for sample in result.samples
                        if not sample["valid"] and not sample["warmup"]]}


def as_json(report):
    """Return the report as JSON: everything in one object."""
    whole = {"schema": "scx-ab/report/1", "seed": report.seed, "reference": report.reference,
             "aa": report.aa, "arms": report.arms, "unit": report.unit_name,
             "clock": report.clock, "floor": rounded(report.floor),
             "files": [plain_file(result) for result in report.results],
             **{name: [plain_row(row) for row in rows] for name, rows in tables(report).items()},
             "summary": [{"arm": arm, "sentence": phrases.sentence(report, arm), "line": line,
                          "lines": lines} for arm, line, lines in advice.summary(report)],
             "warnings": advice.warnings(report)}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def bench_name(workload):
    """Return the name of a benchmark: BenchmarkHackbenchPipe for hackbench-pipe."""
    return "Benchmark" + "".join(part[:1].upper() + part[1:]
                                 for part in re.split(r"[^A-Za-z0-9]+", workload) if part)


def bench_arm(arm):
    """Return an arm as a part of a benchmark's name, where a slash begins the next part and a final
    -N is a number of CPUs."""
    return re.sub(r"[\s/]+|-(?=\d+$)", "_", arm)


def bench_unit(metric):
    """Return (factor, unit) as benchstat names units: sec/op, req/s, and others with the name of
    the figure: sec-p99."""
    factor, unit = (SECONDS[metric.unit], "sec") if metric.unit in SECONDS else (1, metric.unit)
    if unit == "sec" and metric.name == "time":
        unit = "sec/op"
    elif unit in ("", "1"):
        unit = metric.name
    elif unit.startswith("/"):
        unit = metric.name + unit
    elif not unit.endswith("/s"):
        unit += "-" + metric.name
    return factor, re.sub(r"\s+", "_", unit)


def bench_units(workload):
    """Return [(metric, factor, unit)] with no unit twice."""
    found = []
    for metric in workload.metrics:
        factor, unit = bench_unit(metric)
        if unit in (other for _, _, other in found):
            unit += "-" + re.sub(r"\s+", "_", metric.name)
        found.append((metric, factor, unit))
    return found


def as_bench(report):
    """Return every valid sample on a line: golang.org/design/14313-benchmark-format. Lines
    "key: value" tell files apart, lines "Unit" say which direction is better. The reference comes
    first, because benchstat compares with what comes first."""
    units, lines = {}, []
    for result in report.results:
        boot = result.boots[0]
        lines += ["", f"machine: {result.name}", f"kernel: {boot['kernel']}",
                  f"cpu: {boot['cpu']}", f"accelerator: {boot['accel']}"]
        metrics = {workload.name: bench_units(workload) for workload in result.workloads}
        for sample in sorted(result.measured(), key=lambda s: report.arms.index(s["arm"])):
            figures = []
            for metric, factor, unit in metrics[sample["workload"]]:
                units[unit] = metric.better
                figures.append(f"{sample['metrics'][metric.name] * factor:.9g} {unit}")
            lines.append(f"{bench_name(sample['workload'])}/arm={bench_arm(sample['arm'])} 1 "
                         + " ".join(figures))
    head = [f"Unit {unit} better={better}" for unit, better in units.items()]
    return "\n".join(head + lines) + "\n"
