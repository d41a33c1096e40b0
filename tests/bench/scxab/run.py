# SPDX-License-Identifier: GPL-2.0
"""scx-ab run: carry out a plan, on this machine or in guests, and write each sample as it comes."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import machine, options, plan
from .plan import PlanError

HERE = machine.here()


def header(settings, opts, command):
    """Return the first line of a result file."""
    return {
        "schema": "scx-ab/header/1",
        "time": machine.now(),
        "command": command,
        "seed": settings.seed,
        "version": machine.version(),
        "git": machine.git(HERE),
        "where": opts.where,
        "kernel": opts.kernel if opts.where == "guest" else None,
        "cpus": opts.cpus if opts.where == "guest" else None,
        "arms": [arm.name for arm in settings.arms],
        "specs": [arm.spec for arm in settings.arms],
        "reference": settings.arms[0].name,
        "aa": settings.aa,
        "blocks": settings.blocks,
        "boots": settings.boots,
        "seconds": settings.seconds,
        "limit": settings.limit,
        "probe": settings.probe,
        "custom": settings.custom or None,
        "workloads": [workload.header() for workload in settings.workloads],
    }


def settings_from(head):
    """Return the plan that a header describes, so that --resume goes on with the same plan."""
    return plan.Plan(
        arms=[plan.Arm(*pair) for pair in zip(head["arms"], head["specs"])],
        aa=head["aa"],
        workloads=[plan.Workload(w["name"], w["about"], tuple(w["metrics"]))
                   for w in head["workloads"]],
        blocks=head["blocks"],
        boots=head["boots"],
        seed=head["seed"],
        seconds=head["seconds"],
        limit=head["limit"],
        probe=head["probe"],
        custom=tuple(head["custom"] or ()),
    )


def read_begun(path):
    """Read a result file to go on with. Returns its header, (boot, block, workload, turn) of the
    runs that it has, and the number of its samples.

    A last line that a crash has cut short is removed.
    """
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    try:
        lines = [json.loads(line) for line in whole.splitlines()]
        head = lines[0]
        if head["schema"] != "scx-ab/header/1":
            raise KeyError
        samples = [line for line in lines if line["schema"] == "scx-ab/sample/1"]
    except (ValueError, KeyError, IndexError, TypeError) as wrong:
        raise PlanError(f"{path} is not a result file of scx-ab") from wrong
    if whole != text:
        os.truncate(path, len(whole))
    done = {(s["boot"], s["block"], s["workload"], s["turn"]) for s in samples if not s["warmup"]}
    return head, done, len(samples)


def whole_boots(settings, done):
    """Return the runs in done that belong to complete boots. The other boots are repeated: runs
    that another boot adds would be compared with them as if it were the same boot."""
    whole = {boot for boot in range(settings.boots)
             if all((boot, block, workload, turn) in done
                    for block, turn, _, workload in settings.counted(boot))}
    return {key for key in done if key[0] in whole}


class Progress:
    """Progress on stderr, with the time left: a line that is rewritten, or a line for each boot."""

    def __init__(self, boots, runs):
        self.boots, self.left, self.begun, self.ran = boots, runs, time.monotonic(), 0
        self.moves = sys.stderr.isatty()

    def line(self, boot, text, end):
        """Write a line in place of the previous one."""
        took = (time.monotonic() - self.begun) / max(self.ran, 1) * self.left
        left = f", {int(took / 60)}:{int(took % 60):02} left" if self.ran and self.left else ""
        line = f"boot {boot + 1} of {self.boots}: {text}{left}"
        if self.moves:
            line = "\r" + line[: shutil.get_terminal_size().columns - 1] + "\x1b[K"
        print(line, end=end, file=sys.stderr, flush=True)

    def sample(self, sample):
        """Take note of a run that has ended."""
        self.ran += 1
        self.left -= 1
        if not sample["valid"]:
            self.line(sample["boot"], f"{sample['workload']} under {sample['arm']}: INVALID: "
                      f"{sample['invalid']}", "\n")
        elif self.moves:
            figure = next(iter(sample["metrics"].items()), ("", ""))
            self.line(sample["boot"], f"{sample['workload']} under {sample['arm']}: {figure[0]} "
                      f"{figure[1]}", "")


class Runner:
    """Carries out a plan and keeps its result file."""

    def __init__(self, settings, opts, out):
        self.settings, self.opts, self.out = settings, opts, out
        self.child = None
        self.invalid = 0

    def write(self, line):
        """Write a line to disk, so that no later failure can lose it."""
        self.out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.out.flush()
        os.fsync(self.out.fileno())

    def note(self, text):
        """Write a note for the reader of the report."""
        self.write({"schema": "scx-ab/note/1", "time": machine.now(), "text": text})

    def command(self, path, runs):
        """Return the command of the agent, on this machine or in a guest with the plan at the same
        path."""
        if self.opts.where == "host":
            return [str(HERE / "agent"), path]
        most = 120 + len(runs) * (20 + self.settings.limit)
        command = [str(machine.vm(HERE)), "--kernel", self.opts.kernel, "--cpus",
                   str(self.opts.cpus), "--timeout", str(most), "--file", path]
        for file in machine.files_of(self.settings.arms):
            command += ["--file", file]
        return command + ["--", "/usr/lib/scx-ab/agent", path]

    def boot(self, boot, runs, seq, resumed, progress):
        """Carry out the runs of one boot. Returns the exit status of the agent."""
        with tempfile.NamedTemporaryFile("w", prefix="scx-ab-", suffix=".plan") as file:
            file.write(self.settings.text(boot, runs, seq))
            file.flush()
            around = machine.around(self.opts.where)
            self.child = subprocess.Popen(self.command(file.name, runs), text=True,
                                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            for line in self.child.stdout:
                self.take(line, around, resumed, progress)
            return self.child.wait()

    def take(self, line, around, resumed, progress):
        """Take a line from the agent."""
        try:
            line = json.loads(line)
        except ValueError:
            print(f"scx-ab: not a line of the agent: {line[:80]!r}", file=sys.stderr)
            return
        if line["schema"] == "scx-ab/boot/1":
            line.update(around)
        else:
            line["resumed"] = resumed
            self.invalid += not line["valid"]
        self.write(line)
        if line["schema"] == "scx-ab/sample/1":
            progress.sample(line)

    def run(self, done, seq):
        """Carry out all boots. Returns the exit status."""
        left = {boot: self.settings.runs(boot, done) for boot in range(self.settings.boots)}
        progress = Progress(self.settings.boots, sum(map(len, left.values())))
        broken = 0
        for boot, runs in left.items():
            if not runs:
                continue
            progress.line(boot, f"{len(runs)} runs", "" if progress.moves else "\n")
            before = progress.left
            resumed = any(key[0] == boot for key in done)
            status = self.boot(boot, runs, seq, resumed, progress)
            seq += len(runs)
            if status in (3, 4, 5):
                return status
            if progress.left != before - len(runs):
                broken += 1
                self.note(f"boot {boot} ended early with status {status}")
                progress.left = before - len(runs)
        if progress.moves:
            print(file=sys.stderr)
        return 1 if broken else 0

    def stop(self):
        """End what runs: the agent detaches its scheduler, a guest is powered off."""
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(30)
            except subprocess.TimeoutExpired:
                self.child.kill()


def begin(opts, command):
    """Open the result file. Returns (settings, file, runs that are done, next number)."""
    path = Path(opts.out)
    if opts.resume:
        if not path.exists():
            raise PlanError(f"{path} does not exist, so there is nothing to go on with")
        head, done, seq = read_begun(path)
        if head["git"] != machine.git(HERE):
            raise PlanError(f"{path} is from revision {head['git']} of scx-ab, and this is "
                            f"{machine.git(HERE)}: measure again from the start")
        opts.where, opts.kernel = head["where"], head["kernel"]
        opts.cpus = head.get("cpus") or opts.cpus
        settings = settings_from(head)
        if opts.where == "guest":
            done = whole_boots(settings, done)
        return settings, path.open("a", encoding="utf-8"), done, seq
    if path.exists():
        raise PlanError(f"{path} exists: --resume goes on with it")
    settings = options.settings(opts, HERE)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = path.open("w", encoding="utf-8")
    json.dump(header(settings, opts, command), out, ensure_ascii=False)
    out.write("\n")
    return settings, out, set(), 0


def carry_out(opts, command):
    """Run what the options ask for. Returns the exit status."""
    settings, out, done, seq = begin(opts, command)
    runner = Runner(settings, opts, out)
    with out:
        if done:
            runner.note(f"resumed after {len(done)} runs")
        # Ctrl-C and SIGTERM have the same effect, also in the background of a script.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        try:
            status = runner.run(done, seq)
        except KeyboardInterrupt:
            runner.stop()
            runner.note("interrupted")
            print(f"\nscx-ab: interrupted; go on with: scx-ab run --resume --out {opts.out}",
                  file=sys.stderr)
            return 130
    if runner.invalid:
        print(f"scx-ab: {runner.invalid} runs were INVALID; the report names them", file=sys.stderr)
    if status == 1:
        print(f"scx-ab: runs are missing; try again with: scx-ab run --resume --out {opts.out}",
              file=sys.stderr)
    if status == 0:
        print(f"{opts.out}: done; scx-ab report {opts.out}")
    return status


def main(argv):
    """scx-ab run. Returns the exit status."""
    opts = options.parse(argv)
    if opts.list:
        for workload in plan.known_workloads(HERE / "workloads").values():
            mark = "*" if workload.name in options.STANDARD else " "
            print(f"{workload.name:25}{mark} {workload.about}")
        return 0
    try:
        options.check(opts, HERE)
        return carry_out(opts, "scx-ab run " + " ".join(map(machine.quote, argv)))
    except PlanError as wrong:
        print(f"scx-ab: {wrong}", file=sys.stderr)
        return 2
    except options.Cannot as wrong:
        print(f"scx-ab: {wrong}", file=sys.stderr)
        return wrong.status
    except OSError as wrong:
        print(f"scx-ab: {wrong}", file=sys.stderr)
        return 1
