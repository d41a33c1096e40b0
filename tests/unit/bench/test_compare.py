#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-ab compare: what it finds, and does not, between two files; exit statuses."""
import unittest

import synthetic
from case import AFTER, BEFORE, Case, run
from scxab import compare


class Compare(Case):

    def test_errors(self):
        other = self.write("other.jsonl", arms=("eevdf", "eevdf/2", "fifo"))
        for argv, status, pattern in (
                ([BEFORE], 2, "missing: NEW; see scx-ab compare --help"),
                ([BEFORE, AFTER, "--threshold", "much"], 2, "'much' is not a share"),
                ([BEFORE, AFTER, "--threshold", "120%"], 2, "'120%' is not a share"),
                ([BEFORE, AFTER, "--arm", "fifo"], 1, "arm fifo cannot be compared"),
                ([BEFORE, AFTER, "--arm", "eevdf"], 1, "arm eevdf cannot be compared"),
                ([BEFORE, other], 1, "no workload and arm in common"),
                ([BEFORE, "/nowhere"], 1, "/nowhere: No such file")):
            with self.subTest(argv=argv):
                self.fails(compare, argv, status, pattern)

    def test_finds_a_regression_only_where_there_is_one(self):
        same = self.write("same.jsonl", seed=3)
        again = self.write("again.jsonl", seed=4)
        slow = self.write("slow.jsonl", seed=5, effects={
            **synthetic.EFFECTS, "fifo": {("hackbench-pipe", "time"): 1.1}})
        self.assertEqual(run(compare, same, again)[0], 0)
        self.assertEqual(run(compare, same, slow)[0], 3)
        self.assertEqual(run(compare, same, slow, "--arm", "latency")[0], 0)
        self.assertEqual(run(compare, same, slow, "--arm", "fifo", "--threshold", "50%")[0], 0)
        self.assertEqual(run(compare, slow, same, "--arm", "fifo", "--threshold", "0")[0], 3)
        self.assertIn("Exit status", run(compare, "--help")[1])

    def test_finds_what_is_lost(self):
        """A policy that crashes or starves somebody has no ratio, and is worse all the same."""
        def ejected(line):
            if line.get("arm") == "fifo" and line["workload"] == "pingpong":
                line.update(valid=False, invalid="ejected", metrics=None)
            return line

        def starved(line):
            if line.get("arm") == "fifo" and line["workload"] == "pingpong" and not line["turn"]:
                line["metrics"]["rate"] = 0
            return line

        sound = self.write("sound.jsonl")
        for change, text in ((ejected, "runs of fifo INVALID, 0 before"),
                             (starved, "pingpong of fifo has no ratio any more")):
            status, out, _ = run(compare, sound, self.write("bad.jsonl", change=change))
            self.assertEqual(status, 3)
            self.assertIn("LOST: ", out)
            self.assertIn(text, " ".join(out.split()))

    def test_cancels_the_machine(self):
        """Everything twice as slow, the reference too: no change."""
        slow = tuple((*w[:3], tuple(2 * v for v in w[3])) for w in synthetic.WORKLOADS)
        status, out, _ = run(compare, self.write("a.jsonl"),
                             self.write("b.jsonl", seed=9, workloads=slow))
        self.assertEqual(status, 0)
        self.assertIn("0 worse, 0 better, 6 not shown", out)

    def test_says_what_is_not_common(self):
        fewer = self.write("few.jsonl", boots=2, arms=("eevdf", "eevdf/2", "latency"),
                           workloads=synthetic.WORKLOADS[:1])
        status, out, _ = run(compare, self.write("all.jsonl"), fewer)
        self.assertEqual(status, 0)
        for text in ("workload pingpong is only in all", "arm fifo is only in all", "too few"):
            self.assertIn(text, out)


if __name__ == "__main__":
    unittest.main()
