"""Concepts: policy slogans and doctrines that a text invokes, unless they name an initiative, honour or facility."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from fulian_kg.extraction.honours import honours_of
from fulian_kg.extraction.initiatives import initiatives_of
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.wording import Core, Phrase, bare, in_heading, matches, outermost
from fulian_kg.lexicon.words import alternation
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

MARKS_IN_NAME = re.compile("[，、]")


class ConceptExtractor:
    """Names of the scheme list and quoted slogans; each once, further mentions beside."""

    name: ClassVar[str] = "concepts"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Concepts in the order of the text."""
        known = rules(document.library, "concepts")
        claimed = _claimed(document)
        every = (*_scheme(document, known), *_quoted(document, known))
        found = outermost(Core(candidate.start, candidate.end, candidate) for candidate in every)
        free = [c for c in found if bare(c.slots["name"]) not in claimed and not in_heading(document, c.start)]
        return _merged(free)


def _claimed(document: Document) -> frozenset[str]:
    """Names that initiatives and honours of the document bear, and those in quotation marks inside them."""
    found = [*initiatives_of(document), *honours_of(document)]
    names = [str(candidate.slots["name"]) for candidate in found]
    inner = [quoted for name in names for quoted in re.findall("“([^“”]+)”", name)]
    return frozenset(bare(name) for name in (*names, *inner))


def _scheme(document: Document, known: Rules) -> Iterator[Candidate]:
    text = document.text
    for match in re.finditer(alternation(known.words["scheme"]), text):
        if text.startswith(known.words["classed"], match.end()) or text.startswith(
            known.words["classed"], match.end() + 1
        ):
            continue
        phrase = _with_marks(text, Phrase(match[0], match.start(), match.end()))
        if phrase is not None:
            yield Candidate("concept", {"name": match[0]}, phrase.start, phrase.end, "concept.scheme", 0.92)


def _with_marks(text: str, phrase: Phrase) -> Phrase | None:
    """The phrase with the quotation marks right around it; None inside a longer quoted name or a title."""
    opening, closing = text.rfind("“", 0, phrase.start), text.rfind("”", 0, phrase.start)
    title, end = text.rfind("《", 0, phrase.start), text.rfind("》", 0, phrase.start)
    if title > end:
        return None
    if opening <= closing:
        return phrase
    if opening == phrase.start - 1 and text[phrase.end : phrase.end + 1] == "”":
        return Phrase(phrase.text, opening, phrase.end + 1)
    return None


def _quoted(document: Document, known: Rules) -> Iterator[Candidate]:
    for pattern, match in matches(known.possible(document.text, "concept."), document.text):
        name = match["name"]
        quoted = document.text[match.start("name") - 1] == "“"
        if quoted and not MARKS_IN_NAME.search(name) and any(word in name for word in known.words["not_slogans"]):
            continue
        start, end = match.start("name") - quoted, match.end("name") + quoted
        yield Candidate("concept", {"name": name}, start, end, pattern.id, pattern.confidence)


def _merged(found: list[Candidate]) -> Iterator[Candidate]:
    kept: dict[str, Candidate] = {}
    for candidate in found:
        name = bare(candidate.slots["name"])
        first = kept.get(name)
        mention = (candidate.start, candidate.end)
        kept[name] = replace(first, mentions=(*first.mentions, mention)) if first else candidate
    yield from kept.values()
