# SPDX-License-Identifier: GPL-2.0
"""The plain words of a report: the summary, and warnings with what to do about them."""
from collections import Counter, defaultdict

from . import stats, words

NOISY = 0.10       # a noise floor above this is worth a warning
LOADED = 0.5       # load average per CPU at the start of a boot
FEW_REQUESTS = 100  # of fewer requests the p99 is about the longest
MANY_OUTLIERS = 0.05


def summary(report):
    """Return [(arm, line, [one for each row])]: every arm against the reference, losses beside
    gains."""
    arms = []
    for arm in report.arms:
        rows = [row for row in report.primary if row.arm == arm and row.role == "arm"]
        if not rows:
            continue
        counts = Counter(row.verdict for row in rows)
        line = (f"{arm} against {report.reference}: {counts['better']} better, "
                f"{counts['worse']} worse, {counts['~']} not shown (~)")
        lines = [row_line(report, row) for kind in ("better", "worse", "~")
                 for row in rows if row.verdict == kind]
        lines += [row_line(report, row) for row in report.geomean if row.arm == arm]
        arms.append((arm, line, lines))
    return arms


def row_line(report, row):
    """Return the line of one row."""
    what = f"{row.verdict}: {row.workload} {row.metric}".rstrip()
    if row.ratio is None:
        return f"{what}, no ratio to {report.reference}"
    hint = " (higher is better)" if row.better == "higher" else ""
    found = f"{what}{hint}, {words.ratio(row.ratio)} of {report.reference}'s"
    return found if row.low is None else f"{found} {words.interval(row.low, row.high)}"


def too_few_units(report):
    """Yield warnings when there are too few units to show anything."""
    if all(row.role != "arm" for row in report.primary):
        return
    judged = [row for row in report.primary if row.role == "arm" and row.p is not None]
    if not judged:
        yield (f"No arm has two {report.unit_name}s in common with {report.reference}: there is "
               f"nothing to compare. Let the run finish (--resume), or give it more of them.")
        return
    units = min(row.units for row in judged)
    count = words.plural(units, report.unit_name)
    family = max(Counter(row.arm for row in judged).values())
    least = min(1, stats.smallest_p(units) * family)
    needed = stats.units_needed(family)
    if least >= stats.ALPHA:
        do = f"{needed} would do" if needed else "compare less at once"
        yield (f"Too few repetitions: with {count} the smallest p-value that one of "
               f"{words.plural(family, 'row')} of an arm can have is {words.p_value(least)} "
               f"(Holm), so nothing can be shown; {do}, or fewer workloads.")
    if units < 6:
        yield (f"With {count} the intervals cover less than 95 %: at best "
               f"{words.percent(stats.range_coverage(units))}. Six or more are needed.")


def named(report, row):
    """Return the name of a row's workload, and of its figure where that is not the first."""
    first = report.judged[row.workload][0].name
    return row.workload if row.metric == first else f"{row.workload} {row.metric}"


def noise(report):
    """Yield warnings from the A/A pair."""
    pairs = [row for row in report.primary if row.role == "aa"]
    if report.aa is None:
        yield ("No A/A pair: the noise floor is unknown, and a difference is called real without "
               f"it. Add a second copy of the reference to the arms: {report.reference}/2.")
    noisy = [f"{named(report, row)} {words.percent(row.floor)}" for row in pairs
             if row.floor is not None and row.floor > NOISY]
    quieter = "a quieter machine, " if report.clock == "real" else ""
    if noisy:
        yield (f"Noise floor above {words.percent(NOISY)}: {', '.join(noisy)}. Smaller changes "
               f"cannot be seen there: take {quieter}longer runs or more boots.")
    adjusted = stats.holm([row.p for row in pairs])
    unlike = [f"{named(report, row)} {words.ratio(row.ratio)}" for row, p in zip(pairs, adjusted)
              if p is not None and p < stats.ALPHA]
    if unlike:
        yield (f"The A/A pair differs ({', '.join(unlike)}), though it is the same scheduler "
               "twice. Chance does that in 1 of 20 reports; if it comes again, something other "
               "than the scheduler is being measured: find out what before believing the rest.")


def invalid_runs(report):
    """Yield warnings about the invalid runs of each arm."""
    for result in report.results:
        bad = [s for s in result.samples if not s["valid"] and not s["warmup"]]
        for arm in report.arms:
            own = [s for s in bad if s["arm"] == arm]
            if own:
                yield (f"{result.name}: {words.plural(len(own), 'invalid run')} of {arm}, left "
                       f"out; the first, of {own[0]['workload']}: {own[0]['invalid']}.")


def unfinished(report):
    """Yield warnings about missing runs."""
    for result in report.results:
        there = sum(not s["warmup"] for s in result.samples)
        if there < result.planned:
            yield (f"{result.name}: {there} of {result.planned} planned runs are there; "
                   "scx-ab --resume goes on.")
        if result.truncated:
            yield f"{result.name}: the last line is cut off, as by a crash, and was left out."
        lacking = defaultdict(set)
        for name, arm, unit in missing_arms(result):
            lacking[unit].add(f"{arm} under {name}")
        if lacking:
            first = min(lacking)
            yield (f"{result.name}: {words.plural(len(lacking), result.unit_name)} without a valid "
                   f"run of some arm ({result.unit_name} {first}: "
                   f"{', '.join(sorted(lacking[first]))}), left out of that arm's ratio.")


def missing_arms(result):
    """Yield (workload, arm, unit) where the unit has other arms of the workload, not this one."""
    have = defaultdict(set)
    for sample in result.measured():
        have[sample["workload"], result.unit(sample)].add(sample["arm"])
    for (workload, unit), arms in have.items():
        for arm in result.header["arms"]:
            if arm not in arms:
                yield workload, arm, unit


def samples(report):
    """Yield warnings about the values: drift, outliers, values without a logarithm."""
    drifting = [f"{row.workload} {row.metric} of {row.arm} {words.change(row.drift)}"
                for row in report.primary if row.drift is not None]
    if drifting:
        yield (f"Drift from the first to the last quarter of the {report.unit_name}s: "
               f"{', '.join(drifting)}. The ratios hold, as the arms are interleaved, but the "
               "medians mix two states: look at the plot of samples, and let the machine settle "
               "(load, temperature) first.")
    wild = [f"{named(report, row)} of {row.arm} {row.outliers} of {row.samples}"
            for row in report.primary if row.outliers > max(2, MANY_OUTLIERS * row.samples)]
    beside = "something else ran beside the benchmark now and then, or "
    if wild:
        yield (f"Many outliers: {', '.join(wild)}. They are kept; "
               f"{beside if report.clock == 'real' else ''}the workload has two modes.")
    better = {(workload.name, metric.name): metric.better
              for workload in report.workloads for metric in workload.metrics}
    without = defaultdict(list)
    for workload, metric, arm in report.unusable:
        without[workload, metric].append(arm)
    for (workload, metric), arms in without.items():
        meaning = {"lower": ": 0 is the best there is",
                   "higher": ": in a run with 0 nothing was done"}.get(better[workload, metric], "")
        yield (f"{workload} {metric} of {', '.join(arms)} has values at or below 0, and so no "
               f"ratio{meaning}.")


def few_requests(report):
    """Yield warnings about percentiles of few values."""
    found = []
    for workload in report.workloads:
        names = {metric.name for metric in workload.metrics}
        if workload.metrics[0].name != "p99" or "rate" not in names:
            continue
        for arm in report.arms:
            counts = sorted(sample["metrics"]["rate"] * result.header["seconds"]
                            for result in report.results for sample in result.measured()
                            if (sample["workload"], sample["arm"]) == (workload.name, arm))
            middle = counts[len(counts) // 2] if counts else None
            if counts and middle < FEW_REQUESTS:
                found.append(f"{workload.name} of {arm} {middle:.0f}")
    if found:
        yield (f"Few requests in a run: {', '.join(found)}. The p99 is about the longest of them, "
               "which is less than it would be of more; take longer runs.")


def busy(result):
    """Yield a warning if the machine had other work. In virtual time that changes nothing."""
    if result.virtual:
        return
    # The load before any other boot in a guest is that of the boot before it.
    guest = result.header["where"] == "guest"
    boots = result.boots[:1] if guest else result.boots
    loaded = [boot for boot in boots
              if boot["loadavg"] and boot["loadavg"][0] > LOADED * boot["vcpus"]]
    if loaded:
        worst = max(boot["loadavg"][0] for boot in loaded)
        when = "when it began" if guest else \
            f"at the start of {len(loaded)} of {words.plural(len(boots), 'boot')}"
        yield (f"{result.name}: the machine was busy {when} (load average up to {worst:.1f}): "
               "stop what else runs there.")


def machines(report):
    """Yield warnings about the machine."""
    for result in report.results:
        yield from busy(result)
        for what in ("kernel", "cpu", "vcpus", "accel"):
            if len({boot[what] for boot in result.boots}) > 1:
                yield (f"{result.name}: {what} differs between boots; these are two experiments, "
                       "run them apart.")
        if (result.header["git"] or "").endswith("-dirty"):
            yield (f"{result.name}: measured from a tree with uncommitted changes: nobody else "
                   "can repeat it. Commit first.")
    if report.clock == "virtual":
        yield ("Virtual time: every instruction takes as long as any other. Order, placement, "
               "starvation and fairness are real here. Caches, memory bandwidth and CPUs that "
               "contend in parallel are not: no lock is ever waited for. A switch costs about ten "
               "times too dear, for every scheduler alike, and absolute figures mean nothing "
               "outside this guest. Confirm on real hardware what hangs on cost.")
    elif any(boot["accel"] == "tcg" for result in report.results for boot in result.boots):
        yield ("Emulated CPUs (TCG): absolute figures mean nothing outside this guest, only "
               "ratios do, and those say nothing of many cores. Confirm on real hardware.")


def warnings(report):
    """Return every warning, the gravest first."""
    return [text for ask in (too_few_units, invalid_runs, unfinished, noise, samples,
                             few_requests, machines)
            for text in ask(report)]
