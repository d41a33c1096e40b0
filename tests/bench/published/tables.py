# SPDX-License-Identifier: GPL-2.0
"""The tables of each set, of README.md, and of sets that were measured in two ways."""
import math

from scxab import text, words

from .sets import SetError, pairs


def markdown_table(columns, rows):
    """Yield the lines of a table; the cells are Markdown already."""
    yield "| " + " | ".join(columns) + " |"
    yield "|---" * len(columns) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def shown(row):
    """Return whether a difference was shown."""
    return row is not None and row["verdict"] in ("better", "worse")


def figure_name(row):
    """Return the name of a row's figure with its unit and, where it is not less, what is better."""
    name = words.figure(row["metric"], row["unit"]) or "lower is better"
    return name + (" (higher is better)" if row["better"] == "higher" else "")


def estimate(row):
    """Return a ratio with its interval."""
    return f"{words.ratio(row['ratio'])} {words.interval(row['low'], row['high'])}"


# A set

def cell(row):
    """Return an arm's ratio with its interval; bold where a difference was shown."""
    if row is None or row["ratio"] is None:
        return "-"
    if row["role"] == "aa":
        floor = "" if row["floor"] is None else f"; {words.percent(row['floor'])}"
        return estimate(row) + floor
    return f"**{estimate(row)}** {row['verdict']}" if shown(row) else f"{estimate(row)} ~"


def table(one):
    """Yield the table of a set: a row for each judged figure, a column for each arm."""
    report = one.report
    arms = one.arms + ([report["aa"]] if report["aa"] else [])
    means = {row["arm"]: row for row in report["geomean"]}
    rows = []
    for workload, figure in one.figures:
        first = one.row(workload, figure, report["reference"])
        rows.append([workload, figure_name(first)]
                    + [cell(one.row(workload, figure, arm)) for arm in arms])
    rows.append(["geometric mean", "lower is better"] + [cell(means.get(arm)) for arm in arms])
    yield from markdown_table(["workload", "figure"] + [
        f"A/A: {arm}; floor" if arm == report["aa"] else arm for arm in arms], rows)


def floor(one):
    """Return the line about the noise floor of a set."""
    floors = [row["floor"] for row in one.report["primary"]
              if row["role"] == "aa" and row["floor"] is not None]
    if not floors:
        return "Floor: unknown."
    return (f"Floor: {words.percent(one.report['floor'])}, by row {words.percent(min(floors))} to "
            f"{words.percent(max(floors))}.")


def clock(one):
    """Return the clock of a set in words."""
    shift = one.header.get("shift")
    if not one.virtual:
        return f"real time, {one.boot['accel']}"
    return "virtual time" + ("" if shift is None else f", {2 ** shift} ns an instruction")


def section(one):
    """Yield the lines of one set."""
    topology = f" ({one.header['topology']})" if one.header.get("topology") else ""
    boots = (f"{one.header['boots']} seeds, each with a boot for each arm" if one.virtual else
             f"{one.header['boots']} boots, each with every arm")
    yield f"### {one.name}: kernel {one.boot['kernel']}, {one.boot['vcpus']} CPUs{topology}, " \
        f"{clock(one)}\n"
    yield (f"{boots}; revision {one.header['git']}; [all figures]({one.name}/report.md), "
           f"[samples](raw/{one.name}.jsonl):\n")
    yield f"```\n{one.header['command']}\n```\n"
    for entry in one.report["summary"]:
        arm = text.escape(entry["arm"])
        yield f"- **{arm}**{text.escape(entry['sentence']).removeprefix(arm)}"
    yield f"\n{floor(one)}\n"
    yield from table(one)
    for picture, title in (("ratios", "ratios with intervals"), ("waits", "how long tasks wait")):
        if (one.raw.parent.parent / one.name / f"{picture}.svg").exists():
            yield f"\n![{title}]({one.name}/{picture}.svg)"
    yield ""


def sections(sets):
    """Return the tables of all sets."""
    return "\n".join(line for one in sets.values() for line in section(one))


# README.md

def short_cell(one, workload, figure, arm):
    """Return an arm's ratio and what it shows; italic where scx-ab draws no verdict."""
    part, row = one.found.get((workload, figure, arm), (None, None))
    if row is None or row["ratio"] is None:
        return "-"
    ratio = words.sig(row["ratio"], 3)
    if part == "secondary":
        return f"*{ratio}*"
    return f"**{ratio}** {row['verdict']}" if shown(row) else f"{ratio} ~"


def short_table(sets, rows, arms):
    """Return a table with a row for each (set, workload, figure, words), and a column for each arm
    that one of the sets has."""
    for name in dict.fromkeys(row[0] for row in rows):
        if name not in sets:
            raise SetError(f"results/raw/{name}.jsonl is not there, and the table of README.md has "
                           "rows of it")
    arms = [arm for arm in arms if any(arm in sets[row[0]].arms for row in rows)]
    lines = []
    for name, workload, figure, what in rows:
        one = sets[name]
        first = one.row(workload, figure, one.report["reference"])
        if first is None:
            raise SetError(f"{name} has no figure {figure} of {workload}, and the table of "
                           "README.md has a row of it")
        more = " (more is better)" if first["better"] == "higher" else ""
        lines.append([what + more] + [short_cell(one, workload, figure, arm) for arm in arms])
    return "\n".join(markdown_table(["", *arms], lines)).replace("|  |", "| |", 1) + "\n"


# Two sets of the same workloads and arms

def common(first, second):
    """Return the figures and the arms of both sets."""
    return ([figure for figure in first.figures if figure in second.figures],
            [arm for arm in first.arms if arm in second.arms])


def verdict(row):
    """Return what a row shows, in words."""
    return row["verdict"] if shown(row) else "not shown"


def disagreement(virtual, real):
    """Return the mark of two rows that disagree: a verdict against the other, or one alone."""
    if not (shown(virtual) or shown(real)):
        return ""
    if shown(virtual) and shown(real):
        return "" if virtual["verdict"] == real["verdict"] else " ≠"
    return " ·"


def disagreements(first, second):
    """Yield a sentence about each row on which the clocks disagree, the gravest first."""
    figures, arms = common(first, second)
    found = []
    for workload, figure in figures:
        for arm in arms:
            rows = [one.row(workload, figure, arm) for one in (first, second)]
            if any(row["ratio"] is None or row["low"] is None for row in rows):
                continue
            mark = disagreement(*rows)
            apart = rows[0]["low"] > rows[1]["high"] or rows[1]["low"] > rows[0]["high"]
            if mark:
                said = ", ".join(f"{verdict(row)} in {time} time ({estimate(row)})"
                                 for row, time in zip(rows, ("virtual", "real")))
                found.append((mark != " ≠", not apart,
                              f"- {workload} {figure} of {text.escape(arm)}: {said}; the intervals "
                              f"{'are apart' if apart else 'overlap'}."))
    return [line for *_, line in sorted(found, key=lambda entry: entry[:2])]


def second_opinion(sets):
    """Return the tables of sets in virtual time beside the same in real time."""
    lines = []
    for first, second in pairs(sets, "real"):
        if not first.virtual or second.virtual:
            continue
        figures, arms = common(first, second)
        rows = []
        for workload, figure in figures:
            cells = []
            for arm in arms:
                both = [one.row(workload, figure, arm) for one in (first, second)]
                cells.append(" / ".join(
                    f"**{words.ratio(row['ratio'])}**" if shown(row) else words.ratio(row["ratio"])
                    for row in both) + disagreement(*both))
            rows.append([workload, figure_name(first.row(workload, figure, arms[0])), *cells])
        lines += [f"### {first.name} in virtual and in real time\n",
                  "Ratio in virtual time / in real time. **Bold**: a difference was shown. ≠: one "
                  "clock shows better, the other worse. ·: one clock shows a difference, the "
                  f"other shows none. Floor: {words.percent(first.report['floor'] or 0)} in "
                  f"virtual time, {words.percent(second.report['floor'] or 0)} in real time.\n",
                  *markdown_table(["workload", "figure", *arms], rows), ""]
        told = disagreements(first, second)
        lines += told + [""] if told else ["They disagree on no row.", ""]
    return "\n".join(lines)


def better_first(one, workload, figure, arms):
    """Return {arm: log ratio} of the arms that have one, so that less is better."""
    found = {}
    for arm in arms:
        row = one.row(workload, figure, arm)
        if row and row["ratio"]:
            found[arm] = math.log(row["ratio"]) * (1 if row["better"] == "lower" else -1)
    return found


def turned(first, second, workload, figure):
    """Return [(arm, arm)]: the first was ahead in one set, and is behind in the other. Arms within
    the floor of each other count as equal."""
    arms = [first.report["reference"], *common(first, second)[1]]
    logs = [better_first(one, workload, figure, arms) for one in (first, second)]
    floors = [math.log1p((one.row(workload, figure, one.report["aa"]) or {}).get("floor") or 0)
              for one in (first, second)]
    both = [arm for arm in arms if arm in logs[0] and arm in logs[1]]
    return [(ahead, behind) for ahead in both for behind in both
            if logs[0][behind] - logs[0][ahead] > floors[0]
            and logs[1][ahead] - logs[1][behind] > floors[1]]


def sensitivity(sets):
    """Return the tables of sets at one duration of an instruction beside the same at another."""
    lines = []
    for first, second in pairs(sets, "shift0"):
        if not (first.virtual and second.virtual):
            continue
        figures, arms = common(first, second)
        rows, changed = [], 0
        for workload, figure in figures:
            cells = [" → ".join(words.ratio((one.row(workload, figure, arm) or {}).get("ratio"))
                                for one in (first, second)) for arm in arms]
            swaps = turned(first, second, workload, figure)
            changed += bool(swaps)
            order = "; ".join(f"{ahead} no longer before {behind}" for ahead, behind in swaps)
            rows.append([workload, figure_name(first.row(workload, figure, arms[0])), *cells,
                         f"**{text.escape(order)}**" if order else "same"])
        shifts = [one.header.get("shift") for one in (first, second)]
        durations = " and ".join(str(2 ** shift) for shift in shifts)
        lines += [f"### {first.name} with {durations} ns an instruction\n",
                  f"Ratio at shift {shifts[0]} → at shift {shifts[1]}, and whether the order of "
                  "the arms changes, the reference among them. Arms within the floor of each other "
                  f"count as equal. The order changes in {changed} of "
                  f"{words.plural(len(figures), 'row')}.\n",
                  *markdown_table(["workload", "figure", *arms, "order"], rows), ""]
    return "\n".join(lines)
