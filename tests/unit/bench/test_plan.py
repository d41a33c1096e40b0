#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The plan of a benchmark: interleaving, arms, guests in virtual time."""
import sys
import tempfile
import unittest
from collections import Counter
from dataclasses import replace
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

# pylint: disable=wrong-import-position
from scxab import guests, options, plan, run  # noqa: E402

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
        opts = options.parse(["--arms", "eevdf,fifo", "--where", "guest", *argv])
        options.check(opts, run.HERE)
        return [workload.name for workload in options.settings(opts, run.HERE).workloads]

    def test_those_of_the_default(self):
        self.assertEqual(self.named(), list(options.STANDARD))

    def test_those_that_are_named_and_only_these(self):
        self.assertEqual(self.named("--workloads", "pingpong"), ["pingpong"])
        self.assertEqual(self.named("--custom", "true", "--figure", "(x)"), ["custom"])


class VirtualTime(unittest.TestCase):
    """Each arm has a guest of its own for each boot."""

    def setUp(self):
        self.plan = replace(settings(("eevdf", "fifo", "fifo:slice_us=1"), blocks=4, boots=4),
                            clock="virtual")

    def test_each_workload_once(self):
        for boot in range(4):
            runs = self.plan.guest_runs(boot, "fifo")
            self.assertEqual([run[4] for run in runs], [False, False])
            self.assertEqual({run[3] for run in runs}, {"one", "two"})
            self.assertEqual({run[:3] for run in runs}, {(boot, 0, "fifo")})

    def test_the_order_of_workloads_is_that_of_the_boot(self):
        for boot in range(4):
            orders = {tuple(run[3] for run in self.plan.guest_runs(boot, arm.name))
                      for arm in self.plan.arms}
            self.assertEqual(len(orders), 1)
        firsts = {self.plan.guest_runs(boot, "fifo")[0][3] for boot in range(20)}
        self.assertEqual(firsts, {"one", "two"})

    def test_a_copy_has_a_seed_of_its_own(self):
        """With the same seed its figures would be those of the first copy, to the last digit."""
        names = [arm.name for arm in self.plan.arms]
        self.assertEqual(names, ["eevdf", "eevdf/2", "fifo", "fifo:slice_us=1"])
        seeds = [[self.plan.qemu_seed(boot, name) for name in names] for boot in range(20)]
        for first, copy, *others in seeds:
            self.assertNotEqual(first, copy)
            self.assertEqual({first}, set(others))
        self.assertEqual(len({seed for row in seeds for seed in row}), 40)
        other = replace(self.plan, seed=8)
        self.assertNotEqual(other.qemu_seed(0, "fifo"), self.plan.qemu_seed(0, "fifo"))

    def test_what_a_guest_reads_does_not_depend_on_other_arms(self):
        def text(names):
            plan_ = replace(settings(names, 4, 4), clock="virtual")
            session = next(s for s in run.guests_of(plan_) if (s.boot, s.arm) == (2, "latency"))
            specs = {arm.name: arm.spec for arm in plan_.arms}
            return plan_.text(session.boot, session.runs, 0, specs)
        self.assertEqual(text(("eevdf", "latency")), text(("eevdf", "fifo", "weighted", "latency")))

    def test_seed_and_number_of_a_sample_do_not_depend_on_what_is_left(self):
        whole = {(s.boot, s.arm): s.seq for s in run.guests_of(self.plan)}
        self.assertEqual(len(whole), 16)
        self.assertEqual(list(whole.values()), list(range(0, 32, 2)))
        for session in run.guests_of(self.plan, {(0, "eevdf"), (2, "fifo")}):
            self.assertEqual(session.seq, whole[session.boot, session.arm])

    def test_an_object_has_the_same_path_in_a_guest_wherever_it_is_here(self):
        def specs(folder):
            arms, _ = plan.arms_of(["eevdf", f"object:{folder}/x.o:a=1", f"object:{folder}/y/x.o",
                                    f"cmd:{folder}/z -v '1 2'", "cmd:true"], POLICIES, False)
            return [guests.spec_in_guest(arms, arm) for arm in arms]
        self.assertEqual(specs("/one"), specs("/another/place"))
        self.assertEqual(specs("/one"), ["default", f"object:{guests.OBJECTS}/0-x.o:a=1",
                                         f"object:{guests.OBJECTS}/1-x.o",
                                         f"cmd:{guests.OBJECTS}/2-z -v '1 2'", "cmd:/usr/bin/true"])


class Heads(unittest.TestCase):
    """What the head of a workload file says."""

    def test_needs_files_and_waits(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "crowd")
            path.write_text("# about: many\n# needs: bash no-such-tool\n# files: /etc/hostname\n"
                            "# waits: p99 p999\n# metric: time s lower\n", encoding="utf-8")
            workload = plan.read_workload(path)
        self.assertEqual((workload.needs, workload.files, workload.waits),
                         (("bash", "no-such-tool"), ("/etc/hostname",), ("p99", "p999")))
        self.assertEqual(workload.header()["waits"], ["p99", "p999"])
        here = replace(settings(), workloads=[replace(workload, needs=("bash", "pingpong"))])
        # What the suite brings along is in the guest already.
        self.assertEqual(set(guests.brought(here)),
                         {run.machine.program(run.HERE, "bash"), "/etc/hostname"})
        for wrong, what in ((workload, "crowd needs no-such-tool, which is not installed"),
                            (replace(workload, needs=(), files=("/no/file",)), "needs /no/file")):
            with self.assertRaisesRegex(plan.PlanError, what):
                guests.brought(replace(here, workloads=[wrong]))


if __name__ == "__main__":
    unittest.main()
