# SPDX-License-Identifier: GPL-3.0-or-later
"""The built site, for a machine that has no other web server in front (and for the demo)."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from flask import Blueprint, redirect, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

# What the machine's own table does not know, or knows less well; by name, then by ending.
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "rss.xml": "application/rss+xml",
        "atom.xml": "application/atom+xml",
        "feed.json": "application/feed+json",
        "opensearch.xml": "application/opensearchdescription+xml",
        "policy": "text/plain",
        "redirects.caddy": "text/plain",
        "redirects.map": "text/plain",
        ".xml": "application/xml",
        ".json": "application/json",
        ".ics": "text/calendar",
        ".js": "text/javascript",
        ".woff2": "font/woff2",
    },
)
_UNKNOWN = "application/octet-stream"
_KEYS = ".well-known/openpgpkey/"


def media_type(path: str) -> str | None:
    """Return the media type of a file that we name ourselves, None for the machine's table.

    >>> media_type("fr/news/rss.xml"), media_type("logo.svg"), media_type("hu/iy9q119eutrkn8s1")
    ('application/rss+xml', None, 'application/octet-stream')
    """
    name = path.rpartition("/")[2]
    ending = Path(name).suffix
    return MEDIA_TYPES.get(name) or MEDIA_TYPES.get(ending) or (None if ending else _UNKNOWN)


def moved_to(folder: Path, path: str) -> str | None:
    """Return where redirects.map of the built site says that a path has moved."""
    try:
        lines = (folder / "redirects.map").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    moved = (line.removesuffix(";").split() for line in lines)
    return next((new.strip('"') for old, new in moved if old == f'"/{path}"'), None)


def serve_site(folder: Path) -> Blueprint:
    """Return the addresses of the built pages: /fr/charter/ is fr/charter/index.html."""
    routes = Blueprint("site", __name__)

    def page(path: str) -> Response:
        if new := moved_to(folder, path):
            return redirect(new, 301)
        if path.endswith("/") or not path:
            path = f"{path}index.html"
        try:
            if (folder / path / "index.html").is_file():
                # People type addresses without the slash at the end.
                return redirect(f"/{quote(path)}/", 308)
            response = send_from_directory(folder, path, mimetype=media_type(path))
        except OSError as error:
            # A name longer than the disk allows, for instance.
            raise NotFound from error
        if path.startswith(_KEYS):
            # A mail program in a browser may look a key up (draft Web Key Directory, 3.1).
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    routes.add_url_rule("/", "home", page, defaults={"path": ""})
    routes.add_url_rule("/<path:path>", "page", page)
    return routes
