"""`compare`: who does what, paid by whom, since when, and who is silent."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from fulian_kg.cli.compare_profile import profiled, refuse_others
from fulian_kg.cli.options import Day, library_option, output_option, region_history_option, store_option
from fulian_kg.cli.output import aligned, emit, width
from fulian_kg.errors import UsageError
from fulian_kg.graph.history import require
from fulian_kg.graph.store import open_store
from fulian_kg.model import TODAY
from fulian_kg.query.agreed import ID as AGREEMENT
from fulian_kg.query.agreed import kappas
from fulian_kg.query.cases import province_named
from fulian_kg.query.comparing import ROWS, Selection, provinces_of
from fulian_kg.query.comparing import compare as compared
from fulian_kg.query.comparison import LEAST, ranked
from fulian_kg.query.comparison_files import DOCUMENTS, PICTURES, comparison_file
from fulian_kg.query.comparison_views import matrix, notes, silent, statements
from fulian_kg.query.csvw import SUFFIX as CSVW
from fulian_kg.query.csvw import description
from fulian_kg.query.labels import read_labels
from fulian_kg.query.measures import THEMES, measures
from fulian_kg.query.parameters import term
from fulian_kg.query.pictures import CHARTS
from fulian_kg.query.scheme import scheme_of
from fulian_kg.query.tables import Table, as_json
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fulian_kg.query.claims import Column
    from fulian_kg.query.comparison import Comparison

HELP = """跨省对比：谁做什么、谁出钱、何时起，谁没有写。
Compare: who does what, paid by whom, since when, and who is silent.

每格有状态（有、言明没有、全文未提、无全文）、n/N 和原文。html 是一个自足的网页，点一格就看到原文；xlsx 有证据表；
csv 写入文件时旁边有各列的说明（CSVW）。
Each cell has its state (stated, stated none, not stated, no full text), n of N, and its quotes. html is one page that
needs nothing else, a click on a cell shows its quotes; xlsx has a sheet of evidence; beside a file of csv stands the
description of its columns (CSVW).

\b
例 Example:
  fulian-kg compare --theme work-funding --theme remuneration
  fulian-kg compare --columns funding --province 北京市
  fulian-kg compare --rows county --regions today --format csv -o compare.csv
  fulian-kg compare --format html -o compare.html
  fulian-kg compare --profile 北京市,上海市 --format html -o profile.html
"""
AS_PRINTED = "printed"
REGIONS = Day(MappingProxyType({AS_PRINTED: AS_PRINTED, "today": TODAY}))
TABLE = "table"
FORMATS = (TABLE, *DOCUMENTS, *PICTURES)
NARROWEST = 60
GAP = 2


@click.command(help=HELP, short_help="跨省对比。Compare provinces.")
@click.option("--rows", type=click.Choice(ROWS), default="province", show_default=True, help="行。Rows.")
@click.option(
    "--columns",
    "--measure",
    "columns",
    default=THEMES,
    show_default=True,
    metavar="KIND",
    help="列：themes、initiatives、funding（含演变与估算）、statistics、forms、diffusion（首次写明的年份）。",
)
@click.option("--theme", "themes", multiple=True, metavar="T", help="只要这些主题。Only these themes.")
@click.option("--province", "provinces", multiple=True, metavar="P", help="只要这些省。Only these provinces.")
@click.option("--case", "cases", multiple=True, metavar="N", help="只要这些案例（序号）。Only these cases, by number.")
@click.option(
    "--regions",
    type=REGIONS,
    default=AS_PRINTED,
    show_default=True,
    help="地区按何时。Regions as printed, today or on a day.",
)
@click.option(
    "--rank",
    metavar="COLUMN",
    help=f"按此列占比排列，不足 {LEAST} 例的行不排名。Rows by their share in a column, if they have cases enough.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="自己的人工标注，见 codebook。Labels by hand of your own, as for codebook.",
)
@click.option(
    "--min-kappa",
    type=click.FloatRange(-1, 1),
    metavar="K",
    help="不列与人工标注的一致低于此值的主题。Leave out themes whose agreement with labels by hand is lower.",
)
@region_history_option
@click.option("--profile", metavar="P,P…", help="一省一页，一至四省并列。A page a province, one to four side by side.")
@store_option
@library_option
@click.option("--format", "form", type=click.Choice(FORMATS), default=TABLE, show_default=True)
@click.option(
    "--chart",
    type=click.Choice([*CHARTS]),
    default="heat",
    show_default=True,
    help="svg、png 画什么。What svg and png show.",
)
@output_option
def compare(
    rows: str,
    columns: str,
    themes: tuple[str, ...],
    cases: tuple[str, ...],
    provinces: tuple[str, ...],
    regions: date | str,
    rank: str | None,
    labels: Path | None,
    min_kappa: float | None,
    history: Path | None,
    chart: str,
    profile: str | None,
    store: Path,
    extra: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Write the comparison."""
    library = Library(extra)
    if columns not in (kinds := measures(library)):
        message = f"there is nothing called {columns!r} to compare: use one of {', '.join(kinds)}"
        raise UsageError(message)
    opened = open_store(store)
    require(opened.manifest, history)
    if profile is not None:
        refuse_others(form, PICTURES)
        _emit(profiled(opened, library, profile, form), form, output)
        return
    _check(columns, form, agreeing=labels is not None or min_kappa is not None)
    known = provinces_of(opened, library) if provinces else {}
    selection = Selection(
        rows=rows,
        columns=columns,
        themes=tuple(term("theme", "theme", each, opened.rdf) for each in themes),
        provinces=tuple(province_named(each, known) for each in provinces),
        cases=cases,
        at=None if isinstance(regions, str) else regions,
        labels=None if labels is None else read_labels(labels, scheme_of(opened.rdf)),
        least_kappa=min_kappa,
    )
    found = compared(opened, library, selection)
    found = found if rank is None else ranked(found, rank)
    written = _shown(found) if form == TABLE else comparison_file(found, form, library, chart)
    _write(found, written, form, output)


def _check(columns: str, form: str, *, agreeing: bool) -> None:
    """Raise `UsageError` for options that the rest of the call leaves without effect."""
    if agreeing and columns != THEMES:
        message = f"--labels and --min-kappa are about themes, not {columns}: leave them out, or compare themes"
        raise UsageError(message)
    chosen = click.get_current_context().get_parameter_source("chart") is not ParameterSource.DEFAULT
    if chosen and form not in PICTURES:
        message = f"--chart is for pictures, not for {form}: add --format {' or '.join(PICTURES)}"
        raise UsageError(message)


def _emit(written: str | bytes, form: str, output: Path | None) -> None:
    if isinstance(written, bytes) and output is None and sys.stdout.isatty():
        message = f"{form} is no text for a terminal: give it a file, -o compare.{form}"
        raise UsageError(message)
    emit(written, output)


def _write(found: Comparison, written: str | bytes, form: str, output: Path | None) -> None:
    """The comparison in its format; beside a file of CSV stands the description of its columns."""
    _emit(written, form, output)
    if form == "csv" and output is not None:
        beside = output.with_name(output.name + CSVW)
        emit(as_json(description(found, output.name)), beside)


def _shown(found: Comparison) -> str:
    """The comparison for a terminal."""
    wide = max(NARROWEST, shutil.get_terminal_size((120, 24)).columns)
    return "\n".join([*map(aligned, _tables(found, wide)), *_beside(found), *_tail(found)]) + "\n"


def _tables(found: Comparison, wide: int) -> Iterator[Table]:
    """A matrix of themes in as many pieces as the terminal needs; of anything else the statements side by side."""
    if found.measure != THEMES:
        head, *lines = statements(found)
        yield Table(head, tuple(lines))
        return
    for piece in _pieces(found, wide):
        head, *lines = matrix(found.rows, piece, tuple(column.zh for column in piece))
        yield Table(head, (*lines, *kappas(found, piece)))


def _beside(found: Comparison) -> Iterator[str]:
    """Tables of their own; agreement has its line under the matrix."""
    for each in (each for each in found.supplements if each.id != AGREEMENT):
        yield f"{each.zh} {each.en}\n{aligned(Table(each.head, each.lines))}"


def _pieces(found: Comparison, wide: int) -> Iterator[tuple[Column, ...]]:
    """Columns that fit beside the names of the rows."""
    left = max((width(row.area.name) for row in found.rows), default=0) + len("  例 N  ")
    piece: list[Column] = []
    used = left
    for column in found.columns:
        used += width(column.zh) + GAP
        if piece and used > wide:
            yield tuple(piece)
            piece, used = [], left + width(column.zh) + GAP
        piece.append(column)
    if piece:
        yield tuple(piece)


def _tail(found: Comparison) -> Iterator[str]:
    if found.measure != THEMES:
        yield from silent(found)
    yield from notes(found)
