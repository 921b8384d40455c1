# SPDX-License-Identifier: GPL-3.0-or-later
"""A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Sequence

from intake.site.channel import Channel
from intake.site.entries import Entry

JSON = "feed.json"
JSON_TYPE = "application/feed+json"


def json_feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return the JSON feed of these entries, in their order."""
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.address,
        "feed_url": f"{channel.address}{JSON}",
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.author, "url": channel.site}],
    }
    if channel.hubs:
        feed["hubs"] = [{"type": "WebSub", "url": hub} for hub in channel.hubs]
    feed["items"] = [_item(entry) for entry in entries]
    return f"{json.dumps(feed, ensure_ascii=False, indent=1)}\n".encode()


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": [category.term for category in entry.categories],
    }
    if entry.data is not None:
        item["attachments"] = [{"url": entry.data, "mime_type": "application/json"}]
    return item
