# SPDX-License-Identifier: GPL-3.0-or-later
"""How Pelican builds the site: three languages side by side, nothing from elsewhere."""

import datetime
import os

from intake.model.calendar import brussels_date
from intake.model.email_address import readable_address
from intake.model.language import Language, date_text, moment_text, money_text
from intake.model.request import form_of_page
from intake.settings import read_settings, settings_file
from intake.site.plain_text import plain_text
from intake.site.search import alphabetical

SETTINGS = read_settings(settings_file())
# The door reads the clock once: which price list is in force today.
TODAY = brussels_date(datetime.datetime.now(datetime.UTC))  # noqa: TID251

SITENAME = SETTINGS.network.name
SITEURL = SETTINGS.site.address
TIMEZONE = "Europe/Brussels"
DEFAULT_LANG = "en"

PATH = "content"
THEME = str(SETTINGS.folders.theme)
OUTPUT_PATH = str(SETTINGS.folders.site)
CACHE_PATH = "var/cache/site"
PLUGINS = [
    "intake.site.checks",
    "intake.site.facts",
    "intake.site.conversion",
    "intake.site.languages",
    "intake.site.publication",
    "intake.site.advisories",
    "intake.site.status",
    "intake.site.promises",
    "intake.site.feeds",
    "intake.site.signposts",
    "intake.site.redirects",
    "intake.site.key_directory",
    "intake.site.security_txt",
    "intake.site.style",
    "intake.site.openapi",
    "intake.site.search",
]
JINJA_FILTERS = {
    "money": money_text,
    "day": date_text,
    "moment": moment_text,
    "readable": readable_address,
    "alphabetical": alphabetical,
    "plain_text": plain_text,
}
JINJA_GLOBALS = {"form_of_page": form_of_page}
# For how long what a build says in security.txt holds; a site is built more often than that.
SECURITY_TXT_DAYS = 180

# One document = name.en.md, name.fr.md, name.nl.md; its folder is its section.
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["manuals", "news", "security", "status"]
STATIC_PATHS: list[str] = []
PATH_METADATA = (
    r"(?P<section>[^/]+)/(?:(?P<date>\d{4}-\d{2}-\d{2})-)?(?P<slug>[^/]+)\.(?P<lang>en|fr|nl)\.md"
)
ARTICLE_TRANSLATION_ID = ["section", "slug"]
PAGE_URL = PAGE_LANG_URL = "{lang}/{slug}/"
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
ARTICLE_URL = ARTICLE_LANG_URL = "{lang}/{section}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = "{lang}/{section}/{slug}/index.html"
EXTRA_PATH_METADATA = {
    f"pages/home.{language}.md": {"url": f"{language}/", "save_as": f"{language}/index.html"}
    for language in Language
}

# Drafts, and what is dated in the future, have a page in a preview only: docs/editors.md.
WITH_DRAFTS = os.environ.get("WITH_DRAFTS") == "1"

# The root page lets the reader choose a language; everything else comes from content/.
DIRECT_TEMPLATES = ["index"]
THEME_STATIC_DIR = "theme"
ARCHIVES_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
# WebSub hubs that feeds name to their readers; none, for a hub is somebody else's server.
FEED_HUBS: list[str] = []
SUMMARY_MAX_LENGTH = None
# Days are written by our own filters, in the reader's language.
DEFAULT_DATE_FORMAT = ""

MARKDOWN = {
    "extensions": [
        "markdown.extensions.attr_list",
        "markdown.extensions.def_list",
        "markdown.extensions.fenced_code",
        "markdown.extensions.tables",
    ],
    "output_format": "html5",
}
