#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-ab report and compare of files in virtual time, where each arm has its own boot of a seed,
and of workloads whose waits of all tasks are judged."""
import json
import math
import re
import unittest
from pathlib import Path

import synthetic
from case import Case, run
from scxab import advice, compare, phrases, report

CROWD = "hackbench-pipe"


def lines_of(path):
    """The lines of a file as dictionaries."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


class Virtual(Case):
    """A folder for files in virtual time."""

    def virtual(self, name="x.jsonl", change=lambda line: line, waits=(), phase=1, shift=1, **how):
        lines = synthetic.lines(**{"boots": 8, "hists": bool(waits), "noise_sd": 0.01, **how})
        return synthetic.write(self.folder / name, map(change, synthetic.virtual(
            lines, waits, seed=phase, shift=shift)))

    def text(self, *paths):
        return " ".join(run(report, *paths)[1].split())

    def rows(self, path, **wanted):
        return [row for row in self.build(path).primary
                if all(getattr(row, name) == value for name, value in wanted.items())]


class Clock(Virtual):

    def test_a_unit_is_a_seed(self):
        """Of 8 seeds with 4 arms there are 32 boots, and 8 units."""
        path = self.virtual()
        self.assertEqual({row.units for row in self.rows(path)}, {8})
        self.assertEqual({row.samples for row in self.rows(path)}, {8})
        text = self.text(path)
        self.assertIn("8 seeds, each with a boot for each arm, 96 valid samples", text)
        self.assertIn("virtual time, 2 ns an instruction (shift 1)", text)
        self.assertIn("seed by seed", text)
        self.assertIn("scx-ab verify FILE", text)

    def test_nothing_of_a_real_clock_is_said(self):
        def busy(line):
            if line.get("workload") == "pingpong":
                line["metrics"]["rate"] *= 1 + 0.05 * line["boot"]
            return dict(line, loadavg=[9, 9, 9]) if "loadavg" in line else line

        text = self.text(self.virtual(change=busy, boot_sd=0.01))
        for word in ("load average", "drift", "Drift", "temperature", "A B B A", "Emulated"):
            self.assertNotIn(word, text)
        self.assertIn("Virtual time: every instruction", text)
        path = self.write("real.jsonl", busy, noise_sd=0.01, boot_sd=0.01)
        for word in ("busy when it began", "Drift from", "Emulated"):
            self.assertIn(word, self.text(path))

    def test_planned_runs(self):
        whole = self.build(self.virtual("whole.jsonl"))
        self.assertFalse(list(advice.unfinished(whole)))
        lines = lines_of(self.virtual("cut.jsonl"))
        cut = synthetic.write(self.folder / "cut.jsonl", lines[:-1])
        found = list(advice.unfinished(self.build(cut)))
        self.assertIn("95 of 96 planned runs", found[0])
        self.assertIn("1 boot without a valid run", found[1])

    def test_clocks_are_not_mixed(self):
        paths = self.virtual("a.jsonl"), self.write("b.jsonl", seed=2)
        self.fails(report, paths, 1, "b.jsonl: its clock is real, that of .*a.jsonl is virtual")
        paths = self.virtual("a.jsonl"), self.virtual("b.jsonl", seed=2, shift=0)
        self.fails(report, paths, 1, "b.jsonl: its shift is 0, that of .*a.jsonl is 1")

    def test_pictures(self):
        path = self.virtual(waits=[CROWD])
        for name in "ab":
            self.assertEqual(run(report, path, "--out", str(self.folder / name))[0], 0)
        for name in ("ratios.svg", "waits.svg", "samples.svg"):
            self.assertEqual(*((self.folder / folder / name).read_bytes() for folder in "ab"))


class Floor(Virtual):

    def test_of_rows_and_file(self):
        """Half the width of the interval of each A/A ratio, and their geometric mean."""
        path = self.virtual()
        found = self.build(path)
        halves = []
        for row in self.rows(path, role="aa"):
            self.assertAlmostEqual(row.floor, math.sqrt(row.high / row.low) - 1)
            self.assertAlmostEqual(row.reach, max(row.high, 1 / row.low) - 1)
            self.assertLessEqual(row.floor, row.reach)
            halves.append(math.log(row.high / row.low) / 2)
        floors = [math.log(math.expm1(half)) for half in halves]
        self.assertAlmostEqual(found.floor, math.exp(sum(floors) / 3))
        whole = json.loads(run(report, path, "--format", "json")[1])
        self.assertAlmostEqual(whole["floor"], found.floor, 5)
        self.assertEqual(whole["clock"], "virtual")
        self.assertRegex(self.text(path), f"Floor of this file: {100 * found.floor:.1f} %")

    def test_unknown(self):
        path = self.virtual(arms=("eevdf", "latency"))
        self.assertIsNone(self.build(path).floor)
        self.assertIn("Floor of this file: unknown.", self.text(path))


class Waits(Virtual):

    def test_are_judged_where_the_header_says_so(self):
        path = self.virtual(waits=[CROWD], boots=10)
        found = {(row.workload, row.metric): row for row in self.rows(path, arm="latency")}
        self.assertEqual([key for key in found if key[1].startswith("wait-")],
                         [(CROWD, "wait-p99"), (CROWD, "wait-p999")])
        row = found[CROWD, "wait-p99"]
        self.assertEqual((row.verdict, row.unit), ("better", "us"))
        self.assertLess(row.ratio, 0.5)
        # A workload without them has them among the other figures; this one has not.
        others = {(row.workload, row.metric) for row in self.build(path).secondary}
        self.assertIn(("wake-hogs", "wait-p99"), others)
        self.assertNotIn((CROWD, "wait-p99"), others)
        self.assertIn("wait-p99, us; lower is better; waits of all tasks", self.text(path))

    def test_do_not_change_the_geometric_mean(self):
        """Of the first figures, each workload once."""
        plain, judged = (self.build(self.virtual("x.jsonl", waits=waits, hists=True)).geomean
                         for waits in ([], [CROWD]))
        self.assertEqual([row.ratio for row in plain], [row.ratio for row in judged])


class Family(Virtual):

    def test_other_arms_do_not_change_an_arm(self):
        """Holm's correction is over the rows of one arm."""
        def only(arms):
            def change(line):
                return dict(line, arms=arms) if "arms" in line else line
            lines = map(change, lines_of(many))
            return synthetic.write(self.folder / "few.jsonl", (
                line for line in lines if line.get("arm") in (None, *arms)))

        many = self.virtual("many.jsonl", arms=(*synthetic.ARMS, *"abcdefg"))
        few = only(["eevdf", "eevdf/2", "latency"])
        adjusted = [[row.p_holm for row in self.rows(path, arm="latency")] for path in (many, few)]
        self.assertEqual(*adjusted)
        self.assertIn("better", {row.verdict for row in self.rows(many, arm="latency")})


class Sentence(Virtual):

    def said(self, path, arm="latency"):
        return phrases.sentence(self.build(path), arm)

    def test_gains_costs_and_what_is_not_shown(self):
        effects = {"latency": {("wake-hogs", "p99"): 0.12, (CROWD, "time"): 1.3,
                               ("pingpong", "rate"): 0.4}}
        said = self.said(self.virtual(effects=effects, boots=10))
        self.assertRegex(said, r"^latency: wakes in 0\.1[12] of EEVDF's time beside hogs \(p99, as "
                         r"fast as it goes\); costs: passes a byte to and fro 0\.(39|40|41) times "
                         r"as often by pipes, takes (29|30|31) % longer to pass messages by pipes; "
                         r"not shown \(~\): 0 of 3\.$")

    def test_waits_of_a_crowd_are_a_cost(self):
        def long(line):
            if line.get("arm") == "latency" and line.get("wait_hist_ns"):
                line["wait_hist_ns"] = [[bucket + 40, n] for bucket, n in line["wait_hist_ns"]]
            return line

        said = self.said(self.virtual(change=long, waits=[CROWD], boots=10))
        costs = said.split("costs: ")[1]
        for share in ("p99", r"p99\.9"):
            self.assertRegex(costs, fr"waits in crowds \S+ times as long \({share} of all tasks, "
                             r"messages by pipes\)")

    def test_no_loss_is_hidden(self):
        """Under all workloads that have words, and one that has none, half of the rows lose."""
        names = [*phrases.LOADS, "mine"]
        loads = [(name, name, (("p99", "us", "lower"),), (100 + n,))
                 for n, name in enumerate(names)]
        losses = {(name, "p99"): 1.1 + n / 50 for n, name in enumerate(names) if n % 2}
        path = self.virtual(workloads=loads, effects={"latency": losses}, boots=12, noise_sd=0.001,
                            interaction_sd=0.001)
        rows = self.rows(path, arm="latency", verdict="worse")
        self.assertGreaterEqual({(row.workload, row.metric) for row in rows}, set(losses))
        costs = self.said(path).split("costs: ")[1]
        for row in rows:
            self.assertIn(phrases.load_of(row)[1], costs)
            self.assertIn(f"{phrases.short(100 * (row.ratio - 1))} %", costs)

    def test_without_a_ratio(self):
        def none(line):
            if line.get("arm") == "latency" and line.get("workload") == "wake-hogs":
                line["metrics"]["p99"] = 0
            return line

        said = self.said(self.virtual(change=none))
        self.assertRegex(said, r"without a ratio: wake-hogs p99 \(0 us beside \d+ us\)")

    def test_invalid_runs_are_a_cost(self):
        def bad(line):
            if line.get("arm") == "latency" and line["boot"] == 1:
                line.update(valid=False, invalid="ejected", metrics=None)
            return line

        self.assertIn("3 INVALID runs", self.said(self.virtual(change=bad)))

    def test_json_has_it_and_a_reference_has_none(self):
        path = self.virtual()
        whole = json.loads(run(report, path, "--format", "json")[1])
        self.assertEqual({entry["arm"]: entry["sentence"] for entry in whole["summary"]},
                         {arm: self.said(path, arm) for arm in ("fifo", "latency")})
        self.assertIsNone(self.said(path, "eevdf"))

    def test_every_workload_has_words(self):
        for path in (synthetic.TOP / "tests/bench/workloads").iterdir():
            self.assertIn(path.name, phrases.LOADS)
        for deed, *_ in phrases.LOADS.values():
            self.assertIn(deed, phrases.DEEDS)

    def test_amounts(self):
        scale = phrases.SCALES["time"]
        for ratios, words in (([1.09, 1.04], "4 to 9 % longer"), ([1.1, 4.1], "1.1 to 4.1 times"
                                                                  " as long"),
                              ([0.96, 0.8], "4 to 20 % less long"), ([2.0], "2.0 times as long"),
                              ([0.8, 0.25], "0.25 to 0.80 times as long")):
            found = phrases.amount(ratios, scale)[0]
            self.assertEqual(re.sub(r"(\d)\.0 (to|%)", r"\1 \2", found), words)


class Compare(Virtual):

    def test_is_paired_by_seed(self):
        """What phase does is the same in both files, so a change of 2 % is seen in the noise of
        10 % that hides it from files with other seeds."""
        def slower(line):
            if line.get("arm") == "fifo" and line.get("workload") == CROWD:
                line["metrics"]["time"] *= 1.02
            return line

        how = {"interaction_sd": 0.1, "boots": 9}
        old = self.virtual("old.jsonl", **how)
        new = self.virtual("new.jsonl", change=slower, **how)
        status, out, _ = run(compare, old, new, "--threshold", "1%")
        self.assertEqual(status, 3)
        self.assertRegex(out, r"(?m)^hackbench-pipe .* fifo .* 1\.020  \[1\.020, 1\.020\].* worse")
        self.assertRegex(out, r"(?m)^1 worse, 0 better, 5 not shown")
        # With another seed there is nothing to pair.
        other = self.virtual("other.jsonl", change=lambda line: slower(
            dict(line, seed=7) if "seed" in line else line), **how)
        self.assertEqual(run(compare, old, other, "--threshold", "1%")[0], 0)

    def test_waits_of_both_files(self):
        def long(line):
            if line.get("arm") == "latency" and line.get("wait_hist_ns"):
                line["wait_hist_ns"] = [[bucket + 24, n] for bucket, n in line["wait_hist_ns"]]
            return line

        old = self.virtual("old.jsonl", waits=[CROWD], boots=10)
        status, out, _ = run(compare, old, self.virtual("new.jsonl", change=long, waits=[CROWD],
                                                        boots=10))
        self.assertEqual(status, 3)
        self.assertRegex(out, r"(?m)^hackbench-pipe +wait-p99 .* latency .* worse")

    def test_says_that_the_clock_differs(self):
        out = run(compare, self.virtual("a.jsonl"), self.write("b.jsonl"))[1]
        self.assertIn("clock differs: virtual, then real", out)


if __name__ == "__main__":
    unittest.main()
