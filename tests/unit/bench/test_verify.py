#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-ab verify: what counts as another fingerprint, and as another sample."""
import copy
import unittest

from test_run import VIRTUAL, replace, results, run, settings

from scxab import fingerprint, verify  # noqa: E402

PRINT = {"revision": "abc", "kernel": "vmlinuz-7.3.4", "kernel_sha256": "1", "qemu": "QEMU 10",
         "clock": "virtual", "shift": 1, "cpus": 2, "topology": None, "memory": "2G",
         "launcher_sha256": "2", "root_sha256": "3", "packages": {"bash": "5.2", "libc6": "2.36"}}


def lines():
    """The lines of two guests."""
    plan_ = replace(settings(("eevdf", "fifo"), 1, 1), clock="virtual")
    yield results.header(plan_, VIRTUAL, "", PRINT)
    for session in run.guests_of(plan_):
        yield {"schema": "scx-ab/boot/1", "boot": 0, "arm": session.arm, "kernel": "7.3.4",
               "loadavg": [], "versions": {"scx-load": "1"}, "accel": "tcg"}
        for i, (_, _, arm, workload, warmup) in enumerate(session.runs):
            yield {"schema": "scx-ab/sample/1", "seq": session.seq + i, "resumed": False,
                   "boot": 0, "arm": arm, "workload": workload, "warmup": warmup, "valid": True,
                   "metrics": {"p99": 600.0 + i, "p50": 20}, "wait_hist_ns": [[3, 4], [5, 6]]}


class Fingerprint(unittest.TestCase):

    def differences(self, **changes):
        return list(fingerprint.differences(PRINT, {**PRINT, **changes}))

    def test_every_field_but_the_revision(self):
        self.assertEqual(set(PRINT), set(fingerprint.FIELDS))
        self.assertEqual(self.differences(), [])
        self.assertEqual(self.differences(revision="def"), [])
        for name, words in fingerprint.FIELDS.items():
            if name not in ("revision", "packages"):
                with self.subTest(name=name):
                    found = self.differences(**{name: "other"})
                    self.assertEqual(found, [f"{words} differs: {PRINT[name] or 'none'} in the "
                                             "file, other here"])

    def test_packages(self):
        self.assertEqual(self.differences(packages={"bash": "5.3", "redis-server": "8"}),
                         ["version of the package bash differs: 5.2 in the file, 5.3 here",
                          "version of the package libc6 differs: 2.36 in the file, none here",
                          "version of the package redis-server differs: none in the file, 8 here"])


class Comparison(unittest.TestCase):

    def setUp(self):
        self.before = list(lines())
        self.now = copy.deepcopy(self.before[1:])

    def found(self):
        return verify.difference(verify.comparable(self.before), verify.comparable(self.now))

    def sample(self, arm, workload):
        return next(line for line in self.now if line["arm"] == arm and not line.get("warmup")
                    and line.get("workload") == workload)

    def test_the_same(self):
        self.assertIsNone(self.found())

    def test_what_is_from_the_host_does_not_count(self):
        for line in self.now:
            if "seq" in line:
                line.update(seq=99, resumed=True)
            else:
                line.update(loadavg=[9.0], versions={}, accel="kvm")
        self.assertIsNone(self.found())

    def test_the_first_difference_is_named(self):
        self.sample("fifo", "two")["metrics"]["p99"] = 601.5
        was = self.found()
        self.assertRegex(was, "^boot 0, fifo, two: p99 was 60[0-9.]+ and is 601.5$")
        self.sample("eevdf", "one")["wait_hist_ns"][1][1] = 7
        self.assertEqual(self.found(), "boot 0, eevdf, one: wait_hist_ns was [[3, 4], [5, 6]] and "
                         "is [[3, 4], [5, 7]]")

    def test_kinds_of_differences(self):
        """Another type, a field more or less, another kernel: all differ."""
        for change, what in (
                (lambda: self.sample("fifo", "one")["metrics"].update(p50=20.0), "p50 was 20 and"),
                (lambda: self.sample("fifo", "one")["metrics"].update(more=1), "more was null"),
                (lambda: self.sample("fifo", "one")["metrics"].pop("p50"), "p50 was 20 and is n"),
                (lambda: self.sample("fifo", "one").update(valid=False), "valid was true and is"),
                (lambda: self.now[0].update(kernel="x"), 'boot 0, eevdf: kernel was "7.3.4" and'),
                (lambda: self.now.pop(), "boot 0, fifo, .*: nothing was measured"),
                (lambda: self.before.pop(), "boot 0, fifo: not in the file")):
            self.setUp()
            change()
            self.assertRegex(self.found() or "", what)


if __name__ == "__main__":
    unittest.main()
