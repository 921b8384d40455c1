# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the intake refuses, it has a sentence for it in every language.

Codes of faults are found in the source: a code is a text that is handed over where the code of a
fault is expected.
"""

import ast
from collections.abc import Iterator

import pytest

from intake.model.language import Language
from intake.settings import Settings, read_texts
from intake.web.app import HTTP_PROBLEMS, PROBLEMS
from intake.web.forms import FormError
from intake.web.order_fields import LENGTHS
from tests.house.project import PACKAGE, python_files, tree_of

# Who takes the code of a fault, and as which of its arguments.
_TAKERS = {"refuse": 1, "_FieldError": 1, "DomainNameError": 0, "ClearSignedError": 0}
# Words of the ways out, not of a problem.
_WAYS_OUT = {"write_to", "back_to_form", "back_to_home", "review_again", "send_again", "try_again"}


def texts_in(node: ast.AST) -> set[str]:
    """Return every text that an expression may come to."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return texts_in(one) | texts_in(other)
    return set()


def calls(*parts: str) -> Iterator[ast.Call]:
    """Return every call in the files of these parts of the package."""
    for path in python_files():
        if any(path.is_relative_to(PACKAGE / part) for part in parts):
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.Call):
                    yield node


def name_of(call: ast.Call) -> str:
    """Return the last word of what is called."""
    return ast.unparse(call.func).rsplit(".", 1)[-1]


def raised() -> set[str]:
    """Return the code of every fault that the web's form, the model and the records find."""
    codes: set[str] = set()
    for call in calls("web", "model", "store"):
        name = name_of(call)
        if name in _TAKERS:
            codes |= texts_in(call.args[_TAKERS[name]])
        if name == "Fault":
            codes |= {
                code for one in call.keywords if one.arg == "code" for code in texts_in(one.value)
            }
    return codes


def problems() -> set[str]:
    """Return the code of every problem that has a page."""
    tables = {code for _, _, code in PROBLEMS} | set(HTTP_PROBLEMS.values())
    forms = {FormError.code, *(kind.code for kind in FormError.__subclasses__())}
    handed = {
        code
        for call in calls("web")
        if name_of(call) == "problem"
        for code in texts_in(call.args[0])
    }
    got = {
        code
        for call in calls("web")
        if ast.unparse(call.func) == "HTTP_PROBLEMS.get"
        for code in texts_in(call.args[1])
    }
    return tables | forms | handed | got


def test_every_taker_of_a_code_is_known() -> None:
    """A new way to say what is wrong must be told to this test: here a code comes as a variable."""
    variable = {
        name_of(call)
        for call in calls("web", "model", "store")
        if name_of(call) == "Fault"
        for one in call.keywords
        if one.arg == "code" and not texts_in(one.value) and ast.unparse(one.value) != "code"
    }
    assert variable == set()


@pytest.mark.parametrize("language", Language)
def test_every_fault_has_its_sentence_and_every_sentence_its_fault(
    settings: Settings, language: Language
) -> None:
    assert raised() == set(read_texts(settings.folders.theme)[language]["faults"])


@pytest.mark.parametrize("language", Language)
def test_every_problem_has_a_title_and_a_sentence_and_none_is_idle(
    settings: Settings, language: Language
) -> None:
    pages = {f"{code}_{part}" for code in problems() for part in ("title", "sentence")}
    written = set(read_texts(settings.folders.theme)[language]["problems"])
    assert written - _WAYS_OUT == pages


@pytest.mark.parametrize("language", Language)
def test_every_field_has_a_name_that_a_fault_can_call_it_by(
    settings: Settings, language: Language
) -> None:
    words = set(read_texts(settings.folders.theme)[language]["form"])
    labels = {name.removeprefix("registrant_") for name in LENGTHS}
    assert labels - words == set()
