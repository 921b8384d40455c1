# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of the intake: the theme's frame around our own templates."""

from collections.abc import Mapping
from pathlib import Path

from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from intake.model.email_address import readable_address
from intake.model.language import NAMES, Language, date_text, money_text
from intake.model.request import form_of_page
from intake.settings import Settings, Texts, read_texts

_TEMPLATES = Path(__file__).parent / "templates"
ORDER_PAGE = "order/"


class Pages:
    """Renders pages in the reader's language. Holds nothing of any request."""

    def __init__(self, settings: Settings) -> None:
        """Read the short texts and open the templates."""
        self.texts: Mapping[Language, Texts] = read_texts(settings.folders.theme)
        network = settings.network
        self._environment = Environment(
            loader=FileSystemLoader([_TEMPLATES, settings.folders.theme / "templates"]),
            autoescape=True,
            # As Pelican has them, so that the theme's frame looks the same from both.
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters.update(money=money_text, day=date_text)
        self._environment.globals.update(
            texts=self.texts,
            languages=NAMES,
            site_address=settings.site.address,
            form_of_page=form_of_page,
            facts={
                language: {
                    "network": network.in_language(language),
                    "address": {"support": readable_address(network.support, language)},
                }
                for language in Language
            },
        )

    def page(
        self,
        template: str,
        language: Language,
        *,
        status: int = 200,
        sister: str = ORDER_PAGE,
        **context: object,
    ) -> Response:
        """Render a template; its language switch leads to the sister page on the site."""
        html = self._environment.get_template(template).render(
            lang=language,
            sisters={one: f"/{one}/{sister}" for one in Language},
            **context,
        )
        return Response(html, status=status, content_type="text/html; charset=utf-8")

    def problem(
        self,
        code: str,
        language: Language,
        *,
        status: int,
        retry: Mapping[str, object] | None = None,
        form: str = ORDER_PAGE,
    ) -> Response:
        """Render the page of a problem, with the way out that fits it: home, or back to a form."""
        texts = self.texts[language]["problems"]
        lost = code == "page_not_found"
        problem = {
            "title": texts[f"{code}_title"],
            "sentence": texts[f"{code}_sentence"],
            "action_href": f"/{language}/" if lost else f"/{language}/{form}",
            "action_text": texts["back_to_home" if lost else "back_to_form"],
            "retry": retry,
        }
        sister = "" if lost else form
        return self.page("problem.html", language, status=status, sister=sister, problem=problem)
