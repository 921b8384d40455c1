# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters on their way: composed, handed to the local mail server, tried again."""
