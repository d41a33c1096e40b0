# SPDX-License-Identifier: GPL-2.0
"""The form of figures in every text of scx-ab."""
import math


def sig(value, digits=4):
    """Return a number with that many significant digits, without an exponent. Whole numbers from
    100 on have no decimals; None is -."""
    if value is None:
        return "-"
    if value == 0 or (value >= 100 and abs(value - round(value)) < 1e-6):
        return f"{value:.0f}"
    return f"{value:.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}"


def ratio(value):
    """Return a ratio with three decimals near 1, three significant digits elsewhere."""
    if value is None:
        return "-"
    return f"{value:.3f}" if 0.1 <= value < 10 else sig(value, 3)


def interval(low, high, write=ratio):
    """Return both ends of an interval, or - if there is none."""
    return "-" if low is None else f"[{write(low)}, {write(high)}]"


def p_value(p):
    """Return a p-value with three decimals."""
    if p is None:
        return "-"
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def figure(metric, unit):
    """Return the name of a figure with its unit, if it has one: "time, s", "requests"."""
    return f"{metric}, {unit}" if unit not in ("", "1") else metric


def percent(part):
    """Return a share of 1 as a percentage with two digits."""
    return f"{sig(100 * part, 2)} %"


def change(value):
    """Return a relative change with its sign."""
    return "-" if value is None else f"{100 * value:+.0f} %"


def one_of(values):
    """Return the value that all have in common, or all values."""
    return ", ".join(dict.fromkeys(str(value) for value in values))


def plural(count, noun):
    """Return "1 boot", "2 boots"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def difference(value):
    """Return a ratio in words: 12 % lower, 3.10 times as high."""
    if value >= 2:
        return f"{sig(value, 3)} times as high"
    return f"{percent(abs(1 - value))} {'lower' if value < 1 else 'higher'}"


def verdict(row):
    """Return what a row shows, in words."""
    if row.role == "reference":
        return "reference"
    if row.role == "aa":
        if row.floor is None:
            return "A/A: noise floor unknown"
        return f"A/A: noise floor {percent(row.floor)}, reaches {percent(row.reach)}"
    if row.verdict in ("better", "worse"):
        return f"{row.verdict}: {difference(row.ratio)}"
    return row.verdict or ""
