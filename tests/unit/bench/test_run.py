#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scx-ab run: the result file, what --resume goes on with, guests side by side, and what is said
before the first boot."""
import json
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from test_plan import settings

# pylint: disable=wrong-import-position
from scxab import guests, options, plan, progress, results, run  # noqa: E402

GUEST = guests.Place("guest", "real", None, "newest", 2)
VIRTUAL = guests.Place("guest", "virtual", 1, "newest", 2, None, 2)


class Case(unittest.TestCase):
    """With a plan and a result file."""

    def setUp(self):
        self.plan = settings()
        self.virtual = replace(settings(blocks=3), clock="virtual")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "out.jsonl"

    def save(self, lines, tail=""):
        """Write lines to the file. Returns its text."""
        text = "".join(map(results.text_of, lines))
        self.path.write_text(text + tail, encoding="utf-8")
        return text

    def write(self, count, tail=""):
        """Write a file in real time with the first runs of boot 0."""
        lines = [results.header(self.plan, GUEST, "scx-ab run …", {})]
        for block, turn, arm, workload, warmup in self.plan.runs(0)[:count]:
            lines.append({"schema": "scx-ab/sample/1", "boot": 0, "block": block, "turn": turn,
                          "arm": arm, "workload": workload, "warmup": warmup})
        return self.save(lines, tail)

    def done(self, guest=False):
        """The runs that the file has."""
        return results.done_runs(self.plan, results.read_lines(self.path), guest)


class Resume(Case):
    """What a result file says is done is not done again."""

    def test_the_plan_survives_the_header(self):
        for settings_, place in ((self.plan, GUEST), (self.virtual, VIRTUAL)):
            self.save([results.header(settings_, place, "", {})])
            head = results.read_lines(self.path)[0]
            self.assertEqual(results.settings_from(head), settings_)
            self.assertEqual(guests.Place.of(head, place.jobs), place)

    def test_an_object_in_the_tree_is_found_in_another_tree(self):
        top = str(run.machine.tree())
        self.assertEqual(results.portable(f"object:{top}/build/x.o:a=1"), "object:build/x.o:a=1")
        self.assertEqual(results.local("object:build/x.o:a=1"), f"object:{top}/build/x.o:a=1")
        self.assertEqual(results.portable(f"cmd:{top}/build/x -v /y"), "cmd:build/x -v /y")
        self.assertEqual(results.local("cmd:build/x -v /y"), f"cmd:{top}/build/x -v /y")
        for spec in ("object:/x.o:a=1", "policy:fifo", "default", "cmd:x y", "cmd:x a/b", "cmd:/x"):
            self.assertEqual(results.local(results.portable(spec)), spec)

    def test_only_what_is_missing(self):
        self.write(9)
        whole = [r for r in self.plan.runs(0) if not r[4]]
        left = [r for r in self.plan.runs(0, self.done()) if not r[4]]
        self.assertEqual(left, whole[9 - 2:])  # two of the nine were warm-up
        self.assertTrue(any(r[4] for r in self.plan.runs(0, self.done())))
        self.assertEqual(self.plan.runs(1, self.done()), self.plan.runs(1))

    def test_nothing_left(self):
        self.write(1000)
        self.assertEqual(self.plan.runs(0, self.done()), [])

    def test_a_guest_s_boot_is_repeated_as_a_whole(self):
        """Another boot is another unit: what it adds must not be paired with the first one's."""
        for count, left in ((9, len(self.plan.runs(0))), (1000, 0)):
            self.write(count)
            self.assertEqual(len(self.plan.runs(0, self.done(True))), left)

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
        self.write(9)
        settings_, place, lines, sessions, _ = run.resume(self.path, None)
        self.assertEqual((settings_, place, len(lines)), (self.plan, GUEST, 10))
        self.assertEqual([(s.boot, s.seq, s.resumed) for s in sessions],
                         [(0, 9, False), (1, 43, False), (2, 77, False)])
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(text.replace(run.machine.git(run.HERE), "0123456"), encoding="utf-8")
        with self.assertRaisesRegex(plan.PlanError, "is from revision 0123456"):
            run.resume(self.path, None)

    def test_a_line_cut_short_is_cut_off(self):
        text = self.write(5, tail='{"schema": "scx-ab/sam')
        self.assertEqual(len(self.done()), 3)
        with results.ResultFile(self.path, results.read_lines(self.path)):
            self.assertEqual(self.path.read_text(encoding="utf-8"), text)

    def test_foreign_files(self):
        for text in ("", "hello\n", "{}\n", '{"schema": "scx-monitor/frame/1"}\n', "[1]\n"):
            self.path.write_text(text, encoding="utf-8")
            with self.assertRaises(plan.PlanError):
                results.read_lines(self.path)


class Guests(Case):
    """In virtual time a guest is written as a whole, and the file is in order at the end."""

    def lines(self, session, count=None):
        """The lines of a guest, or of one that ended after so many samples."""
        places = [arm.name for arm in self.virtual.arms]
        yield {"schema": "scx-ab/boot/1", "boot": session.boot, "arm": session.arm}
        for i, (block, _, arm, workload, warmup) in enumerate(session.runs[:count]):
            yield {"schema": "scx-ab/sample/1", "seq": session.seq + i, "boot": session.boot,
                   "block": block, "turn": places.index(arm), "arm": arm, "workload": workload,
                   "warmup": warmup}

    def test_what_is_left(self):
        head = results.header(self.virtual, VIRTUAL, "", {})
        first, second, *rest = run.guests_of(self.virtual)
        self.save([head, *self.lines(second), *self.lines(first, 1),
                   {"schema": "scx-ab/note/1", "time": "", "text": "interrupted"}])
        _, place, lines, sessions, done = run.resume(self.path, 1)
        self.assertEqual((place.jobs, done), (1, 2))
        self.assertEqual(sessions, [first, *rest])
        # The guest that was cut short is left out, as it is repeated.
        self.assertEqual(lines[1:-1], list(self.lines(second)))

    def test_a_finished_file_does_not_tell_who_ended_first(self):
        head = results.header(self.virtual, VIRTUAL, "", {})
        sessions = run.guests_of(self.virtual)
        texts = []
        for order in (sessions, sessions[::-1], sessions[3:] + sessions[:3]):
            with results.ResultFile(self.path, [head]) as out:
                for session in order:
                    out.write(*self.lines(session))
                out.sort()
                out.note("x")
            texts.append(self.path.read_text(encoding="utf-8").splitlines())
        self.assertEqual(texts[0][:-1], texts[1][:-1])
        self.assertEqual(texts[0][:-1], texts[2][:-1])
        samples = [json.loads(line) for line in texts[0][1:-1]]
        self.assertEqual([line["seq"] for line in samples if "seq" in line], list(range(24)))
        self.assertEqual(json.loads(texts[0][-1])["text"], "x")

    def test_side_by_side(self):
        """As many as were asked for run at a time; the lines of each go to its own session."""
        sessions = [guests.Session(boot, [], 0) for boot in range(5)]
        running, most, ended = set(), [], []

        def begin(session):
            # The later one begins, the sooner it ends.
            session.child = guests.popen(
                ["sh", "-c", f"echo {session.boot}a; sleep 0.{5 - session.boot}; "
                             f"printf '{session.boot}b\\nrest'; exit {session.boot}"])
            running.add(session.boot)
            most.append(len(running))

        def end(session):
            running.remove(session.boot)
            ended.append((session.boot, session.status))
        guests.carry_out(sessions, 3, begin, lambda session, text: session.lines.append(text), end)
        self.assertEqual(max(most), 3)
        self.assertEqual(sorted(ended), [(boot, boot) for boot in range(5)])
        for session in sessions:
            self.assertEqual(session.lines, [f"{session.boot}a", f"{session.boot}b"])

    def test_an_interruption_ends_those_that_run(self):
        sessions = [guests.Session(boot, [], 0) for boot in range(3)]
        begun = []

        def begin(session):
            # This shell ends only when its command has ended, as tests/vm/vm does.
            session.child = guests.popen(
                ["bash", "-c", "trap 'exit 143' TERM; echo begun; sleep 60; :"])

        def interrupt(session, _):
            begun.append(session)
            if len(begun) == 2:  # before that the other shell may have no trap yet
                raise KeyboardInterrupt
        with self.assertRaises(KeyboardInterrupt):
            guests.carry_out(sessions, 2, begin, interrupt, None)
        self.assertIsNone(sessions[2].child)
        for session in sessions[:2]:
            self.assertEqual(session.child.wait(0), 143)
            session.child.stdout.close()


class Outlook(Case):
    """What is said before the first boot."""

    def said(self, settings_, place):
        sessions = run.guests_of(settings_) if settings_.virtual else \
            run.sessions_of(settings_, (), 0)
        return list(progress.outlook(settings_, sessions, place))

    def test_how_many_and_how_long(self):
        one = replace(VIRTUAL, jobs=1)
        self.assertEqual(self.said(self.virtual, one)[0],
                         "12 guests of 24 runs in all, 1 at a time: about 3 minutes")
        self.assertEqual(self.said(self.plan, GUEST)[0],
                         "3 boots of the guest, 102 runs: about 5 minutes")

    def test_what_can_be_shown(self):
        self.assertRegex(self.said(self.virtual, VIRTUAL)[1],
                         "^3 boots can show nothing of 2 figures an arm; 7 would do: about ")
        # The waits of all tasks are judged as well.
        more = [replace(w, waits=("p99", "p999")) for w in self.virtual.workloads]
        self.assertRegex(self.said(replace(self.virtual, workloads=more), VIRTUAL)[1],
                         "^3 boots can show nothing of 6 figures an arm; 8 would do")
        self.assertEqual(len(self.said(replace(self.virtual, boots=7, blocks=7), VIRTUAL)), 1)


class Options(unittest.TestCase):
    """Clock, CPUs and boots from the command line."""

    @staticmethod
    def checked(*argv):
        opts = options.parse(["--arms", "eevdf,fifo", "--workloads", "pingpong", *argv])
        options.check(opts, run.HERE)
        return opts

    def test_the_clock_of_a_guest_is_virtual(self):
        self.assertEqual(options.place(self.checked("--where", "guest")), replace(
            VIRTUAL, jobs=run.machine.cores()))
        self.assertEqual(options.place(self.checked("--where", "guest", "--clock", "real")), GUEST)

    def test_boots_and_blocks(self):
        for argv, blocks, boots in (
                ((), 10, 10), (("--blocks", "3"), 3, 3), (("--boots", "4"), 4, 4),
                (("--clock", "real"), 10, 10), (("--clock", "real", "--blocks", "4"), 4, 4),
                (("--clock", "real", "--blocks", "4", "--boots", "2"), 4, 2),
                (("--clock", "real", "--boots", "20"), 20, 20)):
            opts = self.checked("--where", "guest", *argv)
            self.assertEqual(options.blocks_and_boots(opts), (blocks, boots))

    def test_topology_has_the_number_of_cpus(self):
        for argv, cpus in ((("--topology", "sockets=2,cores=4"), 8), (("--cpus", "64"), 64),
                           (("--cpus", "8", "--topology", "sockets=2"), 8)):
            self.assertEqual(self.checked("--where", "guest", *argv).cpus, cpus)

    def test_contradictions(self):
        for argv, what in (
                (("--where", "host", "--clock", "virtual"), "--clock virtual needs a guest"),
                (("--clock", "real", "--shift", "0"), "--shift needs --clock virtual"),
                (("--clock", "real", "--topology", "cores=2"), "--topology needs --clock virtual"),
                (("--clock", "real", "--cpus", "4"), "--cpus 4 needs --clock virtual"),
                (("--cpus", "6", "--topology", "cores=4"), "has 4 CPUs, and --cpus says 6"),
                (("--topology", "sockets=9,cores=8"), "has 72 CPUs, and 64 are the most"),
                (("--boots", "3", "--blocks", "4"), "give --boots alone"),
                (("--clock", "real", "--boots", "3", "--blocks", "2"), "number of blocks"),
                (("--out", "/proc/x.jsonl"), "cannot write /proc/x.jsonl: .*--out")):
            with self.subTest(argv=argv):
                with self.assertRaisesRegex(plan.PlanError, what):
                    self.checked(*(() if "--where" in argv else ("--where", "guest")), *argv)


if __name__ == "__main__":
    sys.exit(unittest.main())
