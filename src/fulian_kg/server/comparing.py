"""What the address of a comparison asks for: its parameters, read and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.errors import UsageError
from fulian_kg.model import TODAY, day
from fulian_kg.query.cases import province_named, read_cases
from fulian_kg.query.comparing import ROWS, Selection, compare, provinces_of
from fulian_kg.query.comparison import ranked
from fulian_kg.query.kept import Answers
from fulian_kg.query.measures import THEMES, measures
from fulian_kg.query.parameters import term
from fulian_kg.query.pictures import CHARTS
from fulian_kg.query.profiles import profiles

if TYPE_CHECKING:
    from datetime import date

    from starlette.datastructures import QueryParams

    from fulian_kg.query.comparison import Comparison
    from fulian_kg.query.profiles import Profiles
    from fulian_kg.server.generations import Generation

PRINTED, NOW, ON = "printed", "today", "date"
REGIONS = (PRINTED, NOW, ON)
BETWEEN = re.compile(r"[,，、;；\s]+")
LONGEST = 100
"""Characters of a value: names, ids, IRIs and days are shorter."""
MOST = 200
"""Values that may be given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a comparison, as given."""

    rows: str
    columns: str
    themes: tuple[str, ...]
    provinces: tuple[str, ...]
    cases: tuple[str, ...]
    regions: str
    """One of `REGIONS`."""
    date: str
    """The day where regions are those of a day."""
    rank: str
    min_kappa: str
    chart: str
    """Which chart is shown; empty for those that suit."""
    profile: tuple[str, ...]

    def parameters(self) -> dict[str, str | list[str]]:
        """What an address needs to ask the same; what is as usual is left out."""
        if self.profile:
            return {"profile": [*self.profile]}
        at = self.date if self.regions == ON else self.regions
        found: dict[str, str | list[str]] = {
            "rows": "" if self.rows == ROWS[0] else self.rows,
            "columns": "" if self.columns == THEMES else self.columns,
            "theme": [*self.themes],
            "province": [*self.provinces],
            "case": [*self.cases],
            "regions": "" if at == PRINTED else at,
            "rank": self.rank,
            "min_kappa": self.min_kappa,
            "chart": self.chart,
        }
        return {name: value for name, value in found.items() if value}


def asked_by(given: QueryParams) -> Asked:
    """The parameters of an address; a day may stand as `regions` or as `date`, cases and profiles in lists."""
    regions, on = _one(given, "regions") or PRINTED, _one(given, "date")
    if regions not in REGIONS:
        regions, on = ON, regions
    return Asked(
        rows=_one(given, "rows") or ROWS[0],
        columns=_one(given, "columns") or THEMES,
        themes=_many(given, "theme"),
        provinces=_many(given, "province"),
        cases=tuple(each for text in _many(given, "case") for each in BETWEEN.split(text) if each),
        regions=regions,
        date=on,
        rank=_one(given, "rank"),
        min_kappa=_one(given, "min_kappa"),
        chart=_one(given, "chart"),
        profile=tuple(each for text in _many(given, "profile") for each in BETWEEN.split(text) if each),
    )


def check(given: QueryParams) -> None:
    """Raise `UsageError` for more or longer values than a comparison can have."""
    values = given.multi_items()
    if len(values) > MOST or any(len(value) > LONGEST for _, value in values):
        message = f"too much is asked: give at most {MOST} values of {LONGEST} characters each"
        raise UsageError(message)


def compared(generation: Generation, asked: Asked) -> Comparison:
    """The comparison; raises `UsageError` for what the store does not have."""
    store, library = generation.store, generation.library
    _among("rows", asked.rows, ROWS)
    _among("columns", asked.columns, measures(library))
    if asked.chart:
        _among("chart", asked.chart, tuple(CHARTS))
    if asked.min_kappa and asked.columns != THEMES:
        message = "min_kappa is about themes: leave it out, or compare themes"
        raise UsageError(message)
    known = provinces_of(store, library) if asked.provinces else {}
    selection = Selection(
        rows=asked.rows,
        columns=asked.columns,
        themes=tuple(term("theme", "theme", each, store.rdf) for each in asked.themes),
        provinces=tuple(province_named(each, known) for each in asked.provinces),
        cases=asked.cases,
        at=_at(asked),
        least_kappa=_kappa(asked.min_kappa),
    )
    found = compare(store, library, selection)
    return ranked(found, asked.rank) if asked.rank else found


def profiled(generation: Generation, asked: Asked) -> Profiles:
    """The profiles; raises `UsageError` for unknown provinces and too many."""
    known, cases = read_cases(Answers(generation.store, generation.library))
    wanted = [province_named(name, known) for name in asked.profile]
    return profiles(generation.store, generation.library, {iri: known[iri] for iri in wanted}, cases)


def _at(asked: Asked) -> date | None:
    if asked.regions == PRINTED:
        return None
    found = TODAY if asked.regions == NOW else day(asked.date)
    if found is None:
        message = "regions are as printed, of today, or of a day as YYYY-MM-DD"
        raise UsageError(message)
    return found


def _kappa(text: str) -> float | None:
    if not text:
        return None
    if not re.fullmatch(r"-?[01](\.[0-9]{1,6})?|-?\.[0-9]{1,6}", text, re.ASCII) or not -1 <= float(text) <= 1:
        message = "min_kappa is a number from -1 to 1"
        raise UsageError(message)
    return float(text)


def _among(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        message = f"{name} is one of {', '.join(known)}"
        raise UsageError(message)


def _one(given: QueryParams, name: str) -> str:
    return str(given.get(name, "")).strip()


def _many(given: QueryParams, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in given.getlist(name) if (text := each.strip())))
