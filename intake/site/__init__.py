# SPDX-License-Identifier: GPL-3.0-or-later
"""Door 3, the site build: plug-ins for Pelican that know only the model and the settings."""
