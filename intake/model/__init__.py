# SPDX-License-Identifier: GPL-3.0-or-later
"""What things are: values and rules. No disk, no clock, no network."""
