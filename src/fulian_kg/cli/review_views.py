"""How `review` shows facts, items of the queue and decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fulian_kg.cli.output import visible
from fulian_kg.curation.decisions import as_object
from fulian_kg.curation.queue import sentence
from fulian_kg.query.tables import Table, as_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.curation.outcomes import Outcome
    from fulian_kg.curation.queue import Item
    from fulian_kg.curation.texts import CaseText
    from fulian_kg.model import Fact

Marks = tuple[str, str]
"""What stands before and after the words that are meant."""


def written(rows: Iterable[dict[str, Any]], form: str) -> str:
    """Rows as a JSON list, or as JSON Lines."""
    if form == "json":
        return as_json(list(rows))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def item_row(item: Item) -> dict[str, Any]:
    """An item as JSON."""
    row: dict[str, Any] = {name: getattr(item, name) for name in ("id", "kind", "file", "line", "case", "pages")}
    row |= {"quote": item.quote, "before": item.sentence[0], "after": item.sentence[1]}
    return row | {"suggestion": item.suggestion, "command": item.command}


def queue_text(items: Iterable[Item], marks: Marks) -> str:
    """Items for people: what, where, the sentence, and what to type."""
    return "".join(_item_text(item, marks) for item in items)


def fact_text(case: CaseText, fact: Fact, marks: Marks) -> str:
    """A fact for people: its slots, its sentence, and its further mentions with their numbers."""
    where = fact.file if fact.case is None else f"{fact.file} 案例 case {fact.case}"
    lines = [f"{fact.id}  {fact.type}，{where}，{fact.rule} {fact.confidence:g}，{fact.review}"]
    for name, value in fact.slots.items():
        shown = "、".join(value) if isinstance(value, tuple) else value
        lines.append(f"  {name} = {shown}" + ("（推得 derived）" if name in fact.derived else ""))
    lines.append(f"  {_marked(fact.quote, sentence(case, fact.span), marks)}")
    text = case.compilation.source.text
    for number, span in enumerate(fact.mentions, 1):
        lines.append(f"  {number}. {_marked(text[span.start : span.end], sentence(case, span), marks)}")
    return "".join(f"{line}\n" for line in lines)


def log_row(outcome: Outcome) -> dict[str, Any]:
    """A decision as JSON: its line, where it stands, and what became of it."""
    row = {"id": outcome.decision.id, "line": outcome.entry.place, "state": outcome.state, "reason": outcome.reason}
    now = [located.quote for located in outcome.located]
    facts = [member.fact.id for member in outcome.members]
    return row | {"now": now, "facts": facts} | as_object(outcome.decision)


def log_table(outcomes: Iterable[Outcome]) -> Table:
    """Decisions for people."""
    columns = ("时间 when", "谁 who", "决定 decision", "结果 outcome", "类 type", "案例 case", "原文 quote", "id")
    return Table(columns, tuple(map(_log_cells, outcomes)))


def _log_cells(outcome: Outcome) -> tuple[Any, ...]:
    decision, anchor = outcome.decision, outcome.decision.anchor
    state = f"{outcome.state} {outcome.reason}".strip()
    head = (decision.when, decision.who, decision.decision, state, decision.type)
    return (*head, anchor and anchor.case, anchor.words.quote if anchor else " ".join(decision.replaces), decision.id)


def _item_text(item: Item, marks: Marks) -> str:
    line = f"{item.file}:{item.line}" if item.line else item.file
    case = "" if item.case is None else f" 案例 case {item.case}"
    pages = "" if item.pages is None else f" 页 pages {item.pages[0]}–{item.pages[1]}"
    lines = [f"[{item.kind}] {item.id}  {line}{case}{pages}"]
    lines += [f"  {_marked(item.quote, item.sentence, marks)}"] if item.quote else []
    lines += [f"  {visible(item.suggestion)}"]
    lines += [f"  $ {visible(item.command)}"] if item.command else []
    return "".join(f"{each}\n" for each in lines)


def _marked(quote: str, around: tuple[str, str], marks: Marks) -> str:
    before, words, after = (visible(" ".join(part.split())) for part in (around[0], quote, around[1]))
    return f"{before}{marks[0]}{words}{marks[1]}{after}"
