"""What a number counts, in words of the text: the groups of a pattern put together and trimmed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.extraction.segmentation import is_verb, parts_word
from fulian_kg.extraction.statistics_words import verb_beginnings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules
    from fulian_kg.source.numerals import Atom

FIELD = re.compile(r"\{([a-z]+)(?:\|([a-z]+))?\}")
PARTED = re.compile(r"[、，和与及]|以及")
LONGEST_SUBJECT = 30
LONGEST_RATED = 14
"""Characters of what a bare rate is said of, when no verb tells its object."""
CHANGE = "幅"
"""How a rate ends that says how much the number before it has changed."""
NEAR = 14
"""Characters on either side of a number in which the name of what it counts stands."""
MEMBER = re.compile(r"(?<=、)[^、]")
LEADS = re.compile(r"(?:全(?:国|省|市|县|区|州|旗|镇|乡|街道|村|社区|团|师)|已有|约有)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """The counted: its words, its bare noun, what it did, and the evidence that holds all of it."""

    text: str
    head: str
    start: int
    end: int
    predicate: str = ""
    share_of: str | None = None
    carried: bool = False
    """Whether some of its words stand before the evidence."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The text around the numbers of a case, with the rules that cut it."""

    document: Document
    rules: Rules

    def regex(self, name: str) -> re.Pattern[str]:
        """The regex of the pattern called `name`."""
        return self.rules.pattern(name).regex

    def trimmed(self, text: str) -> str:
        """Text without the words that only introduce or connect it."""
        before = None
        while before != text:
            before = text
            start, end = self.regex("trim.start").match(text), self.regex("trim.end").search(text)
            if start and not parts_word(text, start.end()):
                text = text[start.end() :]
            elif end and not parts_word(text, end.start()):
                text = text[: end.start()]
        return text

    def is_honour(self, start: int, end: int) -> bool:
        """Whether the number at `start` counts honours."""
        text = self.document.text
        clause = self.document.clause_at(start)
        named = self.regex("honour.noun").search(text, max(clause.start, start - NEAR), min(clause.end, end + NEAR))
        return bool(named and self.regex("honour.verb").search(text, clause.start, max(start, named.start())))

    def points_back(self, start: int, end: int) -> bool:
        """Whether a word between two places makes the second a part of the first."""
        return bool(self.regex("anaphor.part").search(self.document.text, start, end))

    def subject(
        self, pattern: Pattern, match: re.Match[str], offset: int, atom: Atom, last: Subject | None
    ) -> Subject | None:
        """The subject by the pattern's template; None when nothing is left of it."""
        groups = {name: self.printed(match, name, offset) for name in match.groupdict()}
        if "values" in groups:
            return self._respective(match, offset, atom)
        head = self.trimmed(groups.get("head", ""))
        predicate = self.regex("trim.adverbs").sub("", groups.get("pred", ""))
        if predicate and head and is_verb(self.document, match.start("head") + offset, match.end("head") + offset):
            head = ""
        if self._plain(pattern, head, atom):
            return self._made(head, head, match, offset, atom, used=("head",))
        groups |= {"head": head, "pred": predicate, "left": self.trimmed(groups.get("left", ""))}
        text = FIELD.sub(lambda found: groups.get(found[1]) or groups.get(found[2] or "", ""), pattern.fixed["subject"])
        text = text if predicate or "pred" not in match.groupdict() else head
        text = self._after_actor(match, offset) if "after_actor" in pattern.fixed else text
        if not text or len(text) > LONGEST_SUBJECT:
            text = head or _shortened(text)
        used = tuple(
            name for name in ("per", "act", "left", "verb", "head", "pred", "of") if match.groupdict().get(name)
        )
        made = self._made(text, head or text, match, offset, atom, used=used, predicate=predicate)
        if made is None:
            return None
        if "share_of" in pattern.fixed:
            return replace(made, head=head, share_of=head)
        among = self.regex("part.among").match(made.text)
        if "shared" in pattern.fixed and among and not groups.get("of"):
            return replace(made, text=among["part"], head=among["part"], share_of=self.trimmed(among["whole"]))
        return self._completed(made, last, only_changed="verb" in groups and not groups["left"]) if last else made

    def _completed(self, made: Subject, last: Subject, *, only_changed: bool) -> Subject:
        """A subject that says only how the last one changed, or of what level it is, with the last one's words."""
        if only_changed:
            return replace(made, text=last.text + made.text, head=last.head, carried=True)
        level = self.regex("level.alone").fullmatch(made.text)
        return replace(made, text=self._levelled(level[0], last.text), carried=True) if level else made

    def _after_actor(self, match: re.Match[str], offset: int) -> str:
        """The noun before the number, from the last verb that follows those who act: 企业|带来岗位."""
        start, end = match.start("left") + offset, match.end("left") + offset
        verbs = [index for index in verb_beginnings(self.document) if start < index < end - 2]
        return self.trimmed(self.document.text[verbs[-1] if verbs else start : end])

    def _levelled(self, level: str, listed: str) -> str:
        """The level with the noun of the list's first member, which has its own level before or after it."""
        own = self.regex("level.alone")
        before = own.match(listed)
        after = next((m for m in own.finditer(listed) if m.end() == len(listed)), None)
        return level + (listed[before.end() :] if before else listed[: after.start()] if after else listed)

    def rate(self, match: re.Match[str], offset: int, last: Subject | None) -> Subject | None:
        """A bare rate (覆盖率, 比例) with what the clause before it says."""
        start, end = match.start("before") + offset, match.end("rate") + offset
        rate = self.printed(match, "rate", offset).removeprefix("其").removeprefix("所占")
        if last and rate.endswith(CHANGE):
            return Subject(last.text + rate, last.head, last.start, end, share_of=last.share_of)
        if last and last.predicate and start < last.end and rate.startswith("比"):
            return Subject(last.head + last.predicate + rate, last.head, last.start, end, share_of=last.head)
        text = self.document.text[start : match.end("before") + offset]
        made = self.regex("object.made").search(text)
        thing = self.trimmed(self._unnumbered(made["object"] if made else text, end=match.end("before") + offset))
        if not made and len(thing) > LONGEST_RATED:
            thing = ""
        if len(thing) > LONGEST_SUBJECT:
            return None
        return Subject(thing + rate, thing, start + (made.start() if made else 0), end)

    def _unnumbered(self, text: str, end: int) -> str:
        """Text without the number that ends it, or nothing when a number stands inside."""
        start = end - len(text)
        inside = [
            atom for atom in numbers_of(self.document).within(start, end) if atom.kind not in {"number", "ordinal"}
        ]
        if not inside:
            return text
        return text[: inside[0].start - start] if inside[0].end == end else ""

    def each(self, match: re.Match[str], offset: int) -> Iterator[Subject]:
        """Every member of a list of which the same number is stated: 主任、副主任各1人."""
        for part in PARTED.split(self.printed(match, "items", offset)):
            if text := self.trimmed(part):
                yield Subject(text, text, match.start("items") + offset, match.end() + offset)

    def _respective(self, match: re.Match[str], offset: int, atom: Atom) -> Subject | None:
        start, end = match.start("values") + offset, match.end("values") + offset
        values = list(numbers_of(self.document).within(start, end))
        parts = [self.trimmed(part) for part in PARTED.split(self.printed(match, "items", offset))]
        among = self.regex("part.among").match(parts[-1]) if parts else None
        if among and len(parts) > 1:
            parts = [*(f"{part}中{among['part']}" for part in parts[:-1]), parts[-1]]
        parts = [part for part in parts if part]
        if len(parts) < len(values) or atom not in values:
            return None
        text = parts[len(parts) - len(values) + values.index(atom)]
        return Subject(text, text, match.start() + offset, match.end() + offset)

    def _plain(self, pattern: Pattern, head: str, atom: Atom) -> bool:
        """全区136个社区妇联: all of them are meant, whatever they did."""
        if "plain_bodies" not in pattern.fixed or not self.regex("anaphor.bodies").search(head):
            return False
        return bool(LEADS.search(self.document.text[max(0, atom.start - 4) : atom.start]) and not self._having(atom))

    def _having(self, atom: Atom) -> bool:
        return self.document.text[atom.start - 1] == "有"

    def printed(self, match: re.Match[str], name: str, offset: int) -> str:
        """A group of a match on masked text as the text prints it; empty where it has none."""
        start, end = match.span(name) if name in match.re.groupindex else (-1, -1)
        return "" if start < 0 else self.document.text[start + offset : end + offset]

    def _made(
        self,
        text: str,
        head: str,
        match: re.Match[str],
        offset: int,
        atom: Atom,
        *,
        used: tuple[str, ...],
        predicate: str = "",
    ) -> Subject | None:
        text = text.strip("，、的")
        if owned := self.regex("trim.body").match(text):
            head = text = text[owned.end() :]
        if not text:
            return None
        start = min([atom.start, *(match.start(name) + offset for name in used)])
        if "left" in used and (at := self.document.text.find(text, start, match.end("left") + offset)) > start:
            start = at
        end = max([atom.end, *(match.end(name) + offset for name in used)])
        if "per" in used:
            start = match.start() + offset
        lead = LEADS.search(self.document.text, max(0, start - 4), start)
        return Subject(text, head, lead.start() if lead else start, end, predicate)


def _shortened(text: str) -> str:
    """The end of a long subject, from the member of its list on with which it is short enough."""
    last = text[-LONGEST_SUBJECT:]
    member = MEMBER.search(last)
    return last[member.start() :] if member else last
