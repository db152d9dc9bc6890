"""`similar`: who else does this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import library_option, output_option, store_option
from fulian_kg.cli.output import emit, visible
from fulian_kg.errors import UsageError
from fulian_kg.graph.store import open_store
from fulian_kg.query.practices import Practice, rows_of, stock_of
from fulian_kg.query.similarity import MEASURE, Similarity
from fulian_kg.query.similarity_views import KINDS, SHEET, as_object, component, phrase, points, province, sheet, theme
from fulian_kg.query.spreadsheets import spreadsheet
from fulian_kg.query.tables import Table, as_json, markdown
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fulian_kg.query.practices import Stock
    from fulian_kg.query.similarity import Likeness

HELP = f"""还有谁这样做：各省与一项举措、一个案例或一段文字相似的做法，以共有的词、要素、主题为理由。
Who else does this: practices of other provinces like an initiative, a case or a text; what they share is the reason.

WANTED 是名称、名称的一部分、IRI 或案例序号；不止一个或没有叫这个名字的，就当作文字。
WANTED is a name, a part of one, an IRI or a case number; what names nothing, or several, is taken as a text.

{MEASURE["zh"]}
{MEASURE["en"]}

没有相似的，退出码 1。Exit code 1: nothing is alike.

\b
例 Example:
  fulian-kg similar 亲情服务“6S”工作法
  fulian-kg similar 101 --province 四川 --province 吉林
  fulian-kg similar "村妇代会主任待遇由财政统筹"
"""
MARKDOWN = ("score", "name", "case", "province", "phrases", "components", "themes", "page_first", "quote")
NOTHING = (
    "没有相似的：没有别的条目与它有共同的、要计的词或主题。"
    "Nothing is alike: no other item shares a word that counts or a theme with it."
)


@click.command(help=HELP, short_help="还有谁这样做。Who else does this.")
@click.argument("wanted", metavar="INITIATIVE|CASE|TEXT")
@click.option("--text", "as_text", is_flag=True, help="当作文字，不当名称。Take it as a text, not as a name.")
@click.option("--within", is_flag=True, help="本省的也列。The own province too.")
@click.option("--province", "provinces", multiple=True, metavar="P", help="只要这些省。Only these provinces.")
@click.option(
    "--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="至多几条。How many at most."
)
@store_option
@library_option
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "md"]), default="table", show_default=True)
@output_option
def similar(
    wanted: str,
    as_text: bool,  # noqa: FBT001
    within: bool,  # noqa: FBT001
    provinces: tuple[str, ...],
    limit: int,
    store: Path,
    extra: Path | None,
    form: str,
    output: Path | None,
) -> int:
    """Write what is alike; answer 1 when nothing is."""
    if not wanted.strip():
        message = "there is nothing to compare: give a name, an IRI, a case number or a text"
        raise UsageError(message)
    library = Library(extra)
    stock = stock_of(rows_of(open_store(store), library))
    index = Similarity(stock, library)
    query = (None if as_text else index.named(wanted)) or Practice("", "text", wanted, wanted)
    results = index.like(query, limit, _kept(query, _known(provinces, stock), within=within))
    emit(_written(query, results, stock, form), output)
    if not results:
        click.echo(NOTHING, err=True)
    return 0 if results else 1


def _known(wanted: tuple[str, ...], stock: Stock) -> frozenset[str]:
    """Provinces by their names or the beginnings of these."""
    names = sorted({name for each in stock.practices for name in each.provinces})
    for each in wanted:
        if not each or not any(name.startswith(each) for name in names):
            message = f"no case is of a province {each!r}: use one of {'、'.join(names)}"
            raise UsageError(message)
    return frozenset(name for name in names if name.startswith(wanted))


def _kept(query: Practice, provinces: frozenset[str], *, within: bool) -> Callable[[Practice], bool]:
    """Of the provinces asked for, else of any but the own."""
    own = frozenset(() if within else query.provinces)
    return lambda each: not provinces.isdisjoint(each.provinces) if provinces else own.isdisjoint(each.provinces)


def _written(query: Practice, results: list[Likeness], stock: Stock, form: str) -> str:
    if form == "json":
        return as_json(as_object(query, results, stock))
    if form == "table":
        return "".join(f"{visible(line)}\n" for line in _lines(query, results, stock))
    lines = sheet(results, stock)
    if form == "csv":
        return spreadsheet(Table(SHEET, lines))
    columns = [SHEET.index(name) for name in MARKDOWN]
    return markdown(Table(MARKDOWN, tuple(tuple(line[at] for at in columns) for line in lines)))


def _lines(query: Practice, results: list[Likeness], stock: Stock) -> Iterator[str]:
    yield from _head("", query)
    for number, each in enumerate(results, 1):
        yield ""
        yield from _head(f"{number}. {points(each.score):.2f}  ", each.practice)
        for title, reasons in (
            ("词 phrases", map(phrase, each.phrases)),
            ("要素 components", map(component, each.components)),
            ("主题 themes", (theme(one, stock) for one in each.themes)),
            ("类型 kind", [f"{each.practice.kind} {points(each.kind):.2f}"] if each.kind else []),
        ):
            if told := "；".join(reasons):
                yield f"   {title}: {told}"
    yield from ("", f"条目 items: {len(stock.practices)}", *MEASURE.values())


def _head(lead: str, practice: Practice) -> Iterator[str]:
    """What it is and whose, and the quote with its page."""
    number = "" if practice.number is None else f"第{practice.number}号 no. {practice.number}"
    title = practice.title if practice.part == "initiative" else ""
    told = [KINDS[practice.part], practice.kind or "", province(practice), number, title]
    yield f"{lead}{' '.join(practice.name.split())}  （{'，'.join(filter(None, told))}）"
    if practice.part != "text":
        pages = f"页 page {practice.pages[0]}–{practice.pages[1]}" if practice.pages else "无页码 no page"
        place = "" if practice.start is None else f"，{practice.start}–{practice.end}"
        yield f"   原文 quote: {' '.join(practice.quote.split())}  （{pages}{place}）"
