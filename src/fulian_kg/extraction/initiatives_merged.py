"""Initiatives seen together: one fact each, and which is part of which."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fulian_kg.extraction.initiatives_parts import headings
from fulian_kg.extraction.wording import bare

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Candidate

SHORTEST_NAME = 3
"""A name of up to this many characters is another's only when the two are equal."""
PAPER = re.compile(r"《[^《》]+》，?(?:提出|明确|要求|规定)")


def merged(found: list[Candidate]) -> list[Candidate]:
    """One fact an initiative: the first mention with the longest name stands, the others are its mentions."""
    kept: list[Candidate] = []
    for candidate in found:
        name = bare(candidate.slots["name"])
        home = next((i for i, other in enumerate(kept) if _same(name, bare(other.slots["name"]))), None)
        if home is None:
            kept.append(candidate)
            continue
        first, second = kept[home], candidate
        if len(second.slots) > len(first.slots):
            first, second = second, first
        kept[home] = replace(first, mentions=(*first.mentions, *second.mentions, (second.start, second.end)))
    return sorted(kept, key=lambda candidate: (candidate.start, candidate.end))


def _same(name: str, earlier: str) -> bool:
    return name == earlier or (len(name) > SHORTEST_NAME and (earlier.endswith(name) or earlier.startswith(name)))


def within_programmes(document: Document, found: list[Candidate]) -> list[Candidate]:
    """What a paper on a programme puts forward in the same sentence is part of that programme."""
    for i, candidate in enumerate(found):
        sentence = document.sentence_at(candidate.start)
        before = document.text[sentence.start : candidate.start]
        whole = next(
            (c.slots["name"] for c in found[:i] if PAPER.search(before) and bare(c.slots["name"]) in before), None
        )
        if whole and "part_of" not in candidate.slots:
            slots = {**candidate.slots, "part_of": whole}
            found[i] = replace(candidate, slots=slots, derived=candidate.derived | {"part_of"})
    return found


def with_headings(document: Document, found: list[Candidate]) -> list[Candidate]:
    """The programme of the opening paragraph has the sub-headings of the case as its parts, where they are alike."""
    parts = headings(document)
    sections = document.case.sections
    if not parts or not sections:
        return found
    opening = document.view.index(sections[0].heading.start)
    for i, candidate in enumerate(found):
        if candidate.start < opening and candidate.slots["kind"] in {"programme", "project", "mechanism"}:
            slots = {**candidate.slots, "components": parts}
            found[i] = replace(candidate, slots=slots, derived=candidate.derived | {"components"})
            break
    return found
