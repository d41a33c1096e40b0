#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-ab report: what it, and compare, print for fixed files (golden/; --update renews it: look at
the difference before it is committed), exit statuses, warnings, pictures."""
import csv
import io
import json
import re
import sys
import unittest
from xml.etree import ElementTree

import synthetic
from case import AFTER, BEFORE, GOLDEN, Case, run
from scxab import advice, compare, data, export, plot, report

UPDATE = "--update" in sys.argv and not sys.argv.remove("--update")


class Golden(Case):
    """Every format, to the letter."""

    def same(self, name, text):
        if UPDATE:
            (GOLDEN / name).write_text(text, encoding="utf-8")
        self.assertEqual(text, (GOLDEN / name).read_text(encoding="utf-8"))

    def test_formats(self):
        for kind, (name, _) in report.FORMATS.items():
            with self.subTest(kind=kind):
                status, out, err = run(report, BEFORE, "--format", kind)
                self.assertEqual((status, err), (0, ""))
                self.same(name, out)

    def test_two_machines(self):
        self.same("machines.txt", run(report, BEFORE, AFTER)[1])

    def test_compare(self):
        status, out, err = run(compare, BEFORE, AFTER)
        self.assertEqual((status, err), (3, ""))
        self.same("compare.txt", out)

    def test_out_has_all(self):
        status, out, err = run(report, BEFORE, "--out", str(self.folder / "new/dir"))
        self.assertEqual((status, out, err), (0, "", ""))
        names = {path.name for path in (self.folder / "new/dir").iterdir()}
        self.assertEqual(names, {name for name, _ in report.FORMATS.values()} | {
            "ratios.svg", "waits.svg", "samples.svg"})
        for name in ("report.csv", "report.json", "samples.bench"):
            self.assertEqual((self.folder / "new/dir" / name).read_bytes(),
                             (GOLDEN / name).read_bytes())
        self.assertIn("](ratios.svg)", (self.folder / "new/dir/report.md").read_text())


class Formats(Case):
    """Formats for programs, read back."""

    def test_benchstat(self):
        """The benchmark format: unit lines, "key: value" lines, and result lines of a name, a
        number of iterations, and pairs of value and unit."""
        result = data.read(BEFORE)
        found, units = {}, {}
        for line in run(report, BEFORE, "--format", "bench")[1].splitlines():
            if line.startswith("Unit "):
                unit, better = re.fullmatch(r"Unit (\S+) better=(lower|higher)", line).groups()
                units[unit] = better
            elif line.startswith("Benchmark"):
                name, count, *pairs = line.split()
                self.assertRegex(name, r"^Benchmark[A-Z][A-Za-z0-9]*/arm=[^/\s]+$")
                self.assertNotRegex(name, r"-[0-9]+$")
                self.assertEqual(count, "1")
                for value, unit in zip(pairs[::2], pairs[1::2]):
                    found.setdefault((name, unit), []).append(float(value))
            else:
                self.assertRegex(line, r"^$|^[a-z]+: .+$")
        self.assertEqual({unit for _, unit in found}, set(units))
        self.assertEqual((units["sec/op"], units["req/s"]), ("lower", "higher"))
        wanted = [s["metrics"]["p99"] / 1e6 for s in result.measured()
                  if (s["workload"], s["arm"]) == ("wake-hogs", "eevdf/2")]
        values = found["BenchmarkWakeHogs/arm=eevdf_2", "sec-p99"]
        self.assertEqual(len(values), len(wanted))
        for value, want in zip(values, wanted):
            self.assertAlmostEqual(value, want, 9)

    def test_benchstat_names(self):
        units = export.bench_units(data.Workload("w", "", tuple(
            data.Metric(name, unit, "lower") for name, unit in (
                ("time", "ms"), ("p99", "us"), ("rate", "/s"), ("requests", "1"),
                ("served", "req/s"), ("lost ones", "req/s"), ("share", "%")))))
        self.assertEqual([(factor, unit) for _, factor, unit in units], [
            (1e-3, "sec/op"), (1e-6, "sec-p99"), (1, "rate/s"), (1, "requests"), (1, "req/s"),
            (1, "req/s-lost_ones"), (1, "%-share")])
        for arm, name in (("eevdf/2", "eevdf_2"), ("weighted-vtime", "weighted-vtime"),
                          ("cmd:x -5", "cmd:x__5")):
            self.assertEqual(export.bench_arm(arm), name)
        self.assertEqual(export.bench_name("hackbench-pipe"), "BenchmarkHackbenchPipe")

    def test_csv_and_json_say_the_same(self):
        rows = list(csv.DictReader(io.StringIO(run(report, BEFORE, "--format", "csv")[1])))
        whole = json.loads(run(report, BEFORE, "--format", "json")[1])
        for kind in ("primary", "secondary", "geomean"):
            mine = [row for row in rows if row["table"] == kind]
            self.assertEqual(len(mine), len(whole[kind]))
            for left, right in zip(mine, whole[kind]):
                for name, value in right.items():
                    self.assertEqual(left[name], "" if value is None else str(value))
        self.assertEqual(whole["files"][0]["valid"], 82)
        self.assertEqual([bad["seq"] for bad in whole["files"][0]["invalid"]], [30, 31])

    def test_markdown_escapes(self):
        def odd(line):
            if "workloads" in line:
                line["workloads"][0]["about"] = "a|b <i> *c* [d](e) ~~f~~"
            return line

        text = run(report, self.write(change=odd), "--format", "markdown")[1]
        self.assertIn(r"a\|b \<i> \*c\* \[d](e) \~\~f\~\~", text)

    def test_seed(self):
        texts = [run(report, BEFORE, "--format", "csv", "--seed", seed)[1] for seed in "112"]
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[0], texts[2])


class Verdicts(Case):
    """What is called real, of whole files."""

    def verdicts(self, **how):
        found = self.build(self.write(seed=2, boots=10, arms=("eevdf", "eevdf/2", "a", "b"),
                                      **how))
        return {(row.workload, row.arm): row.verdict for row in found.primary + found.geomean
                if row.role == "arm"}

    def test_nothing(self):
        self.assertEqual(set(self.verdicts(effects={}).values()), {"~"})

    def test_ten_percent(self):
        shown = self.verdicts(effects={"a": {("hackbench-pipe", "time"): 0.9,
                                             ("wake-hogs", "p99"): 1.1},
                                       "b": {("pingpong", "rate"): 1.1}})
        self.assertEqual({key: verdict for key, verdict in shown.items() if verdict != "~"},
                         {("hackbench-pipe", "a"): "better", ("wake-hogs", "a"): "worse",
                          ("pingpong", "b"): "better", ("geometric mean", "b"): "better"})

    def test_geometric_mean(self):
        """Of ratios 0.5, 2 and (inverted) 2: the cube root of 0.5."""
        found = self.build(self.write(
            noise_sd=0, interaction_sd=0, arms=("eevdf", "eevdf/2", "a"),
            effects={"a": {("hackbench-pipe", "time"): 0.5, ("wake-hogs", "p99"): 2,
                           ("pingpong", "rate"): 2}}))
        row = next(row for row in found.geomean if row.arm == "a")
        self.assertAlmostEqual(row.ratio, 0.5 ** (1 / 3), 5)
        self.assertEqual([row.ratio for row in found.geomean[:2]], [1, 1])

    def test_an_arm_without_a_ratio_has_no_geometric_mean(self):
        """And the others' means are of all workloads, as they were."""
        def starve(line):
            if line.get("arm") == "a" and line["workload"] == "pingpong" and line["turn"] == 0:
                line["metrics"]["rate"] = 0
            return line

        arms = ("eevdf", "eevdf/2", "a", "b")
        sound = self.build(self.write("sound.jsonl", arms=arms, boots=10)).geomean
        starved = self.build(self.write("starved.jsonl", arms=arms, boots=10,
                                        change=starve)).geomean
        self.assertEqual([row.ratio for row in starved[:2] + starved[3:]],
                         [row.ratio for row in sound[:2] + sound[3:]])
        self.assertIsNone(starved[2].ratio)

    def test_machines_are_blocks(self):
        """Two machines of which one is ten times as slow: the ratio is that within machines."""
        slow = tuple((*workload[:3], tuple(10 * v for v in workload[3]))
                     for workload in synthetic.WORKLOADS)
        paths = [self.write("a.jsonl", seed=1, boots=4),
                 self.write("b.jsonl", seed=2, boots=8, workloads=slow)]
        found = self.build(*paths)
        row = next(row for row in found.primary if row.arm == "latency" and row.metric == "p99")
        parts = [part for part in found.machines if (part.arm, part.metric) == ("latency", "p99")]
        self.assertEqual([part.machine for part in parts], ["a", "b"])
        self.assertAlmostEqual(row.ratio, (parts[0].ratio * parts[1].ratio) ** 0.5)
        self.assertEqual((row.units, row.verdict), (12, "better"))
        self.assertAlmostEqual(row.ratio, 0.16, delta=0.01)


class Warnings(Case):
    """Plain words about what is wrong with the data; none where nothing is."""

    def said(self, change=lambda line: line, **how):
        return advice.warnings(self.build(self.write(change=change, **how)))

    @staticmethod
    def real(line):
        """As on a machine without emulation."""
        return dict(line, accel="kvm") if "accel" in line else line

    def expect(self, pattern, change=None, **how):
        def both(line):
            return (change or (lambda same: same))(self.real(line))

        found = self.said(both, **{"noise_sd": 0.01, "boot_sd": 0.03, **how})
        self.assertEqual([bool(re.search(pattern, text)) for text in found], [True],
                         f"{pattern!r} in {found}")

    def test_none(self):
        self.assertEqual(self.said(self.real, noise_sd=0.01), [])

    def test_tcg(self):
        self.expect("Emulated", lambda line: dict(line, accel="tcg") if "accel" in line else line)

    def test_too_few_boots(self):
        self.expect("with 6 boots .* that one of 3 rows of an arm can have is 0.094 .*; 7 would "
                    "do", boots=6)

    def test_no_aa(self):
        self.expect("No A/A pair.*eevdf/2", arms=("eevdf", "fifo"))

    def test_noisy_floor(self):
        self.expect("Noise floor above 10 %: .*wake-hogs", noise_sd=0.2, effects={}, seed=2)

    def test_aa_that_differs(self):
        found = self.said(self.real, noise_sd=0.01,
                          effects={"eevdf/2": {("hackbench-pipe", "time"): 1.25}})
        self.assertTrue(any(text.startswith("The A/A pair differs (hackbench-pipe 1.2")
                            for text in found), found)

    def test_drift(self):
        def drift(line):
            if line.get("workload") == "pingpong":
                line["metrics"]["rate"] *= 1 + 0.05 * line["boot"]
            return line

        self.expect(r"Drift .* pingpong rate of eevdf .[23]. %", drift, boot_sd=0.01)

    def test_outliers(self):
        def wild(line):
            if line.get("arm") == "fifo" and line["workload"] == "pingpong" and line["turn"] == 0:
                line["metrics"]["rate"] *= 0.2
            return line

        found = self.said(lambda line: wild(self.real(line)), noise_sd=0.01, boots=20)
        self.assertTrue(any("outliers: pingpong of fifo" in text for text in found), found)

    def test_busy_machine(self):
        def busy(boot):
            return lambda line: self.real(dict(line, loadavg=[1.1, 0, 0]) if line.get("vcpus")
                                          and line["boot"] == boot else line)
        self.expect(r"busy when it began \(load average up to 1.1\)", busy(0))
        # In guests what precedes the others is the one before.
        self.assertEqual(self.said(busy(3), noise_sd=0.01), [])

    def test_few_requests(self):
        def few(line):
            if line.get("arm") == "fifo" and line["workload"] == "wake-hogs":
                line["metrics"]["rate"] = 40
            elif line.get("workload") == "wake-hogs":
                line["metrics"]["rate"] = 4000
            return line

        def declared(line):
            for workload in line.get("workloads", []):
                if workload["name"] == "wake-hogs":
                    workload["metrics"].append({"name": "rate", "unit": "1/s", "better": "higher"})
            return few(line)

        self.expect(r"Few requests in a run: wake-hogs of fifo \d+\. ", declared)

    def test_invalid_runs_and_units_without_an_arm(self):
        def bad(line):
            if line.get("arm") == "fifo" and line["boot"] == 2 and line["workload"] == "pingpong":
                line.update(valid=False, invalid="enable_seq moved from 3 to 5", metrics=None)
            return line

        found = self.said(lambda line: bad(self.real(line)), noise_sd=0.01, boot_sd=0.03, boots=9,
                          seed=4)
        self.assertEqual(len(found), 2, found)
        self.assertRegex(found[0], "2 invalid runs of fifo, left out; the first, of pingpong: "
                         "enable_seq moved from 3 to 5.$")
        self.assertRegex(found[1], r"1 boot without .*boot 2: fifo under pingpong")

    def test_unfinished(self):
        self.expect("192 of 216 planned runs",
                    lambda line: dict(line, blocks=9) if "blocks" in line else line)

    def test_zeros(self):
        def zero(line):
            if line.get("workload") == "wake-hogs" and line["arm"] == "fifo":
                line["metrics"]["p50"] = 0
            return line

        self.expect("wake-hogs p50 of fifo has values at or below 0", zero)

    def test_boots_that_differ_and_dirty_tree(self):
        self.expect("kernel differs between boots", lambda line: dict(line, kernel="6.12")
                    if line.get("vcpus") and line["boot"] == 7 else line)
        self.expect("uncommitted", lambda line: dict(line, git="6b19a04-dirty")
                    if "git" in line else line)


class Status(Case):
    """Exit statuses, and one clear line for each error."""

    def test_report(self):
        bad = self.folder / "bad.jsonl"
        bad.write_text("{}\n")
        for argv, status, pattern in (
                ([], 2, "missing: FILE; see scx-ab report --help"),
                ([BEFORE, "--format", "pdf"], 2, "unknown format 'pdf'"),
                ([BEFORE, "--plots", "svg"], 2, "--plots needs --out"),
                ([BEFORE, "--out", "x", "--format", "csv"], 2, "--format does not go with --out"),
                ([BEFORE, "--out", "x", "--plots", "gif"], 2,
                 "unknown kind 'gif'; one of svg, none"),
                ([BEFORE, "--seed", "-1"], 2, "seed"),
                ([str(bad)], 1, f"^scx-ab report: {bad}:1: schema null is not one"),
                ([BEFORE, "--out", str(bad)], 1, f"^scx-ab report: {bad}: File exists"),
                ([BEFORE, BEFORE], 1, "it would count twice")):
            with self.subTest(argv=argv):
                self.fails(report, argv, status, pattern)


class Pictures(Case):
    """They are there, whole, and the same each time."""

    def draw(self, name, *paths):
        self.assertEqual(run(report, *paths, "--out", str(self.folder / name))[0], 0)
        return {path.name: path for path in (self.folder / name).iterdir()
                if path.suffix == ".svg"}

    def test_svg(self):
        first, second = self.draw("a", BEFORE), self.draw("b", BEFORE)
        self.assertEqual(set(first), set(second))
        for name, path in first.items():
            self.assertEqual(path.read_bytes(), second[name].read_bytes(), name)
            self.assertTrue(ElementTree.parse(path).getroot().tag.endswith("}svg"))
            self.assertNotIn(b"dc:date", path.read_bytes())

    def test_samples_of_each_machine_and_no_waits(self):
        names = {name for name in self.draw("c", self.write("a.jsonl", boots=2),
                                            self.write("b'.jsonl", boots=1, seed=2))}
        self.assertEqual(names, {"ratios.svg", "samples-a.svg", "samples-b'.svg"})

    def test_none(self):
        run(report, BEFORE, "--out", str(self.folder / "d"), "--plots", "none")
        self.assertFalse(list((self.folder / "d").glob("*.svg")))

    def test_an_arm_looks_the_same_in_every_report(self):
        arms = ("eevdf", "eevdf/2", "fifo", "latency", "latency:slice_us=2000", "bpfland")
        for others in (arms, ("eevdf", "eevdf/2", "bpfland", "latency", "x", "fifo")):
            found = plot.looks(self.build(self.write("x.jsonl", boots=2, arms=others)))
            self.assertEqual((found["eevdf"], found["fifo"], found["latency"], found["eevdf/2"]),
                             (*(plot.FIXED[arm] for arm in ("eevdf", "fifo", "latency")),
                              plot.COPY))
            self.assertEqual(len(set(found.values())), len(others))


if __name__ == "__main__":
    unittest.main()
