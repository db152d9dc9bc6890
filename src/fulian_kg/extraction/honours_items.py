"""Names of honours in lists: each one as it is printed, with how many or who it is for, up to the end of the list."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

SHORTEST = 3
"""Characters of a name."""
LOOKAHEAD = 24
GIVING = frozenset({"given", "made"})
"""Verbs whose subject is not the one who gets the honour."""
FORMS = {
    "passive": ("shared", "count", "quoted", "plain", "long"),
    "active": ("shared", "count", "counted", "quoted", "plain", "long"),
    "weak": ("quoted", "plain"),
    "given": ("recipient", "count", "counted", "named", "ranked", "quoted", "plain"),
    "made": ("count", "counted", "quoted"),
}
"""In which ways a name may be printed after a verb of a kind, the surest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """One name of a list: its words stand at `start:end`, the whole item ends at `stop`."""

    name: str
    start: int
    end: int
    stop: int
    first: int
    """Where the item begins, a number or a recipient before the name included."""
    quoted: bool = False
    count: str | None = None
    each: bool = False
    """Whether the count is that of each of the names before it as well."""
    who: str = ""
    by: str = ""
    stray: bool = False
    """Whether words stand before the quotation mark that are neither a rank nor a body."""
    derived: bool = False
    """Whether the name is put together of a list that shares its head."""


def listed(document: Document, at: int, kind: str, known: Rules, *, sure: bool) -> list[Item]:
    """The names of the list that begins at `at`, after a verb of a kind; none where none stands there.

    After a verb that says by itself that it is an honour (`sure`), whatever is quoted is one.
    """
    items: list[Item] = []
    pause = False
    joint = re.compile(known.tables["cut"]["joint"])
    while found := _item(document.text, at, kind, known, sure=sure or (bool(items) and not pause)):
        if pause and not _continues(found[0], known):
            break
        items += found
        between = joint.match(document.text, found[-1].stop)
        if between is None:
            break
        pause, at = bool(between["pause"]), between.end()
    return [_counted_with(item, items[number + 1 :]) for number, item in enumerate(items)]


def _continues(item: Item, known: Rules) -> bool:
    """Whether an item may go on a list after a comma: quoted, counted, or with a rank before it."""
    if item.quoted and item.stray:
        return False
    return item.quoted or item.count is not None or ranked(item.name, known) is not None


def _counted_with(item: Item, later: list[Item]) -> Item:
    """An item with the count that the last of adjoining names gives for each (好媳妇、好婆婆各10名)."""
    each = next((other for other in later if other.count), None)
    return replace(item, count=each.count, stop=each.stop) if each and each.each and not item.count else item


def _item(text: str, at: int, kind: str, known: Rules, *, sure: bool) -> list[Item]:
    """What stands at one place of a list: one name, or several that share their head."""
    at += len(_lead(text[at : at + LOOKAHEAD], known))
    for form in FORMS[kind]:
        match = _regex(known, f"item.{form}").match(text, at)
        if match is None:
            continue
        found = list(_shared(match, known)) if form == "shared" else [_single(match, known)]
        title = re.match(known.tables["cut"]["title"], text[match.end() : match.end() + LOOKAHEAD])
        if all(_sound(item, kind, text, known, sure=sure or bool(title)) for item in found):
            return [replace(item, stop=item.stop + (len(title[0]) if title else 0)) for item in found]
    return []


def _lead(text: str, known: Rules) -> str:
    found = re.match(known.tables["cut"]["before"], text)
    return found[0] if found else ""


@lru_cache(maxsize=32)
def _regex(known: Rules, part: str) -> re.Pattern[str]:
    return known.pattern(f"honour.{part}").regex


def _single(match: re.Match[str], known: Rules) -> Item:
    """One name, without what stands before it and after it."""
    start, end = match.span("name")
    name = match["name"]
    lead = len(_lead(name, known))
    by, stray = "", False
    if group(match, "quoted"):
        rank = name[lead : name.index("“")]
        giver = _regex(known, "part.giver").fullmatch(rank)
        by = giver["by"] if giver else ""
        level = (ranked(name[lead:], known) or "").rstrip("“")
        whole = level == rank or (bool(level) and not name.endswith("”"))
        stated = not rank or (giver is None and whole and not re.search(known.tables["cut"]["clause"], rank))
        stray = not stated and giver is None
        lead += 0 if stated else len(rank)
    name = name[lead:]
    after = re.search(known.tables["cut"]["after"], name)
    name = name[: after.start()] if after else name
    return Item(
        name,
        start + lead,
        end - (len(after[0]) if after else 0),
        match.end(),
        match.start(),
        quoted=bool(group(match, "quoted")),
        count=group(match, "count"),
        each="各" in match[0][match.end("name") - match.start() :],
        who=group(match, "who") or "",
        by=by,
        stray=stray,
    )


def _shared(match: re.Match[str], known: Rules) -> Iterator[Item]:
    """Every member of a list that has its head only at the end, with the rank of the first and that head."""
    rank = ranked(match["parts"], known) or ""
    for part in (*match["parts"].rstrip("、").split("、"), match["last"]):
        name = f"{rank}{part.removeprefix(rank)}{match['head']}"
        yield Item(name, *match.span(), match.end(), match.start(), derived=True)


def ranked(name: str, known: Rules) -> str | None:
    """The rank at which a name begins."""
    found = _regex(known, "part.rank").match(name)
    return found[0] if found else None


def _sound(item: Item, kind: str, text: str, known: Rules, *, sure: bool) -> bool:
    """Whether what was read is a name of an honour where it stands."""
    cut, plain = known.tables["cut"], item.name.strip("“”")
    clausal = any(word in plain for word in known.words["clausal"]) or re.search(cut["clause"], plain)
    faults = (
        len(plain) < SHORTEST or re.fullmatch(cut["vague"], plain),
        not sure and text.startswith(known.words["campaign"], item.stop),
        not item.quoted and clausal,
        item.stray and kind in GIVING,
        item.who and ranked(item.who, known) == item.who,
        item.who and not item.count and re.search(cut["clause"], item.who),
    )
    if any(faults):
        return False
    if item.quoted and not sure and not re.search(cut["honoured"], item.name):
        return kind == "weak" and ranked(item.name, known) is not None
    return _fits(item, kind, text, known, sure=sure)


def _fits(item: Item, kind: str, text: str, known: Rules, *, sure: bool) -> bool:
    """Whether the verb makes an honour of the name: weak ones only of ranked names, making only of counted titles."""
    rank = ranked(item.name, known) is not None
    award = _regex(known, "part.award").search(item.name) is not None
    if kind == "weak":
        return rank
    if kind == "made":
        title = item.quoted or rank or item.name.endswith(known.words["known"])
        return (
            bool(award and title)
            if item.count
            else item.quoted and (sure or (rank and text.startswith("“", item.stop)))
        )
    if kind == "given" and not item.quoted and not item.who:
        return award if item.count else sure or (rank and award)
    return True
