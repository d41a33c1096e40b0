#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The command lines of scx-ab: an error is one sentence, and says what was meant."""
import subprocess
import unittest

from case import BEFORE, Case, run as call
import synthetic
from scxab import report, run, verify

SCX_AB = synthetic.TOP / "tests/bench/scx-ab"


class Usage(Case):

    def test_sentences(self):
        guest = ["--where", "guest", "--arms"]
        arms = [*guest, "eevdf,fifo"]
        see = "; see scx-ab run --help$"
        for argv, pattern in (
                (["--blcks", "3"], f"unknown option '--blcks'; did you mean '--blocks'\\?.*{see}"),
                ([*arms, "--boots", "many"], f"--boots: 'many' is not a whole number from.*{see}"),
                ([*arms, "--boots", "0"], f"'0' is not a whole number from 1 to 1000{see}"),
                ([*arms, "--seconds", "0"], "'0' is not a number from 0.1 to 3600"),
                ([*arms, "--seconds", "nan"], "'nan' is not a number"),
                ([*arms, "--cpus", "65"], "'65' is not a whole number from 1 to 64"),
                ([*arms, "--shift", "2"], "'2' is not a whole number from 0 to 1"),
                ([*arms, "--clock", "vitual"], "unknown clock 'vitual'; did you mean 'virtual'"),
                ([*arms, "--topology", "socket=2"], "'socket'; did you mean 'sockets'"),
                ([*arms, "--topology", "cores=x"], "cores takes a whole number from 1 on"),
                ([*arms, "--seed"], f"--seed needs a value{see}"),
                ([*arms, "--resume"], f"--resume needs --out FILE{see}"),
                ([*arms, "more"], f"unknown argument 'more'{see}"),
                ([*arms, "--no-aa=1"], f"--no-aa takes no value{see}"),
                ([*arms, "--workloads", "pingpng"], "'pingpng'; did you mean 'pingpong'"),
                ([*guest, "eevdf,latncy"], "arm 'latncy'; did you mean 'latency'"),
                ([*guest, "eevdf,latncy:slice_us=1"], "did you mean 'latency'"),
                ([*guest, "eevdf,latency:slice_us"], "is latency:KEY=VALUE")):
            with self.subTest(argv=argv):
                self.fails(run, argv, 2, f"^scx-ab run: .*{pattern}")

    def test_formats_as_users_write_them(self):
        for words in (("md", "markdown"), ("benchstat", "bench"), ("txt", "text")):
            found = [call(report, BEFORE, "--format", word) for word in words]
            self.assertEqual(found[0], found[1])
            self.assertEqual(found[0][0], 0)

    def test_a_file_of_the_real_clock_cannot_be_verified(self):
        self.fails(verify, [BEFORE], 2, "was measured with the real clock")
        self.fails(verify, ["/nowhere"], 1, "^scx-ab verify: /nowhere: No such file")
        self.fails(verify, [], 2, "^scx-ab verify: missing: FILE; see")

    def test_commands(self):
        for word, text in (("foo", "no command 'foo': run, report, compare, verify"),
                           ("verfy", "no command 'verfy'; did you mean 'verify'?")):
            done = subprocess.run([SCX_AB, word], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertEqual(len(done.stderr.splitlines()), 1)
            self.assertIn(f"scx-ab: {text}", done.stderr)


if __name__ == "__main__":
    unittest.main()
