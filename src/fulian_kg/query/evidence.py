"""Claims with the words on which they rest: what every view of a store shows of them, in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.query.kept import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library

    Row = dict[str, str]
    """What is bound, by column."""

PARAGRAPH = re.compile(r"[。！？!?][”）]?[ \t]*\r?\n")
"""A line that ends with its sentence: OCR breaks lines within sentences too."""
EVIDENCE = "case claim quote before start end page_first page_last"
"""Columns that say where a claim stands."""

NO_CELLS: tuple[None, ...] = (None,) * 7
"""The cells of a line that rests on no claim."""
CLAIM_CELLS = ("claim", "case", "quote", "page_first", "page_last", "start", "end")
"""Columns of a sheet that say the same."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim with the words on which it rests."""

    iri: str
    case: str
    quote: str
    start: int
    end: int
    pages: tuple[int, int] | None
    before: str = ""
    """The words of the text before it, as far as its selector has them."""

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands: two claims of one place rest on the same words."""
        return self.case, self.start, self.end

    @property
    def line(self) -> str:
        """The quote on one line."""
        return "".join(self.quote.splitlines())

    @property
    def printed(self) -> str:
        """Its printed pages; nothing where the text has none."""
        return "" if self.pages is None else "–".join(map(str, dict.fromkeys(self.pages)))

    @property
    def cells(self) -> tuple[Any, ...]:
        """The cells of a sheet under `CLAIM_CELLS`."""
        return self.iri, self.case, self.quote, *(self.pages or (None, None)), self.start, self.end

    def as_object(self) -> dict[str, Any]:
        """The JSON of a claim, with the keys that comparisons use."""
        pages = None if self.pages is None else list(self.pages)
        place = {"quote": self.quote, "start": self.start, "end": self.end, "pages": pages}
        return {"iri": self.iri, "case": self.case, **place}


def asked(store: OpenStore, library: Library, name: str, needed: str) -> Iterator[Row]:
    """Rows of a stored query; raises `InputError` where the query lacks a column that is needed."""
    wanted = tuple(dict.fromkeys((*needed.split(), *EVIDENCE.split())))
    for row in Answers(store, library).rows(name, wanted):
        yield {column: value for column, value in row.items() if value is not None}


def evidence_of(row: Row) -> Evidence:
    """The claim of a row."""
    first, last = row.get("page_first"), row.get("page_last")
    pages = (int(first), int(last)) if first and last else None
    return Evidence(row["claim"], row["case"], row["quote"], int(row["start"]), int(row["end"]), pages, row["before"])


def gap(one: Evidence, other: Evidence) -> int | None:
    """Characters between two passages of one case, 0 where they overlap; None for others and across paragraphs."""
    if one.case != other.case:
        return None
    first, last = sorted((one, other), key=lambda each: each.start)
    between = max(0, last.start - first.end)
    return None if between and PARAGRAPH.search(last.before[-between:]) else between


def distinct(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Claims in their order, one for each run of words."""
    found: dict[tuple[str, int, int], Evidence] = {}
    for each in evidence:
        found.setdefault(each.place, each)
    return tuple(found.values())
