# SPDX-License-Identifier: GPL-3.0-or-later
"""The yardstick of a server: a handler that does nothing, under the intake's own server."""

import sys

import waitress
from flask import Flask, Response, request

THREADS = 4


def main() -> None:
    """Serve on the port that is given."""
    app = Flask(__name__, static_folder=None)

    def nothing() -> Response:
        request.get_data()
        return Response(status=303, headers={"Location": "/"})

    app.add_url_rule("/", "nothing", nothing, methods=["POST"])
    waitress.serve(app, listen=f"127.0.0.1:{sys.argv[1]}", threads=THREADS, ident=None)


if __name__ == "__main__":
    main()
