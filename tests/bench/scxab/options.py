# SPDX-License-Identifier: GPL-2.0
"""The command line of scx-ab run, and whether this machine can do what it asks for."""
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
  scx-ab run --arms eevdf,fifo,weighted,latency --workloads hackbench-pipe,wake-hogs \\
      --blocks 10 --out results/raw/mine.jsonl
  scx-ab run --arms eevdf --arm 'cmd:scx_lavd' --workloads wake-hogs --out lavd.jsonl
  scx-ab run --arms eevdf,latency --custom 'make -s' --figure 'took ([0-9.]+)' --out make.jsonl
  scx-ab report results/raw/mine.jsonl

Exit status: 0 done, 1 failure or runs are missing, 2 wrong usage, 3 a scheduler is attached,
4 this kernel cannot, 5 not permitted, 130 interrupted.
"""

# One of each kind: throughput by threads and by sockets, waits beside hogs and in a crowd, shares,
# and what a switch costs.
STANDARD = ("hackbench-pipe-threads", "hackbench-socket", "wake-hogs", "wake-hackbench",
            "shares-pinned", "pingpong")


class Cannot(Exception):
    """This machine cannot do it; status is the exit status."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def parser():
    """The options."""
    p = argparse.ArgumentParser(prog="scx-ab run", epilog=EXAMPLES,
                                formatter_class=argparse.RawDescriptionHelpFormatter,
                                description="Measure workloads under two or more CPU schedulers.")
    p.add_argument("--arms", metavar="LIST", default="",
                   help="schedulers, the reference first: eevdf (the kernel's own), a policy, or a "
                   "policy with tunables, such as latency:slice_us=2000")
    p.add_argument("--arm", metavar="ARM", action="append", default=[],
                   help="one more: also object:FILE[:CONSTANT=VALUE]..., or cmd:COMMAND for a "
                   "scheduler that runs in the foreground until Ctrl-C; NAME=object:... names it")
    p.add_argument("--workloads", metavar="LIST", default="",
                   help="see --list (default, without --custom: those marked there)")
    p.add_argument("--custom", metavar="COMMAND", help="a workload of your own, called custom")
    p.add_argument("--figure", metavar="REGEX",
                   help="finds its figure in its output, in (…); POSIX extended")
    p.add_argument("--unit", default="s", help="of that figure (default s)")
    p.add_argument("--better", choices=("lower", "higher"), default="lower")
    p.add_argument("--blocks", type=int, default=10, metavar="N",
                   help="how often each arm is run, twice each time (default 10)")
    p.add_argument("--boots", type=int, metavar="N",
                   help="boots of the guest that the blocks are spread over (default: one each)")
    p.add_argument("--seconds", type=float, default=1.5, metavar="S",
                   help="length of a run, where the workload lets it be chosen (default 1.5)")
    p.add_argument("--limit", type=int, default=60, metavar="S",
                   help="a run that takes longer is ended and INVALID (default 60)")
    p.add_argument("--seed", type=int, help="of the order (default: from the clock; recorded)")
    p.add_argument("--no-aa", action="store_true", help="no second copy of the reference")
    p.add_argument("--no-probe", action="store_true", help="no histograms of wait times")
    p.add_argument("--where", choices=("auto", "host", "guest"), default="auto",
                   help="auto: here if the kernel has sched_ext, else in a guest")
    p.add_argument("--kernel", default="newest", help="of the guest: see tests/vm/kernel --help")
    p.add_argument("--cpus", type=int, default=2, metavar="N", help="of the guest (1 or 2)")
    p.add_argument("--out", metavar="FILE", help="result file (default: scx-ab-TIME.jsonl)")
    p.add_argument("--resume", action="store_true", help="go on with the runs that --out lacks")
    p.add_argument("--list", action="store_true",
                   help="list the workloads, those of the default with a *")
    p.add_argument("--version", action="version", version=f"scx-ab {machine.version()}")
    return p


def parse(argv):
    """The options in argv; ends the program for --help and for wrong ones (exit status 2)."""
    p = parser()
    opts = p.parse_args(argv)
    if opts.list:
        return opts
    if opts.resume and not opts.out:
        p.error("--resume takes --out FILE")
    if bool(opts.custom) != bool(opts.figure):
        p.error("--custom takes --figure, and the other way round")
    if opts.figure:
        try:
            groups = re.compile(opts.figure).groups
        except re.error as wrong:
            p.error(f"--figure: {wrong}")
        if groups != 1:
            p.error("--figure takes one group in parentheses: the figure")
    if not 1 <= opts.blocks <= 1000:
        p.error("--blocks is 1 to 1000")
    if opts.boots is not None and not 1 <= opts.boots <= opts.blocks:
        p.error("--boots is 1 to the number of blocks")
    if not 0.1 <= opts.seconds <= 3600:
        p.error("--seconds is 0.1 to 3600")
    if not 1 <= opts.limit <= 86400:
        p.error("--limit is 1 to 86400")
    if not 1 <= opts.cpus <= 2:
        p.error("--cpus is 1 or 2: a guest with more CPUs than there are cores measures nothing")
    if not opts.out:
        opts.out = time.strftime("scx-ab-%Y%m%d-%H%M%S.jsonl")
    return opts


def check(opts, here):
    """Decide where to run; Cannot when that is impossible."""
    there = os.path.isdir("/sys/kernel/sched_ext")
    if opts.where == "auto":
        opts.where = "host" if there else "guest"
    if opts.where == "host":
        if not there:
            raise Cannot(4, "this kernel has no sched_ext: --where guest")
        if os.geteuid() != 0:
            raise Cannot(5, "not permitted to change the scheduler: run as root")
    elif not machine.vm(here):
        raise Cannot(4, "this kernel has no sched_ext, and guests take the source tree: "
                     "run its tests/bench/scx-ab")


def policies(here):
    """All names of policies, to the one the policy itself has, from scx-load."""
    try:
        text = subprocess.run([machine.program(here, "scx-load"), "--list", "--json"], check=True,
                              capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as wrong:
        raise Cannot(1, f"scx-load --list does not work: {wrong}") from wrong
    names = {}
    for policy in json.loads(text)["policies"]:
        for name in [policy["name"]] + policy["aliases"]:
            names[name] = policy["name"]
    return names


def settings(opts, here):
    """The plan that the options ask for; PlanError when it makes no sense."""
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
