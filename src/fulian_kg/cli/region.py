"""The command `region`: what a name or code denotes at a date, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import DAY_OR_TODAY, output_option, region_history_option
from fulian_kg.cli.output import emit, render, visible
from fulian_kg.errors import UsageError
from fulian_kg.gazetteer import TODAY, load
from fulian_kg.gazetteer.description import NOTE, Description
from fulian_kg.model import FIRST
from fulian_kg.query.charts.raster import to_png
from fulian_kg.query.charts.style import load_style
from fulian_kg.query.region_strip import region_strip
from fulian_kg.query.tables import Table, as_json
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fulian_kg.gazetteer import Gazetteer

UNKNOWN = 1
"""Exit code when the name or code denotes nothing."""
STATUS = {"resolved": "已确定 resolved", "ambiguous": "不止一个 ambiguous", "unknown": "未知 unknown"}
RELATIONS = {"whole": "全部或大部 whole", "part": "部分 part"}
TABLES = ("table", "json")
"""Formats that say something of an unknown name, too; a chart of nothing is not drawn."""
YEAR = 4
"""Digits of a date that count where only the year is known."""
Values = dict[str, Any]

HELP = """按日期查询行政区划：名称或代码当时指哪里、何时有效、经过哪些变更、现在由谁接替。

What the name or code of a region denotes at a date: its versions, changes, and the units that succeeded it.

NAME 可以是全称、简称或带上级的名称；同名的全部列出。NAME may be full, short, or led by its parents; all namesakes are
shown. 退出码 1：查无此名。Exit code 1: nothing has this name.

\b
例 Examples:
  fulian-kg region 宣武区 --at 2010-05-01
  fulian-kg region 110104 --at 2010-05-01 --to today --format json
  fulian-kg region 宣武区 --at 2010-05-01 --format svg -o xuanwu.svg
"""


@click.command(help=HELP, short_help="一地的沿革。A region through time.")
@click.argument("name", metavar="NAME|CODE")
@click.option(
    "--at",
    type=DAY_OR_TODAY,
    default="today",
    show_default=True,
    help=f"名称或代码所在的日期（today = {TODAY}）。Day on which the name or code is meant.",
)
@click.option(
    "--to",
    type=DAY_OR_TODAY,
    default="today",
    show_default=True,
    help="后继截至的日期。Day on which successors are in force.",
)
@region_history_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "svg", "png"]),
    default="table",
    show_default=True,
    help="输出格式；svg、png 是沿革图。Format of the output; svg and png are a chart of the history.",
)
@output_option
def region(*, name: str, at: date, to: date, history: Path | None, form: str, output: Path | None) -> int:
    """Resolve the name, show what is known, and answer 1 when nothing is."""
    _check(name, at, to)
    library = Library()
    gazetteer = load(library, history)
    found = Description(gazetteer, library).resolution(name, at, to)
    if history is not None:
        keys = tuple(version["key"] for version in (*found["candidates"], *found.get("existed", ())))
        found["conflicts"] = [sentence for sentence in gazetteer.conflicts if keys and sentence.startswith(keys)]
    if form in TABLES or found["candidates"]:
        emit(_written(found, form, gazetteer, library), output)
    for sentence in _messages(found, at, to):
        click.echo(sentence, err=True)
    return UNKNOWN if found["status"] == "unknown" else 0


def _written(found: Values, form: str, gazetteer: Gazetteer, library: Library) -> str | bytes:
    if form in TABLES:
        return as_json(found) if form == "json" else _text(found)
    chart = region_strip(found, gazetteer, library)
    return chart if form == "svg" else to_png(chart, style=load_style(library))


def _check(name: str, at: date, to: date) -> None:
    if not name.strip():
        message = "名称是空的 the name is empty: give a region's name or code, such as 宣武区 or 110104"
        raise UsageError(message)
    if to < min(at, TODAY):
        message = (
            f"--to {to} 早于 --at {at}，没有后继可言 lies before --at, and successors come after: choose a later --to"
        )
        raise UsageError(message)


def _messages(found: Values, at: date, to: date) -> Iterator[str]:
    if found["status"] == "unknown":
        yield _unknown(found, at)
    for candidate in found["candidates"]:
        if candidate["succession"] == "unknown":
            yield _lost(candidate)
    for day in dict.fromkeys(day for day in (at, to) if day > TODAY):
        yield f"{day} 在数据之后，按 {TODAY} 的情形回答。The day lies after our data: answered as of {TODAY}."
    yield NOTE["zh"]
    yield NOTE["en"]
    if conflicts := found.get("conflicts"):
        yield "所给沿革与本项目数据不一致之处：Where the region history and our data differ:"
        yield from map(visible, conflicts)


def _unknown(found: Values, at: date) -> str:
    """Says that nothing has the name, when something had, and which `--at` finds it."""
    query, existed = found["query"], found["existed"]
    if not existed:
        return f"{query} 不是已知的区划名称或代码 is no name or code of a region that we know."
    nearest = min(existed, key=lambda version: _distance(version, at))
    if at < FIRST:
        return (
            f"数据始于 {FIRST}，{at} 的 {query} 不详；{nearest['path']}（{nearest['key']}）见 "
            f"--at {_inside(nearest)}。"
            f"Our data begin on {FIRST}, what {at} had is unknown: try --at {_inside(nearest)}."
        )
    period = f"{_day(nearest, 'valid_from')} – {_day(nearest, 'valid_until') or TODAY}"
    return (
        f"{query} 在 {at} 不存在；{nearest['path']}（{nearest['key']}）存在于 {period}，请加 --at {_inside(nearest)}。"
        f"Not in force on {at}, known {period}: try --at {_inside(nearest)}."
    )


def _lost(candidate: Values) -> str:
    """Nothing is guessed where nobody is known to have taken over."""
    return (
        f"{candidate['path']}（{candidate['key']}）止于 {_day(candidate, 'valid_until')}，后继不详；"
        "自备的沿革（--region-history）也许载有。"
        "Its successor is unknown; a region history of your own (--region-history) may name it."
    )


def _distance(version: Values, at: date) -> timedelta:
    start = date.fromisoformat(version["valid_from"])
    return start - at if at < start else at - _inside(version)


def _inside(version: Values) -> date:
    """The last day of the version."""
    until = version["valid_until"]
    return date.fromisoformat(until) - timedelta(days=1) if until else TODAY


def _text(found: Values) -> str:
    """A line on the question, then a table each for candidates, versions, changes and successors."""
    candidates = found["candidates"]
    lines = [f"{found['query']}  {found['at']}  {STATUS[found['status']]}\n"]
    lines += _section("候选 Candidates", VERSION, ([version["key"], *_version(version)] for version in candidates))
    lines += _section("历次 Versions", VERSION, _each(candidates, "versions", _version))
    lines += _section("变更 Changes", CHANGE, _each(candidates, "changes", _change))
    lines += _section(f"后继 Successors, {found['to']}", SUCCESSOR, _each(candidates, "successors", _successor))
    lines += _section("部分划归 Parts transferred", SUCCESSOR, _each(candidates, "transfers", _successor))
    lines += _section(
        "曾有 Existed", VERSION, ([version["key"], *_version(version)] for version in found.get("existed", ()))
    )
    return "".join(lines)


VERSION = ("代码 code", "全称 path", "类型 kind", "始 from", "止 until")
CHANGE = ("代码 code", "日期 date", "变更 change", "前 before", "后 after", "文号 document", "来源 source")
SUCCESSOR = ("代码 code", "后继 successor", "全称 path", "范围 extent", "日期 date", "文号 document")


def _section(title: str, columns: tuple[str, ...], rows: Iterable[list[Any]]) -> Iterator[str]:
    """A headed table; nothing where there are no rows."""
    if kept := tuple(tuple(row) for row in rows):
        yield f"\n{title}\n{render(Table(columns, kept), 'table')}"


def _each(candidates: list[Values], part: str, row: Callable[[Values], list[Any]]) -> Iterator[list[Any]]:
    return ([candidate["key"], *row(value)] for candidate in candidates for value in candidate[part])


def _version(version: Values) -> list[Any]:
    days = (_day(version, "valid_from"), _day(version, "valid_until"))
    return [version["path"], _kind(version), *days]


def _change(change: Values) -> list[Any]:
    day = change["date"] if change["precision"] == "day" else change["date"][:YEAR]
    return [day, _kind(change), _names(change["before"]), _names(change["after"]), change["document"], change["source"]]


def _successor(successor: Values) -> list[Any]:
    relation = RELATIONS[successor["relation"]]
    return [successor["code"], successor["path"], relation, successor["date"], successor["document"]]


def _kind(value: Values) -> str:
    """The Chinese label and the notation, which is short English."""
    return f"{value['kind_label']['zh']} {value['kind']}"


def _names(units: list[Values]) -> str:
    return "、".join(f"{unit['name']} {unit['code'] or ''}".rstrip() for unit in units)


def _day(version: Values, bound: str) -> str | None:
    """The date, or its year alone where no more is known."""
    value: str | None = version[bound]
    precision = version["precision" if bound == "valid_from" else "until_precision"]
    return value[:YEAR] if value and precision == "year" else value
