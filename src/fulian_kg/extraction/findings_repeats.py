"""Numbers and days that a text gives again, and gives otherwise: 84个社区 … 这87个社区."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from fulian_kg.extraction.findings_slips import Interval, Slip, exact, interval
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.source.numerals import Atom

REACH = 160
"""Characters back to which 这 may point."""
BEFORE, AFTER = 8, 4
"""Characters before and after a number that may hold the noun it counts."""
FAR = 1.5
"""Times by which two values differ that are not of one thing."""
NOUN = re.compile("的?(?P<noun>[一-龥]{2})(?P<rest>[一-龥]{0,10})")


def repeat_slips(document: Document) -> Iterator[Slip]:
    """Every value given again of which no earlier one is the same."""
    numbers = numbers_of(document)
    atoms = {atom.start: atom for atom in numbers.atoms}
    for pattern, match in rules(document.library, "findings").finditer(numbers.masked, "again."):
        again = atoms[match.start("again") if match["again"] else match.start("total")]
        home = _meeting(document, again, match["noun"]) if pattern.id == "again.day" else _home(document, again)
        if home is not None and (pattern.id != "again.present" or _present(document, home)):
            yield _slip(document, home, again)


def _words(document: Document) -> dict[str, str]:
    words: dict[str, str] = rules(document.library, "findings").tables["again"]
    return words


def _home(document: Document, again: Atom) -> Atom | None:
    """The value that the text gave first; None where one agrees, or none is of the same thing."""
    noun = NOUN.match(document.text, again.end)
    if noun is None or not again.value:
        return None
    earlier = _earlier(document, again)
    alike = [atom for atom in earlier if _counts(document, atom, noun) and _per(document, atom, again)]
    recent = [
        atom for atom in alike if again.start - atom.end <= REACH and exact(atom) and _near(document, atom, again)
    ]
    if not recent or not exact(again) or _made(document, again, earlier):
        return None
    between = document.text[recent[-1].end : again.start]
    return None if re.search(_words(document)["changed"], between) else recent[-1]


def _earlier(document: Document, again: Atom) -> list[Atom]:
    """Values of the same unit that the text has given."""
    same = (atom for atom in numbers_of(document).atoms if (atom.kind, atom.unit) == (again.kind, again.unit))
    return [atom for atom in same if atom.end <= again.start and atom.value]


def _made(document: Document, again: Atom, earlier: list[Atom]) -> bool:
    """Whether the value is an earlier one, or the sum or difference of earlier ones."""
    values = [interval(document, atom) for atom in earlier]
    made = list(values)
    made += [Interval(one.low + other.low, one.high + other.high) for one, other in combinations(values[-12:], 2)]
    made += [Interval(one.low - other.high, one.high - other.low) for one, other in combinations(values[-12:], 2)]
    made += [Interval(sum(v.low for v in values[-size:]), sum(v.high for v in values[-size:])) for size in range(3, 13)]
    return any(interval(document, again).meets(each) for each in made)


def _present(document: Document, atom: Atom) -> bool:
    """Whether the clause counts who came."""
    return bool(
        re.search(_words(document)["present"], document.text[document.clause_at(atom.start).start : atom.start])
    )


def _near(document: Document, one: Atom, other: Atom) -> bool:
    """Whether two values may be meant for one: not far apart, of the same digits, or with the point lost."""
    low, high = sorted((one.value or 0, other.value or 0))
    printed = [re.sub(r"[^\d.]", "", document.text[atom.start : atom.end]) for atom in (one, other)]
    lost = printed[0] != printed[1] and "." in "".join(printed) and len({p.replace(".", "") for p in printed}) == 1
    return high <= FAR * low or sorted(f"{low:g}") == sorted(f"{high:g}") or lost


def _counts(document: Document, atom: Atom, noun: re.Match[str]) -> bool:
    """Whether the noun stands right before or after the number, or what is counted all has one of it."""
    clause = document.clause_at(atom.start)
    before = document.text[max(clause.start, atom.start - BEFORE) : atom.start]
    after = document.text[atom.end : clause.end]
    beside = noun["noun"] in before or noun["noun"] in after[:AFTER]
    phrase = noun["noun"] + noun["rest"][:2]
    beside = beside or (noun["noun"] in after and (phrase[-2:] in before or phrase[-2:] in after[:AFTER]))
    return beside or bool(re.search(f"(?:{_words(document)['each']}).*{noun['noun']}{noun['rest'][:2]}", after))


def _per(document: Document, one: Atom, other: Atom) -> bool:
    """Whether both are for the same time or person, as far as the text says it of both."""
    per = _words(document)["per"]
    found = [re.findall(per, document.text[max(0, atom.start - 12) : atom.start])[-1:] for atom in (one, other)]
    return not all(found) or found[0] == found[1]


def _meeting(document: Document, again: Atom, noun: str) -> Atom | None:
    """The other day on which the text says that the same meeting was held; None where one agrees."""
    dates = [a for a in numbers_of(document).atoms if a.kind == "date" and a.end <= again.start]
    bounds = [*(date.start for date in dates), again.start]
    held = [
        date
        for date, (start, end) in zip(dates, pairwise(bounds), strict=True)
        if again.start - start <= REACH
        and re.search(_words(document)["held"], document.text[start:end])
        and _names(document.text[start:end], noun)
    ]
    return held[-1] if held and not any(_same_day(again.iso, date.iso) for date in dates) else None


def _names(text: str, noun: str) -> bool:
    """Whether a text names a meeting, by the longest beginning of what follows 这次."""
    return any(noun[:size] in text for size in range(2, len(noun) + 1))


def _same_day(one: str, other: str) -> bool:
    """Whether both may be one day, as far as both are printed: --09-18 has no year, 2010-09 no day."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return all(mine == theirs for mine, theirs in pairs if mine and theirs)


def _parts(iso: str) -> tuple[str, str, str]:
    year, month, day = ([*iso.replace("--", "-", 1).split("-"), "", ""])[:3]
    return year, month, day


def _slip(document: Document, home: Atom, again: Atom) -> Slip:
    noun = NOUN.match(document.text, again.end)
    values = {"first": document.text[home.start : home.end], "second": document.text[again.start : again.end]}
    subject = noun["noun"] + noun["rest"][:4] if noun else values["second"]
    return Slip("value-conflict", again.start, again.end, (home.start, home.end), {"subject": subject, **values})
