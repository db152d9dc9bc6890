"""Where a body speaks of a theme: the sentence that names it first, beside the heading that a case quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fulian_kg.model import LONGEST_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document, Range
    from fulian_kg.lexicon.themes import ThemeTagger
    from fulian_kg.model import Fact

SLOT = "themes_text"


def indications(fact: Fact, document: Document, tagger: ThemeTagger) -> Iterator[tuple[str, Fact]]:
    """Themes of the text, each with the fact as if it quoted the sentence that first names it.

    A theme that the text does not name, for a person gave it, has none.
    """
    wanted = {str(theme) for theme in fact.slots.get(SLOT, ())}
    if not wanted or document.case.body is None:
        return
    for start, theme in tagger.mentions(document.text):
        if theme in wanted:
            wanted.remove(theme)
            span = document.view.span(*_passage(document, start))
            quote = document.source.text[span.start : span.end]
            yield theme, replace(fact, quote=quote, start=span.start, end=span.end)


def _passage(document: Document, index: int) -> tuple[int, int]:
    """The sentence, or only the clause where the sentence is longer than quotes are."""
    found: Range = document.sentence_at(index)
    if found.end - found.start > LONGEST_QUOTE:
        found = document.clause_at(index)
    return found.start, found.end
