# SPDX-License-Identifier: GPL-3.0-or-later
"""Door 4, the demo: a whole network on one machine, to try and to test."""
