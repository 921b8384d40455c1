# SPDX-License-Identifier: GPL-3.0-or-later
"""One package, three doors: the public intake, the staff command and the plug-ins of the site.

Floors, top to bottom; imports only go down:
``web | staff | site | demo``, ``actions``, ``store | documents | mail``, ``openpgp``,
``settings``, ``model``, ``errors``.
"""
