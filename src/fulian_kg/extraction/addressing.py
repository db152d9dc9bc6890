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
    kept: list[Range] = []
    for _, match in rules(document.library, "addressing").finditer(document.text):
        if not kept or match.start() >= kept[-1].end:
            kept.append(Range(*match.span()))
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
