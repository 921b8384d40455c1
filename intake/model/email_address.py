# SPDX-License-Identifier: GPL-3.0-or-later
"""E-mail addresses that people can read and harvesters cannot (promise P30).

Harvesters look for ``name@host`` in the source, with or without the tags and with entities
decoded. So a hidden remark stands between the name and the at sign: browsers, screen readers and
the clipboard leave it out, and a text browser that shows it shows plain words.
"""

from markupsafe import Markup, escape

from intake.model.language import Language

_REMARK = {
    Language.EN: "[leave this out]",
    Language.FR: "[à omettre]",
    Language.NL: "[weglaten]",
}


def readable_address(address: str, language: Language) -> Markup:
    """Return the address as HTML.

    >>> print(readable_address("desk@example.org", Language.EN))
    <span class="address">desk<span hidden> [leave this out] </span>&#64;<wbr>example.org</span>
    """
    name, _, host = address.partition("@")
    return Markup(
        '<span class="address">{}<span hidden> {} </span>&#64;<wbr>{}</span>',
    ).format(escape(name), _REMARK[language], escape(host))
