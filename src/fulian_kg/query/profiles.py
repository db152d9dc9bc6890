"""A page a province: every stored query whose head says `profile: N` is a section of it.

A section asks with the parameter `province` and projects `item`, what a row is about, and `province`. Rows of one item
are one entry: where they differ in a column, the entry has all values in the order of the answer; what they project as
`claim`, `case`, `quote`, `start`, `end`, `page_first`, `page_last` are the words on which it rests. A column with the
unit `/name` counts n of the N in the column `name`; `kind_en` is the English of `kind`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.comparison import Comparison, Row
from fulian_kg.query.evidence import CLAIM_CELLS, Evidence
from fulian_kg.query.run import ask, columns, value_of
from fulian_kg.query.stored import SUFFIX, stored_queries
from fulian_kg.vocabulary import Iris, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.cases import Case
    from fulian_kg.query.stored import Column, StoredQuery
    from fulian_kg.query.territory import Area
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

MOST = 4
"""Provinces that stand side by side."""
PROVINCE, ITEM = "province", "item"
PLUMBING = frozenset({PROVINCE, ITEM, *CLAIM_CELLS})
"""Columns of an answer that are no values of an entry."""
ENGLISH = "_en"
SHARE = "/"
"""Begins the unit of a column that counts n of N: the name of the column with N follows."""
JOINT = "、"
PREFIX = "profile-"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a section tells, by column; the claims behind it, none where no source states it."""

    item: str
    values: Mapping[str, Any]
    claims: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What a query tells of a province."""

    id: str
    title: Mapping[str, str]
    """By language: zh, en."""
    description: Mapping[str, str]
    columns: tuple[Column, ...]
    beside: tuple[str, ...]
    """Columns that every province has for itself where several are shown."""
    entries: tuple[Entry, ...]

    @property
    def shown(self) -> tuple[Column, ...]:
        """Columns for people: English stands beside its Chinese, a denominator beside its count."""
        names = {column.name for column in self.columns}
        beside = {whole for column in self.columns if (whole := denominator(column))}
        beside |= {name for name in names if name.endswith(ENGLISH) and name.removesuffix(ENGLISH) in names}
        return tuple(column for column in self.columns if column.name not in beside)


@dataclass(frozen=True, slots=True)
class Profile:
    """The page of a province."""

    province: Area
    cases: tuple[Case, ...] = field(repr=False)
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """One to four provinces with the same sections."""

    profiles: tuple[Profile, ...]

    @property
    def note(self) -> dict[str, str]:
        """What a reader must know before counting, as comparisons tell it."""
        rows = tuple(Row(each.province, each.cases, (), {}) for each in self.profiles)
        return Comparison("profile", {}, "printed", (), rows).note

    @property
    def together(self) -> Iterator[tuple[Section, ...]]:
        """Every section, as each province has it."""
        return zip(*(profile.sections for profile in self.profiles), strict=True)


def profiles(store: OpenStore, library: Library, provinces: Mapping[str, Area], cases: Sequence[Case]) -> Profiles:
    """The pages of province-level units, by IRI, with those of `cases` that lie in them.

    Raises `UsageError` for no province, or more than `MOST`.
    """
    if not 1 <= len(provinces) <= MOST:
        message = f"a profile shows one to {MOST} provinces, not {len(provinces)}: name them with commas between"
        raise UsageError(message)
    queries = sections(library)
    return Profiles(
        tuple(
            Profile(
                province=area,
                cases=tuple(case for case in cases if case.province == iri),
                sections=tuple(_section(store, query, iri) for query in queries),
            )
            for iri, area in provinces.items()
        )
    )


def sections(library: Library) -> list[StoredQuery]:
    """The queries that make the page, in its order."""
    found = [query for query in stored_queries(library).values() if query.profile is not None]
    return sorted(found, key=lambda query: (query.profile, query.name))


def denominator(column: Column) -> str | None:
    """The column that holds the N of a column of counts."""
    unit = column.unit or ""
    return unit.removeprefix(SHARE) if unit.startswith(SHARE) else None


def _section(store: OpenStore, query: StoredQuery, province: str) -> Section:
    return Section(
        id=query.name.removeprefix(PREFIX),
        title=query.summary,
        description=query.description,
        columns=tuple(column for column in query.columns if column.name not in PLUMBING),
        beside=query.beside,
        entries=tuple(_entries(store, query, province)),
    )


def _entries(store: OpenStore, query: StoredQuery, province: str) -> Iterator[Entry]:
    file = f"queries/{query.folder}/{query.name}{SUFFIX}"
    answer = ask(store, query.text, {ox.Variable(PROVINCE): named(province)}, file=file)
    if not isinstance(answer, ox.QuerySolutions) or not {PROVINCE, ITEM} <= set(columns(answer)):
        message = f"a section of a profile is a SELECT query with the columns {ITEM} and {PROVINCE}"
        raise InputError(message, file=file)
    names = columns(answer)
    groups: dict[str, list[dict[str, Term | None]]] = {}
    for solution in answer:
        row = dict(zip(names, solution, strict=True))
        groups.setdefault(_text(row[ITEM]), []).append(row)
    prefixes = Iris(store.base).prefixes()
    shown = [name for name in names if name not in PLUMBING]
    for item, rows in groups.items():
        values = {name: _joined(value_of(row[name], prefixes) for row in rows) for name in shown}
        claims = dict.fromkeys(cited for row in rows if (cited := _cited(row)))
        yield Entry(item, values, tuple(claims))


def _joined(values: Iterable[Any]) -> Any:
    """The value on which all rows agree, else all of them; None where there is none."""
    different = list(dict.fromkeys(value for value in values if value is not None))
    return JOINT.join(map(str, different)) if len(different) > 1 else next(iter(different), None)


def _cited(row: Mapping[str, Term | None]) -> Evidence | None:
    if row.get("claim") is None:
        return None
    claim, case, quote, first, last, start, end = (_text(row.get(name)) for name in CLAIM_CELLS)
    pages = (int(first), int(last or first)) if first else None
    return Evidence(claim, case, quote, int(start or 0), int(end or 0), pages)


def _text(term: Term | None) -> str:
    return "" if term is None else str(getattr(term, "value", term))
