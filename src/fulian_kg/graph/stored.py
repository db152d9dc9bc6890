"""What a build read, taken from its store: texts, cases and the facts before any decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from fulian_kg.facts_io import read_facts
from fulian_kg.graph.store import EXTRACTED
from fulian_kg.model import CaseFacts, Finding, Reading, SourceText, Span
from fulian_kg.source.compilation import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.model import Case, Fact


def stored_readings(store: OpenStore) -> list[Reading]:
    """Every source of the build; what the gate refused is not kept in stores."""
    facts = list(read_facts(store.extracted_text(), EXTRACTED))
    ledger = store.manifest["ledger"]
    return [_reading(store, row, facts, ledger["findings"]) for row in ledger["sources"]]


def _reading(
    store: OpenStore, row: Mapping[str, Any], facts: Sequence[Fact], findings: Sequence[Mapping[str, Any]]
) -> Reading:
    source = SourceText(row["file"], row["sha256"], store.source_text(row["sha256"]), row["encoding"])
    found = tuple(_finding(each) for each in findings if each["file"] == source.file)
    compilation = replace(compiled(source, date.fromisoformat(row["date"])), findings=found)
    own = [fact for fact in facts if fact.sha256 == source.sha256]
    return Reading(compilation, tuple(CaseFacts(case, tuple(_of(case, own))) for case in compilation.cases))


def _of(case: Case, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts of a case: by its number, outside of a compilation by the place of their evidence."""
    for fact in facts:
        if fact.case == case.number and (case.number is not None or (case.body and case.body.contains(fact.span))):
            yield fact


def _finding(row: Mapping[str, Any]) -> Finding:
    def span(prefix: str) -> Span | None:
        return Span(row[f"{prefix}start"], row[f"{prefix}end"]) if f"{prefix}start" in row else None

    message = row["message"]
    return Finding(
        row["kind"],
        message["zh"],
        message["en"],
        row["file"],
        row["case"],
        span(""),
        row.get("suggestion"),
        span("other_"),
    )
