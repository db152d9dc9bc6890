"""Words of a text that address a language model: always reported, whether or not one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.document import Range
from fulian_kg.extraction.patterns import rules
from fulian_kg.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document

KIND = "addresses-model"


def addresses(document: Document) -> tuple[Range, ...]:
    """Where the text speaks to a model, as view ranges in order, none inside one before it."""
    known = rules(document.library, "addressing")
    text = document.text
    found = [match.span() for _, match in known.finditer(text)]
    # Once more as if no line ended: an order to a model may be cut into lines.
    if joined := [match.span() for _, match in known.finditer(text.replace("\n", ""))]:
        places = [index for index, char in enumerate(text) if char != "\n"]
        found += [(places[start], places[end - 1] + 1) for start, end in joined]
    kept: list[Range] = []
    for start, end in sorted(found):
        if not kept or start >= kept[-1].end:
            kept.append(Range(start, end))
    return tuple(kept)


def addressing(document: Document) -> Iterator[Finding]:
    """A finding for each such place."""
    message = rules(document.library, "addressing").tables["message"]
    for found in addresses(document):
        words = document.text[found.start : found.end]
        yield Finding(
            KIND,
            message["zh"].format(words=words),
            message["en"].format(words=words),
            file=document.source.file,
            case=document.case.number,
            span=document.view.span(found.start, found.end),
        )
