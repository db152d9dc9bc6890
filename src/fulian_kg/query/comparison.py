"""Who does what, and who is silent: rows of cases against columns of what they state, every cell with its state.

What can be compared are the stored queries `compare-<columns>`: a new one is a new kind of column.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from fulian_kg.errors import InputError, UsageError
from fulian_kg.model import TODAY
from fulian_kg.query.run import ask
from fulian_kg.query.stored import stored_queries, stored_query
from fulian_kg.query.territory import Area, Territory
from fulian_kg.vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

State = Literal["value", "stated_none", "not_stated", "no_full_text"]
STATES: tuple[State, ...] = ("value", "stated_none", "not_stated", "no_full_text")
PREFIX, CASES = "compare-", "cases"
COLUMNS = "case column zh en value absent claim quote start end page_first page_last"
"""What a query of `compare-<columns>` must project."""
ROWS = ("province", "prefecture", "county", "case")
THEMES = "themes"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it counts in comparisons."""

    iri: ox.NamedNode
    title: str
    number: int | None
    full_text: bool
    region: ox.NamedNode | None
    province: ox.NamedNode | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one case states in one column, and where."""

    iri: str
    case: str
    value: str
    quote: str
    start: int
    end: int
    pages: tuple[int, int] | None
    absent: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What is compared: an id and its titles."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What the cases of a row state in a column: `n` of the `of` cases of the row are in the state."""

    column: str
    state: State
    n: int
    of: int
    values: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A province, prefecture, county or case."""

    area: Area
    cases: int
    cells: tuple[Cell, ...]

    @property
    def states(self) -> dict[str, int]:
        """Number of cells in each state."""
        counts = Counter(cell.state for cell in self.cells)
        return {state: counts[state] for state in STATES}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows against columns."""

    measure: str
    regions: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def note(self) -> dict[str, str]:
        """What a reader must know before counting."""
        cases = sum(row.cases for row in self.rows)
        zh = f"共 {cases} 个案例；汇编是选出的典型，不是普查：没有写不等于没有。无全文的案例只看标题。"
        en = (
            f"{cases} cases in all; a compilation is a selection, no census: what is not stated may still exist. "
            "Of a case without its full text only the title counts."
        )
        if self.regions == "printed":
            return {"zh": zh + "地区按印刷时。", "en": en + " Regions as printed."}
        return {
            "zh": zh + f"地区按 {self.regions}；{TODAY} 以后的变更未收，日期为批准日期。",
            "en": en
            + f" Regions as of {self.regions}; changes after {TODAY} are not in the data; dates are of approval.",
        }


@dataclass(frozen=True, slots=True)
class Selection:
    """What to compare."""

    rows: str = "province"
    columns: str = THEMES
    themes: tuple[Term, ...] = ()
    """Columns to keep where columns are themes; else the themes of the cases to keep."""
    provinces: tuple[Term, ...] = ()
    at: date | None = None
    """The day on which regions are looked at; None: as printed."""


@dataclass(slots=True)
class _Stated:
    """Columns in order, and claims by (case, column)."""

    columns: dict[str, Column] = field(default_factory=dict)
    claims: dict[tuple[str, str], list[Claim]] = field(default_factory=dict)


def column_kinds(library: Library) -> tuple[str, ...]:
    """What can be compared, by the names of the stored queries."""
    names = (name.removeprefix(PREFIX) for name in stored_queries(library) if name.startswith(PREFIX))
    return tuple(name for name in names if name != CASES)


def provinces_of(store: OpenStore, library: Library) -> Iterable[tuple[ox.NamedNode, Area]]:
    """Province-level units that can be compared."""
    return _cases(store, library)[0].items()


def compare(store: OpenStore, library: Library, selection: Selection) -> Comparison:
    """The comparison that is asked for."""
    provinces, cases = _cases(store, library)
    if selection.provinces:
        provinces = {iri: area for iri, area in provinces.items() if iri in selection.provinces}
        cases = [case for case in cases if case.province in selection.provinces]
    stated = _stated(store, library, selection.columns)
    ids = _with_narrower(store.rdf, selection.themes)
    if unknown := ids - _stated(store, library, THEMES).columns.keys():
        message = f"{', '.join(sorted(unknown))}: no theme that cases have; `fulian-kg query themes` lists them"
        raise UsageError(message)
    if ids and selection.columns == THEMES:
        stated.columns = {name: column for name, column in stated.columns.items() if name in ids}
    elif ids:
        themed = _stated(store, library, THEMES)
        cases = [case for case in cases if any((case.iri.value, theme) in themed.claims for theme in ids)]
    columns = _used(stated, cases) if selection.columns != THEMES else list(stated.columns.values())
    groups = _groups(selection, provinces, cases, Territory(store.rdf, selection.at))
    rows = tuple(_row(area, members, columns, stated.claims) for area, members in groups.items())
    regions = "printed" if selection.at is None else selection.at.isoformat()
    return Comparison(selection.columns, regions, tuple(columns), rows)


def _with_narrower(rdf: ox.Store, themes: Iterable[Term]) -> set[str]:
    """Ids of themes; a group of themes stands for its members."""
    found: set[str] = set()
    for theme in themes:
        members = [str(quad.subject) for quad in rdf.quads_for_pattern(None, SKOS.broader, theme)]
        found |= {each.strip("<>").rpartition("/")[2] for each in members or [str(theme)]}
    return found


def _cases(store: OpenStore, library: Library) -> tuple[dict[ox.NamedNode, Area], list[Case]]:
    """Province-level units, those without a case included, and all cases."""
    provinces: dict[ox.NamedNode, Area] = {}
    cases: dict[ox.NamedNode, Case] = {}
    for row in _solutions(store, library, CASES):
        if row["province"] is not None:
            provinces[row["province"]] = Area(_text(row["province_name"]), "province", _text(row["code"]) or None)
        if row["case"] is not None:
            number = _text(row["number"])
            full = _text(row["full_text"]) == "true"
            title = _text(row["title"])
            case = Case(row["case"], title, int(number) if number else None, full, row["region"], row["province"])
            cases.setdefault(case.iri, case)
    return provinces, list(cases.values())


def _stated(store: OpenStore, library: Library, columns: str) -> _Stated:
    found = _Stated()
    for row in _solutions(store, library, columns):
        name = _text(row["column"])
        found.columns.setdefault(name, Column(name, _text(row["zh"]), _text(row["en"])))
        if row["case"] is not None:
            found.claims.setdefault((row["case"].value, name), []).append(_claim(row))
    return found


def _claim(row: Mapping[str, Any]) -> Claim:
    first, last = _text(row["page_first"]), _text(row["page_last"])
    return Claim(
        iri=row["claim"].value,
        case=row["case"].value,
        value=_text(row["value"]),
        quote=_text(row["quote"]),
        start=int(_text(row["start"])),
        end=int(_text(row["end"])),
        pages=(int(first), int(last)) if first else None,
        absent=_text(row["absent"]) == "true",
    )


def _solutions(store: OpenStore, library: Library, name: str) -> Iterable[dict[str, Any]]:
    query = stored_query(library, PREFIX + name)
    answer = ask(store, query.text, file=f"queries/{query.folder}/{query.name}.rq")
    if not isinstance(answer, ox.QuerySolutions):
        message = "a comparison is made of a SELECT query"
        raise InputError(message, file=f"queries/{query.folder}/{query.name}.rq")
    names = [variable.value for variable in answer.variables]
    if missing := {*COLUMNS.split()} - {*names} if name != CASES else ():
        message = f"a query of {PREFIX.rstrip('-')} needs the columns {', '.join(sorted(missing))}"
        raise InputError(message, file=f"queries/{query.folder}/{query.name}.rq")
    for solution in answer:
        yield dict(zip(names, solution, strict=True))


def _used(stated: _Stated, cases: list[Case]) -> list[Column]:
    """Columns in which one of the cases states something."""
    kept = {column for case, column in stated.claims if any(case == each.iri.value for each in cases)}
    return [column for column in stated.columns.values() if column.id in kept]


def _groups(
    selection: Selection, provinces: Mapping[ox.NamedNode, Area], cases: list[Case], territory: Territory
) -> dict[Area, list[Case]]:
    """Cases by row, in the order of the cases; province-level units first come whether or not they have any."""
    groups: dict[Area, list[Case]] = {}
    if selection.rows == "province" and not (selection.themes and selection.columns != THEMES):
        groups = {area: [] for area in provinces.values()}
    for case in cases:
        groups.setdefault(_area(selection.rows, case, provinces, territory), []).append(case)
    return groups


def _area(rows: str, case: Case, provinces: Mapping[ox.NamedNode, Area], territory: Territory) -> Area:
    if rows == "province":
        return provinces.get(case.province, territory.county(None)) if case.province else territory.county(None)
    if rows == "case":
        number = "" if case.number is None else f"{case.number}. "
        return Area(number + case.title, "case", case.iri.value)
    return territory.prefecture(case.region) if rows == "prefecture" else territory.county(case.region)


def _row(area: Area, cases: list[Case], columns: list[Column], claims: Mapping[tuple[str, str], list[Claim]]) -> Row:
    return Row(area, len(cases), tuple(cell_of(column.id, cases, claims) for column in columns))


def cell_of(column: str, cases: list[Case], claims: Mapping[tuple[str, str], list[Claim]]) -> Cell:
    """A value if any case has one, else stated none if any says so, else no full text if any lacks it."""
    stated = [claim for case in cases for claim in claims.get((case.iri.value, column), ())]
    for state, kept in (
        ("value", [c for c in stated if not c.absent]),
        ("stated_none", [c for c in stated if c.absent]),
    ):
        if kept:
            values = tuple(dict.fromkeys(claim.value for claim in kept))
            n = len({claim.case for claim in kept})
            return Cell(column, state, n, len(cases), values, tuple(kept))  # type: ignore[arg-type]
    silent = sum(not case.full_text for case in cases)
    if silent:
        return Cell(column, "no_full_text", silent, len(cases), (), ())
    return Cell(column, "not_stated", len(cases), len(cases), (), ())


def _text(term: Term | None) -> str:
    return "" if term is None else str(getattr(term, "value", term))
