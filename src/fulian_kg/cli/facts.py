"""`facts`: what the extractor found, each with its quote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import output_option
from fulian_kg.cli.output import emit, render
from fulian_kg.cli.reading import read_now, reading_options
from fulian_kg.errors import UsageError
from fulian_kg.facts_io import HEAD, TAIL, as_object, read_facts, write_facts
from fulian_kg.graph.store import FACTS, open_store
from fulian_kg.model import FACT_TYPES, Fact
from fulian_kg.query.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.graph.build import Settings

HELP = """列出事实，一行一个 JSON 对象，每个都有原文。 Write the facts, one JSON object a line, each with its quote.

来自 SOURCE（文件或文件夹），或来自存储。 From SOURCE (files or folders), or from a store.

\b
例 Example:
  fulian-kg facts examples/compilation.md > facts.jsonl
  fulian-kg facts --store kg --type funding --format table
"""


@click.command(help=HELP, short_help="列出事实与原文。Write facts with their quotes.")
@click.argument("sources", metavar="[SOURCE…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="存储。A store, in place of sources.")
@click.option("--type", "kind", type=click.Choice(FACT_TYPES), metavar="T", help="只要这一类。Of one type only.")
@reading_options
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True)
@output_option
def facts(
    sources: tuple[Path, ...],
    store: Path | None,
    kind: str | None,
    settings: Settings,
    form: str,
    output: Path | None,
) -> None:
    """Write facts."""
    if bool(sources) is bool(store):
        message = "give either SOURCE files or --store DIR"
        raise UsageError(message)
    found = _stored(store) if store else _read(sources, settings)
    emit(_written([fact for fact in found if kind in (None, fact.type)], form), output)


def _stored(store: Path) -> Iterable[Fact]:
    return read_facts(open_store(store).facts_text(), FACTS)


def _read(sources: tuple[Path, ...], settings: Settings) -> Iterable[Fact]:
    return [fact for reading in read_now(sources, settings) for fact in reading.facts]


def _written(found: list[Fact], form: str) -> str:
    if form == "jsonl":
        return write_facts(found)
    return render(_sheet(found) if form == "csv" else _overview(found), form)


def _sheet(found: list[Fact]) -> Table:
    """A column for every key that any fact has, in the order of the contract."""
    objects = [as_object(fact) for fact in found]
    slots = {name: None for each in objects for name in each if name not in (*HEAD, *TAIL)}
    names = (*HEAD, *slots, *(name for name in TAIL if name != "mentions"))
    return Table(names, tuple(tuple(each.get(name) for name in names) for each in objects))


def _overview(found: list[Fact]) -> Table:
    rows = ((fact.case, fact.type, _said(fact), " ".join(fact.quote.split())) for fact in found)
    return Table(("案例 case", "类 type", "内容 slots", "原文 quote"), tuple(rows))


def _said(fact: Fact) -> str:
    shown: dict[str, Any] = {name: value for name, value in fact.slots.items() if name != "full_text"}
    return " ".join(f"{name}={'、'.join(map(str, v)) if isinstance(v, tuple) else v}" for name, v in shown.items())
