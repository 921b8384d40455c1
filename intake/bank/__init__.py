# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that banks send, read as statements, and those that we send to banks."""
