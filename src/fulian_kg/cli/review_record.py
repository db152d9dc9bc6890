"""The commands of `review` that record a decision; each says what it recorded once that is on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.output import visible
from fulian_kg.cli.review_desk import DEFAULT, decision_id, desk_options, journal_of, plain, signature, signing_options
from fulian_kg.curation.decisions import ACCEPT, ADD, AMEND, MERGE, REJECT, SEEN, SPLIT, WITHDRAW, Decision
from fulian_kg.curation.journal import append
from fulian_kg.curation.matching import ENTITIES
from fulian_kg.curation.recording import amendment, anchor_of, known_slot, now, record, values_of
from fulian_kg.errors import UsageError
from fulian_kg.extraction.printed import words
from fulian_kg.extraction.regions import region_slots
from fulian_kg.graph.desk import anchor
from fulian_kg.model import FACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fulian_kg.cli.review_desk import Desk
    from fulian_kg.curation.decisions import Anchor
    from fulian_kg.curation.journal import Entry

REFERENCE = frozenset({"case", "region"})
"""Entities that catalogue and reference data tell apart, not people."""

type_option = click.option("--type", "kind", type=click.Choice(FACT_TYPES), metavar="T", help="事实类。Of this type.")
case_option = click.option("--case", "number", type=int, metavar="N", help="案例序号。Number of the case.")
set_option = click.option(
    "--set", "given", multiple=True, metavar="SLOT=VALUE", help="槽位的值；同名多次为列表。A slot; twice makes a list."
)
derived_option = click.option(
    "--derived",
    multiple=True,
    metavar="SLOT",
    help="由上下文推得、引文未印出的槽位。A slot that the quote does not print.",
)


def judging_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is judged, by ids or by its words, and by whom."""
    judged = type_option(case_option(signing_options(desk_options(positional=False)(command))))
    quoted = click.option("--quote", metavar="TEXT", help="以原文代替 ID。The quote, in place of an ID.")(judged)
    return click.argument("ids", metavar="[ID…]", nargs=-1)(quoted)


@click.command(name=ACCEPT, short_help="采纳。Accept.")
@judging_options
def accept(desk: Desk, ids: tuple[str, ...], **rest: Any) -> None:
    """采纳事实，或确认待办中的问题。 Accept facts as they are shown, or confirm items of the queue."""
    _judge(ACCEPT, desk, ids, **rest)


@click.command(name=REJECT, short_help="否决。Reject.")
@judging_options
def reject(desk: Desk, ids: tuple[str, ...], **rest: Any) -> None:
    """否决事实，或说明待办无需处理。 Reject facts, or items of the queue that need nothing."""
    _judge(REJECT, desk, ids, **rest)


@click.command(name=AMEND, short_help="修正槽位。Amend slots.")
@click.argument("wanted", metavar="ID")
@set_option
@click.option("--unset", multiple=True, metavar="SLOT", help="去掉的槽位。A slot to take away.")
@derived_option
@signing_options
@desk_options(positional=False)
def amend(
    desk: Desk, wanted: str, given: tuple[str, ...], unset: tuple[str, ...], derived: tuple[str, ...], **signed: Any
) -> None:
    """改正一条事实。 Correct a fact; new values must be printed in its quote, or be named with --derived."""
    source, case, fact = desk.fact(wanted)
    values = values_of(fact.type, given, desk.settings.library)
    for name in (*unset, *derived):
        known_slot(fact.type, name, desk.settings.library)
    judged = amendment(source, case, fact, values, unset, derived)
    _record(desk, [_signed(desk, AMEND, fact.type, judged, set=values, unset=tuple(unset), **signed)])


@click.command(name=ADD, short_help="补充事实。Add a fact.")
@click.option("--type", "kind", type=click.Choice(FACT_TYPES), required=True, metavar="T", help="事实类。Its type.")
@click.option("--quote", required=True, metavar="TEXT", help="原文，一字不差。Its quote, as printed.")
@case_option
@click.option("--nth", type=click.IntRange(min=1), metavar="K", help="原文出现多次时的第几处。Which place of several.")
@set_option
@derived_option
@signing_options
@desk_options(positional=False)
def add(
    desk: Desk,
    kind: str,
    quote: str,
    number: int | None,
    nth: int | None,
    given: tuple[str, ...],
    derived: tuple[str, ...],
    **signed: Any,
) -> None:
    """补充一条没有读出的事实。 Add a fact that no rule reads; its quote must stand in the text."""
    slots = values_of(kind, given, desk.settings.library)
    if not slots:
        message = "say what it states: --set slot=value, at least once"
        raise UsageError(message)
    found = [(source, case, span) for source, case in desk.cases(number) for span in case.grounded(quote)]
    if not found or (nth or 1) > len(found) or (nth is None and len(found) > 1):
        message = f"the quote “{quote}” stands at {len(found)} places: quote more, or give --case or --nth"
        raise UsageError(message)
    source, case, span = found[(nth or 1) - 1]
    unprinted = [known_slot(kind, name, desk.settings.library) for name in derived]
    _record(desk, [_signed(desk, ADD, kind, anchor_of(source, case, span, slots, unprinted), **signed)])


@click.command(name=MERGE, short_help="合并。Merge two.")
@click.argument("wanted", metavar="ID")
@click.argument("other", metavar="OTHER")
@signing_options
@desk_options(positional=False)
def merge(desk: Desk, wanted: str, other: str, **signed: Any) -> None:
    """两条事实说的是同一事物，以前者为名。 Two facts are about one thing, which the first one names."""
    one, two = desk.fact(wanted), desk.fact(other)
    kind = one[2].type
    if kind != two[2].type or kind not in ENTITIES - REFERENCE or one[2].id == two[2].id:
        message = f"a {kind} and a {two[2].type} cannot be merged: give two facts of one type that name things"
        raise UsageError(message)
    _record(desk, [_signed(desk, MERGE, kind, anchor(one), other=anchor(two), **signed)])


@click.command(name=SPLIT, short_help="拆分。Split off a mention.")
@click.argument("wanted", metavar="ID")
@click.option("--mention", type=click.IntRange(min=1), required=True, metavar="K", help="第几处提及（见 show）。Which.")
@set_option
@derived_option
@signing_options
@desk_options(positional=False)
def split(
    desk: Desk, wanted: str, mention: int, given: tuple[str, ...], derived: tuple[str, ...], **signed: Any
) -> None:
    """把一处提及拆为另一事物。 A mention (numbered by `review show`) is a thing of its own."""
    source, case, fact = desk.fact(wanted)
    if mention > len(fact.mentions):
        message = f"the fact has {len(fact.mentions)} further mentions; `fulian-kg review show {fact.id}` numbers them"
        raise UsageError(message)
    span = fact.mentions[mention - 1]
    slots = values_of(fact.type, given, desk.settings.library)
    slots = {"name": plain(source.source.text[span.start : span.end])} | slots
    judged = anchor_of(source, case, fact.span, fact.slots, dict.fromkeys((*fact.derived, *derived)))
    place = source.passages.words_at(span)
    _record(desk, [_signed(desk, SPLIT, fact.type, judged, set=slots, mention=place, **signed)])


@click.command(name="region", short_help="指明地区。Say which region.")
@click.argument("name", metavar="NAME")
@click.option("--code", required=True, metavar="CODE", help="当时的六位代码。Its six-digit code at the time.")
@case_option
@signing_options
@desk_options(positional=False)
def region(desk: Desk, name: str, code: str, number: int | None, **signed: Any) -> None:
    """说明案例中的地名指哪里。 Say which region a name means in a case; everything that names it there follows."""
    near = [spot for spot in desk.spots if spot[2].type == "region" and number in {None, spot[2].case}]
    found = [spot for spot in near if words(str(spot[2].slots["name"])) == words(name)]
    if len(found) != 1:
        message = (
            f"{len(found)} facts of type region are called {name!r}: give --case, "
            "or add one with `fulian-kg review add --type region`"
        )
        raise UsageError(message)
    source, case, fact = found[0]
    units = desk.gazetteer.resolve(code, case.compilation.date).candidates
    if len(units) != 1 or units[0].code != code:
        message = (
            f"no region had the code {code} on {case.compilation.date}: `fulian-kg region NAME --at DAY` shows codes"
        )
        raise UsageError(message)
    slots, derived = region_slots(str(fact.slots["name"]), units[0])
    changed = {slot: value for slot, value in slots.items() if fact.slots.get(slot) != value}
    judged = anchor_of(source, case, fact.span, fact.slots, sorted({*fact.derived, *derived}))
    _record(desk, [_signed(desk, AMEND, fact.type, judged, set=changed, **signed)])


@click.command(name="theme", short_help="改主题。Change themes.")
@click.argument("number", metavar="CASE", type=int)
@click.option("--add", "added", multiple=True, metavar="ID", help="加上的主题。A theme to add.")
@click.option("--remove", "removed", multiple=True, metavar="ID", help="去掉的主题。A theme to take away.")
@signing_options
@desk_options(positional=False)
def theme(desk: Desk, number: int, added: tuple[str, ...], removed: tuple[str, ...], **signed: Any) -> None:
    """加减案例的主题。 Add themes to a case of a catalogue, or take them away."""
    found = [spot for spot in desk.spots if spot[2].type == "case" and spot[2].case == number]
    if len(found) != 1:
        message = f"{len(found)} cases have the number {number}: give one of a compilation, and its source"
        raise UsageError(message)
    source, case, fact = found[0]
    held = {slot: fact.slots.get(slot, ()) for slot in ("themes", "themes_text")}
    exclude = {slot: lost for slot, old in held.items() if (lost := tuple(each for each in removed if each in old))}
    include = {"themes": added} if added else {}
    judged = anchor_of(source, case, fact.span, fact.slots, sorted({*fact.derived, *include}))
    _record(desk, [_signed(desk, AMEND, fact.type, judged, include=include, exclude=exclude, **signed)])


@click.command(name=WITHDRAW, short_help="撤回决定。Withdraw decisions.")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option(
    "--curation",
    "folder",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    show_default=True,
    metavar="DIR",
    help="人工决定所在的文件夹。The folder of decisions.",
)
@signature
def withdraw(ids: tuple[str, ...], folder: Path, who: str, why: str) -> None:
    """撤回决定。 Withdraw decisions; what they had replaced is in force again."""
    journal = journal_of(folder, required=True)
    replaces = tuple(decision_id(journal, each) for each in ids)
    _say(append(folder, [Decision(WITHDRAW, who, now(), why, replaces=replaces)])[0], folder, new=True)


def _judge(
    decision: str,
    desk: Desk,
    ids: tuple[str, ...],
    quote: str | None,
    kind: str | None,
    number: int | None,
    **signed: Any,
) -> None:
    if bool(ids) is bool(quote):
        message = "say which: ids as the queue and `fulian-kg facts` show them, or --quote TEXT"
        raise UsageError(message)
    spots = [desk.quoted(quote, kind, number)] if quote else []
    made = [_signed(desk, decision, fact.type, anchor((source, case, fact)), **signed) for source, case, fact in spots]
    for each in ids:
        kind, judged = _judged(desk, each)
        made.append(_signed(desk, decision, kind, judged, **signed))
    _record(desk, made)


def _judged(desk: Desk, wanted: str) -> tuple[str, Anchor]:
    """The fact with that id, else the item of the queue."""
    if any(fact.id.startswith(wanted) for _, _, fact in desk.spots):
        spot = desk.fact(wanted)
        return spot[2].type, anchor(spot)
    found = [item for item in desk.items() if item.id.startswith(wanted) and item.kind in SEEN and item.span]
    if len(found) != 1 or found[0].span is None:
        message = f"{len(found)} facts or items have the id {wanted}: `fulian-kg review list` shows ids"
        raise UsageError(message)
    passage = desk.passage(found[0])
    assert passage  # noqa: S101  an item with a span stands in a case of its source
    return found[0].kind, passage


def _signed(desk: Desk, decision: str, kind: str, judged: Anchor, *, replaces: Sequence[str], **rest: Any) -> Decision:
    old = tuple(decision_id(desk.journal, each) for each in replaces)
    return Decision(decision, when=now(), type=kind, anchor=judged, replaces=old, **rest)


def _record(desk: Desk, decisions: Sequence[Decision]) -> None:
    for entry, new in record(desk.folder, decisions, desk.readings, desk.journal, desk.settings.library):
        _say(entry, desk.folder, new=new)


def _say(entry: Entry, folder: Path, *, new: bool) -> None:
    """Acknowledge a decision that is on the disk."""
    decision = entry.decision
    judged = ""
    if decision.anchor:
        case = "" if decision.anchor.case is None else f" 案例 {decision.anchor.case}"
        judged = f" {decision.type}{case} “{' '.join(decision.anchor.words.quote.split())}”"
    old = "" if new else "早已记录 recorded before: "
    click.echo(visible(f"{old}{decision.id} {decision.decision}{judged} → {folder / entry.file}:{entry.line}"))
