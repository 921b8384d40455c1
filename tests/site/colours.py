# SPDX-License-Identifier: GPL-3.0-or-later
"""How well one colour can be told from another (WCAG 2.2, relative luminance and contrast)."""

import re

Colour = tuple[int, ...]


def colour_of(text: str) -> Colour:
    """Return a colour as a browser writes it, such as rgb(23, 26, 51)."""
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
