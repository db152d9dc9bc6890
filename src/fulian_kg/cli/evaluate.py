"""`evaluate`: facts measured against gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fulian_kg.cli.evaluate_views import as_markdown, as_text
from fulian_kg.cli.options import output_option
from fulian_kg.cli.output import emit
from fulian_kg.cli.reading import read_now, reading_options
from fulian_kg.errors import UsageError
from fulian_kg.evaluation.gold import read_gold, read_statements, statement
from fulian_kg.evaluation.measures import score
from fulian_kg.evaluation.report import as_object
from fulian_kg.evaluation.splits import SEEN, UNSEEN, read_split, split
from fulian_kg.evaluation.texts import moved_gold, read_texts, texts_of
from fulian_kg.facts_io import as_object as as_row
from fulian_kg.query.tables import as_json

if TYPE_CHECKING:
    from fulian_kg.evaluation.gold import GoldDocument, Statement
    from fulian_kg.graph.build import Settings
    from fulian_kg.model import SourceText

HELP = """用金标 GOLD（人工标注的事实，JSONL）衡量事实：准确率、召回率、F1、槽位正确率、原文核对率、数字覆盖率。

Measure facts against GOLD (facts marked by hand, JSON Lines; a folder stands for its .jsonl files): precision, recall
and F1, strict and lenient, by type and document; slot accuracy, grounding, number coverage.

事实来自 --facts 文件，或由 --source 现读现抽。原文核对率和数字覆盖率需要原文（--text，或 --source）。
Facts come from a file (--facts), or from sources that are read now (--source). Grounding and number coverage need the
texts: --text, or those of --source.

\b
例 Example:
  fulian-kg evaluate gold/*.jsonl --source texts --show 20
  fulian-kg evaluate gold --facts facts.jsonl --text texts --unseen new_report --format json
"""
FORMATS = {"text": as_text, "json": as_json, "md": as_markdown}


@click.command(help=HELP, short_help="用金标衡量事实。Measure facts against gold.")
@click.argument("gold", metavar="GOLD…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--facts", type=click.Path(path_type=Path), metavar="FILE", help="事实文件（JSONL）。A file of facts.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="现读的文件或文件夹，可多次。A file or folder that is read now; repeatable.",
)
@click.option(
    "--text",
    "texts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="--facts 的偏移量所数的原文，可多次。Texts that the offsets of --facts count; repeatable.",
)
@click.option("--seen", multiple=True, metavar="NAME", help="规则见过的文档。A document that the rules were made on.")
@click.option("--unseen", multiple=True, metavar="NAME", help="规则没见过的文档。A document new to the rules.")
@click.option(
    "--split",
    "parting",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='以 TOML 写明两者：seen = ["…"]。The same as a TOML file.',
)
@click.option(
    "--show",
    type=click.IntRange(min=-1),
    default=0,
    metavar="N",
    help="最要紧的 N 处差异及其句子，-1 为全部。The worst N differences of a kind, with sentences; -1: all.",
)
@reading_options
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@output_option
def evaluate(
    gold: tuple[Path, ...],
    facts: Path | None,
    sources: tuple[Path, ...],
    texts: tuple[Path, ...],
    seen: tuple[str, ...],
    unseen: tuple[str, ...],
    parting: Path | None,
    show: int,
    settings: Settings,
    form: str,
    output: Path | None,
) -> None:
    """Measure."""
    if bool(sources) is bool(facts):
        message = "say where the facts come from: either --facts FILE or --source PATH"
        raise UsageError(message)
    if sources and texts:
        message = "--text goes with --facts; with --source the texts are those that are read"
        raise UsageError(message)
    documents = read_gold(gold)
    named = {} if parting is None else read_split(parting)
    parts = split(documents, {SEEN: (*named.get(SEEN, ()), *seen), UNSEEN: (*named.get(UNSEEN, ()), *unseen)})
    if facts is not None:
        found, read = read_statements(facts), read_texts(texts, documents, settings.encoding)
    else:
        found, read = _read(sources, settings)
    known = texts_of(documents, read) if texts or sources else {}
    _warn(documents, known)
    scored = [score(document, found, known.get(document.file)) for document in documents]
    emit(FORMATS[form](as_object(scored, parts, show)), output)


def _read(sources: tuple[Path, ...], settings: Settings) -> tuple[list[Statement], list[SourceText]]:
    """Facts of sources as they are now, and the texts that they stand in."""
    readings = read_now(sources, settings)
    found = [statement(as_row(fact)) for reading in readings for fact in reading.facts]
    return found, [reading.compilation.source for reading in readings]


def _warn(documents: list[GoldDocument], texts: dict[str, str]) -> None:
    """Say when gold was made on another version of a text: its facts cannot be found there."""
    if not texts:
        return
    for document, wrong in moved_gold(documents, texts):
        click.echo(
            f"{document.name}: {wrong} 条金标的原文不在 {document.file} 的所述位置。"
            f"{wrong} gold quotes do not stand in {document.file} where they say",
            err=True,
        )
