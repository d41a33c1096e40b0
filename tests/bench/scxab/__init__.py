# SPDX-License-Identifier: GPL-2.0
"""scx-ab: A/B benchmarks of CPU schedulers, interleaved, with confidence intervals."""
