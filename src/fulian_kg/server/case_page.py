"""The page of a case: its text with the words of its facts marked, the facts beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.model import Span
from fulian_kg.query.case_text import Mark, blocks, body, lines_around, quotes
from fulian_kg.server.links import fragment_of
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox
    from starlette.requests import Request

    from fulian_kg.query.case_text import Block
    from fulian_kg.query.telling import Cited, Teller
    from fulian_kg.server.pages import View

FAR = 400
"""Characters of the catalogue that a page shows at most around an entry."""
OF_CASE = "case"
SHOWN = ("inRegion", "inProvince", "author", "describes", "invokes")


@dataclass(frozen=True, slots=True)
class Noted:
    """Words of the source with everything that is read from them: a card beside the text."""

    mark: str
    cited: tuple[Cited, ...]

    @property
    def card(self) -> str:
        """Fragment of the card."""
        return f"f-{self.mark}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at: a reading that is doubted, numbers that do not agree."""

    mark: str
    message: dict[str, str]
    quote: str
    suggestion: str | None
    span: Span


def case_values(request: Request, view: View, teller: Teller, iri: str) -> dict[str, Any]:
    """What the template of cases needs beside what all pages have."""
    del request
    store = view.generation.store
    claims = teller.claims_in(iri)
    source = next((each.source for each in claims if each.source), None)
    sha = teller.value(source, FL.sha256) if source else None
    file = teller.value(source, FL.fileName) if source else None
    number = teller.value(iri, FL.caseNumber)
    doubts = list(_doubts(view, file, int(number) if number else None))
    full = teller.value(iri, FL.hasFullText) == "true"
    heading = next((each.span for each in claims if each.fact_type == OF_CASE), None)
    text = store.source_text(sha) if sha else ""
    stretch = body(text, heading, _following(teller, iri, heading)) if full and heading and text else None
    marks = [*_marks(claims), *(Mark(each.mark, each.span, each.message[view.language]) for each in doubts)]
    shown = tuple(blocks(text, stretch, marks)) if stretch else ()
    entry = tuple(_entry(text, marks, stretch)) if text else ()
    whole = view.settings.source_text
    if not whole:
        shown, entry = tuple(quotes(shown)), tuple(quotes(entry))
    noted = _noted(claims)
    placed = {mark.id for block in (*shown, *entry) for part in block.parts for each in part for mark in each.first}
    return {
        "full": full,
        "whole": whole,
        "folios": {} if whole else {each.mark: each.pages for each in claims},
        "number": number,
        "blocks": shown,
        "entry": entry,
        "placed": placed,
        "noted": noted,
        "anchors": {each.mark: [fragment_of(cited.claim) for cited in each.cited] for each in noted},
        "doubts": doubts,
        "themes": _words(teller, iri, FL.theme),
        "of": {name: _words(teller, iri, FL(name)) for name in SHOWN},
        "funding": list(
            dict.fromkeys(word for each in claims for word in each.subjects if each.fact_type == "funding")
        ),
        "pages": _pages(teller, iri),
        "breaks": _breaks(teller, iri, shown) if whole else None,
        "neighbours": [_neighbour(teller, iri, number, step) for step in (-1, 1)],
        "file": file,
        "compilation": next(iter(_words(teller, iri, FL.inCompilation)), None),
    }


def _marks(claims: Iterable[Cited]) -> Iterator[Mark]:
    yield from dict.fromkeys(Mark(each.mark, each.span) for each in claims)


def _noted(claims: Iterable[Cited]) -> list[Noted]:
    found: dict[str, list[Cited]] = {}
    for each in claims:
        found.setdefault(each.mark, []).append(each)
    return [Noted(mark, tuple(cited)) for mark, cited in found.items()]


def _entry(text: str, marks: Iterable[Mark], stretch: Span | None) -> Iterator[Block]:
    """The lines of the catalogue that claims rest on."""
    outside = [mark for mark in marks if stretch is None or not stretch.overlaps(mark.span)]
    while outside:
        first = min(mark.span.start for mark in outside)
        near = [mark for mark in outside if mark.span.end - first <= FAR] or outside[:1]
        lines = lines_around(text, Span(first, max(mark.span.end for mark in near)))
        yield from blocks(text, lines, near)
        outside = [mark for mark in outside if mark not in near]


def _following(teller: Teller, iri: str, heading: Span | None) -> int | None:
    """Where the next case that has a text begins in the same source."""
    number = teller.value(iri, FL.caseNumber)
    if number is None or heading is None:
        return None
    path, _, last = iri.rpartition("/")
    at = int(number) + 1
    while teller.known(other := f"{path}/{at:0{len(last)}d}"):
        if teller.value(other, FL.hasFullText) == "true":
            claims = teller.claims_about(other)
            start = next((each.span.start for each in claims if each.fact_type == OF_CASE), None)
            if start is not None and start > heading.end:
                return start
        at += 1
    return None


def _neighbour(teller: Teller, iri: str, number: str | None, step: int) -> Any:
    if number is None:
        return None
    path, _, last = iri.rpartition("/")
    other = f"{path}/{max(int(number) + step, 0):0{len(last)}d}"
    return teller.name(other) if teller.known(other) else None


def _doubts(view: View, file: str | None, number: int | None) -> Iterator[Doubt]:
    found = view.generation.store.manifest["ledger"].get("findings", ())
    for each in found:
        if each.get("file") == file and each.get("case") == number and each.get("start") is not None:
            span = Span(each["start"], each["end"])
            mark = f"d-{span.start}-{span.end}"
            yield Doubt(mark, each["message"], each.get("quote") or "", each.get("suggestion"), span)


def _words(teller: Teller, iri: str, prop: ox.NamedNode) -> list[Any]:
    return [teller.word(each) for each in teller.objects(iri, prop)]


def _pages(teller: Teller, iri: str) -> str:
    found = dict.fromkeys(filter(None, (teller.value(iri, prop) for prop in (FL.pageStart, FL.pageEnd))))
    return "–".join(found)


def _breaks(teller: Teller, iri: str, shown: Iterable[Block]) -> int | None:
    """The page on which the text begins, where breaks can be counted: as many as the catalogue has pages."""
    first, last = (teller.value(iri, prop) for prop in (FL.pageStart, FL.pageEnd))
    joins = sum(len(block.parts) - 1 for block in shown)
    return int(first) if first and last and joins == int(last) - int(first) else None
