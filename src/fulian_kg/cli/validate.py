"""`validate`: SHACL in words a person can act on."""

from __future__ import annotations

from pathlib import Path

import click

from fulian_kg.cli.options import library_option, output_option
from fulian_kg.cli.output import emit
from fulian_kg.cli.progress import progress
from fulian_kg.errors import UsageError
from fulian_kg.graph.report import as_json, as_text
from fulian_kg.graph.store import open_store
from fulian_kg.graph.validation import Validation, read_rdf
from fulian_kg.resources import Library

HELP = """用 SHACL 校验存储或 RDF 文件：什么错、在哪页哪句、为什么、怎样改。
Validate a store or RDF files with SHACL: what is wrong, where (page, quote), why, how to mend.

退出码 1 表示有违例。Exit code 1 when there are violations.

\b
例 Example:
  fulian-kg validate --store kg
  fulian-kg validate my.ttl --shapes my-shapes.ttl --format json
"""


@click.command(help=HELP, short_help="用 SHACL 校验。Validate with SHACL.")
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="存储（默认 kg）。A store; default kg.")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="用这些形状代替。Other shapes instead.",
)
@library_option
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@output_option
def validate(
    files: tuple[Path, ...],
    store: Path | None,
    shapes: tuple[Path, ...],
    extra: Path | None,
    form: str,
    output: Path | None,
) -> int:
    """Report what is wrong."""
    if files and store:
        message = "give RDF files or --store, not both"
        raise UsageError(message)
    with Validation(Library(extra), shapes) as validation, progress() as shown:
        shown.step("校验 validation")
        quads = read_rdf(files) if files else iter(open_store(store or Path("kg")).rdf)
        report = validation.report(quads)
    emit(validation.turtle if form == "turtle" else as_json(report) if form == "json" else as_text(report), output)
    return int(not report.conforms)
