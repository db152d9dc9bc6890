"""`export`: RDF out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import output_option, store_option
from fulian_kg.cli.output import emit_from
from fulian_kg.formats import RDF
from fulian_kg.graph.sorting import ordered
from fulian_kg.graph.store import open_store
from fulian_kg.query.export import export_to

if TYPE_CHECKING:
    from pathlib import Path

HELP = """导出 RDF：有前缀、已排序，每次字节相同。 Write RDF: prefixes, sorted, the same bytes every time.

\b
例 Example:
  fulian-kg export -o fulian.ttl
  fulian-kg export --format nquads --no-evidence > facts.nq
"""


@click.command(help=HELP, short_help="导出 RDF。Write RDF.")
@store_option
@click.option("--format", "form", type=click.Choice(list(RDF)), default="turtle", show_default=True)
@click.option("--evidence/--no-evidence", default=True, show_default=True, help="含原文依据。With the evidence graphs.")
@output_option
def export(store: Path, form: str, output: Path | None, *, evidence: bool) -> None:
    """Write every statement."""
    opened = open_store(store)
    with ordered(opened.rdf) as found:
        emit_from(lambda out: export_to(out, found, opened.base, form, evidence=evidence), output)
