#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The plan of a benchmark: interleaving, arms, what --resume goes on with."""
import json
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

# pylint: disable=wrong-import-position
from scxab import options, plan, run  # noqa: E402

POLICIES = {"fifo": "fifo", "latency": "latency", "weighted": "weighted", "vtime": "weighted"}


def settings(names=("eevdf", "fifo", "latency"), blocks=6, boots=3):
    """A plan with workloads that need no file."""
    arms, aa = plan.arms_of(list(names), POLICIES)
    metric = ({"name": "time", "unit": "s", "better": "lower"},)
    workloads = [plan.Workload("one", "first", metric), plan.Workload("two", "second", metric)]
    return plan.Plan(arms, aa, workloads, blocks, boots, seed=7, seconds=1.5)


class Interleaving(unittest.TestCase):
    """Blocks of A B B A for any number of arms."""

    def test_every_arm_twice_and_mirrored(self):
        p = settings()
        for block in range(20):
            order = plan.block_order(p.seed, block, "one", p.arms)
            self.assertEqual(order, order[::-1])
            self.assertEqual(set(Counter(order).values()), {2})
            self.assertEqual(set(order), {arm.name for arm in p.arms})

    def test_mean_turn_is_the_same_for_all_arms(self):
        p = settings()
        order = plan.block_order(p.seed, 0, "one", p.arms)
        turns = {arm: [i for i, name in enumerate(order) if name == arm] for arm in order}
        self.assertEqual({sum(t) for t in turns.values()}, {len(order) - 1})

    def test_two_arms_are_abba(self):
        arms, _ = plan.arms_of(["eevdf", "fifo"], POLICIES, add_aa=False)
        orders = {tuple(plan.block_order(1, block, "w", arms)) for block in range(50)}
        self.assertEqual(orders, {("eevdf", "fifo", "fifo", "eevdf"),
                                  ("fifo", "eevdf", "eevdf", "fifo")})

    def test_seed_decides(self):
        p = settings()
        again = [plan.block_order(7, block, "one", p.arms) for block in range(10)]
        self.assertEqual(again, [plan.block_order(7, block, "one", p.arms) for block in range(10)])
        self.assertNotEqual(again, [plan.block_order(8, b, "one", p.arms) for b in range(10)])
        self.assertGreater(len(set(map(tuple, again))), 1)

    def test_blocks_are_spread_over_boots(self):
        for blocks, boots in ((10, 10), (10, 3), (7, 5), (1, 1)):
            parts = [list(plan.blocks_of_boot(blocks, boots, boot)) for boot in range(boots)]
            self.assertEqual(sum(parts, []), list(range(blocks)))
            self.assertTrue(all(parts))

    def test_a_boot_holds_every_arm_of_every_workload(self):
        p = settings()
        runs = p.runs(0)
        warm = [r for r in runs if r[4]]
        self.assertEqual({r[3] for r in warm}, {"one", "two"})
        self.assertEqual(runs[:len(warm)], warm)
        count = Counter((r[3], r[2]) for r in runs if not r[4])
        self.assertEqual(set(count.values()), {4})  # two blocks a boot
        self.assertEqual(len(count), 2 * len(p.arms))


class Arms(unittest.TestCase):
    """From words to arms."""

    def test_a_second_copy_of_the_reference_is_added(self):
        arms, aa = plan.arms_of(["eevdf", "vtime"], POLICIES)
        self.assertEqual([(a.name, a.spec) for a in arms],
                         [("eevdf", "default"), ("eevdf/2", "default"),
                          ("vtime", "policy:weighted")])
        self.assertEqual(aa, "eevdf/2")

    def test_an_aa_pair_stays_a_pair(self):
        arms, aa = plan.arms_of(["fifo", "fifo"], POLICIES)
        self.assertEqual([a.name for a in arms], ["fifo", "fifo/2"])
        self.assertIsNone(aa)

    def test_without_aa(self):
        arms, aa = plan.arms_of(["eevdf", "fifo"], POLICIES, add_aa=False)
        self.assertEqual([a.name for a in arms], ["eevdf", "fifo"])
        self.assertIsNone(aa)

    def test_aliases_are_the_same_arm(self):
        arms, _ = plan.arms_of(["weighted", "vtime"], POLICIES, add_aa=False)
        self.assertEqual([a.name for a in arms], ["weighted", "vtime/2"])

    def test_wrong_ones(self):
        for names in ([], ["eevdf"], ["eevdf", "latncy"], ["eevdf", "object:"], ["eevdf", "cmd:"],
                      ["eevdf", "latency:"], ["eevdf", "latency:slice_us"]):
            with self.assertRaises(plan.PlanError):
                plan.arms_of(names, POLICIES)

    def test_tunables(self):
        arms, _ = plan.arms_of(["vtime", "vtime:slice_us=2000:credit_us=0"], POLICIES, False)
        self.assertEqual(arms[1].spec, "policy:weighted:slice_us=2000:credit_us=0")

    def test_others(self):
        arms, _ = plan.arms_of(["eevdf", "cmd:scx_lavd -v", "object:/x.bpf.o"], POLICIES)
        self.assertEqual([a.spec for a in arms[2:]], ["cmd:scx_lavd -v", "object:/x.bpf.o"])

    def test_a_file_is_absolute(self):
        arms, _ = plan.arms_of(["eevdf", "object:x.o:a=1"], POLICIES)
        self.assertEqual((arms[2].name, arms[2].spec),
                         ("object:x.o:a=1", f"object:{Path.cwd()}/x.o:a=1"))

    def test_named(self):
        arms, _ = plan.arms_of(["eevdf", "lavd=cmd:scx_lavd --x=1", "x-1=object:/x.o:a=1:b=-2"],
                               POLICIES)
        self.assertEqual([(a.name, a.spec) for a in arms[2:]],
                         [("lavd", "cmd:scx_lavd --x=1"), ("x-1", "object:/x.o:a=1:b=-2")])

    def test_constants(self):
        for spec, parts in (("object:/x.o", ("/x.o", [])),
                            ("object:/x.o:a=1:b=-2", ("/x.o", ["a=1", "b=-2"])),
                            ("object:/a=1/b:c.o:d=true", ("/a=1/b:c.o", ["d=true"]))):
            self.assertEqual(plan.object_of(spec), parts)


class Workloads(unittest.TestCase):
    """Which are run."""

    @staticmethod
    def named(*argv):
        """Names, by the command line."""
        opts = options.parse(["--arms", "eevdf,fifo", *argv])
        return [workload.name for workload in options.settings(opts, run.HERE).workloads]

    def test_those_of_the_default(self):
        self.assertEqual(self.named(), list(options.STANDARD))

    def test_those_that_are_named_and_only_these(self):
        self.assertEqual(self.named("--workloads", "pingpong"), ["pingpong"])
        self.assertEqual(self.named("--custom", "true", "--figure", "(x)"), ["custom"])


class Resume(unittest.TestCase):
    """What a result file says is done is not done again."""

    def setUp(self):
        self.plan = settings()
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.path = Path(self.dir.name) / "out.jsonl"

    def write(self, count, tail=""):
        """A result file with the first runs of boot 0."""
        class Opts:
            """As from the command line."""
            where, kernel, cpus = "guest", "newest", 2
        lines = [run.header(self.plan, Opts, "scx-ab run …")]
        for block, turn, arm, workload, warmup in self.plan.runs(0)[:count]:
            lines.append({"schema": "scx-ab/sample/1", "boot": 0, "block": block, "turn": turn,
                          "arm": arm, "workload": workload, "warmup": warmup})
        text = "".join(json.dumps(line) + "\n" for line in lines)
        self.path.write_text(text + tail, encoding="utf-8")
        return text

    def test_the_plan_survives_the_header(self):
        self.write(0)
        head, done, seq = run.read_begun(self.path)
        self.assertEqual(run.settings_from(head), self.plan)
        self.assertEqual((done, seq), (set(), 0))

    def test_only_what_is_missing(self):
        self.write(9)
        _, done, seq = run.read_begun(self.path)
        self.assertEqual(seq, 9)
        whole = [r for r in self.plan.runs(0) if not r[4]]
        left = [r for r in self.plan.runs(0, done) if not r[4]]
        self.assertEqual(left, whole[9 - 2:])  # two of the nine were warm-up
        self.assertTrue(any(r[4] for r in self.plan.runs(0, done)))
        self.assertEqual(self.plan.runs(1, done), self.plan.runs(1))

    def test_nothing_left(self):
        self.write(1000)
        _, done, _ = run.read_begun(self.path)
        self.assertEqual(self.plan.runs(0, done), [])

    def test_a_guest_s_boot_is_repeated_as_a_whole(self):
        """Another boot is another unit: what it adds must not be paired with the first one's."""
        for count, left in ((9, len(self.plan.runs(0))), (1000, 0)):
            self.write(count)
            _, done, _ = run.read_begun(self.path)
            self.assertEqual(len(self.plan.runs(0, run.whole_boots(self.plan, done))), left)

    def test_only_results_may_differ_from_the_revision(self):
        def git(*argv):
            subprocess.run(("git", "-C", tree, *argv), check=True, stdout=subprocess.DEVNULL)

        with tempfile.TemporaryDirectory() as tree:
            files = [Path(tree, name) for name in ("results/old.jsonl", "agent")]
            files[0].parent.mkdir()
            for file in files:
                file.touch()
            git("init", "-q")
            git("add", ".")
            git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")
            files[0].unlink()
            self.assertRegex(run.machine.git(Path(tree)), "^[0-9a-f]+$")
            files[1].write_text("changed", encoding="utf-8")
            self.assertRegex(run.machine.git(Path(tree)), "^[0-9a-f]+-dirty$")

    def test_another_revision_is_refused(self):
        class Opts:
            """--resume --out FILE"""
            where, kernel, cpus, resume, out = "guest", "newest", 1, True, str(self.path)
        self.write(9)
        settings_, out, done, _ = run.begin(Opts, "")
        out.close()
        self.assertEqual((settings_, done, Opts.cpus), (self.plan, set(), 2))
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(text.replace(run.machine.git(run.HERE), "0123456"), encoding="utf-8")
        with self.assertRaisesRegex(plan.PlanError, "is from revision 0123456"):
            run.begin(Opts, "")

    def test_a_line_cut_short_is_cut_off(self):
        text = self.write(5, tail='{"schema": "scx-ab/sam')
        _, done, _ = run.read_begun(self.path)
        self.assertEqual(len(done), 3)
        self.assertEqual(self.path.read_text(encoding="utf-8"), text)

    def test_foreign_files(self):
        for text in ("", "hello\n", "{}\n", '{"schema": "scx-monitor/frame/1"}\n', "[1]\n"):
            self.path.write_text(text, encoding="utf-8")
            with self.assertRaises(plan.PlanError):
                run.read_begun(self.path)


if __name__ == "__main__":
    unittest.main()
