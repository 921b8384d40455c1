# SPDX-License-Identifier: GPL-3.0-or-later
"""Door 1, the public machine: Flask behind waitress. It adds to the queue and cannot read it."""
