"""What the gazetteer knows about a name or code, as plain values: for JSON, tables and pages."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from fulian_kg.gazetteer.settings import kind_labels
from fulian_kg.gazetteer.units import TODAY

if TYPE_CHECKING:
    from datetime import date

    from fulian_kg.gazetteer.gazetteer import Gazetteer
    from fulian_kg.gazetteer.units import Change, Successor, Unit
    from fulian_kg.resources import Library

NOTE = {
    "zh": f"数据截至 {TODAY}，此后的变更不在其中；变更日期为批准日期。",
    "en": f"Changes after {TODAY} are not in the data; dates of changes are those of approval.",
}
"""Belongs to every view of "today"."""
Values = dict[str, Any]


class Description:
    """Describes units and changes with the labels of their kinds."""

    def __init__(self, gazetteer: Gazetteer, library: Library) -> None:
        self._gazetteer = gazetteer
        self._unit_kinds = kind_labels(library, "region-kind")
        self._change_kinds = kind_labels(library, "change-kind")

    def resolution(self, query: str, at: date, to: date) -> Values:
        """The candidates at `at` with their history and successors at `to`; for an unknown name when it was known."""
        name = unicodedata.normalize("NFKC", query)
        # Facts remember names that ended a short while before; a question about a day is answered for that day.
        found = [unit for unit in self._gazetteer.resolve(name, at).candidates if unit.in_force(at)]
        described: Values = {
            "query": query,
            "at": at.isoformat(),
            "to": to.isoformat(),
            "status": "unknown" if not found else "resolved" if len(found) == 1 else "ambiguous",
            "candidates": [self.candidate(unit, to) for unit in found],
        }
        if not found:
            described["existed"] = [self.version(unit) for unit in self._gazetteer.existed(name)]
        return described | {"note": NOTE}

    def candidate(self, unit: Unit, to: date) -> Values:
        """A version with the whole history of its region."""
        versions = self._gazetteer.versions_of(unit)
        successors = self._gazetteer.successors(unit, to)
        lost = "known" if successors else "unknown"
        return self.version(unit) | {
            "succession": "in_force" if unit.in_force(to) else lost,
            "successors": [self._successor(successor) for successor in successors],
            "transfers": [self._successor(part) for part in self._gazetteer.transfers(unit) if part.date <= to],
            "versions": [self.version(version) for version in versions],
            "changes": [self.change(change) for change in self._gazetteer.changes_of(unit)],
        }

    def version(self, unit: Unit) -> Values:
        """One version; dates of which only the year is known say so."""
        return {
            **_named(unit),
            "kind": unit.kind,
            "kind_label": _label(self._unit_kinds, unit.kind),
            "valid_from": unit.valid_from.isoformat(),
            "valid_until": unit.valid_until and unit.valid_until.isoformat(),
            "precision": unit.precision,
            "until_precision": unit.until_precision,
            "key": unit.key,
            "version": unit.version,
        }

    def change(self, change: Change) -> Values:
        """One change with its source."""
        return {
            "kind": change.kind,
            "kind_label": _label(self._change_kinds, change.kind),
            "date": change.date.isoformat(),
            "precision": change.precision,
            "document": change.document,
            "source": change.source,
            "note": change.note,
            "partial": change.partial,
            "inferred": change.inferred,
            "before": [_named(unit) for unit in change.before],
            "after": [_named(unit) for unit in change.after],
        }

    @staticmethod
    def _successor(successor: Successor) -> Values:
        return {
            **_named(successor.unit),
            "relation": successor.relation,
            "date": successor.date.isoformat(),
            "document": successor.document,
        }


def _named(unit: Unit) -> Values:
    return {"code": unit.code, "name": unit.name, "path": unit.path}


def _label(labels: dict[str, tuple[str, str]], notation: str) -> dict[str, str]:
    zh, en = labels.get(notation, (notation, notation))
    return {"zh": zh, "en": en}
