# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the three formats of feeds, each as a function that returns what breaks them.

Sources: the RSS 2.0 specification and the RSS Advisory Board's best practices profile, RFC 4287,
jsonfeed.org/version/1.1; only what our feeds may hold is allowed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_WHOLE = re.compile(r"https?://[^\s/]+/\S*|https?://[^\s/]+")
_RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
_RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
# What the profile and the validators warn of: what a reader takes out or cannot resolve.
_UNSAFE = re.compile(
    r"<(script|style|iframe|object|embed|form|base|meta)\b|\son\w+=|\sstyle=|javascript:"
)
_RELATIVE = re.compile(r"<[^>]*\s(?:href|src)=\"(?!https?://)")

_CHANNEL_ONCE = {
    *("title", "link", "description", "language", "docs", "generator", "lastBuildDate", "pubDate"),
}
_ITEM_ONCE = {"title", "link", "description", "guid", "pubDate", _ENCODED}
_FEED_ONCE = {"id", "title", "updated", "generator", "subtitle", "rights", "icon", "logo"}
_ENTRY_ONCE = {"id", "title", "updated", "published", "summary", "content", "rights"}
_ENTRY_MANY = {"link", "category", "author"}


def rss_faults(source: bytes) -> list[str]:
    """Return what breaks the rules of RSS 2.0 and of its profile."""
    root = ET.fromstring(source)  # noqa: S314  # our own
    channels = root.findall("channel")
    if (root.tag, root.get("version"), len(channels), len(root)) != ("rss", "2.0", 1, 1):
        return ["no rss 2.0 with one channel"]
    return [*_channel_faults(channels[0]), *_items_faults(channels[0].findall("item"))]


def _channel_faults(channel: ET.Element) -> Iterator[str]:
    yield from _counted(channel, once=_CHANNEL_ONCE, many={"item", "category", f"{_ATOM}link"})
    yield from _needed(channel, ("title", "link", "description", "language", "lastBuildDate"))
    links = channel.findall(f"{_ATOM}link")
    selves = [link for link in links if link.get("rel") == "self"]
    if [link.get("type") for link in selves] != ["application/rss+xml"]:
        yield "not one self link of the type of RSS"
    if not (selves and str(selves[0].get("href")).endswith("rss.xml")):
        yield "the self link leads elsewhere"
    yield from _not_whole([channel.findtext("link", ""), *(str(one.get("href")) for one in links)])
    if not _RFC_822.fullmatch(channel.findtext("lastBuildDate", "")):
        yield "lastBuildDate is no date of RFC 822 with a year of four digits"
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", channel.findtext("language", "")):
        yield "no language"


def _items_faults(items: list[ET.Element]) -> Iterator[str]:
    yield from _twice(item.findtext("guid", "") for item in items)
    for item in items:
        yield from _counted(item, once=_ITEM_ONCE, many={"category"})
        yield from _needed(item, ("title", "link", "description", "guid", "pubDate", _ENCODED))
        yield from _not_whole([item.findtext("link", ""), item.findtext("guid", "")])
        yield from _text_faults(item.findtext("title", ""), item.findtext("description", ""))
        yield from _html_faults(item.findtext(_ENCODED, ""))
        tags = [part.tag for part in item]
        if _ENCODED in tags and tags.index("description") > tags.index(_ENCODED):
            yield "the full text stands before the description"
        if not _RFC_822.fullmatch(item.findtext("pubDate", "")):
            yield "pubDate is no date of RFC 822 with a year of four digits"
        if [part.get("isPermaLink") for part in item.findall("guid")] != ["true"]:
            yield "the guid does not say that it is an address"


def atom_faults(source: bytes) -> list[str]:
    """Return what breaks the rules of RFC 4287."""
    root = ET.fromstring(source)  # noqa: S314  # our own
    if root.tag != f"{_ATOM}feed" or not root.get(_LANG):
        return ["no feed with a language"]
    entries = root.findall(f"{_ATOM}entry")
    faults = [*_feed_faults(root), *_twice(one.findtext(f"{_ATOM}id", "") for one in entries)]
    for entry in entries:
        faults += _entry_faults(entry)
    return faults


def _feed_faults(feed: ET.Element) -> Iterator[str]:
    once = {f"{_ATOM}{name}" for name in _FEED_ONCE}
    many = {f"{_ATOM}{name}" for name in (*_ENTRY_MANY, "entry")}
    yield from _counted(feed, once=once, many=many)
    needed = (
        "id",
        "title",
        "updated",
        "link",
        "author",
        "author/{http://www.w3.org/2005/Atom}name",
    )
    yield from _needed(feed, [f"{_ATOM}{name}" for name in needed if name != "link"])
    yield from _moments(feed, "updated")
    links = [(one.get("rel"), one.get("type")) for one in feed.findall(f"{_ATOM}link")]
    if links.count(("self", "application/atom+xml")) != 1:
        yield "not one self link of the type of Atom"
    if links.count(("alternate", "text/html")) != 1:
        yield "not one link to the page"
    yield from _link_faults(feed)


def _entry_faults(entry: ET.Element) -> Iterator[str]:
    once = {f"{_ATOM}{name}" for name in _ENTRY_ONCE}
    yield from _counted(entry, once=once, many={f"{_ATOM}{name}" for name in _ENTRY_MANY})
    yield from _needed(entry, [f"{_ATOM}{name}" for name in ("id", "title", "updated", "content")])
    yield from _moments(entry, "updated", "published")
    yield from _link_faults(entry)
    title, summary = (entry.findtext(f"{_ATOM}{name}", "") for name in ("title", "summary"))
    yield from _text_faults(title, summary)
    if [one.get("type") for one in entry.findall(f"{_ATOM}content")] != ["html"]:
        yield "the content does not say that it is HTML"
    yield from _html_faults(entry.findtext(f"{_ATOM}content", ""))
    if not all(one.get("term") for one in entry.findall(f"{_ATOM}category")):
        yield "a category without a term"


def _link_faults(parent: ET.Element) -> Iterator[str]:
    links = parent.findall(f"{_ATOM}link")
    yield from _not_whole([str(link.get("href")) for link in links])
    yield from _not_whole([parent.findtext(f"{_ATOM}id", "")])
    # RFC 4287 4.1.1: no two alternates of one type and language.
    yield from _twice(
        f"{link.get('type')} {link.get('hreflang')}"
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )


def _moments(parent: ET.Element, *names: str) -> Iterator[str]:
    for name in names:
        if not re.fullmatch(_RFC_3339, parent.findtext(f"{_ATOM}{name}", "")):
            yield f"{name} is no moment of RFC 3339"


def _counted(parent: ET.Element, *, once: set[str], many: set[str]) -> Iterator[str]:
    for tag, times in Counter(part.tag for part in parent).items():
        if tag not in once | many:
            yield f"{tag} does not belong in {parent.tag}"
        if tag in once and times > 1:
            yield f"{tag} stands {times} times"


def _needed(parent: ET.Element, tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        part = parent.find(tag)
        if part is None or not ("".join(part.itertext())).strip():
            yield f"{tag} is missing or empty"


def _not_whole(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        if not _WHOLE.fullmatch(address):
            yield f"{address!r} is no whole address"


def _twice(ids: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{name} stands {times} times"


def _text_faults(*texts: str) -> Iterator[str]:
    for text in texts:
        if re.search(r"</?[a-z]+[\s>]|&[a-z#0-9]+;|\n", text):
            yield f"{text!r} holds markup"


def _html_faults(html: str) -> Iterator[str]:
    if found := _UNSAFE.search(html) or _RELATIVE.search(html):
        yield f"{found[0]!r} has no place in a feed"


_ADDRESS = {"type": "string", "pattern": f"^({_WHOLE.pattern})$"}
_DATE = {"type": "string", "pattern": f"^{_RFC_3339}$"}
_LINE = {"type": "string", "pattern": r"^[^\n<]+$"}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return the rule of an object that holds these, and otherwise extensions only."""
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^_": {"type": "object"}},
        "additionalProperties": False,
        "required": list(required),
    }


_AUTHOR = _object({"name": _LINE, "url": _ADDRESS, "avatar": _ADDRESS})
_ITEM = _object(
    {
        "id": {"type": "string", "minLength": 1},
        "url": _ADDRESS,
        "title": {"type": "string", "minLength": 1},
        "content_html": {"type": "string", "minLength": 1},
        "summary": {"type": "string", "minLength": 1},
        "date_published": _DATE,
        "date_modified": _DATE,
        "tags": {"type": "array", "items": _LINE, "uniqueItems": True},
        "language": {"type": "string"},
        "attachments": {
            "type": "array",
            "items": _object(
                {"url": _ADDRESS, "mime_type": {"type": "string", "pattern": "^[a-z]+/[a-z+]+$"}},
                "url",
                "mime_type",
            ),
        },
    },
    "id",
    "content_html",
)
JSON_FEED = _object(
    {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _LINE,
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "description": _LINE,
        "language": {"type": "string", "pattern": "^[a-z]{2}$"},
        "authors": {"type": "array", "items": _AUTHOR, "minItems": 1},
        "hubs": {
            "type": "array",
            "items": _object({"type": _LINE, "url": _ADDRESS}, "type", "url"),
        },
        "items": {"type": "array", "items": _ITEM},
    },
    *("version", "title", "items", "feed_url", "home_page_url", "language"),
)


def json_feed_faults(feed: Any) -> list[str]:  # noqa: ANN401  # whatever JSON holds
    """Return what breaks the rules of JSON Feed 1.1."""
    faults = [error.message for error in Draft202012Validator(JSON_FEED).iter_errors(feed)]
    items = feed.get("items", [])
    faults += _twice(item.get("id", "") for item in items)
    for item in items:
        faults += _html_faults(item.get("content_html", ""))
    return faults
