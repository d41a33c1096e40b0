# SPDX-License-Identifier: GPL-2.0
"""What the tests of scx-ab's report and compare share: fixed files, and a folder for others."""
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import synthetic
from scxab import data, table

GOLDEN = synthetic.HERE / "golden"
BEFORE, AFTER = str(GOLDEN / "before.jsonl"), str(GOLDEN / "after.jsonl")


def run(command, *argv):
    """(exit status, stdout, stderr) of a subcommand."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = command.main(list(argv))
        except SystemExit as end:
            status = end.code
    return status, out.getvalue(), err.getvalue()


class Case(unittest.TestCase):
    """With a folder to write to."""
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name="x.jsonl", change=lambda line: line, **how):
        how = {"boots": 8, "hists": False, **how}
        return synthetic.write(self.folder / name, map(change, synthetic.lines(**how)))

    def build(self, *paths):
        return table.build(data.read_all(paths), 1)

    def fails(self, command, argv, status, pattern):
        """One clear line, and nothing on stdout."""
        found, out, err = run(command, *argv)
        self.assertEqual((found, out), (status, ""))
        self.assertRegex(err.splitlines()[-1], pattern)
        self.assertEqual(len(err.splitlines()), 1)
