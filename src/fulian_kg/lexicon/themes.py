"""Themes of titles and texts: the labels of a concept scheme, found longest first."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.lexicon.words import alternation
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.resources import Library

SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEME = "https://w3id.org/fulian/def/theme"
LABELS = frozenset(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
LEAST_MENTIONS = 2
"""Times that a body must mention a theme before the case counts as being about it."""


class ThemeTagger:
    """Finds the themes that a title or a body states."""

    def __init__(self, library: Library) -> None:
        """Read every scheme file of the library; raises `InputError` for one that is no Turtle."""
        self._words: dict[str, list[str]] = {}
        for name, text in library.walk("ontology", ".ttl"):
            self._learn(name, text)
        self._pattern = re.compile(alternation(self._words))

    def title(self, text: str) -> tuple[str, ...]:
        """Themes of a title, in the order in which it names them."""
        return tuple(dict.fromkeys(self._found(text)))

    def body(self, text: str) -> tuple[str, ...]:
        """Themes that a text names at least twice, the most named first."""
        counts = Counter(self._found(text))
        return tuple(theme for theme, count in counts.most_common() if count >= LEAST_MENTIONS)

    def mentions(self, view: str) -> Iterator[tuple[int, str]]:
        """Where a normalised text names a theme, and which, in its order."""
        for match in self._pattern.finditer(view):
            for theme in self._words[match[0]]:
                yield match.start(), theme

    def _found(self, text: str) -> Iterator[str]:
        return (theme for _, theme in self.mentions(view_of(text).text))

    def _learn(self, name: str, text: str) -> None:
        try:
            triples = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            message = f"not a Turtle file: {error.msg}"
            raise InputError(message, file=f"ontology/{name}.ttl", line=error.lineno) from None
        narrow = {t.subject.value for t in triples if t.predicate.value == SKOS + "broader"}
        for triple in triples:
            subject = triple.subject.value
            if subject not in narrow or not subject.startswith(SCHEME + "/"):
                continue
            theme = subject.removeprefix(SCHEME + "/")
            if triple.predicate.value in LABELS and triple.object.language == "zh":
                themes = self._words.setdefault(view_of(triple.object.value).text, [])
                themes.extend([] if theme in themes else [theme])
