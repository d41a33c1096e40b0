# SPDX-License-Identifier: GPL-2.0
"""What a report says about how its figures were measured, and what its columns mean."""
from . import stats, words


def about_runs(result):
    """Return a line about how often each arm ran."""
    boots = len({boot["boot"] for boot in result.boots})
    invalid = sum(not s["valid"] and not s["warmup"] for s in result.samples)
    warmup = sum(s["warmup"] for s in result.samples)
    runs = (f"{len(result.measured())} valid samples, {invalid} invalid, {warmup} of the warm-up "
            f"left out, {result.superseded} superseded by a repetition")
    if result.virtual:
        return f"  {words.plural(boots, 'seed')}, each with a boot for each arm, {runs}"
    loads = [boot["loadavg"][0] for boot in result.boots if boot["loadavg"]]
    load = f"; load average at the start {min(loads):.1f} to {max(loads):.1f}" if loads else ""
    return (f"  {words.plural(boots, 'boot')}, {words.plural(result.header['blocks'], 'block')} of "
            f"A B B A, {runs}{load}")


def about_clock(result):
    """Return the clock in words."""
    if not result.virtual:
        return f"clock {words.one_of(boot['clocksource'] for boot in result.boots)}"
    shift = result.header.get("shift")
    rate = "" if shift is None else f", {2 ** shift} ns an instruction (shift {shift})"
    return f"virtual time{rate}"


def about_file(result):
    """Yield lines about one file: what was measured and where."""
    header, boots = result.header, result.boots
    topology = f" ({header['topology']})" if header.get("topology") else ""
    yield (f"{result.name}: {header['where']}, kernel {words.one_of(b['kernel'] for b in boots)}, "
           f"{words.one_of(b['cpu'] for b in boots)}, "
           f"{words.one_of(b['vcpus'] for b in boots)} CPUs{topology}, "
           f"accelerator {words.one_of(b['accel'] for b in boots)}, {about_clock(result)}")
    yield about_runs(result)
    yield (f"  begun {header['time']}, git {header['git'] or 'unknown'}, "
           f"seed {header['seed']}, {versions(result)}")
    yield f"  command: {header['command']}"
    for note in result.notes:
        yield f"  note, {note['time']}: {note['text']}"


def versions(result):
    """Return programs and their versions."""
    found = {"scx-ab": result.header["version"]}
    for boot in result.boots:
        found.update(boot["versions"])
    return ", ".join(f"{name} {version}" for name, version in found.items() if version)


def unit(report):
    """Return what a unit of the statistics is, and what an arm's figure and ratio are."""
    joint = ("Machines count alike; " + (
        "they are resampled like units, so the intervals hold for machines like these."
        if len(report.results) >= stats.MACHINES_RESAMPLED else
        "the intervals hold for these machines, not for others.")
        if len(report.results) > 1 else "")
    name = report.unit_name
    what = (" A boot is a seed, which chooses the phase and nothing else; each arm has its own "
            "boot of a seed, and arms are compared seed by seed."
            if report.clock == "virtual" else "")
    return (f"Unit: the {name}.{what} An arm's figure of a {name} is the geometric mean of its "
            f"runs; median: of those, with the interval of order statistics; ratio: the geometric "
            f"mean over {name}s of arm / {report.reference}, with a 95 % bootstrap interval over "
            f"{name}s. {joint}".rstrip())


def method(report):
    """Yield lines about the method."""
    name, virtual = report.unit_name, report.clock == "virtual"
    aa = f"{report.aa} is {report.reference} again" if report.aa else "there is none here"
    yield unit(report)
    yield ("Judged: the first figure of each workload, and the waits of all tasks where the "
           "workload has a crowd. The geometric mean is of the first figures only, so that each "
           "workload counts once.")
    yield (f"p: paired permutation test over {name}s, adjusted (Holm) for all judged rows of one "
           f"arm, whatever other arms there are. That of the A/A row stands in parentheses and is "
           f"not adjusted; nor is that of the geometric mean, which is one row.")
    yield (f"A/A: {aa}{', from other phases' if virtual and report.aa else ''}. Noise floor: half "
           "the width of the interval of its ratio; that of all rows is the geometric mean of "
           "theirs. Reaches: how far the interval goes from 1, on the side where it goes "
           "further.")
    yield ("Verdict: better or worse only if the interval excludes 1, p is below 0.05 and the "
           "change exceeds what A/A reaches; otherwise ~, which means not shown, not equal.")
    yield "Out: runs beyond Tukey's outer fences. They are never dropped." + (
        "" if virtual else f" Drift: change from the first to the last quarter of the {name}s, "
        "where it goes with their order.")
    if virtual:
        yield ("The same command gives the same samples, on any host, busy or not: scx-ab verify "
               "FILE measures boots of a result file once more and compares.")
    yield f"Random numbers of this report: --seed {report.seed}."
