"""`queries`: what can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fulian_kg.cli.options import library_option
from fulian_kg.cli.output import emit, render
from fulian_kg.query.stored import StoredQuery, stored_queries, stored_query
from fulian_kg.query.tables import Table, as_json
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

HELP = """列出预存的查询，或说明其中一个。 List the stored queries, or explain one.

\b
例 Example:
  fulian-kg queries
  fulian-kg queries funding-timeline
"""


@click.command(help=HELP, short_help="列出预存的查询。List the stored queries.")
@click.argument("name", required=False)
@library_option
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "tsv", "md"]), default="table")
def queries(name: str | None, extra: Path | None, form: str) -> None:
    """List or explain."""
    library = Library(extra)
    if name is not None:
        found = stored_query(library, name)
        emit(as_json(_object(found)) if form == "json" else _explained(found))
    elif form == "json":
        emit(as_json([_object(each) for each in stored_queries(library).values()]))
    else:
        emit(render(_listed(stored_queries(library)), form))


def _listed(found: dict[str, StoredQuery]) -> Table:
    rows = (
        (each.folder, name, each.summary["zh"], each.summary["en"], " ".join(p.name for p in each.parameters))
        for name, each in found.items()
    )
    return Table(("组 folder", "名 name", "问题", "question", "参数 parameters"), tuple(rows))


def _object(query: StoredQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "folder": query.folder,
        "summary": query.summary,
        "description": query.description,
        "questions": list(query.questions),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "required": p.required,
                "default": p.default,
                "title": {"zh": p.zh, "en": p.en},
                "example": p.example,
            }
            for p in query.parameters
        ],
        "columns": [{"name": c.name, "title": {"zh": c.zh, "en": c.en}, "unit": c.unit} for c in query.columns],
        "chart": query.chart,
        "example": query.example,
    }


def _explained(query: StoredQuery) -> str:
    lines = [f"{query.name}  {query.summary['zh']}  {query.summary['en']}", *query.description.values(), ""]
    for p in query.parameters:
        need = "必填 required" if p.required else f"默认 default {p.default}" if p.default else "可选 optional"
        lines.append(f"  -p {p.name}=…  {p.zh} {p.en}（{p.type}，{need}，例 example {p.example}）")
    lines += [f"  {c.name}  {c.zh} {c.en}" + (f"（{c.unit}）" if c.unit else "") for c in query.columns]
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+"))
    return "\n".join([*lines, "", f"例 Example: {query.example}", "", body.strip()]) + "\n"
