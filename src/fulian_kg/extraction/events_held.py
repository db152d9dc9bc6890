"""Meetings, courses, competitions and festivities that were held: what verb announces them, what they are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.events_dates import last_before, ordinal
from fulian_kg.extraction.events_reading import SPECIFIC, Draft
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.extraction.events_reading import Reader

NUMBERED = re.compile(r"第(?P<number>\d+|[一二三四五六七八九十百]+)(?:次|届|期)|(?P<first>首届|首次)")
VERB = r"(?:.*?(?:参加|举办|召开|(?<!层)组织(?!建设|改革|工作)|举行|进行|开展))(?:了|过)?的?"
BEFORE_NAME = re.compile(
    r"^.*?(?:\d月(?:份|\d{1,2}日)?|\d日|[上下]午|日前|近日)(?!度)|^.{0,2}?\d{4}年[初底]?(?!终|度)|^[^暨“”]{0,12}?(?=全[国省市县区](?!人大))"
)
HELD_BY = re.compile(r"^(?:[^“”]|“[^“”]*”)*?(?:主办|承办|协办|举办|组织|召开)的(?=.{4})")
SESSION = re.compile(
    r"第(?:\d+|[一二三四五六七八九十百]+)(?:次|届|期)|[一二三四五六七八九十\d]+届[一二三四五六七八九十\d]+次"
)
"""Ordinals, which count no events."""
COUNTED = re.compile(r"\d+(?:多|余)?(?:期|场|次|个)|[一二两三四五六七八九十]+(?:多|余)?(?:期|场|次)")
SEEN = frozenset({"出席", "列席"})
"""Verbs of attending, which say that there was an event only with its date."""
PURSUED = "开展"
MONTH = len("2000-01")


def held(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    """A verb of holding or attending and what was held, with what the list goes on with."""
    name, head = match["name"], match["head"]
    phrase = Phrase(name, match.start("name"), match.end("name"))
    for pattern in (VERB, reader.known.tables["vague"]["regex"]):
        if cut := re.match(pattern, phrase.text.removesuffix(head)):
            phrase = Phrase(phrase.text[cut.end() :], phrase.start + cut.end(), phrase.end)
    clause = reader.document.clause_at(phrase.start).start
    if match["verb"] in SEEN and not last_before(reader.document, phrase.start, clause):
        return
    counted = match["count"] or match["after"] or COUNTED.search(SESSION.sub("", name))
    yield from _holding(reader, phrase, head, counted=bool(counted), verb=match["verb"])
    yield from _further(reader, match.end("name"))


def _further(reader: Reader, end: int) -> Iterator[Draft]:
    """The events that a list goes on with at `end`."""
    more = reader.only("further.event")
    while found := more.match(reader.document.text, end):
        phrase = Phrase(found["name"], found.start("name"), found.end("name"))
        yield from _holding(reader, phrase, reader.head(found["name"]))
        end = found.end("name")


def _holding(reader: Reader, phrase: Phrase, head: str, *, counted: bool = False, verb: str = "") -> Iterator[Draft]:
    """One event that was held, unless its name is too vague, or it was one of a number of them."""
    kind = reader.kind(head)
    draft = reader.dated(Draft(phrase.start, phrase.end, {"name": phrase.text, "kind": kind}), outside=True)
    draft.core = (phrase.start, phrase.end)
    month = len(draft.slots.get("date", "")) >= MONTH and len(phrase.text) > len(head) and reader.plain(phrase.text)
    if not (month or _told(reader, phrase.text, head, course=counted and kind == "training", attended=verb == "参加")):
        return
    year = scope_of(reader.document).year_of(phrase.start) if counted and "date" not in draft.slots else None
    if year:
        draft.slots["date"] = str(year)
        draft.derived.add("date")
    drive = kind == "competition" and re.search(reader.known.tables["bodies"]["drives"], phrase.text)
    uncounted = not counted or kind == "training" or ("date" in draft.slots and kind != "congress")
    if drive or not uncounted or (verb == PURSUED and kind not in {"competition", "celebration"}):
        return
    if number := NUMBERED.search(phrase.text):
        draft.slots["ordinal"] = ordinal(number["number"]) if number["number"] else 1
    yield reader.audience(draft) if kind in {"training", "lecture"} else draft


def _told(reader: Reader, name: str, head: str, *, course: bool, attended: bool) -> bool:
    """Whether the name says which event it was; of courses that are counted, it is enough to say whom they taught."""
    bare = head in reader.known.words["bare"]
    least = 2 * SPECIFIC if bare and not course and not attended else SPECIFIC
    return reader.specific(name, head, least) or (course and reader.told(name, head))


def _convened(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = HELD_BY.sub("", BEFORE_NAME.sub("", match["name"]))
    if any(word in name for word in reader.known.words["clausal"]):
        return
    draft = Draft(match.end("name") - len(name), match.end(), {"name": name, "kind": reader.kind(match["head"])})
    if number := NUMBERED.search(name):
        draft.slots["ordinal"] = ordinal(number["number"]) if number["number"] else 1
    place = match["place"]
    if place and not place.startswith(("我", "本", "该")) and not any(char.isdigit() for char in place):
        draft.slots["place"] = place
    yield reader.dated(draft, outside=True)


def _quoted_whole(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    group = "name" if match["name"] else "name2"
    slots = {"name": match[group], "kind": reader.kind(match["head"] or match["head2"])}
    draft = Draft(*match.span(group), slots)
    draft.core = match.span()
    yield reader.dated(draft, outside=True)


def _listed(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    phrase = Phrase(match["name"], match.start("name"), match.end("name"))
    yield from _holding(reader, phrase, match["head"])
    yield from _further(reader, match.end("name"))


HOLDINGS: dict[str, Callable[[Reader, re.Match[str]], Iterator[Draft]]] = {
    "event.quoted_whole": _quoted_whole,
    "event.convened": _convened,
    "event.held": held,
    "event.listed": _listed,
    "event.class": _listed,
}
"""Reader of each pattern of `rules/events.toml` that names what was held."""
