"""Which fact may stand for which gold fact, and the one-to-one pairs that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.evaluation.definition import definition
from fulian_kg.evaluation.likeness import HALF, by_length, ends, figure, letters, likeness, same_figure, same_name
from fulian_kg.evaluation.slots import agrees, listed, unit
from fulian_kg.model import LONGEST_QUOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fulian_kg.evaluation.gold import Statement

SHORT = 60
"""Characters of evidence that are never too many for the strict score."""
WIDER = 3
"""How many times as long as the gold's evidence a fact's may be for the strict score."""


def overlapping(gold: Statement, fact: Statement) -> bool:
    """Whether the evidence or a mention of one shares a character with one of the other."""
    return any(one.overlaps(other) for one in gold.spans for other in fact.spans)


def closeness(gold: Statement, fact: Statement) -> float:
    """Greatest share that two pieces of evidence have in what they cover together."""
    return max(
        max(0, min(one.end, other.end) - max(one.start, other.start))
        / (max(one.end, other.end) - min(one.start, other.start))
        for one in gold.spans
        for other in fact.spans
    )


def concise(fact: Statement) -> bool:
    """Whether its evidence is a sentence and no page; the case is its own."""
    return fact.type == "case" or len(letters(fact.quote)) <= LONGEST_QUOTE


def named_alike(gold: Statement, fact: Statement) -> bool:
    """Whether names agree, in one place or both printed; a short form counts only in one place."""
    if not (gold.name and fact.name):
        return False
    together = overlapping(gold, fact)
    if same_name(gold.name, fact.name):
        short, _ = by_length(gold.name, fact.name)
        return together or all(short in letters(quote) for quote in (gold.quote, fact.quote))
    return together and {gold.type, fact.type} <= definition().shortened and ends(gold.name, fact.name)


def admissible(gold: Statement, fact: Statement) -> bool:
    """Whether the fact may stand for the gold fact in the lenient score."""
    if not concise(fact):
        return False
    if gold.type != fact.type:
        return frozenset((gold.type, fact.type)) in definition().neighbours and named_alike(gold, fact)
    return RULES.get(gold.type, named_alike)(gold, fact)


def strict_faults(gold: Statement, fact: Statement) -> Iterator[str]:
    """What keeps an admissible fact out of the strict score: `type`, `evidence`, or a slot."""
    if gold.type != fact.type:
        yield "type"
        return
    if fact.type != "case" and len(letters(fact.quote)) > max(SHORT, WIDER * len(letters(gold.quote))):
        yield "evidence"
    if gold.type == "statistic":
        if unit(gold) != unit(fact):
            yield "unit"
        if likeness(gold.slots.get("subject", ""), fact.slots.get("subject", "")) < HALF:
            yield "subject"
    if gold.type == "funding" and figure(gold.slots.get("amount")) is not None:
        yield from (slot for slot in ("basis", "period", "status") if not agrees(slot, gold, fact))
        if figure(gold.slots.get("amount_max")) != figure(fact.slots.get("amount_max")):
            yield "amount_max"
    if gold.type == "honour":
        counts = (gold.slots.get("count"), fact.slots.get("count"))
        if None not in counts and not same_figure(*counts):
            yield "count"


def _statistic(gold: Statement, fact: Statement) -> bool:
    return overlapping(gold, fact) and same_figure(gold.slots.get("value"), fact.slots.get("value"))


def _funding(gold: Statement, fact: Statement) -> bool:
    amounts = (gold.slots.get("amount"), fact.slots.get("amount"))
    if not overlapping(gold, fact):
        return False
    if all(figure(amount) is None for amount in amounts):
        provisions = [each.slots.get("provision", each.quote) for each in (gold, fact)]
        return same_name(*provisions) or likeness(*provisions) >= HALF
    return same_figure(*amounts)


def _event(gold: Statement, fact: Statement) -> bool:
    """Events are described more often than named: on the spot, a date or ordinal that both give will do."""
    return named_alike(gold, fact) or (
        overlapping(gold, fact)
        and any(gold.slots.get(s) is not None and gold.slots[s] == fact.slots.get(s) for s in ("date", "ordinal"))
    )


def _honour(gold: Statement, fact: Statement) -> bool:
    return named_alike(gold, fact) or (
        overlapping(gold, fact) and same_figure(gold.slots.get("count"), fact.slots.get("count"))
    )


def _decision(gold: Statement, fact: Statement) -> bool:
    if not overlapping(gold, fact):
        return False
    sessions = (gold.slots.get("session"), fact.slots.get("session"))
    if all(sessions):
        return letters(sessions[0]) == letters(sessions[1])
    return same_name(gold.slots.get("body", ""), fact.slots.get("body", ""))


def _person(gold: Statement, fact: Statement) -> bool:
    """People without a name are known by a role in one place."""
    if gold.name and fact.name:
        return named_alike(gold, fact)
    if gold.name or fact.name or not overlapping(gold, fact):
        return False
    roles = (listed(each.slots.get("roles")) for each in (gold, fact))
    ours, theirs = roles
    return any(same_name(one, other) for one in ours for other in theirs)


def _case(gold: Statement, fact: Statement) -> bool:
    numbers = (gold.slots.get("number"), fact.slots.get("number"))
    if None in numbers:
        return named_alike(gold, fact)
    return numbers[0] == numbers[1] and same_name(gold.slots.get("title", ""), fact.slots.get("title", ""))


RULES: Mapping[str, Callable[[Statement, Statement], bool]] = {
    "statistic": _statistic,
    "funding": _funding,
    "event": _event,
    "honour": _honour,
    "decision": _decision,
    "person": _person,
    "case": _case,
}
"""Types that are not matched by name alone."""


def pairs(gold: Sequence[Statement], facts: Sequence[Statement], *, strict: bool) -> dict[int, int]:
    """Index of a gold fact → index of the fact that stands for it; both lists are in `Statement.order`.

    The closest evidence is paired first, the own type before a neighbour; then as many more as can be had by
    giving a paired one another partner.
    """
    close = sorted(
        (wanted.type != found.type, -closeness(wanted, found), i, j)
        for i, wanted in enumerate(gold)
        for j, found in enumerate(facts)
        if admissible(wanted, found) and not (strict and any(strict_faults(wanted, found)))
    )
    choices: dict[int, list[int]] = {}
    partner: dict[int, int] = {}
    taken: dict[int, int] = {}
    for _, _, i, j in close:
        choices.setdefault(i, []).append(j)
        if i not in partner and j not in taken:
            partner[i], taken[j] = j, i
    for i in sorted(choices.keys() - partner.keys()):
        _freed(i, choices, taken, set())
    return {i: j for j, i in sorted(taken.items(), key=lambda pair: pair[1])}


def _freed(i: int, choices: Mapping[int, Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Find gold fact `i` a partner, moving those that are in the way; False when there is none."""
    for j in choices[i]:
        if j in tried:
            continue
        tried.add(j)
        if j not in taken or _freed(taken[j], choices, taken, tried):
            taken[j] = i
            return True
    return False
