"""Places below county level, one fact each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.mentions import PlaceMention, place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.extraction.document import Document


class PlaceExtractor:
    """Places by name, with the role that the words around any of their mentions give them."""

    name: ClassVar[str] = "places"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a place, in the order of the text; the region is the case's own."""
        groups: dict[str, list[PlaceMention]] = {}
        for mention in place_mentions(document):
            home = next((name for name in groups if name.endswith(mention.name)), mention.name)
            groups.setdefault(home, []).append(mention)
        for name, mentions in groups.items():
            if not all(_is_owner(document, mention) for mention in mentions):
                yield _candidate(document, name, mentions)


def _is_owner(document: Document, mention: PlaceMention) -> bool:
    """Whether a town stands there only in the name of a body: 汤湖镇妇联. A village with its town is a place anyhow."""
    if mention.subdistrict and mention.community:
        return False
    owned = rules(document.library, "places").tables["owner"]["after"]
    return bool(re.match(owned, document.text[mention.end :]))


def _candidate(document: Document, name: str, mentions: list[PlaceMention]) -> Candidate:
    first = mentions[0]
    slots: dict[str, Any] = {"name": name}
    if first.subdistrict:
        slots["subdistrict"] = first.subdistrict
    if first.community:
        slots["community"] = first.community
    derived = set()
    before = next((m.name for m in region_mentions(document) if m.end == first.start), None)
    if region := before or scope_of(document).region_name:
        slots["region"] = region
        derived.add("region")
    if role := next((role for mention in mentions if (role := _role(document, mention))), None):
        slots["role"] = role
    further = tuple((mention.start, mention.end) for mention in mentions[1:])
    return Candidate("place", slots, first.start, first.end, first.rule, first.confidence, frozenset(derived), further)


def _role(document: Document, mention: PlaceMention) -> str | None:
    sentence = document.sentence_at(mention.start)
    before = document.text[sentence.start : mention.start]
    after = document.text[mention.end : sentence.end]
    for row in rules(document.library, "places").tables["roles"]["rows"]:
        if re.search(row["before"], before) and re.search(row["after"], after):
            return str(row["role"])
    return None
