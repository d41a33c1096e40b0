# SPDX-License-Identifier: GPL-2.0
"""The plan of a benchmark: arms, workloads, and the order of the runs.

In real time a block holds every workload, and for each workload every arm twice: the arms in random
order, then in reverse order, so that a steady drift of the machine affects all arms alike. For two
arms the order is A B B A.

In virtual time nothing drifts, and each arm has a guest of its own for each boot, so that one arm
cannot change the figures of another. The guests of a boot run the workloads in the same order. A
boot is a block there.
"""
import os
import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from .usage import unknown

# The first run in a guest begins at the next multiple of so many seconds, when the scheduler has
# been loaded and the kernel has ended what it begins at boot. An idle guest in virtual time takes
# about as long as a real one, so it is one.
SETTLE = 1


class PlanError(Exception):
    """A sentence for the user about what is wrong with the request."""


@dataclass(frozen=True)
class Arm:
    """A scheduler to measure. The agent reads spec."""

    name: str
    spec: str


@dataclass(frozen=True)
class Workload:
    """A workload and its figures. The first metric is the primary one."""

    name: str
    about: str
    metrics: tuple  # of dicts: name, unit, better
    needs: tuple = ()  # programs
    files: tuple = ()  # data files and folders
    waits: tuple = ()  # percentiles of the waits of all tasks that are judged: "p99", "p999"

    def header(self):
        """Return the workload as the header of a result file has it."""
        found = {"name": self.name, "about": self.about, "metrics": list(self.metrics)}
        return {**found, "waits": list(self.waits)} if self.waits else found


def spec_of(name, policies):
    """Return the spec of an arm from the user's words. policies maps every name to the main one."""
    if name == "eevdf":
        return "default"
    if re.fullmatch("object:.+", name):
        file, constants = object_of(name)
        return ":".join(["object", file] + constants)
    if re.fullmatch("cmd:.+", name):
        return name
    policy, *tunables = name.split(":")
    if policy in policies and all(re.fullmatch(r"[\w.]+=\d+", word) for word in tunables):
        return ":".join(["policy", policies[policy]] + tunables)
    if policy in policies:
        raise PlanError(f"unknown arm '{name}'; a policy with tunables is {policy}:KEY=VALUE, "
                        "where VALUE is a whole number")
    main = ", ".join(dict.fromkeys(policies.values()))
    raise PlanError(unknown("arm", policy if tunables else name, ["eevdf", *policies],
                            f"an arm is eevdf, {main}, POLICY:KEY=VALUE, object:FILE, "
                            "object:FILE:CONSTANT=VALUE or cmd:COMMAND"))


def object_of(spec):
    """Split "object:FILE[:CONSTANT=VALUE]..." into the file, as an absolute path, and the words
    CONSTANT=VALUE."""
    file, constants = re.fullmatch(r"object:(.+?)((?::\w+=-?\w+)*)", spec).groups()
    return os.path.abspath(file), constants.split(":")[1:]


def file_of(spec):
    """Return the file of an arm: its object, or the program of its command, which may be a name for
    PATH to find; None if it has none."""
    if spec.startswith("object:"):
        return object_of(spec)[0]
    return re.match(r"cmd:\s*(\S+)", spec)[1] if spec.startswith("cmd:") else None


def with_file(spec, file):
    """Return the spec of an arm with another file in the place of its own."""
    if spec.startswith("object:"):
        return ":".join(["object", file] + object_of(spec)[1])
    return re.sub(r"(cmd:\s*)\S+", lambda found: found[1] + file, spec, count=1)


def arms_of(names, policies, add_aa=True):
    """Return the arms from the user's words, and the name of the A/A arm. The first arm is the
    reference.

    An arm that is named twice gets a second copy, NAME/2. Unless add_aa is false, the reference
    gets a second copy too: A/A compares those two. When these two are the only arms, the second is
    an arm like any other, to see whether a difference is found.
    """
    arms = []
    if not names:
        raise PlanError("no arms: name two or more schedulers with --arms")
    if add_aa and len(names) > 1 and names.count(names[0]) == 1:
        names = names[:1] * 2 + names[1:]
    for name in names:
        named = re.fullmatch(r"([\w.-]+)=((?:object|cmd):.*)", name)
        name, spec = named.groups() if named else (name, name)
        spec = spec_of(spec, policies)
        copies = sum(arm.spec == spec for arm in arms)
        arms.append(Arm(name if not copies else f"{name}/{copies + 1}", spec))
    if len(arms) < 2:
        raise PlanError("a comparison needs two arms; an arm named twice makes an A/A run")
    same = [arm.name for arm in arms[1:] if arm.spec == arms[0].spec]
    return arms, same[0] if same and len(arms) > 2 else None


def read_workload(path):
    """Return a workload from the head of its file."""
    found = {"about": "", "needs": (), "files": (), "waits": ()}
    metrics = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word = re.match(r"# (about|needs|files|waits|metric): (.*)", line)
        if not word:
            continue
        if word[1] == "about":
            found["about"] = word[2]
        elif word[1] == "metric":
            name, unit, better = word[2].split()
            metrics.append({"name": name, "unit": unit, "better": better})
        else:
            found[word[1]] += tuple(word[2].split())
    return Workload(path.name, metrics=tuple(metrics), **found)


def known_workloads(folder):
    """Return all workloads in a folder, by name."""
    return {path.name: read_workload(path) for path in sorted(Path(folder).iterdir())}


def workloads_of(names, folder, custom=None):
    """Return the named workloads. custom is the one of --custom."""
    known = known_workloads(folder)
    if custom:
        known["custom"] = custom
    for name in names:
        if name not in known:
            raise PlanError(unknown("workload", name, known, "scx-ab run --list describes them"))
    if len(set(names)) != len(names):
        raise PlanError("a workload is named twice")
    return [known[name] for name in names]


def block_order(seed, block, workload, arms):
    """Return the names of the arms in the order of their turns: each twice, the second half
    mirrored."""
    names = [arm.name for arm in arms]
    random.Random(f"{seed} {block} {workload}").shuffle(names)
    return names + names[::-1]


def blocks_of_boot(blocks, boots, boot):
    """Return the numbers of the blocks of a boot. Boots differ by at most one block."""
    return range(boot * blocks // boots, (boot + 1) * blocks // boots)


@dataclass
class Plan:
    """All that decides what is run. The header of a result file has the same."""

    arms: list
    aa: str
    workloads: list
    blocks: int
    boots: int
    seed: int
    seconds: float
    limit: int = 60
    probe: bool = True
    custom: tuple = ()  # regular expression and command
    clock: str = "real"

    @property
    def virtual(self):
        """Return whether time is virtual, and each arm has a guest of its own for each boot."""
        return self.clock == "virtual"

    def order(self, block):
        """Return the names of the workloads in the order in which a block runs them."""
        names = [workload.name for workload in self.workloads]
        random.Random(f"{self.seed} {block}").shuffle(names)
        return names

    def counted(self, boot):
        """Yield (block, turn, arm name, workload name) of each run of a boot that counts, in real
        time."""
        for block in blocks_of_boot(self.blocks, self.boots, boot):
            for workload in self.order(block):
                order = block_order(self.seed, block, workload, self.arms)
                for turn, arm in enumerate(order):
                    yield block, turn, arm, workload

    def runs(self, boot, done=()):
        """Return the runs of a boot that are not in done, warm-up first, in real time.

        A run is (block, turn, arm name, workload name, is it warm-up); done has (boot, block,
        workload name, turn).
        """
        left = [run for run in self.counted(boot) if (boot, run[0], run[3], run[1]) not in done]
        warm = {}
        for block, _, arm, workload in left:
            warm.setdefault(workload, (block, 0, arm, workload, True))
        return list(warm.values()) + [run + (False,) for run in left]

    def guest_runs(self, boot, arm):
        """Return the runs of the guest that an arm has for a boot, in virtual time. There is no
        warm-up: no cache gets warm there. The turn is 0 whatever the other arms are: the guest
        reads it, and must not depend on them."""
        return [(boot, 0, arm, name, False) for name in self.order(boot)]

    def qemu_seed(self, boot, name):
        """Return the seed of QEMU for a boot of an arm. All arms of a boot have the same seed, save
        copies: the second copy of a scheduler would give identical figures with the seed of the
        first, and A/A would compare nothing. With a seed of its own, what is left between copies is
        phase: which of the many orders of events that were equally possible came about."""
        place = next(i for i, arm in enumerate(self.arms) if arm.name == name)
        copy = sum(arm.spec == self.arms[place].spec for arm in self.arms[:place])
        return zlib.crc32(f"{self.seed} {boot} {copy}".encode())

    def text(self, boot, runs, seq, specs):
        """Return the plan of a boot as the agent reads it. specs has the spec of each arm by name,
        as it is where the agent runs."""
        lines = [("boot", boot), ("seconds", self.seconds), ("limit", self.limit),
                 ("probe", "on" if self.probe else "off"),
                 ("settle", SETTLE if self.virtual else 0)]
        names = dict.fromkeys(run[2] for run in runs)
        lines += [("arm", name, specs[name]) for name in names]
        if self.custom:
            lines.append(("custom",) + self.custom)
        for block, turn, arm, workload, warmup in runs:
            lines.append(("run", seq, block, turn, "true" if warmup else "false", arm, workload))
            seq += 1
        return "".join("\t".join(map(str, line)) + "\n" for line in lines)
