"""`codebook`: what each theme includes and excludes, and how well the automatic ones agree with labels by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fulian_kg.cli.codebook_views import as_markdown, as_table, disagreeing, in_words
from fulian_kg.cli.options import library_option, output_option
from fulian_kg.cli.output import aligned, emit
from fulian_kg.errors import UsageError
from fulian_kg.graph.store import is_store, open_store
from fulian_kg.query.codebook import codebook as written
from fulian_kg.query.codebook_views import DIFFERENCE_KEYS, SHEET, as_object, differences, joined, sheet
from fulian_kg.query.labels import read_labels
from fulian_kg.query.scheme import chosen, scheme_of
from fulian_kg.query.spreadsheets import spreadsheet
from fulian_kg.query.tables import Table, as_json, markdown
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.codebook import Codebook, Measured
    from fulian_kg.query.scheme import Scheme

HELP = """主题编码手册：各主题的定义、包括与不包括、例句；有存储时，还有案例数以及自动主题与人工标注的一致程度。

Codebook of the themes: definition, what each includes and excludes, examples; with a store also how many cases carry
each, and how well the automatic themes of titles agree with labels by hand (precision, recall, F1, Cohen's κ with its
95 % interval).

THEME 是主题或主题组的 id、编号或名称；不给则全部。不给 --store 时用 ./kg，没有就只写主题表。
THEME is the id, notation or label of a theme or group; all without. Without --store it is ./kg, or the scheme alone.

--labels 的文件是 CSV，首行 title,themes（或 number,themes），主题以分号隔开；用它代替自带的标注。
A file of --labels is a CSV with the head title,themes (or number,themes), themes parted by semicolons; it takes the
place of our labels.

\b
例 Example:
  fulian-kg codebook two-committees womens-congress
  fulian-kg codebook --disagreements
  fulian-kg codebook --format html -o codebook.html
"""
DEFAULT = Path("kg")
SCHEME_ALONE = (
    "没有存储，只列主题表；--store DIR 加上案例数和一致程度。\n"
    "No store, so the scheme alone: --store DIR adds numbers of cases and agreement."
)
FORMATS = ("table", "json", "md", "csv", "html")


@click.command(help=HELP, short_help="主题编码手册。Codebook of the themes.")
@click.argument("wanted", metavar="[THEME]…", nargs=-1)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="存储所在的文件夹，默认 kg（若有）。The folder of the store; kg if there is one.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="自己的人工标注（CSV）。Your own labels by hand (CSV), instead of ours.",
)
@click.option(
    "--disagreements",
    is_flag=True,
    help="只列人工与自动不一致的案例。Only the cases on which hand and rules differ (html has them anyway).",
)
@library_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@output_option
def codebook(
    wanted: tuple[str, ...],
    store: Path | None,
    labels: Path | None,
    extra: Path | None,
    form: str,
    output: Path | None,
    *,
    disagreements: bool,
) -> None:
    """Write the codebook."""
    library = Library(extra)
    opened = _opened(store, needed=labels is not None or disagreements)
    own = read_labels(labels, scheme_of(opened.rdf)) if labels and opened else None
    found = written(library, opened, own)
    kept = chosen(found.scheme, wanted)
    if form == "html":
        from fulian_kg.query.codebook_page import page  # noqa: PLC0415  templates load only for pages

        emit(page(found, kept, library), output)
    elif disagreements and found.measured:
        emit(_differing(found.measured, kept, form), output)
    else:
        emit(_written(found, kept, form, in_full=bool(wanted)), output)


def _opened(store: Path | None, *, needed: bool) -> OpenStore | None:
    if store is not None:
        return open_store(store)
    if is_store(DEFAULT):
        return open_store(DEFAULT)
    if needed:
        message = "labels are compared with the cases of a store: name it with --store, or build one"
        raise UsageError(message)
    click.echo(SCHEME_ALONE, err=True)
    return None


def _written(found: Codebook, kept: Scheme, form: str, *, in_full: bool) -> str:
    if form == "json":
        return as_json(as_object(found, kept))
    if form == "csv":
        return spreadsheet(Table(SHEET, tuple(sheet(found, kept))))
    if form == "md":
        return as_markdown(found, kept)
    return in_words(found, kept) if in_full else as_table(found, kept)


def _differing(measured: Measured, kept: Scheme, form: str) -> str:
    rows = list(differences(measured, kept))
    if form == "json":
        return as_json(rows)
    if form == "csv":
        return spreadsheet(Table(DIFFERENCE_KEYS, tuple(tuple(map(joined, row.values())) for row in rows)))
    return disagreeing(rows, len(measured.judged), markdown if form == "md" else partial(aligned, widest=None))
