# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings on other ports are the same settings but for the ports."""

import dataclasses
from pathlib import Path

from intake.demo.settings_copy import on_ports, write_settings
from intake.settings import Endpoint, Settings, read_settings


def test_what_is_written_reads_as_the_same_settings(settings: Settings, tmp_path: Path) -> None:
    """Another folder changes nothing: the paths are whole."""
    write_settings(settings, tmp_path / "var" / "demo-settings.toml")

    assert read_settings(tmp_path / "var" / "demo-settings.toml") == settings


def test_any_text_survives(settings: Settings, tmp_path: Path) -> None:
    """Quotes, backslashes and letters of all alphabets."""
    network = dataclasses.replace(settings.network, name='An "odd"\\name\n\tλ')
    odd = dataclasses.replace(settings, network=network)

    write_settings(odd, tmp_path / "settings.toml")

    assert read_settings(tmp_path / "settings.toml") == odd


def test_another_port_moves_the_intake_and_the_address_of_the_site(settings: Settings) -> None:
    """Feeds and forms name the whole address, so both go together."""
    moved = on_ports(settings, port=9090, mail_port=None)

    assert moved.web.listen == Endpoint(settings.web.listen.host, 9090)
    assert moved.site.address == f"http://{moved.web.listen}"
    assert moved.mail == settings.mail


def test_another_mail_port_moves_the_mail_box_alone(settings: Settings) -> None:
    """Whoever sends reads it from the same settings."""
    moved = on_ports(settings, port=None, mail_port=9025)

    assert moved.mail.server == Endpoint(settings.mail.server.host, 9025)
    assert (moved.web, moved.site) == (settings.web, settings.site)


def test_no_port_asked_for_changes_nothing(settings: Settings) -> None:
    """The settings file rules."""
    assert on_ports(settings, port=None, mail_port=None) == settings
