# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page is made from: its templates, and the value of every name that these read.

Jinja itself tells which names those are, so nobody has to declare them, and none can be forgotten.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, Template
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from intake.site.fingerprint import NoFingerprintError, fingerprint
from intake.site.memory import Memory, key

# What a template reads by itself, and the templates that it takes in; None where that is open.
Reads = tuple[frozenset[str], tuple[str | None, ...]]
_JINJAS = frozenset(DEFAULT_NAMESPACE)
_NOTHING = fingerprint("no such name")


class PageInputs:
    """Fingerprints of pages, during one build."""

    def __init__(self, memory: Memory) -> None:
        """Take up what is known of templates."""
        self._memory = memory
        self._trees: dict[str, tuple[frozenset[str], bytes] | None] = {}
        # The value itself is kept, so that no other can have its number.
        self._values: dict[int, tuple[object, bytes]] = {}

    def of(
        self, template: Template, context: Mapping[str, Any], more: Mapping[str, Any]
    ) -> bytes | None:
        """Return the fingerprint of a page, None for one that cannot be known."""
        name = template.name or ""
        if name not in self._trees:
            self._trees[name] = self._tree(template.environment, name)
        tree = self._trees[name]
        if tree is None:
            return None
        names, sources = tree
        known = (more, context, template.environment.globals)
        try:
            values = [self._value(name, known) for name in sorted(names)]
        except NoFingerprintError:
            return None
        return key("page", sources, *values)

    def _value(self, name: str, known: tuple[Mapping[str, Any], ...]) -> bytes:
        for values in known:
            if name in values:
                value = values[name]
                if id(value) not in self._values:
                    self._values[id(value)] = (value, fingerprint(value))
                return self._values[id(value)][1]
        return _NOTHING

    def _tree(self, environment: Environment, first: str) -> tuple[frozenset[str], bytes] | None:
        """Return the names that a template and all that it takes in read, and all their text."""
        names: set[str] = set()
        sources: dict[str, str] = {}
        waiting: list[str | None] = [first]
        while waiting:
            name = waiting.pop()
            if name is None:
                return None
            if name in sources:
                continue
            loader = environment.loader
            assert loader is not None  # noqa: S101  # Pelican always gives one
            sources[name] = source = loader.get_source(environment, name)[0]
            read, taken_in = self._reads(environment, source)
            names |= read - _JINJAS
            waiting += taken_in
        return frozenset(names), key("templates", *(sources[one] for one in sorted(sources)))

    def _reads(self, environment: Environment, source: str) -> Reads:
        def read() -> Reads:
            # Jinja does not tell the names that it finds in its own environment; this one has none.
            bare = environment.overlay()
            bare.globals = {}
            tree = bare.parse(source)
            names = frozenset(find_undeclared_variables(tree))
            return names, tuple(find_referenced_templates(tree))

        return self._memory.remember(key("names", source), read)
