"""The measures as plain values, with shares to four places."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fulian_kg.evaluation.differences import differences
from fulian_kg.evaluation.measures import measure
from fulian_kg.evaluation.splits import SEEN, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fulian_kg.evaluation.measures import Counts, Measures, Rate, Scored, Table

PLACES = 4


def as_object(scored: Sequence[Scored], parts: Mapping[str, str], limit: int = 0) -> dict[str, Any]:
    """Measures over all documents and over each part of them, the documents, and so many differences of each kind.

    A negative `limit` asks for all of them.
    """
    found: dict[str, Any] = {
        "documents": {each.gold.name: {"file": each.gold.file, "part": parts.get(each.gold.name)} for each in scored},
        **_measures(measure(scored)),
    }
    for part in (SEEN, UNSEEN):
        if inside := [each for each in scored if parts.get(each.gold.name) == part]:
            found[part] = _measures(measure(inside))
    if limit:
        every = differences(scored)
        found["differences"] = {kind: rows if limit < 0 else rows[:limit] for kind, rows in every.items()}
        found["differences_in_all"] = {kind: len(rows) for kind, rows in every.items()}
    return found


def _measures(found: Measures) -> dict[str, Any]:
    beside = {
        "grounding": _rate(found.grounding, "facts", "exact"),
        "numbers": _rate(found.numbers, "numerals", "covered"),
    }
    return {
        "strict": _table(found.strict),
        "lenient": _table(found.lenient),
        "slots": {slot: asdict(counts) for slot, counts in found.slots.items()},
        "slot_accuracy": {
            "stated": round(found.stated.share, PLACES),
            "derived": round(found.derived.share, PLACES),
            "n_stated": found.stated.whole,
            "n_derived": found.derived.whole,
        },
        **{name: rate for name, rate in beside.items() if rate is not None},
    }


def _rate(rate: Rate | None, whole: str, part: str) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {whole: rate.whole, part: rate.part, "rate": round(rate.share, PLACES)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "all": _counts(table.all),
        "type": {name: _counts(counts) for name, counts in sorted(table.types.items())},
        "doc": {name: _counts(counts) for name, counts in sorted(table.documents.items())},
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        **asdict(counts),
        "precision": round(counts.precision, PLACES),
        "recall": round(counts.recall, PLACES),
        "f1": round(counts.f1, PLACES),
    }
