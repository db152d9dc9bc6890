"""The project's own data: dated, sourced changes (`changes.csv`) and units that no code list has (`units.csv`)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.gazetteer.drafts import Draft, level_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fulian_kg.gazetteer.settings import Settings
    from fulian_kg.resources import Library

CHANGES = "changes.csv"
UNITS = "units.csv"
LEVELS = {"xpcc": "province", "xpcc-division": "xpcc_division", "xpcc-farm": "xpcc_farm"}
"""Levels of the kinds that the digits of a code cannot tell."""
RESTORED = date(1981, 1, 1)
"""Year in which 新疆生产建设兵团 was restored, and first of our data; its units are not dated any closer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the change table, by keys."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: str
    date: date
    exact: bool
    """Whether the day is known, not only the year."""
    partial: bool
    document: str | None
    source: str
    note: str
    line: int


def changes(library: Library) -> list[Row]:
    """The change table in the order of its dates."""
    rows = [_row(line, row) for line, row in _records(library, CHANGES)]
    return sorted(rows, key=lambda row: (row.date, row.line))


def _row(line: int, row: dict[str, str]) -> Row:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})-(\d{2}))?", row["date"])
    if not match or row["partial"] not in {"yes", "no"} or not row["source"]:
        message = "a change needs a date (YYYY or YYYY-MM-DD), partial (yes or no) and a source"
        raise InputError(message, file=CHANGES, line=line)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return Row(
        before=_keys(row["before"]),
        after=_keys(row["after"]),
        kind=row["kind"],
        date=date(year, month, day),
        exact=match[2] is not None,
        partial=row["partial"] == "yes",
        document=row["document"] or None,
        source=row["source"],
        note=row["note"],
        line=line,
    )


def units(library: Library, rules: Settings, names: dict[str, str]) -> list[Draft]:
    """Units of the table; `start` is None until a change tells it, but for the first line of a key without a code.

    A further line of a key is a later version of the unit. `names` are the names in force at the end of the code
    lists, by key: parents are looked up there, else in the lines of the table, the first for the first and so on.
    """
    records = [row for _, row in _records(library, UNITS)]
    known = {key: [name] for key, name in names.items()}
    for row in records:
        if row["key"] not in names:
            known.setdefault(row["key"], []).append(row["name"])
    above = {row["key"]: row["parent"] for row in records}
    seen: Counter[str] = Counter()
    drafts = []
    for row in records:
        nth = seen[row["key"]]
        seen[row["key"]] += 1
        parents = tuple(_line(row["parent"], above, known))
        level = LEVELS.get(row["kind"]) or level_of(row["key"])
        kind = row["kind"] or rules.kind(row["name"], level)
        parent_names = tuple(known[key][: nth + 1][-1] for key in parents)
        start = None if row["code"] or nth else RESTORED
        draft = Draft(row["key"], row["code"] or None, row["name"], kind, level, parents, parent_names, start)
        draft.aliases = _keys(row["aliases"])
        drafts.append(draft)
    return drafts


def _line(parent: str, above: dict[str, str], known: Collection[str]) -> Iterator[str]:
    """The parent, its parent …: from the table, or from the digits of the code."""
    while parent:
        if parent not in known:
            message = f"the parent {parent} is no unit"
            raise InputError(message, file=UNITS)
        yield parent
        parent = above.get(parent) or (f"{parent[:2]}0000" if parent.isdigit() and parent[2:] != "0000" else "")


def _keys(field: str) -> tuple[str, ...]:
    return tuple(field.split(";")) if field else ()


def _records(library: Library, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(library.read("regions", path).splitlines())
    for row in reader:
        yield reader.line_num, row
