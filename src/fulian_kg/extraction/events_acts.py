"""Single acts that a chronicle or a report dates: visits, talks at a meeting, weeks for a cause, headlines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.events_dates import read
from fulian_kg.extraction.events_reading import LONGEST, Draft
from fulian_kg.extraction.wording import federation, place_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fulian_kg.extraction.events_reading import Reader

COUNT = re.compile(
    r"(?:[我全本该][省市县区镇村])?(?:\d+|[一二两三四五六七八九十百]+)(?:多|余|来)?(?:户|名|位|个|家|人次|人|所|对)|^了"
)
SHORTEST = 2
LONGEST_NAME = 30


def _act(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    """Who was seen names the act; a place that was seen, or work, does not."""
    table = reader.known.tables["bodies"]
    if not re.search(table["visiting"], match["who"]) or re.search(table["not_visiting"], match["who"] + match["what"]):
        return
    seen = COUNT.sub("", match["what"])
    plain = re.search(table["seen_work"], seen) or re.search(table["seen_place"], seen) or len(seen) < SHORTEST
    verb = match["verb"]
    name = verb.removesuffix("指导") if plain or len(seen) > LONGEST_NAME else verb + seen
    draft = Draft(match.start(), match.end(), {"name": name}, set() if name in match[0] else {"name"}, hosted=False)
    draft.core = (match.start("verb"), match.end())
    if visitors := reader.visitors(match.start("who"), match.end()):
        draft.slots["participants"] = visitors
    if place := place_at(reader.document, match.start("verb")):
        draft.slots["place"] = place
        draft.derived.add("place")
    yield reader.dated(draft, LONGEST)


def _headline(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    name = match["name"] or match["name2"]
    slots = {"name": name, "date": read(match["date"] or match["date2"])}
    host = federation(reader.document)
    if host and name.startswith(host):
        slots |= {"name": name.removeprefix(host), "organizer": host}
    yield Draft(match.start(), match.end(), slots, hosted=False)


def _meeting(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    slots = {"name": match["name"], "kind": reader.kind(match["head"])}
    yield reader.dated(Draft(match.start("name"), match.end("name"), slots, hosted=False), LONGEST)


def _spoken_at(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    if reader.specific(match["name"], match["head"]):
        draft = Draft(match.start(), match.end(), {"name": match["name"], "kind": reader.kind(match["head"])})
        draft.hosted = False
        yield reader.dated(draft, LONGEST)


def _week(reader: Reader, match: re.Match[str]) -> Iterator[Draft]:
    draft = reader.dated(Draft(match.start("name"), match.end("name"), {"name": match["name"]}))
    draft.core = match.span("name")
    yield draft


ACTS: dict[str, Callable[[Reader, re.Match[str]], Iterator[Draft]]] = {
    "event.act": _act,
    "event.headline": _headline,
    "event.speech": _meeting,
    "event.spoken_at": _spoken_at,
    "event.week": _week,
}
"""Reader of each pattern of `rules/events.toml` that tells a single act."""
