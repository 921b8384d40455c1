# SPDX-License-Identifier: GPL-3.0-or-later
"""Door 2, the desk: the command ``staff``, on the staff's own machine and with their own keys."""
