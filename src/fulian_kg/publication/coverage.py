"""How many numerals of the texts of a store its facts explain, a source at a time: what `evaluate` calls coverage."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fulian_kg.evaluation.coverage import numerals_of, uncovered
from fulian_kg.evaluation.gold import statement
from fulian_kg.evaluation.measures import Rate
from fulian_kg.model import SourceText
from fulian_kg.source.compilation import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.evaluation.gold import Statement
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.model import Span

Row = dict[str, Any]


def number_coverage(store: OpenStore) -> Rate:
    """Numerals that some fact states, of all those in the texts of cases."""
    sources: Mapping[str, Row] = {row["sha256"]: row for row in store.manifest["ledger"]["sources"]}
    covered = every = 0
    left = dict(sources)
    for sha256, rows in groupby(_rows(store), key=lambda row: row["sha256"]):
        if left.pop(sha256, None) is not None:
            for found, missed in _of(store, sources[sha256], rows):
                covered, every = covered + found - missed, every + found
    for row in left.values():
        every += sum(found for found, _ in _of(store, row, ()))
    return Rate(covered, every)


def _rows(store: OpenStore) -> Iterator[Row]:
    """Facts in their order, by file and place: read line by line, for there may be millions."""
    yield from map(json.loads, store.facts_lines())


def _of(store: OpenStore, source: Row, rows: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """Numerals in the text of each case of a source, and those that no fact states."""
    text = SourceText(source["file"], source["sha256"], store.source_text(source["sha256"]), source["encoding"])
    cases = compiled(text, date.fromisoformat(source["date"])).cases
    waiting = iter(rows)
    ahead: list[Statement] = []
    for body in sorted(case.body for case in cases if case.body is not None):
        inside = list(_inside(body, waiting, ahead))
        found = list(numerals_of(text.text, body))
        yield len(found), len(uncovered(text.text, found, inside))


def _inside(body: Span, waiting: Iterator[Row], ahead: list[Statement]) -> Iterator[Statement]:
    """Facts whose evidence begins in a text; `ahead` keeps the one that was read and begins after it."""
    while True:
        fact = ahead.pop() if ahead else next((statement(row) for row in waiting), None)
        if fact is None:
            return
        if fact.span.start >= body.end:
            ahead.append(fact)
            return
        if fact.span.start >= body.start:
            yield fact
