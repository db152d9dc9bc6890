"""Whether a text is about women's work at all, and which of its paragraphs strangers left there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Candidate
    from fulian_kg.source.view import Block

DENSE = 150
"""Characters of prose that one word for the subject answers for: what names it once in a long text is of another."""

OF_A_PAGE = ("event.published", "event.report", "organization.media")
"""Rules for what the lines around a text say themselves: when it came out, and where."""


def concerned(document: Document) -> bool:
    """Whether the document names a body of women, or tells of their work: a menu, a price list or a law does not."""
    heads = f"{document.case.federation or ''}\n{document.case.title}\n"
    known = rules(document.library, "relevance")
    if any(True for _ in known.finditer(heads + document.text, "relevance.")):
        return True
    prose = "\n".join(_prose(document))
    titled = any(True for _ in known.finditer(heads, "subject."))
    found = sum(1 for _ in known.finditer(prose, "subject."))
    return bool(prose) and (titled or DENSE * found >= len(prose))


def _prose(document: Document) -> Iterator[str]:
    """Paragraphs that tell something: no catchwords, no articles of a law, no offers."""
    known = rules(document.library, "relevance").tables["prose"]
    noise = _noise(document)
    for block in document.view.blocks:
        text = document.text[block.start : block.end]
        if block not in noise and re.search(known["tells"], text) and not re.search(known["orders"], text):
            yield text


def _noise(document: Document) -> set[Block]:
    found = rules(document.library, "relevance").finditer(document.text, "noise.")
    return {document.view.block_at(match.start()) for _, match in found}


def without_noise(document: Document, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates that no offer, prize or contact in the text gave."""
    noise = _noise(document)
    return (
        candidate
        for candidate in candidates
        if document.view.block_at(candidate.start) not in noise or candidate.rule.startswith(OF_A_PAGE)
    )
