# SPDX-License-Identifier: GPL-2.0
"""What the rows of an arm come to, in one sentence without a name of a workload: gains, then every
loss that was shown, then how much is not shown.

    latency: wakes in 0.12 of EEVDF's time beside hogs (p99, 500 a second), passes messages in
    0.57 of EEVDF's time by pipes; costs: waits in crowds 4.1 times as long (p99 of all tasks,
    messages by pipes), shares CPU time 4 % less exactly on one CPU; not shown (~): 2 of 6.
"""
from collections import namedtuple

from . import words

# What is done under a load: of an arm that does it, of what takes it longer, and as a noun.
Deed = namedtuple("Deed", "does do noun")
DEEDS = {
    "wake": Deed("wakes", "wake", "wakeups"),
    "tick": Deed("wakes from a timer", "wake from a timer", "wakeups from a timer"),
    "answer": Deed("answers requests", "answer requests", "requests"),
    "message": Deed("passes messages", "pass messages", "messages"),
    "byte": Deed("passes a byte to and fro", "pass a byte to and fro", "a byte to and fro"),
    "switch": Deed("switches tasks", "switch tasks", "switches"),
    "start": Deed("starts programs", "start programs", "starts of programs"),
    "build": Deed("builds", "build", "builds"),
    "frame": Deed("draws frames", "draw frames", "frames"),
    "audio": Deed("serves audio", "serve audio", "periods of audio"),
    "share": Deed("shares CPU time", "share CPU time", "shares of CPU time"),
    "work": Deed("works", "work", "work"),  # of a workload that is not in LOADS
}
# What is done under each workload, beside or by what, and at which rate if there are several.
LOADS = {
    "wake-hogs": ("wake", "beside hogs", "as fast as it goes"),
    "wake-hogs-100": ("wake", "beside hogs", "100 a second"),
    "wake-hogs-500": ("wake", "beside hogs", "500 a second"),
    "wake-hogs-2000": ("wake", "beside hogs", "2000 a second"),
    "wake-hackbench": ("wake", "beside a crowd", "as fast as it goes"),
    "wake-hackbench-500": ("wake", "beside a crowd", "500 a second"),
    "wake-work": ("answer", "of 5 ms beside hogs"),
    "cyclictest": ("tick", "beside nothing"),
    "frames": ("frame", "beside hogs"),
    "audio": ("audio", "beside hogs"),
    "spawn": ("start", "beside hogs"),
    "build": ("wake", "beside a build"),
    "fork-mix": ("build", "by short processes"),
    "redis": ("answer", "to redis beside hogs"),
    "nginx": ("answer", "to nginx beside hogs"),
    "schbench": ("wake", "in schbench"),
    "hackbench-pipe": ("message", "by pipes"),
    "hackbench-pipe-threads": ("message", "by pipes between threads"),
    "hackbench-socket": ("message", "by sockets"),
    "hackbench-socket-threads": ("message", "by sockets between threads"),
    "perf-messaging": ("message", "by sockets in perf bench"),
    "perf-pipe": ("byte", "by pipes in perf bench"),
    "pingpong": ("byte", "by pipes"),
    "stress-switch": ("switch", "by pipes"),
    "shares-pinned": ("share", "on one CPU"),
    "shares-free": ("share", "on all CPUs"),
    "shares-mixed": ("share", "between pinned and free tasks"),
}
# The figures whose name says less than these words.
FIGURES = {
    "time": "", "rate": "", "requests": "", "fairness": "", "missed": "",
    "p999": "p99.9", "response_p50": "p50", "response_p90": "p90", "response_p99": "p99",
    "wait-p50": "p50 of all tasks", "wait-p90": "p90 of all tasks",
    "wait-p99": "p99 of all tasks",
    "wait-p999": "p99.9 of all tasks",
}
# How a change is told. {0} is the deed, {amount} the change, {ref} the reference. An amount is
# "12 % MORE", "12 % LESS", or "3.1 times as MANY".
Scale = namedtuple("Scale", "text many more less")
SCALES = {
    "time": Scale("takes {amount} to {0.do}", "long", "longer", "less long"),
    "rate": Scale("{0.does} {amount}", "often", "more often", "less often"),
    "exact": Scale("{0.does} {amount}", "exactly", "more exactly", "less exactly"),
    "missed": Scale("misses {amount} {0.noun}", "many", "more", "fewer"),
    "wait": Scale("waits in crowds {amount}", "long", "longer", "less long"),
    "other": Scale("has {amount} {figure}", "much", "more", "less"),
}
SHORTER = "{0.does} in {amount} of {ref}'s time"  # of a gain in time
UNITS_OF_TIME = ("s", "ms", "us", "ns")


def scale_of(row):
    """Return which of SCALES suits the figure of a row."""
    if row.metric.startswith("wait-"):
        return "wait"
    if row.metric == "fairness":
        return "exact"
    if row.metric.startswith("missed"):
        return "missed"
    if row.better == "lower" and row.unit in UNITS_OF_TIME:
        return "time"
    if row.better == "higher" and row.unit.endswith("/s"):
        return "rate"
    return "other"


def load_of(row):
    """Return what is done under the workload of a row, where, and at which rate."""
    deed, where, *rate = LOADS.get(row.workload, ("work", f"under {row.workload}"))
    return DEEDS[deed], where, "".join(rate)


def short(number):
    """Return a number with two significant digits."""
    return words.sig(float(f"{number:.2g}"), 2)


def amount(ratios, scale):
    """Return the words of changes that all go one way, and the number of each: "4 to 9 % longer",
    ["4 %", "9 %"], or "1.1 to 4.1 times as long", ["1.1", "4.1"]."""
    up = ratios[0] > 1
    times = max(ratios) >= 2 or min(ratios) <= 0.5
    numbers = [short(ratio if times else 100 * abs(ratio - 1)) for ratio in ratios]
    ends = [number for _, number in sorted(zip(ratios, numbers), reverse=not (up or times))]
    spread = ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"
    if times:
        return f"{spread} times as {scale.many}", numbers
    return f"{spread} % {scale.more if up else scale.less}", [f"{number} %" for number in numbers]


def group_of(row):
    """Return what rows have in common that are told together."""
    scale = scale_of(row)
    return "" if scale == "wait" else load_of(row)[0], scale, row.metric, row.ratio > 1


def place(row):
    """Return where one of several rows was measured."""
    deed, where, rate = load_of(row)
    return (f"{deed.noun} " if scale_of(row) == "wait" else "") + where + (rate and f", {rate}")


def tell(rows, reference):
    """Return the words for rows of one group, of which the first has changed most."""
    (deed, where, rate), scale = load_of(rows[0]), scale_of(rows[0])
    ratios = [row.ratio for row in rows]
    change, numbers = amount(ratios, SCALES[scale])
    form = SCALES[scale].text
    if scale == "time" and ratios[0] < 1:
        form, numbers = SHORTER, [short(ratio) for ratio in ratios]
        ends = sorted(zip(ratios, numbers))
        change = " to ".join(dict.fromkeys((ends[0][1], ends[-1][1])))
    figure = FIGURES.get(rows[0].metric, "" if scale == "other" else rows[0].metric)
    what = form.format(deed, amount=change, ref=reference, figure=rows[0].metric)
    if len(rows) > 1:
        parts = "; ".join(f"{number} {place(row)}" for number, row in zip(numbers, rows))
        return f"{what} ({': '.join(filter(None, (figure, parts)))})"
    if scale == "wait":
        return f"{what} ({figure}, {place(rows[0])})"
    detail = ", ".join(filter(None, (figure, rate)))
    return f"{what} {where}" + (f" ({detail})" if detail else "")


def told(rows, reference):
    """Return the words for rows that all gain, or all lose: what has changed most comes first."""
    groups = {}
    for row in sorted(rows, key=lambda row: -abs(row.estimate.log)):
        groups.setdefault(group_of(row), []).append(row)
    return [tell(group, reference) for group in groups.values()]


def without_ratio(report, rows):
    """Return the words for rows that have no ratio: their figures, beside the reference's."""
    found = []
    for row in rows:
        base = next(other for other in report.rows(row.workload, row.metric)
                    if other.role == "reference")
        unit = f" {row.unit}" if row.unit not in ("", "1") else ""
        has = (f"{words.sig(row.median)}{unit} beside {words.sig(base.median)}{unit}"
               if row.samples else "no valid run")
        found.append(f"{row.workload} {row.metric} ({has})")
    return found


def floor(report):
    """Return the noise floor of a report in words."""
    rows = report.floors
    what = "this file" if len(report.results) == 1 else "these files"
    if not rows:
        return f"Floor of {what}: unknown."
    spread = ("" if len(rows) == 1 else
              f", from {words.percent(min(rows))} to {words.percent(max(rows))}")
    return (f"Floor of {what}: {words.percent(report.floor)}: half the width of the A/A "
            f"interval, geometric mean of {words.plural(len(rows), 'row')}{spread}.")


def sentence(report, arm):
    """Return what the rows of an arm come to, or None of an arm that is not compared."""
    rows = [row for row in report.primary if row.arm == arm and row.role == "arm"]
    if not rows:
        return None
    reference = "EEVDF" if report.reference == "eevdf" else report.reference
    gains, costs = (told([row for row in rows if row.verdict == verdict], reference)
                    for verdict in ("better", "worse"))
    bad = sum(row.invalid for row in rows
              if row.metric == report.judged[row.workload][0].name)
    costs += [words.plural(bad, "INVALID run")] if bad else []
    parts = [", ".join(gains) or "no gain is shown",
             f"costs: {', '.join(costs)}" if costs else "no cost is shown"]
    lacking = [row for row in rows if row.ratio is None]
    unknown = sum(row.verdict == "~" for row in rows) - len(lacking)
    if lacking:
        parts.append(f"without a ratio: {', '.join(without_ratio(report, lacking))}")
    parts.append(f"not shown (~): {unknown} of {len(rows)}")
    return f"{arm}: {'; '.join(parts)}."
