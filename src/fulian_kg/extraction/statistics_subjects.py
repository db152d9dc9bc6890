"""What a number counts, in words of the text: the groups of a pattern put together and trimmed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules
    from fulian_kg.source.numerals import Atom

FIELD = re.compile(r"\{([a-z]+)(?:\|([a-z]+))?\}")
PARTED = re.compile(r"[、，和与及]|以及")
LONGEST_SUBJECT = 30
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


@dataclass(frozen=True, slots=True)
class Wording:
    """The text around the numbers of a case, with the rules that cut it."""

    document: Document
    rules: Rules

    def regex(self, name: str) -> re.Pattern[str]:
        """The regex of the pattern called `name`."""
        return next(pattern.regex for pattern in self.rules.patterns if pattern.id == name)

    def trimmed(self, text: str) -> str:
        """Text without the words that only introduce or connect it."""
        before = None
        while before != text:
            before = text
            text = self.regex("trim.end").sub("", self.regex("trim.start").sub("", text, count=1), count=1)
        return text

    def is_honour(self, masked: str, at: int) -> bool:
        """Whether the number counts honours."""
        return any(match.start() <= at < match.end() for match in self.regex("honour.counted").finditer(masked))

    def points_back(self, start: int, end: int) -> bool:
        """Whether a word between two places makes the second a part of the first."""
        return bool(self.regex("anaphor.part").search(self.document.text, start, end))

    def subject(self, pattern: Pattern, match: re.Match[str], offset: int, atom: Atom) -> Subject | None:
        """The subject by the pattern's template; None when nothing is left of it."""
        groups = {name: self._group(match, name, offset) for name in match.groupdict()}
        if "items" in groups:
            return self._respective(match, offset, atom)
        head = self.trimmed(groups.get("head", ""))
        predicate = self.regex("trim.adverbs").sub("", groups.get("pred", ""))
        if self._plain(pattern, head, atom):
            return self._made(head, head, match, offset, atom, ("head",))
        groups |= {"head": head, "pred": predicate, "left": self.trimmed(groups.get("left", ""))}
        text = FIELD.sub(lambda found: groups.get(found[1]) or groups.get(found[2] or "", ""), pattern.fixed["subject"])
        text = text if predicate or "pred" not in match.groupdict() else head
        if not text or len(text) > LONGEST_SUBJECT:
            text = head or text[-LONGEST_SUBJECT:]
        used = tuple(name for name in ("per", "act", "left", "verb", "head", "pred") if match.groupdict().get(name))
        made = self._made(text, head or text, match, offset, atom, used, predicate)
        if made is None or "share_of" not in pattern.fixed:
            return made
        return Subject(made.text, head, made.start, made.end, predicate, head)

    def rate(self, match: re.Match[str], offset: int, last: Subject | None) -> Subject | None:
        """A bare rate (覆盖率, 比例) with what the clause before it says."""
        start, end = match.start("before") + offset, match.end("rate") + offset
        rate = match["rate"].removeprefix("其").removeprefix("所占")
        if last and last.predicate and start < last.end and rate.startswith("比"):
            return Subject(last.head + last.predicate + rate, last.head, last.start, end, share_of=last.head)
        text = self.document.text[start : match.end("before") + offset]
        made = self.regex("object.made").search(text)
        thing = self.trimmed(made["object"] if made else text)
        if not thing or len(thing) > LONGEST_SUBJECT:
            return None
        return Subject(thing + rate, thing, start + (made.start() if made else 0), end)

    def _respective(self, match: re.Match[str], offset: int, atom: Atom) -> Subject | None:
        start, end = match.start("values") + offset, match.end("values") + offset
        values = list(numbers_of(self.document).within(start, end))
        parts = [self.trimmed(part) for part in PARTED.split(self._group(match, "items", offset))]
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

    def _group(self, match: re.Match[str], name: str, offset: int) -> str:
        start, end = match.span(name)
        return "" if start < 0 else self.document.text[start + offset : end + offset]

    def _made(
        self, text: str, head: str, match: re.Match[str], offset: int, atom: Atom, used: tuple[str, ...], predicate: str = ""
    ) -> Subject | None:
        text = text.strip("，、的")
        if not text:
            return None
        start = min([atom.start, *(match.start(name) + offset for name in used)])
        end = max([atom.end, *(match.end(name) + offset for name in used)])
        if "per" in used:
            start = match.start() + offset
        lead = LEADS.search(self.document.text, max(0, start - 4), start)
        return Subject(text, head, lead.start() if lead else start, end, predicate)
