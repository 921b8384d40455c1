# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a person should look at an order before it becomes one."""

import re
from enum import StrEnum

from intake.model.order import OrderRequest

# A member may show us a page and what it should become; who sends more sells something.
_MOST_LINKS = 2
_LINK = re.compile(r"https?:|www\.|\[url|<a\s", re.IGNORECASE)


class Doubt(StrEnum):
    """What makes us hesitate."""

    TRAP = "trap"  # the field that people do not see was filled in
    LINKS = "links"  # too many links in what was written
    QUOTA = "quota"  # too many orders for one e-mail address
    FLOOD = "flood"  # too many orders from everybody together


def has_many_links(request: OrderRequest) -> bool:
    """Say whether the free texts hold more links than an order has."""
    texts = (request.remarks, request.hosting_wishes, request.customer.name)
    return sum(len(_LINK.findall(text or "")) for text in texts) > _MOST_LINKS
