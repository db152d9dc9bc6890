"""Shares that stand in one sentence or its echo with the two counts that they are of, in any order."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import Interval, Slip, clause, figure, interval, share, share_interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

WHOLE = 100.0
FROM_BELOW = 0.8
"""Part of a share from which on one comes near it."""
FAR = 3.0
"""Times by which a share differs that has nothing to do with the counts."""


def ratio_slips(document: Document) -> Iterator[Slip]:
    """Every share that the counts of its own pattern do not give."""
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for _, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "share."):
        whole, part, stated = (atoms[match.start(name)] for name in ("whole", "part", "share"))
        if not _of(document, part, whole) or stated.unit != "%" or stated.value is None:
            continue
        found = share(interval(document, part), interval(document, whole))
        printed = _printed(document, stated, match.groupdict().get("bound") or "")
        if not found.meets(printed) and _near(found, stated.value):
            yield _slip(document, part, whole, stated)


def _of(document: Document, part: Atom, whole: Atom) -> bool:
    """Whether one may be a part of the other: people who answered are one of the sheets that were returned."""
    if not part.value or not whole.value or part.value > whole.value:
        return False
    asked = whole.unit == "份" and part.unit == "人" and "问卷" in document.text[whole.start - 10 : whole.end + 4]
    return (part.kind, part.unit) == (whole.kind, whole.unit) or asked


def _printed(document: Document, stated: Atom, bound: str) -> Interval:
    """The values of a share, by the word before it."""
    value = stated.value or 0.0
    words = rules(document.library, "findings").tables["bounds"]
    if re.search(words["over"], bound):
        return Interval(value, math.inf)
    if re.search(words["under"], bound):
        return Interval(0.0, value)
    if re.search(words["near"], bound):
        return Interval(FROM_BELOW * value, value)
    return share_interval(document, stated, loose=False)


def _near(found: Interval, value: float) -> bool:
    return value / FAR <= found.high and found.low <= min(value * FAR, WHOLE)


def _slip(document: Document, part: Atom, whole: Atom, stated: Atom) -> Slip:
    found = WHOLE * (part.value or 0) / (whole.value or 1)
    values = {"part": figure(part.value or 0), "whole": figure(whole.value or 0), "found": f"{figure(found)}%"}
    values["printed"] = document.text[stated.start : stated.end]
    counts = sorted((part, whole), key=lambda atom: atom.start)
    other = clause(document, counts[0].start, counts[1].end)
    return Slip("share-mismatch", stated.start, stated.end, other, values)
