# SPDX-License-Identifier: GPL-3.0-or-later
"""The same settings on other ports, as a file: the programs read their ports from nowhere else."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

from intake.settings import Endpoint, Settings


def on_ports(settings: Settings, *, port: int | None, mail_port: int | None) -> Settings:
    """Return the settings with the site and intake, and the mail box, on these ports if given."""
    if port is not None:
        listen = Endpoint(settings.web.listen.host, port)
        settings = dataclasses.replace(
            settings,
            web=dataclasses.replace(settings.web, listen=listen),
            site=dataclasses.replace(settings.site, address=f"http://{listen}"),
        )
    if mail_port is not None:
        server = Endpoint(settings.mail.server.host, mail_port)
        settings = dataclasses.replace(
            settings, mail=dataclasses.replace(settings.mail, server=server)
        )
    return settings


def write_settings(settings: Settings, path: Path) -> None:
    """Write a settings file that reads as these settings, with whole paths."""
    lines = ["# Written by scripts/run for one start on other ports; change content/settings.toml."]
    for section in dataclasses.fields(settings):
        values = getattr(settings, section.name)
        lines += ["", f"[{section.name}]"]
        lines += [
            f"{field.name} = {_toml(getattr(values, field.name))}"
            for field in dataclasses.fields(values)
        ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(value[key])}" for key in value) + " }"
    if isinstance(value, Endpoint):
        return _toml(str(value))
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if value is None:
        return _toml("")
    # A JSON string is a TOML string, a JSON number a TOML number.
    return json.dumps(value if isinstance(value, int) else str(value), ensure_ascii=False)
