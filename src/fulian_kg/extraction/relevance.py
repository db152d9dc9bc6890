"""Whether a text is about women's work at all, and which of its paragraphs strangers left there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.tables import cell_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Candidate
    from fulian_kg.source.view import Block

DENSE = 150
"""Characters of prose that one word for the subject answers for: what names it once in a long text is of another."""

MOSTLY_PROSE = 0.25
"""Share of a text's characters in paragraphs that tell something, below which its other lines are taken for links."""

FEWEST_MARKS = 3
"""Different words of a website's menu, from which on a text is one."""

TOLD = frozenset({"funding", "statistic", "initiative"})
"""Types of what only a sentence or a table can state: between links a number counts pages and readers."""

OF_A_PAGE = ("event.published", "event.report", "organization.media")
"""Rules for what the lines around a text say themselves: when it came out, and where."""


@lru_cache(maxsize=4)
def concerned(document: Document) -> bool:
    """Whether the document names a body of women, or tells of their work: a menu, a price list or a law does not."""
    heads = f"{document.case.federation or ''}\n{document.case.title}\n"
    known = rules(document.library, "relevance")
    prose = "\n".join(_prose(document))
    body = prose if _is_of_links(document) else document.text
    if known.occur(heads + body, "relevance."):
        return True
    titled = known.occur(heads, "subject.")
    found = sum(1 for _ in known.finditer(prose, "subject."))
    return bool(prose) and (titled or DENSE * found >= len(prose))


def _prose(document: Document) -> Iterator[str]:
    """Paragraphs that tell something: no catchwords, no articles of a law, no offers."""
    noise = _noise(document)
    for block in document.view.blocks:
        if block not in noise and _tells(document, block):
            yield document.text[block.start : block.end]


def _tells(document: Document, block: Block) -> bool:
    known = rules(document.library, "relevance").tables["prose"]
    text = document.text[block.start : block.end]
    return bool(re.search(known["tells"], text)) and not re.search(known["orders"], text)


@lru_cache(maxsize=4)
def _noise(document: Document) -> frozenset[Block]:
    found = rules(document.library, "relevance").finditer(document.text, "noise.")
    return frozenset(document.view.block_at(match.start()) for _, match in found)


def without_noise(document: Document, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates that no offer, prize, contact or line of links in the text gave."""
    noise, linked = _noise(document), _is_of_links(document)
    for candidate in candidates:
        block = document.view.block_at(candidate.start)
        if block in noise and not candidate.rule.startswith(OF_A_PAGE):
            continue
        if linked and candidate.type in TOLD and not _tells(document, block) and not _tabled(document, candidate):
            continue
        yield candidate


@lru_cache(maxsize=4)
def _is_of_links(document: Document) -> bool:
    """Whether the document is a menu or a page of links: little prose, and the words that lead through a website."""
    told = sum(map(len, _prose(document)))
    marks = {match[0] for _, match in rules(document.library, "relevance").finditer(document.text, "links.")}
    return told < MOSTLY_PROSE * len(document.text) and len(marks) >= FEWEST_MARKS


def _tabled(document: Document, candidate: Candidate) -> bool:
    return cell_at(document, candidate.end - 1, candidate.end) is not None
