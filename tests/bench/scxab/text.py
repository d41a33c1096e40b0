# SPDX-License-Identifier: GPL-2.0
"""A report as plain text or Markdown: one document of headings, paragraphs, lists and grids, and
a renderer for each format."""
import textwrap
from collections import Counter
from urllib.parse import quote

from . import advice, method, phrases, words

WIDTH = 100


def heading(level, text):
    """Return a heading; level 1 is the title."""
    return ("heading", level, text)


def paragraph(text):
    """Return a paragraph."""
    return ("paragraph", text)


def items(lines):
    """Return a list; a line that begins with two spaces is one level down."""
    return ("items", list(lines))


def grid(columns, rows):
    """Return a table. Each name in columns begins with < (left) or > (right); rows are lists of
    text."""
    return ("grid", columns, rows)


# Plain text

def wrap(text, first="", rest=""):
    """Return the text as lines of WIDTH."""
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest,
                         break_long_words=False, break_on_hyphens=False)


def plain_grid(columns, rows):
    """Yield the lines of a grid, with columns as wide as their longest cell."""
    names = [column[1:] for column in columns]
    widths = [max(map(len, column)) for column in zip(names, *rows)]
    for row in [names, *rows]:
        yield "  ".join(f"{cell:{column[0]}{width}}" for cell, column, width in
                        zip(row, columns, widths)).rstrip()


def plain(document):
    """Return a document as text."""
    lines = []
    for kind, *content in document:
        if lines:
            lines.append("")
        if kind == "heading":
            level, text = content
            lines += [text] + (["=" * len(text)] if level == 1 else ["-" * len(text)])
        elif kind == "paragraph":
            lines += wrap(content[0])
        elif kind == "picture":
            lines.append(f"{content[0]}: {content[1]}")
        elif kind == "items":
            for item in content[0]:
                depth = len(item) - len(item.lstrip())
                lines += wrap(item.lstrip(), " " * depth + "- ", " " * depth + "  ")
        else:
            lines += plain_grid(*content)
    return "\n".join(lines) + "\n"


# Markdown

def escape(text):
    """Return text that Markdown prints as it is."""
    for mark in "\\`*_|<[":
        text = text.replace(mark, "\\" + mark)
    return text.replace("~", "\\~")


def markdown_row(cells):
    """Return a line of a grid."""
    return "| " + " | ".join(cells) + " |"


def markdown(document):
    """Return a document as Markdown."""
    lines = []
    for kind, *content in document:
        if lines:
            lines.append("")
        if kind == "heading":
            lines.append("#" * content[0] + " " + escape(content[1]))
        elif kind == "paragraph":
            lines.append(escape(content[0]))
        elif kind == "picture":
            lines.append(f"![{escape(content[0])}]({quote(content[1])})")
        elif kind == "items":
            lines += [f"{item[:len(item) - len(item.lstrip())]}- {escape(item.lstrip())}"
                      for item in content[0]]
        else:
            columns, rows = content
            lines.append(markdown_row(escape(column[1:]) for column in columns))
            lines.append(markdown_row("---:" if column[0] == ">" else "---"
                                      for column in columns))
            lines += [markdown_row(map(escape, row)) for row in rows]
    return "\n".join(lines) + "\n"


# The document

def columns(report):
    """Return the columns of the table of a workload."""
    return ("<arm", ">median", ">95 % interval", ">ratio", ">95 % interval", ">p (Holm)",
            f">{report.unit_name}s", ">runs", ">invalid", ">out",
            *([">drift"] if report.clock == "real" else []), "<verdict")


def cells(report, row):
    """Return a row under these columns."""
    p = words.p_value(row.p_holm)
    if row.role == "aa" and row.p is not None:
        p = f"({words.p_value(row.p)})"
    return [row.arm if row.machine is None else f"  on {row.machine}",
            words.sig(row.median), words.interval(row.median_low, row.median_high, words.sig),
            words.ratio(row.ratio), words.interval(row.low, row.high), p, str(row.units),
            str(row.samples), str(row.invalid), str(row.outliers),
            *([words.change(row.drift)] if report.clock == "real" else []),
            words.verdict(row) if row.machine is None else ""]


def workload_tables(report, workload):
    """Yield the judged figures of a workload by arm, and by machine if there are several."""
    yield heading(2, f"{workload.name}: {workload.about}")
    for metric in report.judged[workload.name]:
        waits = "; waits of all tasks" if metric not in workload.metrics else ""
        yield paragraph(f"{words.figure(metric.name, metric.unit)}; {metric.better} is better"
                        + waits)
        rows = []
        for row in report.rows(workload.name, metric.name):
            rows.append(cells(report, row))
            rows += [cells(report, part)
                     for part in report.rows(workload.name, metric.name, report.machines)
                     if part.arm == row.arm and part.samples + part.invalid]
        yield grid(columns(report), rows)


def geomean_table(report):
    """Yield the geometric means."""
    yield heading(2, "Geometric mean of all workloads")
    yield paragraph("Ratios of the first figure of each workload, those where higher is better "
                    "inverted: below 1 is always better.")
    yield grid(("<arm", ">ratio", ">95 % interval", ">p (Holm)", f">{report.unit_name}s",
                "<verdict"),
               [[row.arm, words.ratio(row.ratio), words.interval(row.low, row.high),
                 cells(report, row)[5], str(row.units) if row.role != "reference" else "-",
                 words.verdict(row)] for row in report.geomean])


def ratio_cell(row):
    """Return a ratio with its interval, if it has one."""
    if row is None or row.low is None:
        return words.ratio(row.ratio if row else None)
    return f"{words.ratio(row.ratio)} {words.interval(row.low, row.high)}"


def secondary_tables(report):
    """Yield the other figures: the median of the reference, and each arm's ratio to it."""
    others = [arm for arm in report.arms if arm != report.reference]
    rows = []
    for workload in report.workloads:
        for metric in dict.fromkeys(row.metric for row in report.secondary
                                    if row.workload == workload.name):
            found = {row.arm: row for row in report.rows(workload.name, metric, report.secondary)}
            base = found.get(report.reference)
            first = next(iter(found.values()))
            rows.append([workload.name, words.figure(metric, first.unit),
                         first.better or "", words.sig(base.median if base else None)]
                        + [ratio_cell(found.get(arm)) for arm in others])
    if rows:
        yield heading(2, "Other figures")
        yield paragraph(f"Median of {report.reference}, and ratios to it with 95 % intervals, "
                        "unadjusted: no verdict is drawn from these. Switches and migrations are "
                        "of the whole run; wait-*: from runnable to running, by the tracepoints.")
        yield grid(("<workload", "<figure", "<better", f">{report.reference}",
                    *(f">{arm}" for arm in others)), rows)


def invalid_table(report):
    """Yield every run that does not count, and why."""
    found = Counter((result.name, s["arm"], s["workload"], s["invalid"])
                    for result in report.results for s in result.samples
                    if not s["valid"] and not s["warmup"])
    if found:
        yield heading(2, "Invalid runs")
        yield grid(("<file", "<arm", "<workload", ">runs", "<reason"),
                   [[name, arm, workload, str(count), " ".join(reason.split())]
                    for (name, arm, workload, reason), count in found.items()])


def document(report, pictures=()):
    """Yield the whole report. pictures, [(title, file)], are shown where the format can."""
    yield heading(1, f"scx-ab: {', '.join(report.arms)}")
    said = [phrases.sentence(report, arm) for arm in report.arms]
    if any(said):
        yield items(filter(None, said))
    yield paragraph(phrases.floor(report))
    yield items(line for result in report.results for line in method.about_file(result))
    yield heading(2, "Summary")
    summary = advice.summary(report)
    if summary:
        yield items(line for _, head, sentences in summary
                    for line in [head, *("  " + sentence for sentence in sentences)])
    else:
        yield paragraph("Nothing is compared: there is no arm but the reference and its copy.")
    warnings = advice.warnings(report)
    if warnings:
        yield heading(2, "Warnings")
        yield items(warnings)
    for title, name in pictures:
        yield ("picture", title, name)
    for workload in report.workloads:
        yield from workload_tables(report, workload)
    yield from geomean_table(report)
    yield from secondary_tables(report)
    yield from invalid_table(report)
    yield heading(2, "How to read this")
    yield items(method.method(report))
