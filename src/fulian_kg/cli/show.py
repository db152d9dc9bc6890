"""`show`: one resource, its facts and their quotes."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import output_option, store_option
from fulian_kg.cli.output import aligned, emit
from fulian_kg.errors import UsageError
from fulian_kg.graph.store import open_store
from fulian_kg.query.resources import Shelf
from fulian_kg.query.tables import Table, as_json

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.query.resources import Quote, Resource, Statement

HELP = """显示一个资源：案例、妇联、举措、政策、地区，连同事实与原文。
Show one resource: a case, federation, initiative, policy, region, with its facts and their quotes.

\b
例 Example:
  fulian-kg show 石景山区妇联
  fulian-kg show 2
"""
MANY = 20
"""Candidates or references that are listed."""
BOLD, PLAIN = ("\x1b[1m", "\x1b[0m"), ("【", "】")


@click.command(help=HELP, short_help="看一个资源。Show one resource.")
@click.argument("wanted", metavar="NAME|IRI|CASE")
@store_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@output_option
def show(wanted: str, store: Path, form: str, output: Path | None) -> int:
    """Show it, or what the name can mean."""
    shelf = Shelf(open_store(store))
    found = shelf.find(wanted)
    if not found:
        message = (
            f"nothing in {store} is called {wanted!r}: `fulian-kg query text-search -p text=…` looks in quotes too"
        )
        raise UsageError(message)
    if len(found) > 1:
        emit(_candidates(found, shelf, form), output)
        click.echo(f"{wanted!r} 可指 {len(found)} 个资源，请给 IRI。It can mean {len(found)}: give the IRI.", err=True)
        return 1
    resource = shelf.tell(found[0])
    marks = BOLD if output is None and sys.stdout.isatty() else PLAIN
    emit(as_json(asdict(resource)) if form == "json" else _text(resource, marks), output)
    return 0


def _candidates(found: list[str], shelf: Shelf, form: str) -> str:
    rows = [(shelf.label(iri), "、".join(shelf.tell(iri).classes), iri) for iri in found[:MANY]]
    if form == "json":
        return as_json([{"label": label, "class": cls, "iri": iri} for label, cls, iri in rows])
    return aligned(Table(("名称 label", "类 class", "IRI"), tuple(rows)), widest=None)


def _text(resource: Resource, marks: tuple[str, str]) -> str:
    head = f"{resource.label}  （{'、'.join(resource.classes)}）\n{resource.iri}\n"
    parts = [head, _statements(resource.statements)]
    if resource.about_it:
        parts += ["\n谈到它的 Said of it:\n", _statements(resource.about_it[:MANY])]
        if len(resource.about_it) > MANY:
            parts.append(f"  … 共 {len(resource.about_it)} 条 in all\n")
    if resource.quotes:
        parts += [f"\n事实与原文 Facts and quotes ({len(resource.quotes)}):\n"]
        parts += [_quote(quote, marks) for quote in resource.quotes]
    return "".join(parts)


def _statements(statements: tuple[Statement, ...]) -> str:
    rows = tuple((f"{each.zh} {each.en}".strip() or each.property, each.value) for each in statements)
    return aligned(Table(("属性 property", "值 value"), rows)) if rows else ""


def _quote(quote: Quote, marks: tuple[str, str]) -> str:
    before, words, after = (" ".join(part.split()) for part in (quote.before, quote.quote, quote.after))
    pages = f"页 page {quote.pages[0]}–{quote.pages[1]}" if quote.pages else "无页码 no page"
    where = f"{pages}，{quote.start}–{quote.end}，{quote.rule}，{quote.confidence:g}，{quote.review}"
    return f"  [{quote.fact_type}] …{before}{marks[0]}{words}{marks[1]}{after}…\n      {quote.case}，{where}\n"
