"""What can be compared: what every stored query `compare-<measure>` finds, and first-stated years.

A new query is a new measure. Themes come with their agreement with labels by hand, funding with timelines, estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query import first_years
from fulian_kg.query.agreed import supplement as agreed
from fulian_kg.query.agreed import surer
from fulian_kg.query.cases import QUERY as CASES
from fulian_kg.query.claims import PREFIX, Statements
from fulian_kg.query.codebook import agreement
from fulian_kg.query.diffusion import NOTE as YEARS_NOTE
from fulian_kg.query.funding_views import supplements as funding_supplements
from fulian_kg.query.stored import stored_queries, stored_query

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from fulian_kg.query.agreement import Agreement
    from fulian_kg.query.cases import Case
    from fulian_kg.query.claims import Column, Stated
    from fulian_kg.query.kept import Answers
    from fulian_kg.query.labels import Label
    from fulian_kg.query.supplements import Supplement
    from fulian_kg.resources import Library

THEMES, FUNDING = "themes", "funding"
READ_OF_TEXTS = (
    "title：标题写到的主题；text：由正文用词归入的主题，所附原文是首次写到它的句子。",
    "title: themes that the title names; text: themes by words of the body, with the sentence that names them first. ",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Columns with what cases state in them, and what stands beside."""

    title: dict[str, str]
    statements: Stated
    columns: tuple[Column, ...]
    supplements: tuple[Supplement, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def measures(library: Library) -> tuple[str, ...]:
    """Names of all measures."""
    names = (name for name in stored_queries(library) if name.startswith(PREFIX) and name != CASES)
    return (*(name.removeprefix(PREFIX) for name in names), first_years.MEASURE)


def read_measure(
    answers: Answers,
    name: str,
    cases: Sequence[Case],
    *,
    themes: Collection[str] = (),
    provinces: Collection[str] = (),
    labels: Sequence[Label] | None = None,
    least: float | None = None,
) -> Measure:
    """The measure of a store.

    `themes` (ids) are the columns to keep where columns are themes, `least` is the κ that they need; `provinces` (IRIs)
    restrict what stands beside. `cases` are all those of the store.
    """
    if name == first_years.MEASURE:
        years = first_years.FirstYears(answers.store, answers.library)
        remark = ((YEARS_NOTE["zh"], YEARS_NOTE["en"] + " "),)
        return Measure(first_years.TITLE, years, tuple(years.columns()), remarks=remark)
    title = stored_query(answers.library, PREFIX + name).summary
    statements = Statements(answers, name)
    columns = tuple(statements.columns())
    if name == THEMES:
        columns = tuple(column for column in columns if not themes or column.id in themes)
        found = agreement(answers.store, answers.library, labels, ((case.iri, case.title) for case in cases))
        return _themes(title, statements, columns, found, least)
    beside = funding_supplements(answers.store, answers.library, provinces) if name == FUNDING else ()
    return Measure(title, statements, columns, tuple(beside))


def _themes(
    title: dict[str, str],
    statements: Stated,
    columns: tuple[Column, ...],
    found: Mapping[str, Agreement],
    least: float | None,
) -> Measure:
    labelled = any(each.cases for each in found.values())
    shown, hidden = (list(columns), []) if least is None else surer(columns, found, least)
    remarks = [READ_OF_TEXTS]
    if hidden:
        names, ids = "、".join(each.zh for each in hidden), ", ".join(each.en for each in hidden)
        remarks.append((f"与人工标注的一致不足 κ {least} 而未列：{names}。", f"Hidden, κ under {least}: {ids}. "))
    return Measure(title, statements, tuple(shown), (agreed(shown, found),) if labelled else (), tuple(remarks))
