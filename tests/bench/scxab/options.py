# SPDX-License-Identifier: GPL-2.0
"""The command line of scx-ab run, and the check that this machine can do what it asks for."""
import argparse
import json
import math
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from . import machine, plan, usage
from .guests import Place, jobs_of
from .machine import Cannot
from .plan import PlanError

EXAMPLES = """\
examples:
  scx-ab run --arms eevdf,latency --workloads hackbench-pipe,wake-hogs --boots 10 \\
      --out results/raw/mine.jsonl
  scx-ab run --arms eevdf,latency --topology sockets=2,cores=4 --out llcs.jsonl
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
BOOTS = 10  # or blocks, unless the user says so
SMP = ("sockets", "dies", "clusters", "cores", "threads")  # words of QEMU's -smp


def where_options(p):
    """Add the options that say where to run, and by which clock."""
    p.add_argument("--where", type=usage.choice("place", ("auto", "host", "guest")),
                   default="auto", metavar="PLACE",
                   help="where to run: host, guest, or auto (default): on this machine if its "
                   "kernel has sched_ext, otherwise in a guest")
    p.add_argument("--clock", type=usage.choice("clock", ("virtual", "real")), metavar="CLOCK",
                   help="virtual (default in a guest): the guest's clock counts instructions, so "
                   "the same seed gives the same figures however busy this machine is, and each "
                   "arm has a guest of its own for each boot. real (always on a host): time, and "
                   "all arms in one boot")
    p.add_argument("--shift", type=usage.whole(0, 1), metavar="N",
                   help="virtual clock: an instruction takes 2^N ns, N is 0 or 1 (default 1)")
    p.add_argument("--kernel", default="newest",
                   help="kernel of the guest: see tests/vm/kernel --help")
    p.add_argument("--cpus", type=usage.whole(1, 64), metavar="N",
                   help="number of CPUs of the guest (default 2, or what --topology says); with "
                   "the real clock at most 2")
    p.add_argument("--topology", type=topology, metavar="SPEC",
                   help="virtual clock: words of QEMU's -smp, such as sockets=2,cores=4; a socket "
                   "is an LLC")
    p.add_argument("--jobs", type=usage.whole(1, 1024), metavar="N",
                   help="guests that run side by side (default: with the virtual clock as many as "
                   "this machine has CPUs, with the real clock 1)")


def parser():
    """Return the parser of the options."""
    p = usage.Parser("run", epilog=EXAMPLES,
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
    p.add_argument("--better", type=usage.choice("word", ("lower", "higher")), default="lower",
                   metavar="WORD",
                   help="whether a lower or a higher figure is better (default lower)")
    p.add_argument("--boots", type=usage.whole(1, 1000), metavar="N",
                   help="virtual clock: number of boots, each with another seed, in which each arm "
                   "runs each workload once (default 10). Real clock: boots of the guest over "
                   "which the blocks are spread (default: a boot each)")
    p.add_argument("--blocks", type=usage.whole(1, 1000), metavar="N",
                   help="real clock: number of blocks, each of which runs each arm twice (default "
                   "10). Virtual clock: the same as --boots")
    p.add_argument("--seconds", type=usage.number(0.1, 3600), default=1.5, metavar="S",
                   help="length of a run, if the workload has none of its own (default 1.5)")
    p.add_argument("--limit", type=usage.whole(1, 86400), default=60, metavar="S",
                   help="end a run that takes longer, and mark it INVALID (default 60)")
    p.add_argument("--seed", type=usage.whole(0), metavar="N",
                   help="seed of the order, and of guests in virtual time (default: from the "
                   "clock); it is recorded")
    p.add_argument("--no-aa", action="store_true",
                   help="do without the second copy of the reference")
    p.add_argument("--no-probe", action="store_true",
                   help="do without the histograms of wait times")
    where_options(p)
    p.add_argument("--out", metavar="FILE",
                   help="result file to write (default: scx-ab-TIME.jsonl)")
    p.add_argument("--resume", action="store_true",
                   help="run what the file of --out lacks")
    p.add_argument("--list", action="store_true",
                   help="list the workloads; those of the default have a *")
    p.add_argument("--version", action="version", version=f"scx-ab {machine.version()}")
    return p


def topology(text):
    """Return the value of --topology."""
    for word in text.split(","):
        name, _, value = word.partition("=")
        if name not in SMP:
            raise argparse.ArgumentTypeError(usage.unknown("word", name, SMP))
        if not value.isdecimal() or int(value) < 1:
            raise argparse.ArgumentTypeError(f"{name} takes a whole number from 1 on, "
                                             f"not '{value}'")
    return text


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
    if not opts.out:
        opts.out = time.strftime("scx-ab-%Y%m%d-%H%M%S.jsonl")
    return opts


def check(opts, here):
    """Decide where to run, and by which clock. Raises Cannot when that is impossible here, and
    PlanError when the options contradict each other."""
    if opts.resume:
        return
    there = os.path.isdir("/sys/kernel/sched_ext")
    if opts.where == "auto":
        opts.where = "host" if there else "guest"
    if opts.where == "host" and opts.clock == "virtual":
        raise PlanError("--clock virtual needs a guest, and this would run on the host: add "
                        "--where guest")
    opts.clock = opts.clock or ("virtual" if opts.where == "guest" else "real")
    if opts.where == "host":
        if not there:
            raise Cannot(4, "this kernel has no sched_ext: use --where guest")
        if os.geteuid() != 0:
            raise Cannot(5, "not permitted to change the scheduler: run as root")
    elif not machine.tree():
        raise Cannot(4, "this kernel has no sched_ext, and a guest needs the source tree: "
                     "run tests/bench/scx-ab there")
    check_clock(opts)
    check_out(Path(opts.out))


def check_clock(opts):
    """Check the options that depend on the clock, and fill in those that were not given."""
    if opts.clock == "virtual":
        if opts.boots and opts.blocks and opts.boots != opts.blocks:
            raise PlanError("with the virtual clock a block is a boot: give --boots alone")
        opts.shift = 1 if opts.shift is None else opts.shift
        product = math.prod(int(word.split("=")[1]) for word in
                            (opts.topology.split(",") if opts.topology else ()))
        opts.cpus = opts.cpus or (product if opts.topology else 2)
        if opts.cpus > 64:
            raise PlanError(f"--topology {opts.topology} has {opts.cpus} CPUs, and 64 are the most")
        if opts.cpus % product:
            raise PlanError(f"--topology {opts.topology} has {product} CPUs, and --cpus says "
                            f"{opts.cpus}")
        return
    for name in ("shift", "topology"):
        if getattr(opts, name) is not None:
            raise PlanError(f"--{name} needs --clock virtual")
    if opts.where == "host" and (opts.jobs or 1) > 1:
        raise PlanError("--jobs needs guests: runs on one host cannot be side by side")
    opts.cpus = opts.cpus or 2
    if opts.cpus > 2:
        raise PlanError(f"--cpus {opts.cpus} needs --clock virtual: with the real clock a guest "
                        "with more CPUs than the host measures nothing")
    if opts.boots and opts.blocks and opts.boots > opts.blocks:
        raise PlanError("--boots takes a number from 1 to the number of blocks")


def check_out(path):
    """Check that the result file can be written, before anything is measured."""
    if path.exists():
        raise PlanError(f"{path} exists: --resume goes on with it, --out names another")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as wrong:
        raise PlanError(f"cannot write {path}: {wrong.strerror}: name a file in another directory "
                        "with --out") from wrong


def place(opts):
    """Return the Place that the options ask for."""
    guest = opts.where == "guest"
    return Place(opts.where, opts.clock, opts.shift, opts.kernel if guest else None,
                 opts.cpus if guest else None, opts.topology, jobs_of(opts.jobs, opts.clock))


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
            raise PlanError(f"there is no file {file}")
    custom = None
    names = [name for name in opts.workloads.split(",") if name]
    if opts.custom:
        metric = {"name": "figure", "unit": opts.unit, "better": opts.better}
        custom = plan.Workload("custom", opts.custom, (metric,))
        names.append("custom")
    elif not names:
        names = list(STANDARD)
    workloads = plan.workloads_of(names, here / "workloads", custom)
    for workload in workloads:
        for program in workload.needs:
            machine.need(here, program, workload.name)
    seed = opts.seed if opts.seed is not None else int(time.time())
    return plan.Plan(arms, aa, workloads, *blocks_and_boots(opts), seed, opts.seconds, opts.limit,
                     not opts.no_probe, (opts.figure, opts.custom) if opts.custom else (),
                     opts.clock)


def blocks_and_boots(opts):
    """Return the numbers of blocks and boots."""
    if opts.clock == "virtual":
        boots = opts.boots or opts.blocks or BOOTS
        return boots, boots
    blocks = opts.blocks or max(BOOTS, opts.boots or 0)
    return blocks, opts.boots or (blocks if opts.where == "guest" else 1)
