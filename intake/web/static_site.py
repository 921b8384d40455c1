# SPDX-License-Identifier: GPL-3.0-or-later
"""The built site, for a machine that has no other web server in front (and for the demo)."""

from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound


def serve_site(folder: Path) -> Blueprint:
    """Return the addresses of the built pages: /fr/charter/ is fr/charter/index.html."""
    routes = Blueprint("site", __name__)

    def page(path: str) -> Response:
        if path.endswith("/") or not path:
            path = f"{path}index.html"
        try:
            if (folder / path / "index.html").is_file():
                # People type addresses without the slash at the end.
                return Response(status=308, headers={"Location": f"/{quote(path)}/"})
            return send_from_directory(folder, path)
        except OSError as error:
            # A name longer than the disk allows, for instance.
            raise NotFound from error

    routes.add_url_rule("/", "home", page, defaults={"path": ""})
    routes.add_url_rule("/<path:path>", "page", page)
    return routes
