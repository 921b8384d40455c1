# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenPGP by the machine's GnuPG, through python-gnupg. No other folder calls gpg."""
