"""What is left when parts are taken away: 应到360名，实到341名，请假21名 is two too many."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import Interval, Slip, clause, exact, figure, interval, total
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
PEOPLE = frozenset({"人", "户", "元"})
"""Units that count one thing only, whatever noun goes with them."""
REACH = 260
"""Characters back to the whole of what is left."""
MOST = 6
"""Numbers between the whole and the rest of which any may have been taken away."""
FAR = 2.0
"""Times by which the rest differs that has nothing to do with the numbers before it."""


class Rest(NamedTuple):
    """What is said to be left, the whole, and what was taken from it."""

    rest: Atom
    whole: Atom
    parts: tuple[Atom, ...]


def balance_slips(document: Document) -> Iterator[Slip]:
    """Every rest that the whole less its parts is not, and every part that is more than what it is counted in."""
    atoms = [atom for atom in numbers_of(document).atoms if atom.kind in COUNTED]
    for at, atom in enumerate(atoms):
        if exact(atom) and _left(document, atoms, at):
            yield from _rests(document, atoms[:at], atom)
    yield from _exceeding(document)


def _words(document: Document) -> Mapping[str, str]:
    found: Mapping[str, str] = rules(document.library, "findings").tables["balance"]
    return found


def _left(document: Document, atoms: Sequence[Atom], at: int) -> bool:
    """Whether the words before the number in its clause, or right behind it, say that it is left."""
    atom, words = atoms[at], _words(document)
    start = max(document.clause_at(atom.start).start, atoms[at - 1].end if at else 0)
    lead, after = document.text[start : atom.start], document.text[atom.end : atom.end + 8]
    marked = re.search(words["left"], lead) or re.match(words["left_after"], after)
    if marked and marked.groupdict().get("final"):
        gone = document.text[max(document.view.block_at(atom.start).start, atom.start - REACH) : atom.start]
        return bool(re.search(words["gone"], gone.split("。")[-1]))
    return bool(marked) and not re.search(words["other"], lead)


def _rests(document: Document, before: Sequence[Atom], rest: Atom) -> Iterator[Slip]:
    block = document.view.block_at(rest.start)
    near = [a for a in before if a.start >= max(block.start, rest.start - REACH) and a.unit == rest.unit and a.value]
    if len(near) < 2 or _made(document, near, rest):  # noqa: PLR2004
        return
    whole = max(near, key=lambda atom: atom.value or 0)
    parts = tuple(near[near.index(whole) + 1 :])
    if not parts or len(parts) > MOST or not all(exact(atom) for atom in (whole, *parts)):
        return
    if not _same_noun(document, whole, rest):
        return
    between = document.text[whole.end : rest.start]
    left = (whole.value or 0) - sum(atom.value or 0 for atom in parts)
    if "\n" in between or re.search(_words(document)["apart"], between) or left <= 0:
        return
    if left / FAR <= (rest.value or 0) <= left * FAR:
        yield _slip(document, Rest(rest, whole, parts), left)


def _same_noun(document: Document, whole: Atom, rest: Atom) -> bool:
    """Whether what is left may be of what the whole counts, as far as the text names it: 18个行政村, 其余9个乡镇."""
    noun = re.match(r"的?(?P<noun>[一-龥]{1,2})", document.text[rest.end :])
    if whole.unit in PEOPLE or noun is None or re.match(_words(document)["goes_on"], noun["noun"]):
        return True
    behind = document.text[whole.end : whole.end + 10]
    function = len(noun["noun"]) > 1 and re.match(f"{_words(document)['goes_on']}", noun["noun"][1])
    return (noun["noun"][0] if function else noun["noun"]) in behind


def _made(document: Document, near: list[Atom], rest: Atom) -> bool:
    """Whether some number less some of those behind it is what is left, or it was said before."""
    wanted = interval(document, rest)
    for at, whole in enumerate(near):
        later = near[at + 1 :][-MOST:]
        for size in range(len(later) + 1):
            for taken in combinations(later, size):
                some, sum_ = interval(document, whole), total([interval(document, atom) for atom in taken])
                if wanted.meets(Interval(some.low - sum_.high, some.high - sum_.low)):
                    return True
    return False


def _slip(document: Document, found: Rest, left: float) -> Slip:
    values = {"printed": figure(found.rest.value or 0), "found": figure(left), "whole": figure(found.whole.value or 0)}
    other = clause(document, found.whole.start, found.parts[-1].end)
    return Slip("rest-mismatch", *clause(document, found.rest.start, found.rest.end), other, values)


def _exceeding(document: Document) -> Iterator[Slip]:
    """More present than were invited, more of a group than it has."""
    atoms = {atom.start: atom for atom in numbers_of(document).atoms}
    for _, match in rules(document.library, "findings").finditer(numbers_of(document).masked, "within."):
        whole, part = (atoms[match.start(name)] for name in ("whole", "part"))
        alike = (whole.kind, whole.unit) == (part.kind, part.unit) and exact(whole) and exact(part)
        if alike and (part.value or 0) > (whole.value or 0):
            values = {"part": figure(part.value or 0), "whole": figure(whole.value or 0)}
            yield Slip("part-exceeds-whole", part.start, part.end, (whole.start, whole.end), values)
