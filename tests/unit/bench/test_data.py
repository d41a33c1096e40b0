#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Result files: what is read, and what is refused, with file and line."""
import copy
import json
import tempfile
import unittest
from pathlib import Path

import synthetic
from scxab import data

LINES = list(synthetic.lines(boots=2, arms=("eevdf", "fifo"), hists=False))
FIRST_SAMPLE = 2


class Reading(unittest.TestCase):
    """One file."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "here.jsonl"
        self.lines = copy.deepcopy(LINES)

    def read(self):
        synthetic.write(self.path, self.lines)
        return data.read(str(self.path))

    def refused(self, line, why):
        with self.assertRaises(data.DataError) as caught:
            self.read()
        self.assertEqual(str(caught.exception), f"{self.path}:{line}: {why}")

    def test_whole_file(self):
        result = self.read()
        self.assertEqual(result.name, "here")
        self.assertEqual((len(result.boots), len(result.samples)), (2, 24))
        self.assertEqual(result.measured(), self.lines[2:14] + self.lines[15:])
        self.assertEqual(result.workloads[1].metrics[2], data.Metric("requests", "req/s", "higher"))
        self.assertEqual(result.unit_name, "boot")

    def test_one_boot_has_blocks_as_units(self):
        self.lines = list(synthetic.lines(boots=1, hists=False))
        result = self.read()
        self.assertEqual(result.unit_name, "block")
        self.assertEqual(result.unit({"boot": 0, "block": 3}), 3)

    def test_later_sample_of_a_key_counts(self):
        again = copy.deepcopy(self.lines[FIRST_SAMPLE])
        self.lines[FIRST_SAMPLE].update(valid=False, invalid="the scheduler was ejected: stall")
        again["metrics"]["time"] = 99.0
        self.lines.append(again)
        result = self.read()
        self.assertEqual((result.superseded, len(result.samples)), (1, 24))
        self.assertIn(99.0, [s["metrics"].get("time") for s in result.measured()])
        self.assertTrue(all(s["valid"] for s in result.samples))

    def test_invalid_and_warm_up_do_not_count(self):
        self.lines[FIRST_SAMPLE].update(valid=False, invalid="run failed: exit status 1",
                                        metrics=None, counts=None)
        self.lines[FIRST_SAMPLE + 1]["warmup"] = True
        result = self.read()
        self.assertEqual((len(result.samples), len(result.measured())), (24, 22))

    def test_warm_up_shares_no_key(self):
        warm = dict(self.lines[FIRST_SAMPLE], warmup=True)
        self.lines.append(warm)
        result = self.read()
        self.assertEqual((result.superseded, len(result.samples)), (0, 25))

    def test_notes_and_unknown_fields(self):
        self.lines.insert(5, {"schema": "scx-ab/note/1", "time": "now", "text": "resumed"})
        self.lines[0]["later"] = 1
        self.assertEqual(self.read().notes[0]["text"], "resumed")

    def test_files_from_before_virtual_time(self):
        result = self.read()
        self.assertEqual((result.clock, result.virtual, result.planned), ("real", False, 24))
        self.assertEqual(result.workloads[0].waits, ())
        self.assertNotIn("clock", result.header)

    def virtual(self):
        """The same lines as in virtual time: a guest for each arm."""
        self.lines[0].update(clock="virtual", shift=1, topology=None, fingerprint={})
        self.lines[0]["workloads"][0]["waits"] = ["p99", "p999"]
        for line in self.lines[1:]:
            if line["schema"] == "scx-ab/boot/1":
                line["arm"] = "eevdf"

    def test_virtual_time(self):
        self.virtual()
        result = self.read()
        self.assertEqual((result.clock, result.virtual, result.planned), ("virtual", True, 12))
        self.assertEqual(result.workloads[0].waits, ("p99", "p999"))
        self.assertEqual(result.workloads[1].waits, ())

    def test_virtual_time_refused(self):
        for place, field, value, why in (
                (0, "clock", "wall", '"clock" is not virtual or real'),
                (0, "shift", "1", '"shift" is not a whole number or null'),
                (0, "fingerprint", 1, '"fingerprint" is not an object or null'),
                (1, "arm", "other", '"arm" of a boot in virtual time is not in the header')):
            with self.subTest(field=field):
                self.lines = copy.deepcopy(LINES)
                self.virtual()
                self.lines[place][field] = value
                self.refused(place + 1, why)
        self.lines = copy.deepcopy(LINES)
        self.lines[0]["workloads"][0]["waits"] = ["p98"]
        self.refused(1, '"waits" is not a list of percentiles')

    def test_cut_off_last_line(self):
        synthetic.write(self.path, self.lines)
        content = self.path.read_bytes()
        last = content.rindex(b"\n", 0, -1) + 1
        for end in range(last + 1, len(content) - 1):
            self.path.write_bytes(content[:end])
            result = data.read(str(self.path))
            self.assertTrue(result.truncated)
            self.assertEqual(len(result.samples), 23)
        self.path.write_bytes(content[:-1])  # only the newline is missing
        result = data.read(str(self.path))
        self.assertEqual((result.truncated, len(result.samples)), (False, 24))

    def test_cut_off_in_the_middle(self):
        synthetic.write(self.path, self.lines)
        lines = self.path.read_bytes().splitlines(keepends=True)
        lines[7] = lines[7][:50] + b"\n"
        self.path.write_bytes(b"".join(lines))
        with self.assertRaisesRegex(data.DataError, "here.jsonl:8: not JSON"):
            data.read(str(self.path))

    def test_fields_missing_or_of_the_wrong_kind(self):
        for place, kind in ((0, "header"), (1, "boot"), (FIRST_SAMPLE, "sample")):
            for name in data.FIELDS[f"scx-ab/{kind}/1"]:
                with self.subTest(kind=kind, name=name):
                    self.lines = copy.deepcopy(LINES)
                    del self.lines[place][name]
                    self.refused(place + 1, f'"{name}" is missing')
        self.lines = copy.deepcopy(LINES)
        self.lines[1]["vcpus"] = True
        self.refused(2, '"vcpus" is not a whole number')
        self.lines = copy.deepcopy(LINES)
        self.lines[0]["seconds"] = "1.5"
        self.refused(1, '"seconds" is not a number')

    def test_lines_that_contradict(self):
        cases = (
            (0, {"reference": "cfs"}, '"reference" is none of the arms'),
            (0, {"aa": "eevdf"}, '"aa" and "reference" are the same arm'),
            (0, {"arms": ["eevdf", "eevdf"]}, '"arms" is not two or more names'),
            (0, {"workloads": []}, "no workload"),
            (0, {"schema": "scx-ab/header/2"},
             'schema "scx-ab/header/2" is not one of scx-ab results'),
            (FIRST_SAMPLE, {"workload": "x"}, 'workload "x" is not in the header'),
            (FIRST_SAMPLE, {"arm": "x"}, 'arm "x" is not in the header'),
            (FIRST_SAMPLE, {"boot": 7}, "boot 7 has not begun"),
            (FIRST_SAMPLE, {"metrics": {}}, 'metric "time" is not a number'),
            (FIRST_SAMPLE, {"valid": False}, '"invalid" gives no reason'),
            (FIRST_SAMPLE, {"invalid": "why"}, '"invalid" gives a reason, and "valid" is true'),
            (FIRST_SAMPLE, {"wait_hist_ns": [[280, 1]]},
             '"wait_hist_ns" has an entry that is not a bucket and a count'),
            (FIRST_SAMPLE, {"counts": {"migrations": "7"}}, 'count "migrations" is not a number'),
        )
        for place, changed, why in cases:
            with self.subTest(why=why):
                self.lines = copy.deepcopy(LINES)
                self.lines[place].update(changed)
                self.refused(place + 1, why)

    def test_second_header(self):
        self.lines.append(self.lines[0])
        self.refused(len(self.lines), "a second header: these are two files in one")

    def test_foreign_files(self):
        for content, why in ((b"", ": empty, not even a header"),
                             (b"BenchmarkX 1 2 ns/op\n", ":1: not JSON"),
                             (b"[]\n", ":1: not an object"),
                             (b"\xff\xfe\n", ":1: not UTF-8 text"),
                             (b"[" * 100000 + b"\n", ":1: "),
                             (b'{"schema":"scx-ab/note/1","time":"","text":""}\n',
                              ":1: the first line is not a header"),
                             (json.dumps(LINES[0]).encode()[:100], ":1: not JSON"),
                             (json.dumps(dict(LINES[0], seconds=float("nan"))).encode() + b"\n",
                              ":1: NaN is not a number")):
            with self.subTest(content=content[:20]):
                self.path.write_bytes(content)
                with self.assertRaisesRegex(data.DataError, str(self.path) + why):
                    data.read(str(self.path))

    def test_no_file(self):
        with self.assertRaisesRegex(data.DataError, "No such file"):
            data.read(str(self.path) + ".not")
        with self.assertRaisesRegex(data.DataError, "Is a directory"):
            data.read(str(self.path.parent))


class Several(unittest.TestCase):
    """Files of several machines."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, **how):
        how = {"boots": 1, "arms": ("eevdf", "fifo"), "hists": False, **how}
        (self.folder / name).parent.mkdir(exist_ok=True)
        return synthetic.write(self.folder / name, synthetic.lines(**how))

    def test_names_stay_apart(self):
        paths = [self.write("a/x.jsonl", seed=1), self.write("b/x.jsonl", seed=2)]
        self.assertEqual([r.name for r in data.read_all(paths)], ["x", "x'"])

    def refused(self, paths, why):
        with self.assertRaisesRegex(data.DataError, why):
            data.read_all(paths)

    def test_same_file_twice(self):
        self.refused([self.write("x.jsonl"), self.write("y.jsonl")], "it would count twice")

    def test_other_reference_or_metrics(self):
        first = self.write("x.jsonl")
        self.refused([first, self.write("y.jsonl", reference="fifo")],
                     "its reference arm is fifo, not eevdf")
        name, about, _, typical = synthetic.WORKLOADS[0]
        other = ((name, about, (("time", "ms", "lower"),), typical),)
        self.refused([first, self.write("z.jsonl", workloads=other)],
                     "workload hackbench-pipe has other metrics")

    def test_nothing_valid(self):
        lines = list(synthetic.lines(boots=1, hists=False))
        for line in lines[2:]:
            line.update(valid=False, invalid="why")
        self.refused([synthetic.write(self.folder / "x.jsonl", lines)], "no valid sample")


if __name__ == "__main__":
    unittest.main()
