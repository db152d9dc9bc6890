"""What optical recognition is suspected to have misread: where, and what is suggested. Never applied to a fact."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.doubts_words import misread_in
from fulian_kg.extraction.patterns import rules
from fulian_kg.lexicon.words import alternation
from fulian_kg.model import Finding
from fulian_kg.regexes.literals import Literals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.patterns import Pattern
    from fulian_kg.model import Case, SourceText
    from fulian_kg.resources import Library
    from fulian_kg.source.view import View

NUMBER = "ocr-number"
"""Kind of a doubt that would change a number or a date."""
WORD = "ocr-doubt"


class Doubt(NamedTuple):
    """A suspected passage of a view, half-open."""

    start: int
    end: int
    kind: str
    printed: str
    suggestion: str


def doubts_in(text: str, library: Library) -> tuple[Doubt, ...]:
    """Suspected passages of a view's text, in order, none overlapping one before it; of two at one place the longer."""
    kept: list[Doubt] = []
    for doubt in sorted(_every(text, library), key=lambda each: (each.start, -each.end, *each[2:])):
        if not kept or doubt.start >= kept[-1].end:
            kept.append(doubt)
    return tuple(kept)


def doubts(view: View, case: Case, source: SourceText, library: Library) -> Iterator[Finding]:
    """The doubts of one case as findings, with source offsets."""
    for doubt in doubts_in(view.text, library):
        of_number = doubt.kind == NUMBER
        yield Finding(
            doubt.kind,
            f"“{doubt.printed}”疑为“{doubt.suggestion}”" + ("，关系到数字" if of_number else ""),
            f"{doubt.printed} may stand for {doubt.suggestion}" + (", which changes a number" if of_number else ""),
            file=source.file,
            case=case.number,
            span=view.span(doubt.start, doubt.end),
            suggestion=doubt.suggestion,
        )


def _every(text: str, library: Library) -> Iterator[Doubt]:
    for pattern, replaced in _suspicious(library):
        if not replaced.occur(text):
            continue
        pieces: Mapping[str, str] = pattern.fixed["replace"]
        for match in pattern.search.finditer(text):
            start, end = next(match.span(name) for name, group in match.groupdict().items() if group)
            printed = text[start:end]
            yield Doubt(start, end, pattern.fixed["kind"], printed, _replaced(printed, pieces))
    for at, misread in misread_in(text, library):
        yield Doubt(at, at + len(misread.printed), WORD, misread.printed, misread.meant)


@lru_cache(maxsize=8)
def _suspicious(library: Library) -> tuple[tuple[Pattern, Literals], ...]:
    """The patterns, each with the strings that it replaces, one of which a text must hold."""
    return tuple((pattern, Literals(pattern.fixed["replace"])) for pattern in rules(library, "doubts").patterns)


def _replaced(printed: str, pieces: Mapping[str, str]) -> str:
    """The passage with each piece replaced, longer pieces first."""
    return re.sub(alternation(tuple(pieces)), lambda match: pieces[match[0]], printed)
