# SPDX-License-Identifier: GPL-2.0
"""The statistics of scx-ab: pure functions on numbers; scipy does the arithmetic.

Throughout, a "unit" is what was repeated independently (a boot, or a block on a host that was not
rebooted) and a "difference" is that of two arms within one unit, of their mean natural logarithms:
exp() of a mean difference is a ratio. Differences come in groups, one array per machine.
"""
import math
import zlib
from dataclasses import dataclass

import numpy
from scipy import stats

LEVEL = 0.95
ALPHA = 0.05
RESAMPLES = 9999
EXACT_UNITS = 15        # all 2^15 flips of signs are tried; beyond, as many at random
MACHINES_RESAMPLED = 5  # this many machines are a sample of machines; fewer are just these
FENCE = 3.0             # Tukey's outer fences
DRIFT_P = 0.01
DRIFT_CHANGE = 0.05
DRIFT_POINTS = 8        # fewer show no drift


@dataclass(frozen=True)
class Estimate:
    """A mean of log differences, its 95 % interval (None: too few units), its p-value, and the
    number of units (of the side that has fewer where these are unpaired)."""
    log: float
    low: float
    high: float
    p: float
    units: int


def generator(seed, *names):
    """Random numbers for one row of a table: of the seed and the row's names, so that a row does
    not change when another is added."""
    return numpy.random.default_rng([seed, zlib.crc32("\0".join(names).encode())])


def mean_of_means(*groups, axis=-1):
    """Every machine counts alike, whatever its number of units."""
    return sum(numpy.mean(group, axis=axis) for group in groups) / len(groups)


def expanded_level(units, freedom):
    """Nominal level of a percentile interval that makes up for a small sample.

    A bootstrap distribution is too narrow by sqrt(freedom / units) and has normal tails where
    Student's are due. Hesterberg, "What Teachers Should Know About the Bootstrap", The American
    Statistician 69 (2015): the "expanded percentile interval"."""
    quantile = stats.t.ppf((1 + LEVEL) / 2, freedom)
    return 1 - 2 * stats.norm.cdf(-math.sqrt(units / freedom) * quantile)


def interval(samples, statistic, random, resamples=RESAMPLES):
    """95 % bootstrap interval of statistic(*samples), each sample resampled by itself (Efron
    1979; percentiles, expanded). None with fewer than 3 values, or 2 for each sample."""
    units = sum(len(sample) for sample in samples)
    freedom = units - len(samples)
    if freedom < max(2, len(samples)):
        return None, None
    # A sample of one has nothing to resample: twice the same says so in a way scipy accepts.
    samples = [sample if len(sample) > 1 else numpy.repeat(sample, 2) for sample in samples]
    found = stats.bootstrap(samples, statistic, method="percentile", vectorized=True,
                            n_resamples=resamples, random_state=random,
                            confidence_level=expanded_level(units, freedom))
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def machines_interval(groups, random, resamples=RESAMPLES):
    """95 % interval of the mean of machines' means when the machines are a sample themselves:
    machines are drawn, then units within each (two-stage bootstrap, Davison and Hinkley 1997,
    section 3.8)."""
    count = len(groups)
    drawn = random.integers(count, size=(resamples, count))
    means = numpy.empty(drawn.shape)
    for machine, group in enumerate(groups):
        here = drawn == machine
        picks = random.integers(len(group), size=(int(here.sum()), len(group)))
        means[here] = numpy.asarray(group)[picks].mean(axis=1)
    tail = (1 - expanded_level(count, count - 1)) / 2
    low, high = numpy.quantile(means.mean(axis=1), [tail, 1 - tail])
    return float(low), float(high)


def sign_flip_p(groups, random):
    """Two-sided p-value of the paired permutation test (Fisher 1935): were both arms the same,
    each unit's difference could as well have had the other sign. Exact up to EXACT_UNITS units.
    Machines count alike, as in the estimate."""
    weighted = numpy.concatenate([numpy.asarray(group) / len(group) for group in groups])
    if len(weighted) < 2:
        return None
    found = stats.permutation_test((weighted,), lambda x, axis: numpy.sum(x, axis=axis),
                                   permutation_type="samples", vectorized=True,
                                   n_resamples=2 ** EXACT_UNITS, random_state=random)
    return min(1.0, float(found.pvalue))


def paired(groups, random, resamples=RESAMPLES, test=True):
    """The Estimate of an arm against the reference from differences by machine; without a p-value
    unless it is to be a test."""
    groups = [numpy.asarray(group, dtype=float) for group in groups if len(group)]
    units = sum(len(group) for group in groups)
    if not units:
        return None
    if len(groups) >= MACHINES_RESAMPLED:
        low, high = machines_interval(groups, random, resamples)
    else:
        low, high = interval(groups, mean_of_means, random, resamples)
    p = sign_flip_p(groups, random) if test else None
    return Estimate(float(mean_of_means(*groups)), low, high, p, units)


def unpaired(new, old, random, resamples=RESAMPLES):
    """The Estimate of mean(new) - mean(old) of independent differences: the p-value is that of
    the permutation test for independent samples (exact up to 8 and 8 units)."""
    def gap(first, second, axis=-1):
        return numpy.mean(first, axis=axis) - numpy.mean(second, axis=axis)

    new, old = numpy.asarray(new, dtype=float), numpy.asarray(old, dtype=float)
    low, high = interval([new, old], gap, random, resamples)
    p = None
    if min(len(new), len(old)) > 1:
        found = stats.permutation_test((new, old), gap, permutation_type="independent",
                                       vectorized=True, n_resamples=2 ** EXACT_UNITS,
                                       random_state=random)
        p = min(1.0, float(found.pvalue))
    return Estimate(float(gap(new, old)), low, high, p, min(len(new), len(old)))


def holm(ps):
    """p-values adjusted for their number: Holm, "A Simple Sequentially Rejective Multiple Test
    Procedure", Scandinavian Journal of Statistics 6 (1979). None stays None, and counts not."""
    order = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    adjusted, highest = list(ps), 0.0
    for rank, (p, place) in enumerate(order):
        highest = max(highest, min(1.0, p * (len(order) - rank)))
        adjusted[place] = highest
    return adjusted


def smallest_p(units):
    """The smallest p-value that sign_flip_p() can give."""
    return 2 / 2 ** min(units, EXACT_UNITS)


def smallest_p_unpaired(units):
    """The same of unpaired(), with so many units on either side."""
    return max(2 / math.comb(2 * units, units), 2 / (2 ** EXACT_UNITS + 1))


def units_needed(rows):
    """Units from which on a single one of so many rows can have an adjusted p below ALPHA."""
    return next((n for n in range(2, EXACT_UNITS + 1) if smallest_p(n) * rows < ALPHA), None)


def floor_of(estimate):
    """Noise floor of an A/A row: half the width of its interval, a log ratio."""
    if estimate is None or estimate.low is None:
        return None
    return (estimate.high - estimate.low) / 2


def reach_of(estimate):
    """How far from 0 the interval of an A/A row reaches, a log ratio: at least the floor."""
    if estimate is None or estimate.low is None:
        return None
    return max(abs(estimate.low), abs(estimate.high))


def is_real(estimate, p, reach):
    """Was a difference shown? Its interval must exclude 0, the adjusted p be below ALPHA, and it
    must exceed what the A/A interval reaches (None: not known)."""
    if estimate is None or estimate.low is None or p is None:
        return False
    return estimate.low * estimate.high > 0 and p < ALPHA and abs(estimate.log) > (reach or 0)


def median_interval(values):
    """Median and its distribution-free interval from order statistics (the sign test's: Conover
    1999, section 3.2): the narrowest symmetric one that covers at least 95 %; with fewer than six
    values that is the range, which covers less; with fewer than three there is none."""
    values = sorted(values)
    # values[k] is below the median with certainty but for P(Binomial(n, 1/2) <= k) <= 2.5 %.
    k = max(0, int(stats.binom.ppf((1 - LEVEL) / 2, len(values), 0.5)) - 1)
    if len(values) < 3:
        return float(numpy.median(values)), None, None
    return float(numpy.median(values)), float(values[k]), float(values[-1 - k])


def range_coverage(units):
    """How often the range of so many values holds the median of what they come from."""
    return 1 - 2.0 ** (1 - units)


def outliers(logs):
    """How many values lie beyond Tukey's outer fences, 3 interquartile ranges from the quartiles
    (Tukey, Exploratory Data Analysis, 1977), on logarithms."""
    if len(logs) < 4:
        return 0
    low, high = numpy.percentile(logs, [25, 75])
    reach = FENCE * (high - low)
    return int(numpy.sum((logs < low - reach) | (logs > high + reach)))


def drift(units):
    """Relative change from the first quarter of the runs to the last (+0.08: 8 % more), or None
    when there is no drift: Spearman's rank correlation with the order of runs has p < DRIFT_P
    and the ends differ by more than DRIFT_CHANGE. units: the logarithms of an arm's runs, a list
    for each unit, in order. Of enough units only the means are looked at, as runs of one boot are
    alike and a few slow boots are no drift."""
    enough = len(units) >= DRIFT_POINTS
    logs = [numpy.mean(unit) for unit in units] if enough else [log for u in units for log in u]
    if len(logs) < DRIFT_POINTS or numpy.ptp(logs) == 0:
        return None
    quarter = max(2, len(logs) // 4)
    change = math.exp(numpy.mean(logs[-quarter:]) - numpy.mean(logs[:quarter])) - 1
    if abs(change) <= DRIFT_CHANGE:
        return None
    return change if stats.spearmanr(range(len(logs)), logs).pvalue < DRIFT_P else None


def hist_high(bucket):
    """Largest value, in ns, of a bucket of scx_common/hist.h: 8 buckets for each power of two."""
    after = bucket + 1
    if after < 16:
        return after - 1
    return ((8 + (after & 7)) << ((after >> 3) - 1)) - 1


def hist_percentiles(counts, percents):
    """Percentiles of a histogram {bucket: count}, in ns: for each, the upper bound of the bucket
    that holds it, so never an underestimate; as hist_percentile() of scx_common/hist.h."""
    buckets = sorted(counts)
    seen = numpy.cumsum([counts[bucket] for bucket in buckets])
    if not len(seen) or not seen[-1]:
        return [None for _ in percents]
    ranks = [max(1, math.ceil(round(seen[-1] * percent / 100, 6))) for percent in percents]
    return [hist_high(buckets[int(numpy.searchsorted(seen, rank))]) for rank in ranks]
