"""Whether a text is about women's work at all, and which of its paragraphs strangers left there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Candidate


def concerned(document: Document) -> bool:
    """Whether the document names a body of women or a field of their work: a menu or a price list does not."""
    named = f"{document.case.federation or ''}\n{document.case.title}\n{document.text}"
    return next(rules(document.library, "relevance").finditer(named, "relevance."), None) is not None


def without_noise(document: Document, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates that no offer, prize or contact in the text gave."""
    found = rules(document.library, "relevance").finditer(document.text, "noise.")
    noise = {document.view.block_at(match.start()) for _, match in found}
    return (candidate for candidate in candidates if document.view.block_at(candidate.start) not in noise)
