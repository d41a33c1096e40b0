# SPDX-License-Identifier: GPL-2.0
"""scx-ab: interleaved A/B runs of schedulers, and the report and comparison of their results."""
