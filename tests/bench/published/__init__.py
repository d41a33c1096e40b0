# SPDX-License-Identifier: GPL-2.0
"""The tables of results/README.md and of the first README, from results/."""
