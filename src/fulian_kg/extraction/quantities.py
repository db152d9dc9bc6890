"""Numbers of a case made ready for rules: masked text in which every number is one letter of its kind.

A rule sees the sentence with each number replaced by a mark as long as the number, so that offsets stay:
Ⓝ a count or measure, Ⓟ a share, Ⓜ money, Ⓓ a date, Ⓐ an age, Ⓞ what states no quantity, each filled up with ﹍.
The number that a rule is asked about stands as Ⓠ (count or measure), ⓠ (share) or ⓜ (money). None of these
characters can occur in a view, because NFKC folds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.lexicon.words import alternation
from fulian_kg.source.numerals import QUANTITIES, Atom, numerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.resources import Library

FILLER = "﹍"
MARKS = {"count": "Ⓝ", "measure": "Ⓝ", "share": "Ⓟ", "point": "Ⓟ", "money": "Ⓜ", "date": "Ⓓ", "age": "Ⓐ"}
OTHER_MARK = "Ⓞ"
FOCUS = {"Ⓝ": "Ⓠ", "Ⓟ": "ⓠ", "Ⓜ": "ⓜ"}
TITLE = re.compile(r"《[^《》\n]*》")
SLOGAN = re.compile(r"“[^“”\n]{1,12}”")
CAMPAIGN = re.compile(r"“[^“”\n]{2,24}”(?=活动|行动|工程|计划|项目)")
"""A quoted name of a campaign: what it says of money is its name."""
ALTERNATIVE = re.compile(r"(?<=[村社区县市镇乡道居委户件场处校院厂])（(?=[一-龥、]{1,6}）)(?P<other>[一-龥、]{1,6})）")
"""Brackets inside a name: 村（社区）, 县（市、区）."""
WITHIN = ("⦅", "⦆")
"""What stands for them in masked text, where brackets end a phrase."""
BEFORE = 8
"""Characters before a number that may tell what it is."""
YEARS = range(1949, 2050)
"""Four digits in this range before a noun are a year that lacks its 年: “2009妇女普法行”."""
GREAT = 1000
"""From here on a number without a unit after a noun for people counts them."""
ARTICLE_REACH = 12
"""Characters before 一名 or 一户 in which 每 or 各 makes it a rate; without one it is an article."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one case and its masked text."""

    atoms: tuple[Atom, ...]
    """All of them, in order."""
    masked: str
    """As long as the view's text."""

    def within(self, start: int, end: int) -> Iterator[Atom]:
        """Atoms that lie in a range of the view."""
        return (atom for atom in self.atoms if start <= atom.start and atom.end <= end)

    def focused(self, atom: Atom, start: int, end: int) -> str:
        """Masked text of a range in which `atom` is the number that is asked about."""
        at = atom.start - start
        text = self.masked[start:end]
        return text[:at] + FOCUS.get(text[at], text[at]) + text[at + 1 :]


@lru_cache(maxsize=4)
def numbers_of(document: Document) -> Numbers:
    """Read the numbers of a case."""
    text = document.text
    atoms = []
    for found in numerals(document.library).atoms(text, document.date):
        atom = _classed(found, text, document.library)
        named = atom.spelt and any(start <= atom.start < end for start, end in _names(document))
        if atom.kind in QUANTITIES and (named or _silenced(atom, text)):
            atom = replace(atom, kind="number")
        atoms.append(atom)
    return Numbers(tuple(atoms), _masked(text, atoms))


def _names(document: Document) -> tuple[tuple[int, int], ...]:
    """Where places and regions stand: a numeral in 七台河市 counts nothing."""
    regions = tuple((mention.start, mention.end) for mention in region_mentions(document))
    return (*regions, *((mention.start, mention.end) for mention in place_mentions(document)))


def _silenced(atom: Atom, text: str) -> bool:
    """Whether the number names something: in a title, or a spelt number or count in a short quotation."""
    stretches = [*TITLE.finditer(text)]
    if any(s.start() <= atom.start and atom.end <= s.end() for s in CAMPAIGN.finditer(text)):
        return True
    if atom.spelt or atom.kind == "count":
        stretches += SLOGAN.finditer(text)
    return atom.kind != "money" and any(s.start() <= atom.start and atom.end <= s.end() for s in stretches)


def _classed(atom: Atom, text: str, library: Library) -> Atom:
    """The atom with the unit that its noun implies, or as a mere number when it numbers parts of an argument."""
    units = rules(library, "units")
    after = text[atom.end :]
    if atom.kind == "number" and atom.value is not None:
        return _bare(atom, text[max(0, atom.start - BEFORE) : atom.start], after, library)
    if atom.kind == "age" and re.search(units.tables["measured_age"]["before"], text[: atom.start][-BEFORE:]):
        return replace(atom, kind="measure", unit="岁")
    if atom.kind != "count":
        return atom
    abstract = after.startswith(tuple(units.tables["abstract"]["nouns"]))
    if abstract and (atom.spelt or atom.value == 1):
        return replace(atom, kind="number")
    one = atom.spelt and atom.value == 1 and atom.bound == "exact"
    if one and not re.search("[每各]", text[max(0, atom.start - ARTICLE_REACH) : atom.start]):
        return replace(atom, kind="number")
    return atom


def _bare(atom: Atom, before: str, after: str, library: Library) -> Atom:
    """A number directly before a noun, or a great one after it: 27万妇女, 136社区, 妇女28.7万."""
    bare = rules(library, "units").tables["bare"]
    people = re.search(f"(?:{alternation(tuple(bare['人']))})(?:近|约|达|共|有|为)?$", before)
    if people and (atom.value or 0) >= GREAT and not re.match("[一-龥]", after):
        return replace(atom, kind="count", unit="人")
    year_like = not atom.spelt and atom.end - atom.start == len("2009") and (atom.value or 0) in YEARS
    if year_like or (atom.spelt and (atom.value or 0) < 100):  # noqa: PLR2004
        return atom
    for unit, nouns in bare.items():
        if re.match(f"的?(?:{alternation(tuple(nouns))})", after):
            return replace(atom, kind="count", unit=unit)
    return atom


def _masked(text: str, atoms: list[Atom]) -> str:
    chars = list(text)
    for atom in atoms:
        chars[atom.start : atom.end] = MARKS.get(atom.kind, OTHER_MARK) + FILLER * (atom.end - atom.start - 1)
    for match in ALTERNATIVE.finditer(text):
        if chars[match.start()] == "（":
            chars[match.start()], chars[match.end() - 1] = WITHIN
    return "".join(chars)


def pays(document: Document, atom: Atom) -> bool:
    """Whether a sum of money, or a share of one, pays for work: then it belongs to funding."""
    if atom.kind not in {"money", "share"}:
        return False
    known = rules(document.library, "funding")
    clause = document.clause_at(atom.start)
    text = document.text[clause.start : clause.end]
    if atom.kind == "share":
        return bool(re.search(known.tables["money"]["levied"], text))
    if re.match(known.tables["money"]["classed"], document.text[atom.end : clause.end]):
        return False
    if re.match(known.tables["money"]["threshold"], document.text[atom.end : clause.end]) and atom.bound != "exact":
        return False
    if re.search(known.tables["money"]["spent"], text):
        return True
    return not re.search(known.tables["money"]["earned"], text)


def is_fund(document: Document, name: str) -> bool:
    """Whether the head of a column names a fund."""
    return bool(re.search(rules(document.library, "funding").tables["cells"]["fund"], name))


def number(value: float | None) -> float | int | None:
    """A JSON number: whole values without a point."""
    return int(value) if value is not None and float(value).is_integer() else value
