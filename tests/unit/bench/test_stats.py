#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The statistics against published examples, scipy, the C histogram, and simulated data."""
import math
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy
import scipy.stats

import synthetic
from scxab import stats

FEW = 999  # resamples: enough for a simulation


def rng(seed=1):
    return numpy.random.default_rng(seed)


class KnownAnswers(unittest.TestCase):
    """Published examples, and scipy's own answers."""

    # Darwin's maize: cross- less self-fertilised height of 15 pairs, in eighths of an inch.
    DARWIN = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)

    def test_fisher_on_darwins_maize(self):
        """The Design of Experiments (1935), section 21: of the 32768 sums 863 are as high as the
        one found."""
        self.assertAlmostEqual(stats.sign_flip_p([self.DARWIN], rng()), 2 * 863 / 32768, 12)

    def test_sign_flip_by_hand(self):
        # Of the 8 sums of +-1 +-2 +-4 only 7 and -7 are as far from 0 as 7; of 1, 2, -4: 1 to 7.
        self.assertEqual(stats.sign_flip_p([[1, 2, 4]], rng()), 2 / 8)
        self.assertEqual(stats.sign_flip_p([[1, 2, -4]], rng()), 1)
        self.assertIsNone(stats.sign_flip_p([[1]], rng()))

    def test_sign_flip_beyond_exact(self):
        units = rng(5).normal(0.3, 1, 40)
        p = stats.sign_flip_p([units], rng())
        self.assertAlmostEqual(p, scipy.stats.ttest_1samp(units, 0).pvalue, delta=0.01)

    def test_machines_count_alike_in_the_p_value(self):
        # One machine with a unit of 3, one with four units of 1: sums of +-3 and four times +-1/4.
        p = stats.sign_flip_p([[3], [1, 1, 1, 1]], rng())
        self.assertEqual(p, 2 / 32)

    def test_independent_permutation_by_hand(self):
        # 2 of the 20 ways to part six numbers are as extreme.
        found = stats.unpaired([4, 5, 6], [1, 2, 3], rng())
        self.assertAlmostEqual(found.p, 2 / 20)
        self.assertEqual((found.log, found.units), (3, 3))
        self.assertAlmostEqual(stats.smallest_p_unpaired(3), 2 / 20)

    def test_holm_by_hand(self):
        for ps, adjusted in (((0.01, 0.02, 0.03, 0.04, 0.05), (0.05, 0.08, 0.09, 0.09, 0.09)),
                             ((0.01, 0.04, 0.03, 0.005), (0.03, 0.06, 0.06, 0.02)),
                             ((0.6, 0.9), (1, 1)), ((), ())):
            numpy.testing.assert_allclose(stats.holm(list(ps)), adjusted)
        self.assertEqual(stats.holm([None, 0.02, None, 0.01]), [None, 0.02, None, 0.02])

    def test_holm_is_the_step_down_procedure(self):
        random = rng()
        for _ in range(200):
            ps = list(random.random(6) ** 3)
            rejected = set()
            for rank, place in enumerate(numpy.argsort(ps)):
                if ps[place] > 0.05 / (6 - rank):
                    break
                rejected.add(place)
            self.assertEqual({i for i, p in enumerate(stats.holm(ps)) if p <= 0.05}, rejected)

    def test_median_interval_of_the_tables(self):
        """Ranks of the 95 % interval of a median, as in any table of the sign test."""
        ranks = {6: (1, 6), 8: (1, 8), 9: (2, 8), 10: (2, 9), 11: (2, 10), 12: (3, 10),
                 15: (4, 12), 20: (6, 15), 25: (8, 18), 30: (10, 21), 50: (18, 33)}
        for count, (low, high) in ranks.items():
            found = stats.median_interval(range(count, 0, -1))
            self.assertEqual(found, ((count + 1) / 2, low, high))
        self.assertEqual(stats.median_interval([7, 8, 12]), (8, 7, 12))
        self.assertEqual(stats.median_interval([7, 8]), (7.5, None, None))
        self.assertEqual(stats.range_coverage(5), 0.9375)

    def test_outliers_by_hand(self):
        # Quartiles 3 and 7: the fences are at -9 and 19.
        self.assertEqual(stats.outliers(numpy.array([1, 2, 3, 4, 5, 6, 7, 8, 19])), 0)
        self.assertEqual(stats.outliers(numpy.array([-9.1, 2, 3, 4, 5, 6, 7, 8, 19.1])), 2)
        self.assertEqual(stats.outliers(numpy.array([1, 1000])), 0)

    def test_drift(self):
        rising = [[math.log(100 + i)] for i in range(20)]
        self.assertAlmostEqual(stats.drift(rising), 117 / 102 - 1, 3)
        self.assertLess(stats.drift(rising[::-1]), 0)
        self.assertIsNone(stats.drift(rising[:4]))
        self.assertIsNone(stats.drift([[0.001 * i] for i in range(20)]))  # 2 % is no matter
        self.assertIsNone(stats.drift([[0.0]] * 20))
        shuffled = list(rng().permutation(20) / 10)
        self.assertIsNone(stats.drift([[log] for log in shuffled]))
        within = [[0.1 * i for i in range(20)]]  # a single unit: its runs are looked at
        self.assertGreater(stats.drift(within), 0)

    def test_expanded_level(self):
        """From tables: t is 2.776 with 4 degrees of freedom, 2.262 with 9; the normal tail beyond
        sqrt(5/4) 2.776 = 3.104 is 0.10 %, beyond sqrt(10/9) 2.262 = 2.384 it is 0.86 %."""
        for units, tail in ((5, 0.0010), (10, 0.0086), (10 ** 6, 0.025)):
            self.assertAlmostEqual((1 - stats.expanded_level(units, units - 1)) / 2, tail, 4)

    def test_interval_is_that_of_scipy(self):
        units = rng(3).normal(1, 0.2, 12)
        low, high = stats.interval([units], stats.mean_of_means, rng())
        drawn = rng().integers(0, 12, (stats.RESAMPLES, 12))
        tail = (1 - stats.expanded_level(12, 11)) / 2
        wanted = numpy.quantile(units[drawn].mean(axis=1), [tail, 1 - tail])
        numpy.testing.assert_allclose([low, high], wanted)
        self.assertEqual(stats.interval([[1, 2]], stats.mean_of_means, rng()), (None, None))

    def test_equal_differences(self):
        found = stats.paired([[0.5] * 8], rng())
        self.assertEqual((found.log, found.low, found.high, found.units), (0.5, 0.5, 0.5, 8))
        self.assertEqual(stats.paired([[0.0] * 8], rng()).p, 1)
        self.assertIsNone(stats.paired([[]], rng()))

    def test_machines(self):
        few = stats.paired([[0.0, 0.2], [1.0] * 8], rng())
        self.assertAlmostEqual(few.log, 0.55)
        self.assertLess(few.high, 0.7)  # only the units of these two machines vary
        many = stats.paired([[m - 0.01, m, m + 0.01] for m in range(6)], rng())
        self.assertLess(many.low, 1.2)  # the machines do, too
        self.assertGreater(many.high, 3.8)

    def test_smallest_p(self):
        self.assertEqual(stats.smallest_p(6), stats.sign_flip_p([[1, 2, 3, 4, 5, 6]], rng()))
        self.assertEqual([stats.units_needed(rows) for rows in (1, 4, 24, 36)], [6, 8, 10, 11])

    def test_real(self):
        estimate = stats.Estimate(0.1, 0.05, 0.15, 0.001, 10)
        self.assertTrue(stats.is_real(estimate, 0.01, 0.09))
        self.assertFalse(stats.is_real(estimate, 0.01, 0.11))
        self.assertFalse(stats.is_real(estimate, 0.051, 0.09))
        self.assertFalse(stats.is_real(stats.Estimate(0.1, -0.01, 0.2, 0.001, 10), 0.01, 0.05))
        self.assertFalse(stats.is_real(stats.Estimate(0.1, None, None, None, 1), None, None))
        pair = stats.Estimate(0, -0.03, 0.02, 1, 10)
        self.assertEqual((stats.floor_of(pair), stats.reach_of(pair)), (0.025, 0.03))
        self.assertIsNone(stats.floor_of(stats.Estimate(0, None, None, None, 1)))

    def test_rows_have_random_numbers_of_their_own(self):
        draws = {stats.generator(1, *names).integers(1 << 40)
                 for names in (("a", "b"), ("a", "c"), ("ab",))}
        self.assertEqual(len(draws), 3)
        self.assertEqual(stats.generator(1, "a").integers(9 ** 9),
                         stats.generator(1, "a").integers(9 ** 9))


class Histogram(unittest.TestCase):
    """Buckets and percentiles, as scx_common/hist.h has them."""

    def test_against_hist_h(self):
        with tempfile.TemporaryDirectory() as folder:
            program = str(Path(folder) / "hist")
            subprocess.run(["gcc", "-D_GNU_SOURCE", "-I", synthetic.TOP / "scx_common", "-o",
                            program, synthetic.HERE / "hist.c"], check=True)
            output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        highs, percentiles = ([int(word) for word in line.split()]
                              for line in output.splitlines())
        self.assertEqual([stats.hist_high(bucket) for bucket in range(280)], highs)
        counts = {3: 5, 40: 90, 200: 4, 279: 1}
        self.assertEqual(stats.hist_percentiles(counts, (5, 50, 99, 99.9)), percentiles)

    def test_empty(self):
        self.assertEqual(stats.hist_percentiles({}, (50, 99)), [None, None])


class Simulation(unittest.TestCase):
    """Tables of data whose effect is known: every boot shifts all arms, and each arm by itself."""

    @staticmethod
    def judge(workloads, random):
        """Verdicts of all arms but the first two, the A/A pair, of [boot, arm] arrays of logs."""
        estimates, floors = [], []
        for logs in workloads:
            gaps = (logs[:, 1:] - logs[:, :1]).T
            pair = stats.interval([gaps[0]], stats.mean_of_means, random, FEW)
            floors += [max(map(abs, pair))] * (len(gaps) - 1)
            estimates += [stats.paired([gap], random, FEW) for gap in gaps[1:]]
        ps = stats.holm([estimate.p for estimate in estimates])
        return [stats.is_real(*row) for row in zip(estimates, ps, floors)]

    @staticmethod
    def logs(random, effect=0.0, boots=10):
        """Mean logs of two runs of four arms in each boot; the last has an effect."""
        return (random.normal(0, 0.1, (boots, 1)) + random.normal(0, 0.01, (boots, 4))
                + random.normal(0, 0.03, (2, boots, 4)).mean(axis=0)
                + numpy.array([0, 0, 0, effect]))

    def test_no_effect_is_called_one_in_no_more_than_5_percent(self):
        """Of 400 reports: of any row, the geometric mean's too."""
        random, wrong = rng(2026), 0
        for _ in range(400):
            workloads = [self.logs(random), self.logs(random)]
            wrong += any(self.judge(workloads, random) + self.judge([sum(workloads) / 2], random))
        self.assertLessEqual(wrong, 0.05 * 400)

    def test_ten_percent_are_found(self):
        random = rng(2027)
        found = [self.judge([self.logs(random, math.log(1.1)) for _ in range(2)], random)
                 for _ in range(40)]
        self.assertGreaterEqual(sum(sum(row[1::2]) for row in found), 0.95 * 40 * 2)
        self.assertLessEqual(sum(any(row[::2]) for row in found), 0.1 * 40)

    def test_intervals_cover(self):
        """A 95 % interval of 10 boots holds the truth in about 95 % of cases."""
        random = rng(2028)
        held = 0
        for _ in range(1000):
            low, high = stats.interval([random.normal(0.1, 1, 10)], stats.mean_of_means, random,
                                       FEW)
            held += low < 0.1 < high
        self.assertAlmostEqual(held / 1000, 0.95, delta=0.02)

    def test_unpaired(self):
        random = rng(2029)
        null = [stats.unpaired(*random.normal(0, 0.03, (2, 6)), random, FEW).p < 0.05
                for _ in range(200)]
        self.assertLessEqual(sum(null), 0.09 * 200)
        effect = [stats.unpaired(random.normal(0.1, 0.03, 6), random.normal(0, 0.03, 6), random,
                                 FEW).p < 0.05 for _ in range(50)]
        self.assertGreaterEqual(sum(effect), 47)


if __name__ == "__main__":
    unittest.main()
