"""Making a comparison: which cases, in which rows, against which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.query.cases import Case, read_cases
from fulian_kg.query.claims import Statements
from fulian_kg.query.comparison import Comparison, Row
from fulian_kg.query.kept import Answers
from fulian_kg.query.measures import THEMES, read_measure
from fulian_kg.query.moved import moved
from fulian_kg.query.moved import supplement as changed
from fulian_kg.query.territory import Area, Territory
from fulian_kg.vocabulary import SKOS, Iris

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.claims import Mark
    from fulian_kg.query.labels import Label
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

ROWS = ("province", "prefecture", "county", "case")


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
    labels: tuple[Label, ...] | None = None
    """Themes by hand to hold the automatic ones against; None: those of the library."""
    least_kappa: float | None = None
    """Themes whose agreement with labels by hand is under it are left out."""


def provinces_of(store: OpenStore, library: Library) -> dict[str, Area]:
    """Province-level units that can be compared, by IRI."""
    return read_cases(Answers(store, library))[0]


def compare(store: OpenStore, library: Library, selection: Selection) -> Comparison:
    """The comparison that is asked for; raises `UsageError` for themes and cases that the store does not have."""
    answers = Answers(store, library)
    provinces, every = read_cases(answers)
    cases = every
    if selection.provinces:
        provinces = {iri: area for iri, area in provinces.items() if iri in selection.provinces}
        cases = [case for case in cases if case.province in selection.provinces]
    if selection.cases:
        cases = _chosen(cases, selection.cases)
    themes = _known(_with_narrower(store.rdf, selection.themes), answers)
    if themes and selection.columns != THEMES:
        having = {mark.case for mark in Statements(answers, THEMES).marks() if mark.column in themes}
        cases = [case for case in cases if case.iri in having]
    measure = read_measure(
        answers,
        selection.columns,
        every,
        themes=themes,
        provinces=selection.provinces,
        labels=selection.labels,
        least=selection.least_kappa,
    )
    regions = Iris(store.base).graph("regions")
    territory = Territory(store.rdf, selection.at, regions)
    groups = _groups(selection, provinces, cases, territory)
    by_row = _by_row(groups.values(), measure.statements.marks())
    kept = measure.columns
    if selection.columns != THEMES:
        used = {column for row in by_row for column in row}
        kept = tuple(column for column in kept if column.id in used)
    rows = zip(groups.items(), by_row, strict=True)
    supplements = list(measure.supplements)
    if selection.at is not None:
        as_printed = Territory(store.rdf, None, regions)
        supplements.append(changed(moved(cases, as_printed, territory)))
    return Comparison(
        measure=selection.columns,
        title=measure.title,
        regions="printed" if selection.at is None else selection.at.isoformat(),
        columns=kept,
        rows=tuple(
            Row(area, tuple(members), kept, stated, measure.statements, _place(area, members, territory))
            for (area, members), stated in rows
        ),
        supplements=tuple(supplements),
        remarks=measure.remarks,
    )


def _place(area: Area, members: Sequence[Case], territory: Territory) -> Area | None:
    if area.kind != "case":
        return None
    region = members[0].region
    return territory.county(None if region is None else ox.NamedNode(region))


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


def _known(themes: set[str], answers: Answers) -> set[str]:
    """The ids; raises `UsageError` for one that no theme has."""
    if unknown := themes - {column.id for column in Statements(answers, THEMES).columns()}:
        message = f"{', '.join(sorted(unknown))}: no theme that cases have; `fulian-kg query themes` lists them"
        raise UsageError(message)
    return themes


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
