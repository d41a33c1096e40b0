# SPDX-License-Identifier: GPL-2.0
"""What the suite aims at, as far as result files can decide it, and what was reached. Each set in
virtual time that has the workload and the arm decides a target."""
import math
from collections import namedtuple

from scxab import stats, text, words

from . import tables

# limit: of the figure's ratio to the arm `of`, or of the figure itself; at most where less is
# better, at least where more is. requests: fewer, of all runs, cannot decide a percentile.
Target = namedtuple("Target", "workload figure arm limit of requests", defaults=(0,))
REFERENCE, PEER, ITSELF = "EEVDF's", "the best peer's", ""
ONE_RUN = 1000  # requests of a run of which a p99.9 is not merely the longest

FIXED_RATE = ("wake-hogs-100", "wake-hogs-500", "wake-hogs-2000")
PIPES = ("hackbench-pipe", "hackbench-pipe-threads")
SOCKETS = ("hackbench-socket", "hackbench-socket-threads")
SHARES = ("shares-pinned", "shares-free", "shares-mixed")
TARGETS = (
    *(Target(load, "p99", "latency", 0.10, REFERENCE) for load in FIXED_RATE),
    *(Target(load, "p99", "latency", 0.25, PEER) for load in FIXED_RATE),
    *(Target(load, "p999", "latency", 1, PEER, 10000) for load in FIXED_RATE[1:]),
    Target("frames", "missed", "latency", 0, ITSELF),
    Target("audio", "missed", "latency", 0, ITSELF),
    Target("wake-hackbench", "p99", "latency", 1, PEER),
    Target("wake-hackbench", "p999", "latency", 1, PEER, 10000),
    Target("wake-hackbench", "rounds", "latency", 1, PEER),
    Target("wake-hackbench-500", "p99", "latency", 1, PEER),
    Target("spawn", "p99", "latency", 1, PEER),
    *(Target(load, "time", "latency", 0.65, REFERENCE) for load in PIPES),
    *(Target(load, "time", "latency", 0.95, REFERENCE) for load in SOCKETS),
    *(Target(load, "wait-p99", "latency", 1.5, REFERENCE) for load in (*PIPES, *SOCKETS)),
    *(Target(load, "error", "weighted", 1, ITSELF) for load in SHARES),
    *(Target(load, "rate", arm, 1, PEER) for load in ("wake-hogs", "pingpong")
      for arm in ("weighted", "latency")),
    *(Target(load, "p50", arm, 1, REFERENCE) for load in ("wake-hogs", "pingpong")
      for arm in ("weighted", "latency")),
)
Found = namedtuple("Found", "reached certain words")


def requests(one, workload, arm):
    """Return how many requests the runs of an arm had: the fewest of a run, and of all."""
    rates = [sample["metrics"].get("rate", 0) for sample in one.result.measured()
             if (sample["workload"], sample["arm"]) == (workload, arm)]
    counts = [rate * one.header["seconds"] for rate in rates]
    return min(counts, default=0), sum(counts)


def ratio(one, key, reference):
    """Return the Estimate of a figure of an arm against another arm, or None."""
    values = one.values
    base = (*key[:2], reference)
    if not (values.machines(key) and values.positive(key) and values.positive(base)):
        return None
    groups = [list(units.values()) for units in values.differences(key, reference).values()]
    return stats.paired(groups, stats.generator(one.report["seed"], *key, reference), test=False)


def compared(one, target, lower):
    """Return (Estimate, name) of an arm against the one that the target names: the best peer is the
    one against which the arm looks worst."""
    key = target.workload, target.figure, target.arm
    if target.of == REFERENCE:
        return ratio(one, key, one.report["reference"]), ""
    found = [(ratio(one, key, peer), peer) for peer in one.peers]
    found = [entry for entry in found if entry[0]]
    if not found:
        return None, ""
    return (max if lower else min)(found, key=lambda entry: entry[0].log)


def absolute(one, target, row, lower):
    """Return what a set says of a figure itself: the worst run decides."""
    runs = [value for _, units in one.values.machines((target.workload, target.figure, target.arm))
            for values in units.values() for value in values]
    worst = (max if lower else min)(runs)
    unit = f" {row['unit']}" if row["unit"] not in ("", "1") else ""
    reached = worst <= target.limit if lower else worst >= target.limit
    return Found(reached, True, f"{words.sig(worst, 3)}{unit} in the worst of "
                 f"{words.plural(len(runs), 'run')}, median {words.sig(row['median'], 3)}{unit}")


def decide(one, target):
    """Return what a set says of a target, or None if it cannot."""
    row = one.row(target.workload, target.figure, target.arm)
    if row is None or not row["samples"]:
        return None
    lower = row["better"] == "lower"
    if target.of == ITSELF:
        return absolute(one, target, row, lower)
    estimate, peer = compared(one, target, lower)
    if estimate is None:
        return None
    fewest, total = requests(one, target.workload, target.arm)
    if target.requests and (fewest < ONE_RUN or total < target.requests):
        return Found(None, False, f"not decided: {total:.0f} requests, {fewest:.0f} in a run")
    limit = math.log(target.limit)
    reached = estimate.log <= limit if lower else estimate.log >= limit
    certain = estimate.low is not None and (
        estimate.high <= limit or estimate.low > limit if lower else
        estimate.low >= limit or estimate.high < limit)
    low, high = ((None, None) if estimate.low is None else
                 (math.exp(estimate.low), math.exp(estimate.high)))
    return Found(reached, certain, f"{words.ratio(math.exp(estimate.log))} "
                 f"{words.interval(low, high)}" + (f" of {peer}" if peer else ""))


def aim(target, lower):
    """Return a target in words."""
    limit = f"{target.limit:g}"
    if target.of:
        limit = target.of if target.limit == 1 else f"{limit} of {target.of}"
    return (f"`{target.arm}`: {target.figure} {'at most' if lower else 'at least'} {limit}")


def cell(found):
    """Return what a set says, as Markdown."""
    if found is None:
        return ""
    if found.reached is None:
        return found.words
    doubt = "" if found.certain else " ?"
    verdict = f"reached{doubt}" if found.reached else f"**missed{doubt}**"
    return f"{verdict}: {text.escape(found.words)}"


def direction(sets, target):
    """Return whether less is better of the figure, or None if no set has it."""
    rows = (one.row(target.workload, target.figure, target.arm) for one in sets)
    return next((row["better"] == "lower" for row in rows if row), None)


def table(sets):
    """Return the table of all targets, a column for each set that decides one."""
    sets = [one for one in sets.values() if one.virtual and not one.name.endswith("-shift0")]
    found = {(target, one.name): decide(one, target) for target in TARGETS for one in sets}
    names = [one.name for one in sets
             if any(found[target, one.name] for target in TARGETS)]
    if not names:
        return "No set in virtual time decides a target.\n"
    decided = [entry for entry in found.values() if entry and entry.reached is not None]
    lines = [f"Of {words.plural(len(decided), 'decision')}, {sum(e.reached for e in decided)} are "
             f"reached and {sum(not e.reached for e in decided)} missed. `?`: the interval holds "
             "the limit, so that neither is certain. Empty: that set cannot decide it.\n"]
    rows = []
    loads = list(dict.fromkeys(target.workload for target in TARGETS))
    for target in sorted(TARGETS, key=lambda target: loads.index(target.workload)):
        lower = direction(sets, target)
        if lower is None:
            rows.append([target.workload, f"`{target.arm}`: {target.figure}", *("" for _ in names)])
            continue
        rows.append([target.workload, aim(target, lower),
                     *(cell(found[target, name]) for name in names)])
    lines += tables.markdown_table(["workload", "aimed at", *names], rows)
    return "\n".join(lines) + "\n"
