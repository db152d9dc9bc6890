"""Shares as texts word them: in per cent, by halves, every so many of so many, and the words for their bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, exact, share, share_interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

ALL = 100.0
"""Per cent of a whole."""
LOOSELY = 1.6
"""Times by which a share that is said to be more or less than a figure may differ from it."""
SLACK = 0.3
"""Per cent by which a printed share may miss what its counts give: figures are rounded on the way."""
WHOLE_SLACK = 0.6


class Stated(NamedTuple):
    """A share as the text words it."""

    start: int
    end: int
    values: Interval
    value: float
    rest: bool
    """Whether the words make it the share of what is left: 尚有七成三的女职工没有休满."""


def part_words(document: Document) -> Mapping[str, str]:
    """The words that make a figure a share of something, and those that make it none."""
    found: Mapping[str, str] = rules(document.library, "findings").tables["parts"]
    return found


def stated_shares(document: Document) -> Iterator[Stated]:
    """Every share that the text states of a part, in per cent, by halves, or as so many of so many."""
    words = part_words(document)
    for atom in numbers_of(document).atoms:
        if atom.kind == "share" and atom.unit == "%" and 0 < (atom.value or 0) < ALL and atom.value_max is None:
            lead, after = _around(document, atom.start, atom.end)
            if _of_parts(words, lead, after):
                yield Stated(atom.start, atom.end, _printed(document, atom), atom.value or 0, _rest(words, lead, after))
    for match in re.finditer(words["half"], document.text):
        lead, after = _around(document, *match.span())
        if not re.search(words["no_part"], lead):
            low, high = (40.0, 50.0) if match[0][0] == "近" else (50.0, ALL)
            yield Stated(*match.span(), Interval(low, high), 50.0, _rest(words, lead, after))
    yield from _in_words(document)


def _in_words(document: Document) -> Iterator[Stated]:
    """每10户里就有7户."""
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for _, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "ratio."):
        whole, part = (atoms[match.start(name)] for name in ("whole", "part"))
        if whole.unit == part.unit and exact(whole) and exact(part) and 0 < (part.value or 0) < (whole.value or 0):
            least = Interval((part.value or 0) - 0.5, (part.value or 0) + 0.5)
            values = share(least, Interval(whole.value or 1, whole.value or 1))
            yield Stated(whole.start, part.end, values, ALL * (part.value or 0) / (whole.value or 1), rest=False)


def _around(document: Document, start: int, end: int) -> tuple[str, str]:
    """The text of the sentence between the number before and the share, and what follows in its clause."""
    sentence = document.sentence_at(start)
    edges = [a.end for a in numbers_of(document).within(sentence.start, start) if a.kind != "number"]
    return document.text[max([sentence.start, *edges]) : start], document.text[end : end + 14].split("。")[0]


def _of_parts(words: Mapping[str, str], lead: str, after: str) -> bool:
    last = re.split("[，；：]", lead)[-1]
    if re.search(words["no_part"], lead) or re.match(words["no_part_after"], after):
        return False
    return bool(re.search(words["part"], last) or re.match(words["part_after"], after))


def _rest(words: Mapping[str, str], lead: str, after: str) -> bool:
    return bool(re.search(words["rest"], lead) or re.match(words["rest_after"], after))


def _printed(document: Document, atom: Atom) -> Interval:
    """The values of the share, with the word for its bound before it."""
    value, lead = atom.value or 0, document.text[document.clause_at(atom.start).start : atom.start]
    if re.search("超过|超|逾$", lead) or atom.bound == "at_least":
        return Interval(value, min(ALL, LOOSELY * value))
    if re.search("不足|不到|未到", lead) or atom.bound == "at_most":
        return Interval(value / LOOSELY, value)
    found = share_interval(document, atom, loose=bool(re.search("[约近]", lead[-3:])))
    slack = 0.0 if atom.spelt else SLACK if "." in document.text[atom.start : atom.end] else WHOLE_SLACK
    return Interval(found.low - slack, found.high + slack)
