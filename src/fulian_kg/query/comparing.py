"""Making a comparison: which cases, in which rows, against which columns.

What can be compared are the stored queries `compare-<columns>`: a new one is a new kind of column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.query.cases import QUERY as CASES
from fulian_kg.query.cases import Case, read_cases
from fulian_kg.query.claims import PREFIX, Statements
from fulian_kg.query.comparison import Comparison, Row
from fulian_kg.query.kept import Answers
from fulian_kg.query.stored import stored_queries, stored_query
from fulian_kg.query.territory import Area, Territory
from fulian_kg.vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.claims import Column, Mark
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

ROWS = ("province", "prefecture", "county", "case")
THEMES = "themes"


@dataclass(frozen=True, slots=True)
class Selection:
    """What to compare."""

    rows: str = "province"
    columns: str = THEMES
    themes: tuple[Term, ...] = ()
    """Columns to keep where columns are themes; else the themes of the cases to keep."""
    provinces: tuple[str, ...] = ()
    """IRIs of province-level units."""
    cases: tuple[str, ...] = ()
    """Numbers or IRIs of cases."""
    at: date | None = None
    """The day on which regions are looked at; None: as printed."""


def column_kinds(library: Library) -> tuple[str, ...]:
    """What can be compared, by the names of the stored queries."""
    names = (name for name in stored_queries(library) if name.startswith(PREFIX) and name != CASES)
    return tuple(name.removeprefix(PREFIX) for name in names)


def provinces_of(store: OpenStore, library: Library) -> dict[str, Area]:
    """Province-level units that can be compared, by IRI."""
    return read_cases(Answers(store, library))[0]


def compare(store: OpenStore, library: Library, selection: Selection) -> Comparison:
    """The comparison that is asked for; raises `UsageError` for themes and cases that the store does not have."""
    answers = Answers(store, library)
    provinces, cases = read_cases(answers)
    if selection.provinces:
        provinces = {iri: area for iri, area in provinces.items() if iri in selection.provinces}
        cases = [case for case in cases if case.province in selection.provinces]
    if selection.cases:
        cases = _chosen(cases, selection.cases)
    statements = Statements(answers, selection.columns)
    columns, marks = statements.columns(), list(statements.marks())
    if ids := _with_narrower(store.rdf, selection.themes):
        themes = statements if selection.columns == THEMES else Statements(answers, THEMES)
        columns, cases = _of_themes(ids, themes, columns, cases, chosen=selection.columns == THEMES)
    groups = _groups(selection, provinces, cases, Territory(store.rdf, selection.at))
    by_row = _by_row(groups.values(), marks)
    if selection.columns != THEMES:
        used = {column for row in by_row for column in row}
        columns = [column for column in columns if column.id in used]
    kept = tuple(columns)
    rows = zip(groups.items(), by_row, strict=True)
    return Comparison(
        measure=selection.columns,
        title=stored_query(library, PREFIX + selection.columns).summary,
        regions="printed" if selection.at is None else selection.at.isoformat(),
        columns=kept,
        rows=tuple(Row(area, tuple(members), kept, stated, statements) for (area, members), stated in rows),
    )


def _chosen(cases: Iterable[Case], wanted: Sequence[str]) -> list[Case]:
    """Cases by number or IRI, in the order asked for."""
    found: list[Case] = []
    cases = list(cases)
    for each in wanted:
        chosen = [case for case in cases if each in {case.iri, str(case.number)}]
        if not chosen:
            message = f"there is no case {each!r} among those compared: give its number, or its IRI"
            raise UsageError(message)
        found += chosen
    return list(dict.fromkeys(found))


def _with_narrower(rdf: ox.Store, themes: Iterable[Term]) -> set[str]:
    """Ids of themes; a group of themes stands for its members."""
    found: set[str] = set()
    for theme in themes:
        members = [str(quad.subject) for quad in rdf.quads_for_pattern(None, SKOS.broader, theme)]
        found |= {each.strip("<>").rpartition("/")[2] for each in members or [str(theme)]}
    return found


def _of_themes(
    ids: set[str], themes: Statements, columns: list[Column], cases: list[Case], *, chosen: bool
) -> tuple[list[Column], list[Case]]:
    """The columns that are chosen where columns are themes, else the cases that have one of the themes."""
    if unknown := ids - {column.id for column in themes.columns()}:
        message = f"{', '.join(sorted(unknown))}: no theme that cases have; `fulian-kg query themes` lists them"
        raise UsageError(message)
    if chosen:
        return [column for column in columns if column.id in ids], cases
    having = {mark.case for mark in themes.marks() if mark.column in ids}
    return columns, [case for case in cases if case.iri in having]


def _by_row(groups: Iterable[Sequence[Case]], marks: Iterable[Mark]) -> list[dict[str, list[Mark]]]:
    """Marks of the cases of each row, by column."""
    rows: list[dict[str, list[Mark]]] = []
    of_case: dict[str, dict[str, list[Mark]]] = {}
    for members in groups:
        rows.append({})
        of_case.update((case.iri, rows[-1]) for case in members)
    for mark in marks:
        if (row := of_case.get(mark.case)) is not None:
            row.setdefault(mark.column, []).append(mark)
    return rows


def _groups(
    selection: Selection, provinces: Mapping[str, Area], cases: list[Case], territory: Territory
) -> dict[Area, list[Case]]:
    """Cases by row, in the order of the cases; province-level units first come whether or not they have any."""
    groups: dict[Area, list[Case]] = {}
    chosen = selection.cases or (selection.themes and selection.columns != THEMES)
    if selection.rows == "province" and not chosen:
        groups = {area: [] for area in provinces.values()}
    known: dict[str | None, Area] = {}
    for case in cases:
        area = _area(selection.rows, case, provinces, territory, known)
        groups.setdefault(area, []).append(case)
    return groups


def _area(
    rows: str, case: Case, provinces: Mapping[str, Area], territory: Territory, known: dict[str | None, Area]
) -> Area:
    """The row of a case; areas of regions are looked up once."""
    if rows == "case":
        return Area(case.name, "case", case.iri)
    if rows == "province" and case.province is not None and case.province in provinces:
        return provinces[case.province]
    region = None if rows == "province" else case.region
    if region not in known:
        version = None if region is None else ox.NamedNode(region)
        known[region] = territory.prefecture(version) if rows == "prefecture" else territory.county(version)
    return known[region]
