"""`review`: what people decide about facts, from the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fulian_kg.cli import review_record
from fulian_kg.cli.output import emit, render
from fulian_kg.cli.review_desk import desk_options
from fulian_kg.cli.review_views import fact_text, item_row, log_row, log_table, queue_text, written
from fulian_kg.curation.outcomes import told_of
from fulian_kg.curation.queue import ITEM_KINDS
from fulian_kg.errors import UsageError
from fulian_kg.graph.desk import UNSURE

if TYPE_CHECKING:
    from fulian_kg.cli.review_desk import Desk

HELP = """人工审核：采纳、否决、修正、补充、合并、拆分，改地区或主题。决定逐行记入 --curation 文件夹，附谁、何时、为何。

Curation: accept, reject, amend, add, merge and split, correct regions and themes. Each decision is a line of a text
file in the folder --curation, with who, when and why; it is keyed to the words of the source, so that it outlives
extraction and OCR. `build --curation DIR` applies them.

\b
例 Example:
  fulian-kg review list examples/compilation.md --limit 10
  fulian-kg review accept --source examples/compilation.md --quote 九道湾社区 --type place --who 李
"""
BOLD, PLAIN = ("\x1b[1m", "\x1b[0m"), ("【", "】")

format_option = click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True
)


@click.group(help=HELP, short_help="人工审核。Curation: what people decide.")
def review() -> None:
    """Hold the commands."""


for command in (
    *(review_record.accept, review_record.reject, review_record.amend, review_record.add, review_record.merge),
    *(review_record.split, review_record.region, review_record.theme, review_record.withdraw),
):
    review.add_command(command)


@review.command(name="list", short_help="待办。The work queue.")
@desk_options(positional=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ITEM_KINDS), help="只要这几种。Of these kinds only.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="至多几项。At most so many.")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=UNSURE,
    show_default=True,
    metavar="C",
    help="置信度低于此的事实列入。Facts less sure than this are listed.",
)
@format_option
def list_(desk: Desk, kinds: tuple[str, ...], limit: int | None, below: float, form: str) -> None:
    """列出待办，每项附一条可用的命令。 The work queue, each item with a command that decides it.

    未落实的决定、模型提出的事实、认不出的地名、待查、没有事实说明的数字、低置信度的事实。

    Decisions that wait, facts that a model proposed, names without a region, findings, numbers that no fact states,
    facts of low confidence.
    """
    found = [item for item in desk.items(below) if not kinds or item.kind in kinds]
    shown = found[:limit]
    marks = BOLD if sys.stdout.isatty() else PLAIN
    emit(queue_text(shown, marks) if form == "table" else written(map(item_row, shown), form))
    counts = "、".join(f"{kind} {count}" for kind in ITEM_KINDS if (count := sum(i.kind == kind for i in found)))
    click.echo(f"{len(found)} 项 items（{counts}）" if found else "没有待办 nothing to do", err=True)


@review.command(short_help="看一项。Show one item.")
@click.argument("wanted", metavar="ID")
@desk_options(positional=False)
def show(desk: Desk, wanted: str) -> None:
    """看一条事实或一项待办，连同所在的句子。 Show a fact or an item of the queue in its sentence."""
    marks = BOLD if sys.stdout.isatty() else PLAIN
    if any(fact.id.startswith(wanted) for _, _, fact in desk.spots):
        _, case, fact = desk.fact(wanted)
        emit(fact_text(case, fact, marks))
        return
    found = [item for item in desk.items() if item.id.startswith(wanted)]
    if len(found) != 1:
        message = f"{len(found)} facts or items have the id {wanted}: `fulian-kg review list` shows ids"
        raise UsageError(message)
    emit(queue_text(found, marks))


@review.command(short_help="决定及其结果。Decisions and their outcome.")
@desk_options(positional=True)
@format_option
def log(desk: Desk, form: str) -> None:
    """列出全部决定，以及各自的结果。 All decisions, each with what became of it."""
    outcomes = sorted(desk.curated.outcomes, key=lambda outcome: (outcome.decision.when, outcome.decision.id))
    emit(render(log_table(outcomes), form) if form == "table" else written(map(log_row, outcomes), form))
    for pair in desk.curated.conflicts:
        click.echo(f"互相矛盾 cannot both hold: {told_of(pair[0])} / {told_of(pair[1])}", err=True)
