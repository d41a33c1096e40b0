# SPDX-License-Identifier: GPL-2.0
"""Pictures of a report, as SVG by matplotlib: ratios with intervals, waits by percentile, samples
in the order of the runs. The same report gives the same bytes."""
import math

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from . import stats, words
from .values import histogram

WIDTH = 8.3  # inches: the width of a README at 100 dots per inch
STYLE = {"svg.hashsalt": "scx-ab", "font.size": 9, "axes.titlesize": 9, "axes.grid": True,
         "grid.color": "0.9", "axes.axisbelow": True, "axes.spines.top": False,
         "axes.spines.right": False, "legend.frameon": False}
# The colour and mark of each arm that has the same in every picture; colour-blind readers can tell
# the colours apart (Okabe and Ito; those after the first eight are Tol's). The reference's copy is
# grey, and every other arm has the next of OTHERS.
FIXED = {"eevdf": ("black", "o"), "fifo": ("#0072B2", "s"), "weighted": ("#D55E00", "D"),
         "latency": ("#009E73", "^")}
COPY = ("0.55", "o")
OTHERS = (("#CC79A7", "v"), ("#E69F00", "P"), ("#56B4E9", "X"), ("#882255", "*"),
          ("#999933", "<"), ("#332288", ">"), ("#CC6677", "p"), ("#7F4F24", "h"))
CROWDED = 8  # with more panels than this they are smaller
PERCENTS = (50, 90, 99, 99.9, 99.99)


def looks(report):
    """Return {arm: (colour, mark)}, the same in every picture."""
    found = {arm: FIXED[arm] for arm in report.arms if arm in FIXED}
    if report.aa:
        found[report.aa] = COPY
    others = [arm for arm in report.arms if arm not in found]
    found.update((arm, OTHERS[i % len(OTHERS)]) for i, arm in enumerate(others))
    return found


def panels(count, height):
    """Return a figure with that many small axes, and the axes."""
    columns = min(2 if count <= CROWDED else 3, count)
    rows = -(-count // columns)
    height *= 1 if count <= CROWDED else 0.75
    figure = Figure(figsize=(WIDTH, height * rows + 0.6), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes[:count]


# Ratios

def better_left(row):
    """Return (ratio, low, high) of which a smaller one is better."""
    if row.better == "lower":
        return row.ratio, row.low, row.high
    return 1 / row.ratio, row.high and 1 / row.high, row.low and 1 / row.low


def plain_ticks(axis, low, high, write):
    """Put a few round numbers on a log axis of any range."""
    if high / low < 3:
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    else:
        few = high / low > 15
        axis.set_major_locator(LogLocator(10, subs=(1, 2, 5) if few else (1, 1.5, 2, 3, 5, 7),
                                          numticks=99))
    if high / low > 1000:
        axis.set_major_locator(LogLocator(10, numticks=6))
    axis.set_major_formatter(FuncFormatter(write))
    axis.set_minor_locator(NullLocator())


def noise_band(axes, place, reach):
    """Draw what the A/A pair reaches, as a band around 1."""
    axes.fill_betweenx([place - 0.45, place + 0.45], math.exp(-reach), math.exp(reach),
                       color="0.85", linewidth=0, zorder=1)


def interval_mark(axes, row, y, colour, mark):
    """Draw a ratio and its interval; a hollow mark where no difference was shown."""
    ratio, low, high = better_left(row)
    if low is not None:
        axes.plot([low, high], [y, y], color=colour, linewidth=2, zorder=3)
    axes.plot([ratio], [y], mark, color=colour, markersize=5, zorder=4,
              markerfacecolor=colour if row.verdict in ("better", "worse") else "white")


def groups_of(report):
    """Return [(label, rows)] of every figure that has a verdict, and of the geometric mean."""
    return [(f"{workload.name}\n{metric.name}"
             + (" (inverted)" if metric.better == "higher" else ""),
             report.rows(workload.name, metric.name)) for workload, metric in report.figures()
            ] + [("geometric mean", report.geomean)]


def extent(groups):
    """Return the ends of an axis that holds all that is drawn of groups."""
    logs = [0]
    for _, rows in groups:
        logs += [sign * math.log1p(row.reach) for row in rows for sign in (1, -1)
                 if row.role == "aa" and row.reach is not None]
        logs += [math.log(value) for row in rows if row.role == "arm" and row.ratio is not None
                 for value in better_left(row) if value]
    return math.exp(min(logs) - 0.06), math.exp(max(logs) + 0.06)


def ratios(report):
    """Draw a line for each figure, with a mark and 95 % interval for each arm; left is better. With
    many figures there are two columns of them, with the same scale."""
    style = looks(report)
    arms = [arm for arm in report.arms if arm not in (report.reference, report.aa)]
    groups = groups_of(report)
    columns = 2 if len(groups) > 12 else 1
    lines = -(-len(groups) // columns)
    size = max(0.32, 0.13 + (0.14 if columns == 1 else 0.11) * len(arms))
    figure = Figure(figsize=(WIDTH, 1.5 + lines * size), layout="constrained")
    low, high = extent(groups)
    for number, axes in enumerate(figure.subplots(1, columns, squeeze=False).ravel()):
        own = groups[number * lines:(number + 1) * lines]
        for place, (_, rows) in enumerate(own):
            for row in rows:
                if row.role == "aa" and row.reach is not None:
                    noise_band(axes, place, math.log1p(row.reach))
                elif row.role == "arm" and row.ratio is not None:
                    y = place - 0.35 + 0.7 / len(arms) * (arms.index(row.arm) + 0.5)
                    interval_mark(axes, row, y, *style[row.arm])
        finish_ratios(axes, [label for label, _ in own], lines, low, high)
    figure.supxlabel(f"ratio to {report.reference} with 95 % interval, log scale", fontsize=9)
    handles = [Line2D([], [], color=style[arm][0], marker=style[arm][1], label=arm)
               for arm in arms]
    if report.aa:
        handles.append(Patch(color="0.85", label="noise: what A/A reaches"))
    handles.append(Line2D([], [], linestyle="", marker="o", color="0.3", markerfacecolor="white",
                          label="hollow: not shown (~)"))
    top_legend(figure, handles)
    return figure


def finish_ratios(axes, labels, lines, low, high):
    """Add labels, scale and guide lines to a column that has room for so many lines."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(lines - 0.4, -0.6)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    plain_ticks(axes.xaxis, low, high, lambda value, _: f"{value:g}")
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.axvline(1, color="black", linewidth=1, zorder=2)
    for place in range(1, len(labels)):
        axes.axhline(place - 0.5, color="0.85", linewidth=0.6)
    axes.set_title("\N{LEFTWARDS ARROW} better", loc="left", fontweight="bold")
    axes.set_title("worse \N{RIGHTWARDS ARROW}", loc="right", fontweight="bold")


def top_legend(figure, handles):
    """Put a legend above the axes, with room for it in the layout, in as many columns as fit. The
    sample of a line with the space around it is as wide as seven characters."""
    widest = max(len(handle.get_label()) for handle in handles) + 7
    columns = max(1, min(len(handles), 5, int(figure.get_figwidth() * 13.5 / widest)))
    lines = -(-len(handles) // columns)
    height = figure.get_figheight()
    figure.set_figheight(height + 0.22 * lines)
    figure.get_layout_engine().set(rect=(0, 0, 1, height / (height + 0.22 * lines)))
    figure.legend(handles=handles, loc="upper center", ncol=columns, borderaxespad=0.3)


# Waits by percentile

def tail(percent):
    """Return the place of a percentile: each tenth of the rest is a step to the right."""
    return -math.log10(1 - percent / 100)


def curve(counts):
    """Return ([percent], [ns]) of a histogram from the median on, while 10 waits are longer."""
    total = sum(counts.values())
    percents, values, seen = [50.0], [stats.hist_percentiles(counts, [50])[0]], 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if 50 < 100 * seen / total <= 100 * (1 - 10 / total):
            percents.append(100 * seen / total)
            values.append(stats.hist_high(bucket))
    return percents, values


def write_ns(value, _=None):
    """Return nanoseconds in a unit that suits them."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("\N{MICRO SIGN}s", 1e3)):
        if value >= size:
            return f"{value / size:g} {unit}"
    return f"{value:g} ns"


def waits(report):
    """Draw how long tasks waited, by percentile, over all runs of an arm; None without data."""
    style = looks(report)
    found = []
    for workload in report.workloads:
        hists = {arm: histogram(s for result in report.results for s in result.measured()
                                if (s["workload"], s["arm"]) == (workload.name, arm))
                 for arm in report.arms}
        hists = {arm: hist for arm, hist in hists.items() if sum(hist.values()) >= 20}
        if hists:
            found.append((workload, hists))
    if not found:
        return None
    figure, axes = panels(len(found), 2.3)
    for panel, (workload, hists) in zip(axes, found):
        for arm, hist in hists.items():
            percents, values = curve(hist)
            panel.plot([tail(p) for p in percents], [max(v, 1) for v in values],
                       color=style[arm][0], linewidth=1.6 if len(report.arms) < 6 else 1.1,
                       linestyle="--" if arm == report.aa else "-")
        panel.set_title(workload.name)
        panel.set_yscale("log")
        plain_ticks(panel.yaxis, *panel.get_ylim(), write_ns)
        panel.set_xticks([tail(p) for p in PERCENTS], [f"{p:g}" for p in PERCENTS])
        panel.set_xlim(tail(50), tail(PERCENTS[-1]))
    figure.supxlabel("share of waits up to this long, % (log scale of the rest)", fontsize=9)
    figure.supylabel("wait from runnable to running", fontsize=9)
    top_legend(figure, [Line2D([], [], color=style[arm][0], label=arm,
                               linestyle="--" if arm == report.aa else "-")
                        for arm in report.arms])
    return figure


# Samples in order

def order(report, result):
    """Draw the primary figures of one file in the order of the runs, with lines between boots, or
    in virtual time by seed; and invalid runs as crosses in the colour of their arm at the
    bottom."""
    style = looks(report)
    virtual = result.virtual
    figure, axes = panels(len(result.workloads), 2.0)
    for panel, workload in zip(axes, result.workloads):
        runs = [s for s in result.samples if s["workload"] == workload.name and not s["warmup"]]
        metric = workload.metrics[0]
        at = [s["boot"] if virtual else number for number, s in enumerate(runs)]
        for arm in report.arms:
            points = [(x, s["metrics"][metric.name]) for x, s in zip(at, runs)
                      if s["arm"] == arm and s["valid"] and s["metrics"][metric.name] > 0]
            bad = [x for x, s in zip(at, runs) if s["arm"] == arm and not s["valid"]]
            if bad:
                panel.plot(bad, [0.04] * len(bad), "x", color=style[arm][0], markersize=6,
                           transform=panel.get_xaxis_transform())
            if points:
                panel.plot(*zip(*points), style[arm][1], color=style[arm][0], markersize=3.5,
                           markerfacecolor="white" if arm == report.aa else style[arm][0])
        if virtual:
            panel.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        for x in range(1, 0 if virtual else len(runs)):
            if runs[x]["boot"] != runs[x - 1]["boot"]:
                panel.axvline(x - 0.5, color="0.75", linewidth=0.8)
        lower = "" if metric.better == "lower" else "\n(higher is better)"
        panel.set_title(f"{workload.name}: {words.figure(metric.name, metric.unit)}{lower}")
        scale(panel)
    boots = "; grey lines: a new boot" if len(result.boots) > 1 else ""
    figure.supxlabel("seed" if virtual else "run, in order" + boots, fontsize=9)
    handles = [Line2D([], [], linestyle="", marker=style[arm][1], color=style[arm][0], label=arm,
                      markerfacecolor="white" if arm == report.aa else style[arm][0])
               for arm in report.arms]
    if any(not s["valid"] and not s["warmup"] for s in result.samples):
        handles.append(Line2D([], [], linestyle="", marker="x", color="black",
                              label="invalid run"))
    top_legend(figure, handles)
    return figure


def scale(panel):
    """Set a log scale, because the effect of a scheduler is a factor."""
    panel.grid(axis="x", visible=False)
    if panel.dataLim.ymin > 0 and math.isfinite(panel.dataLim.ymax):
        panel.set_yscale("log")
        plain_ticks(panel.yaxis, *panel.get_ylim(), lambda value, _: f"{round(value, 9):,.10g}")


def pictures(report):
    """Return {name: (title, figure)} of all pictures that have data."""
    found = {"ratios": ("Ratios with 95 % intervals", ratios(report)),
             "waits": ("Waits by percentile", waits(report))}
    for result in report.results:
        name = "samples" if len(report.results) == 1 else f"samples-{result.name}"
        found[name] = (f"Samples in run order, {result.name}", order(report, result))
    return {name: entry for name, entry in found.items() if entry[1]}


def save(report, write):
    """Draw all pictures as SVG. write(file name) opens a file for each. Returns [(title, name)].
    The bytes depend on the report and on matplotlib alone."""
    with rc_context(STYLE):
        drawn = {f"{name}.svg": picture for name, picture in pictures(report).items()}
        for name, (_, figure) in drawn.items():
            FigureCanvasSVG(figure)
            with write(name) as stream:
                figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return [(title, name) for name, (title, _) in drawn.items()]
