# SPDX-License-Identifier: GPL-3.0-or-later
"""The register on disk: dossiers of encrypted papers, in git, and their key packets beside it."""
