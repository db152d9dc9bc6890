"""How the extractors of named things read around a match: lists, quotation marks, years, headings, who speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.mentions import in_title
from fulian_kg.extraction.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern
    from fulian_kg.model import Candidate

SHORT_QUOTE = 60
"""A quote is widened to a date or an actor only up to this many characters: evidence is a sentence, not a page."""
LONGEST_HEADING = 40
YEAR = re.compile(r"(?<![\d—-])(?P<year>(?:19|20)\d{2})年(?!代)")
ADVERBIAL = re.compile(r"(?:\d{1,2}月(?:份|\d{1,2}[日号])?|以来|以后|起|开始|[年]?[底初末]|[上下]半年|春|夏|秋|冬)*，")
MARKS = re.compile(r"[“”‘’《》，、·\s]")
PRONOUN = re.compile("她们|他们|该社区|该村|该街道|该镇|社区|村里|村妇|此")
OPENING = 4
"""Characters that may stand before the name of a place that opens a paragraph: 在, 以, 如."""
TITLE_ENDS = "。；！？"


class Phrase(NamedTuple):
    """A run of the view and where it stands."""

    text: str
    start: int
    end: int


def bare(text: str) -> str:
    """Text without quotation marks, title marks and white space: how names are compared."""
    return MARKS.sub("", text)


def unquoted(text: str) -> str:
    """The text without the quotation marks that enclose all of it; marks inside a name stay."""
    whole = re.fullmatch(r"“([^“”]*)”", text)
    return whole[1] if whole else text


def group(match: re.Match[str], name: str) -> str | None:
    """A named group where the pattern has it and it took part."""
    return match.groupdict().get(name)


def items(text: str) -> tuple[str, ...]:
    """Members of a printed list: parted by 、 where there is one, else by ， or ；; a last 和 parts too."""
    mark = next((mark for mark in "、；，" if mark in text), "、")
    parts = [part.strip("“”‘’，。；：") for part in text.split(mark)]
    last = re.fullmatch(r"(.{2,})[和与及](.{2,})", parts[-1]) if len(parts) > 1 else None
    if last and abs(len(last[1]) - len(last[2])) <= 1:
        parts[-1:] = last.groups()
    return tuple(part for part in parts if part)


def year_before(document: Document, index: int) -> Phrase | None:
    """The year printed last before `index` that governs it: in its clause, or as an adverbial of its sentence."""
    start, clause = document.sentence_at(index).start, document.clause_at(index).start
    found = [
        match
        for match in YEAR.finditer(document.text, start, index)
        if (match.start() >= clause or ADVERBIAL.match(document.text, match.end()))
        and not in_title(document, match.start())
    ]
    return Phrase(found[-1]["year"], found[-1].start(), found[-1].end()) if found else None


def in_heading(document: Document, index: int) -> bool:
    """Whether `index` lies in a heading, marked or not: a short paragraph that ends no sentence."""
    block = document.view.block_at(index)
    text = document.text[block.start : block.end]
    return block.level > 0 or (len(text) <= LONGEST_HEADING and not any(mark in text for mark in TITLE_ENDS))


def heading_above(document: Document, index: int) -> str:
    """The heading under which `index` stands; empty where there is none."""
    above = [block for block in document.view.blocks if block.end <= index and in_heading(document, block.start)]
    return document.text[above[-1].start : above[-1].end] if above else ""


def federation(document: Document) -> str | None:
    """The women's federation whose case this is, by its full name."""
    return scope_of(document).federation_name


def place_at(document: Document, index: int) -> str | None:
    """The place below the county that a statement at `index` is about.

    It is named in the same sentence, or opens the paragraph, or the sentence takes it up by a pronoun.
    """
    place = scope_of(document).place_at(index)
    if place is None:
        return None
    block, sentence = document.view.block_at(index), document.sentence_at(index)
    text = document.text
    named = place in text[sentence.start : index]
    opens = text[block.start : block.start + len(place) + OPENING].find(place) >= 0
    return place if named or opens or PRONOUN.match(text, sentence.start) else None


def matches(patterns: Iterable[Pattern], text: str) -> Iterator[tuple[Pattern, re.Match[str]]]:
    """Matches of patterns that may match in a text, pattern by pattern."""
    for pattern in patterns:
        for match in pattern.search.found(text):
            yield pattern, match


class Core(NamedTuple):
    """A candidate and the words that were matched, before its quote was widened to a year or an actor."""

    start: int
    end: int
    candidate: Candidate


def outermost(found: Iterable[Core]) -> list[Candidate]:
    """Candidates in the order of the text, without those whose own words overlap those of an earlier rule."""
    kept: list[Core] = []
    for core in found:
        at = bisect_left(kept, core[:2], key=_bounds)
        free_before = at == 0 or kept[at - 1].end <= core.start
        if free_before and (at == len(kept) or core.end <= kept[at].start):
            kept.insert(at, core)
    return sorted((core.candidate for core in kept), key=lambda candidate: (candidate.start, candidate.end))


def _bounds(core: Core) -> tuple[int, int]:
    return core.start, core.end
