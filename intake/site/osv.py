# SPDX-License-Identifier: GPL-3.0-or-later
"""An advisory as programs read it: the Open Source Vulnerability format (OSV) 1.7.

Our advisories are about programs and servers in prose, so there is no package or range; what is
affected and fixed stands in ``database_specific``, in every language.
Source: ossf.github.io/osv-schema.
"""

import json

from pelican.contents import Content

from intake.model.advisory import Advisory
from intake.model.calendar import instant_text
from intake.model.language import Language
from intake.site.plain_text import plain_text

SCHEMA_VERSION = "1.7.0"


def osv_address(advisory_id: str) -> str:
    """Return the permanent address of an advisory's record on the site.

    >>> osv_address("A2A-2026-003")
    '/osv/A2A-2026-003.json'
    """
    return f"/osv/{advisory_id}.json"


def osv_text(advisory: Advisory, article: Content, site: str) -> str:
    """Return the record of an advisory, whose English document is the article."""
    summary = plain_text(article.metadata["summary"])
    affected, fixed = advisory.affected[Language.EN], advisory.fixed[Language.EN]
    record = {
        "schema_version": SCHEMA_VERSION,
        "id": advisory.id,
        "modified": instant_text(advisory.updated),
        "published": instant_text(advisory.published),
        # Not aliases: an advisory may be about several flaws, or about one and more.
        "upstream": list(advisory.cves),
        "summary": article.title,
        "details": f"{summary}\n\nAffected: {affected}\n\nFixed: {fixed}\n",
        "references": [
            {"type": "ADVISORY", "url": f"{site}{article.sisters[language]}"}
            for language in Language
        ],
        "database_specific": {
            # In capitals, as the GitHub database writes the same four.
            "severity": advisory.severity.upper(),
            "affected": advisory.affected,
            "fixed": advisory.fixed,
        },
    }
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n"
