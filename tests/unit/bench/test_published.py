#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The tables of results/README.md and README.md, from sets that are made up."""
import unittest

import synthetic
from case import Case, run
from published import sets, tables, targets
from scxab import report

ARMS = ("eevdf", "eevdf/2", "weighted", "latency", "bpfland", "flash")
LOADS = (
    ("wake-hogs-500", "at fixed times", (("p99", "us", "lower"), ("p999", "us", "lower"),
                                         ("rate", "1/s", "higher")), (5000, 6000, 500)),
    ("hackbench-pipe", "a crowd", (("time", "s", "lower"),), (1.3,)),
    ("shares-pinned", "shares", (("fairness", "%", "higher"), ("error", "%", "lower")), (99, 0.5)),
)
P99 = ("wake-hogs-500", "p99")


class Published(Case):
    """A folder of sets."""

    def add(self, name, kernel="7.3.4", virtual=True, shift=1, effects=(), change=lambda same: same,
            **how):
        """Measure a set, as it were, and report it."""
        lines = synthetic.lines(**{"boots": 10, "arms": ARMS, "workloads": LOADS, "hists": True,
                                   "noise_sd": 0.01, "effects": dict(effects), **how})
        if virtual:
            lines = synthetic.virtual(lines, ["hackbench-pipe"], shift=shift)

        def here(line):
            return change(dict(line, kernel=kernel) if "kernel" in line else line)

        (self.folder / "raw").mkdir(exist_ok=True)
        raw = synthetic.write(self.folder / f"raw/{name}.jsonl", map(here, lines))
        self.assertEqual(run(report, raw, "--out", str(self.folder / name), "--plots", "none")[0],
                         0)

    def read(self):
        return sets.read(self.folder)

    def line(self, text, *words):
        """The one line of a text that has all the words."""
        found = [line for line in text.splitlines() if all(word in line for word in words)]
        self.assertEqual(len(found), 1, (words, text))
        return found[0]


class Sets(Published):

    def test_newest_kernel_first(self):
        for name, kernel in (("6.12", "6.12.117"), ("7.3-peers", "7.3.4"), ("6.9", "6.9.1"),
                             ("7.3", "7.3.4")):
            self.add(name, kernel, boots=2)
        self.assertEqual(list(self.read()), ["7.3", "7.3-peers", "6.12", "6.9"])

    def test_a_report_that_is_missing(self):
        self.add("7.3", boots=2)
        (self.folder / "7.3/report.json").unlink()
        with self.assertRaisesRegex(sets.SetError, "report.json: No such file .*make report"):
            self.read()

    def test_peers(self):
        self.add("7.3", boots=2)
        one = self.read()["7.3"]
        self.assertEqual((one.arms, one.peers), (list(ARMS[2:]), ["bpfland", "flash"]))

    def test_section(self):
        """Each judged row, a column for each arm, bold where it was shown; sentences; floor."""
        self.add("7.3", effects={"latency": {P99: 0.15, ("hackbench-pipe", "time"): 1.2}})
        text = tables.sections(self.read())
        self.assertIn("### 7.3: kernel 7.3.4, 2 CPUs, virtual time, 2 ns an instruction\n", text)
        self.line(text, "- **latency**: wakes in 0.1", "costs: takes 2", "to pass messages by pipe")
        self.assertRegex(text, r"\nFloor: \S+ %, by row \S+ % to \S+ %\.\n")
        for workload, figure in (P99, ("hackbench-pipe", "wait-p99"),
                                 ("hackbench-pipe", "wait-p999"), ("shares-pinned", "fairness")):
            row = self.line(text, f"| {workload} | {figure}, ")
            self.assertEqual(row.count("|"), 8)
        self.assertRegex(self.line(text, "| wake-hogs-500 | p99"),
                         r"\| \*\*0\.1\d+ \[\S+ \S+\]\*\* better \|")
        self.assertRegex(self.line(text, "| hackbench-pipe | time"),
                         r"\| \*\*1\.2\d+ \[\S+ \S+\]\*\* worse \|.*; \S+ % \|$")
        self.assertNotIn("![", text)


class Short(Published):
    ROWS = (("7.3", *P99, "a task wakes"), ("7.3", "shares-pinned", "fairness", "shares"),
            ("7.3", "wake-hogs-500", "p999", "the longest waits"))

    def test_names_only_arms_that_are_there(self):
        self.add("7.3", effects={"latency": {P99: 0.15}})
        text = tables.short_table(self.read(), self.ROWS, ("fifo", "weighted", "latency"))
        self.assertEqual(text.splitlines()[:2], ["| | weighted | latency |", "|---|---|---|"])
        self.assertRegex(text, r"\| a task wakes \| 1?\S+ ~ \| \*\*0\.1\d*\*\* better \|")
        self.assertRegex(text, r"\| the longest waits \| \*\S+\* \| \*\S+\* \|")
        self.assertIn("| shares (more is better) |", text)

    def test_what_is_not_there(self):
        self.add("7.3", boots=2)
        for rows, error in (((("6.12", *P99, "x"),), "6.12.jsonl is not there"),
                            ((("7.3", "frames", "p99", "x"),), "7.3 has no figure p99 of frames")):
            with self.assertRaisesRegex(sets.SetError, error):
                tables.short_table(self.read(), rows, ("latency",))


class TwoWays(Published):

    def test_second_opinion(self):
        self.add("7.3", effects={"latency": {P99: 0.1}, "flash": {P99: 0.5}, "bpfland": {P99: 0.8}})
        self.assertEqual(tables.second_opinion(self.read()), "")
        self.add("7.3-real", virtual=False, seed=2, effects={
            "latency": {P99: 0.2}, "flash": {P99: 2}, "bpfland": {P99: 1}})
        text = tables.second_opinion(self.read())
        row = self.line(text, "| wake-hogs-500 | p99")
        self.assertRegex(row, r"\*\*0\.\d+\*\* / \*\*0\.\d+\*\* \|")
        self.assertRegex(row, r"\*\*0\.\d+\*\* / \*\*\d\.\d+\*\* ≠ \|")
        self.assertRegex(row, r"\*\*0\.\d+\*\* / \d\.\d+ · \|")
        told = [line for line in text.splitlines() if line.startswith("- ")]
        self.assertRegex(told[0], r"^- wake-hogs-500 p99 of flash: better in virtual time \(0\.\S+ "
                         r"\[\S+ \S+\]\), worse in real time \(.*\); the intervals are apart\.$")
        self.line(text, "p99 of bpfland: better in virtual time", "not shown in real time")
        self.assertFalse([line for line in told if "p99 of latency" in line])

    def test_sensitivity(self):
        """flash goes from before bpfland to behind; weighted and latency differ less than noise."""
        self.add("7.3", effects={"flash": {P99: 0.4}, "bpfland": {P99: 0.8}, "latency": {P99: 0.1},
                                 "weighted": {P99: 0.1005}})
        self.add("7.3-shift0", shift=0, seed=2, effects={
            "flash": {P99: 0.8}, "bpfland": {P99: 0.4}, "latency": {P99: 0.1005},
            "weighted": {P99: 0.1}})
        text = tables.sensitivity(self.read())
        self.assertIn("### 7.3 with 2 and 1 ns an instruction\n", text)
        self.assertTrue(self.line(text, "| wake-hogs-500 | p99").endswith(
            "| **flash no longer before bpfland** |"))
        self.assertTrue(self.line(text, "| shares-pinned | fairness").endswith("| same |"))
        self.assertIn("The order changes in 1 of 5 rows.", text)


class Targets(Published):

    def test_reached_and_missed(self):
        self.add("7.3", effects={
            "latency": {P99: 0.055, ("hackbench-pipe", "time"): 0.8},
            "bpfland": {P99: 0.11}, "weighted": {("shares-pinned", "error"): 0.5}})
        text = targets.table(self.read())
        self.assertIn("| workload | aimed at | 7.3 |", text)
        for words, found in (
                (("| wake-hogs-500 | `latency`: p99 at most 0.1 of EEVDF's |",),
                 r"reached: 0\.05\d+ "),
                (("| wake-hogs-500 | `latency`: p99 at most 0.25 of the best",), r"\*\*missed\*\*: "
                 r"0\.(49|50|51)\d \\\[\S+ \S+\] of bpfland"),
                (("| hackbench-pipe | `latency`: time at most 0.65",), r"\*\*missed\*\*: 0\.[78]"),
                (("| shares-pinned | `weighted`: error at most 1 |",),
                 r"reached: 0\.\d+ % in the worst of 10 runs"),
                (("| wake-hogs-500 | `latency`: p999 at most the best",),
                 r"not decided: \d+ requests, \d+ in a run"),
                (("| audio | `latency`: missed |",), r"\|  \|$")):
            self.assertRegex(self.line(text, *words), found)

    def test_near_the_limit(self):
        self.add("7.3", effects={"latency": {P99: 0.1}}, interaction_sd=0.1)
        row = self.line(targets.table(self.read()), "p99 at most 0.1 of EEVDF's", "wake-hogs-500")
        self.assertRegex(row, r"(reached|missed) \?")

    def test_none_missed_is_of_every_run(self):
        """One run of ten with a miss is a target missed, whatever the median."""
        loads = (("frames", "frames", (("p99", "us", "lower"), ("missed", "%", "lower")), (9, 1)),)
        for one, found in ((0, "reached: 0 % in the worst of 10 runs"),
                           (2, r"\*\*missed\*\*: 2.00 % in the worst of 10 runs, median 0 %")):
            def once(line, one=one):
                if line.get("arm") == "latency" and "metrics" in line:
                    line["metrics"]["missed"] = one if line["boot"] == 3 else 0
                return line

            self.add("7.3", change=once, workloads=loads)
            row = self.line(targets.table(self.read()), "| frames | `latency`: missed at most 0 |")
            self.assertRegex(row, found)

    def test_only_sets_in_virtual_time(self):
        self.add("7.3", virtual=False, boots=3)
        self.assertEqual(targets.table(self.read()), "No set in virtual time decides a target.\n")


if __name__ == "__main__":
    unittest.main()
