# SPDX-License-Identifier: GPL-2.0
"""The command line of scx-ab run, and the check that this machine can do what it asks for."""
import argparse
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import machine, plan

EXAMPLES = """\
examples:
  scx-ab run --arms eevdf,latency --workloads hackbench-pipe,wake-hogs --blocks 10 \\
      --out results/raw/mine.jsonl
  scx-ab run --arms eevdf --arm 'cmd:scx_lavd' --workloads wake-hogs --out lavd.jsonl
  scx-ab run --arms eevdf,latency --custom 'make -s' --figure 'took ([0-9.]+)' --out make.jsonl
  scx-ab report results/raw/mine.jsonl

Exit status: 0 done, 1 failure or missing runs, 2 wrong usage, 3 another scheduler is attached,
4 this kernel lacks sched_ext, 5 not permitted, 130 interrupted.
"""

# One workload of each kind: throughput by threads and by sockets, waits beside hogs and in a crowd,
# shares, and the cost of a switch.
STANDARD = ("hackbench-pipe-threads", "hackbench-socket", "wake-hogs", "wake-hackbench",
            "shares-pinned", "pingpong")


class Cannot(Exception):
    """This machine cannot do what was asked for. status is the exit status."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def parser():
    """Return the parser of the options."""
    p = argparse.ArgumentParser(prog="scx-ab run", epilog=EXAMPLES,
                                formatter_class=argparse.RawDescriptionHelpFormatter,
                                description="Measure workloads under two or more CPU schedulers.")
    p.add_argument("--arms", metavar="LIST", default="",
                   help="schedulers, the reference first: eevdf (the kernel's own), a policy, or a "
                   "policy with tunables, such as latency:slice_us=2000")
    p.add_argument("--arm", metavar="ARM", action="append", default=[],
                   help="one more arm: also object:FILE[:CONSTANT=VALUE]..., or cmd:COMMAND for a "
                   "program that attaches a scheduler until Ctrl-C; NAME=object:... gives the "
                   "arm a name")
    p.add_argument("--workloads", metavar="LIST", default="",
                   help="workloads; --list prints them and marks the default with a *")
    p.add_argument("--custom", metavar="COMMAND",
                   help="run COMMAND as a workload of your own, named custom")
    p.add_argument("--figure", metavar="REGEX",
                   help="find the figure of COMMAND in its output: the part in (…); POSIX extended")
    p.add_argument("--unit", default="s", help="unit of that figure (default s)")
    p.add_argument("--better", choices=("lower", "higher"), default="lower",
                   help="whether a lower or a higher figure is better (default lower)")
    p.add_argument("--blocks", type=int, default=10, metavar="N",
                   help="number of blocks; each one runs each arm twice (default 10)")
    p.add_argument("--boots", type=int, metavar="N",
                   help="spread the blocks over N boots of the guest (default: a boot each)")
    p.add_argument("--seconds", type=float, default=1.5, metavar="S",
                   help="length of a run, if the workload has none of its own (default 1.5)")
    p.add_argument("--limit", type=int, default=60, metavar="S",
                   help="end a run that takes longer, and mark it INVALID (default 60)")
    p.add_argument("--seed", type=int,
                   help="seed of the order (default: from the clock); it is recorded")
    p.add_argument("--no-aa", action="store_true",
                   help="do without the second copy of the reference")
    p.add_argument("--no-probe", action="store_true",
                   help="do without the histograms of wait times")
    p.add_argument("--where", choices=("auto", "host", "guest"), default="auto",
                   help="where to run; auto (default): on this machine if its kernel has "
                   "sched_ext, otherwise in a guest")
    p.add_argument("--kernel", default="newest",
                   help="kernel of the guest: see tests/vm/kernel --help")
    p.add_argument("--cpus", type=int, default=2, metavar="N",
                   help="number of CPUs of the guest (1 or 2)")
    p.add_argument("--out", metavar="FILE",
                   help="result file to write (default: scx-ab-TIME.jsonl)")
    p.add_argument("--resume", action="store_true",
                   help="run what the file of --out lacks")
    p.add_argument("--list", action="store_true",
                   help="list the workloads; those of the default have a *")
    p.add_argument("--version", action="version", version=f"scx-ab {machine.version()}")
    return p


def parse(argv):
    """Parse argv. Ends the program for --help, and for wrong options (exit status 2)."""
    p = parser()
    opts = p.parse_args(argv)
    if opts.list:
        return opts
    if opts.resume and not opts.out:
        p.error("--resume needs --out FILE")
    if bool(opts.custom) != bool(opts.figure):
        p.error("--custom and --figure need each other")
    if opts.figure:
        try:
            groups = re.compile(opts.figure).groups
        except re.error as wrong:
            p.error(f"--figure: {wrong}")
        if groups != 1:
            p.error("--figure needs one group in parentheses, which is the figure")
    if not 1 <= opts.blocks <= 1000:
        p.error("--blocks takes a number from 1 to 1000")
    if opts.boots is not None and not 1 <= opts.boots <= opts.blocks:
        p.error("--boots takes a number from 1 to the number of blocks")
    if not 0.1 <= opts.seconds <= 3600:
        p.error("--seconds takes a number from 0.1 to 3600")
    if not 1 <= opts.limit <= 86400:
        p.error("--limit takes a number from 1 to 86400")
    if not 1 <= opts.cpus <= 2:
        p.error("--cpus takes 1 or 2: a guest with more CPUs than the host measures nothing")
    if not opts.out:
        opts.out = time.strftime("scx-ab-%Y%m%d-%H%M%S.jsonl")
    return opts


def check(opts, here):
    """Decide where to run. Raises Cannot when that is impossible."""
    there = os.path.isdir("/sys/kernel/sched_ext")
    if opts.where == "auto":
        opts.where = "host" if there else "guest"
    if opts.where == "host":
        if not there:
            raise Cannot(4, "this kernel has no sched_ext: use --where guest")
        if os.geteuid() != 0:
            raise Cannot(5, "not permitted to change the scheduler: run as root")
    elif not machine.vm(here):
        raise Cannot(4, "this kernel has no sched_ext, and a guest needs the source tree: "
                     "run tests/bench/scx-ab there")


def policies(here):
    """Return {name or alias: name} of all policies, from scx-load."""
    try:
        text = subprocess.run([machine.program(here, "scx-load"), "--list", "--json"], check=True,
                              capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as wrong:
        raise Cannot(1, f"scx-load --list failed: {wrong}") from wrong
    names = {}
    for policy in json.loads(text)["policies"]:
        for name in [policy["name"]] + policy["aliases"]:
            names[name] = policy["name"]
    return names


def settings(opts, here):
    """Return the plan that the options ask for. Raises PlanError for wrong ones."""
    arms, aa = plan.arms_of([name for name in opts.arms.split(",") if name] + opts.arm,
                            policies(here), not opts.no_aa)
    for file in machine.files_of(arms):
        if not Path(file).is_file():
            raise plan.PlanError(f"there is no file {file}")
    custom = None
    names = [name for name in opts.workloads.split(",") if name]
    if opts.custom:
        metric = {"name": "figure", "unit": opts.unit, "better": opts.better}
        custom = plan.Workload("custom", opts.custom, (metric,))
        names.append("custom")
    elif not names:
        names = list(STANDARD)
    workloads = plan.workloads_of(names, here / "workloads", custom)
    for program in sorted({need for workload in workloads for need in workload.needs}):
        if not shutil.which(program, path=machine.path(here)):
            raise plan.PlanError(f"{program} is not installed: make deps")
    boots = opts.boots or (opts.blocks if opts.where == "guest" else 1)
    seed = opts.seed if opts.seed is not None else int(time.time())
    return plan.Plan(arms, aa, workloads, opts.blocks, boots, seed, opts.seconds, opts.limit,
                     not opts.no_probe, (opts.figure, opts.custom) if opts.custom else ())
