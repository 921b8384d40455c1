# SPDX-License-Identifier: GPL-3.0-or-later
"""What we do: one action per module, named by its verb."""
