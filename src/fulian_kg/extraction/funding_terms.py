"""The words of a funding rule: per what, how often, who pays, out of what, for what, since when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.extraction.wording import heading_above

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.funding_part import Part
    from fulian_kg.extraction.patterns import Pattern, Rules
    from fulian_kg.source.numerals import Atom

AROUND = 14
"""Characters after an amount in which its rate is printed: 元/人·年, 元每人每年."""
RATE = re.compile(r"(?:元|钱|块)?(?:/|每|·)(?:[一-龥]{1,4}(?:/|·|每)?)?(?:年|月)?")
AGENTS = ("payer", "manager", "user", "supervisor")
SOME = "各"
PART_END = "，。；：！？\n"
NUMBER = "[一二三四五六七八九十]"
ITEM = re.compile(rf"（(?:{NUMBER}|\d){{1,3}}）|\d{{1,2}}[.、](?!\d)|{NUMBER}{{1,2}}(?:、|是(?=[一-龥]))")
"""The mark of an item of a list, which belongs to no rule."""


@dataclass(frozen=True, slots=True)
class Found:
    """One slot as a pattern found it, in view offsets."""

    slot: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The funding rules applied to one case."""

    document: Document

    @property
    def rules(self) -> Rules:
        """`rules/funding.toml`."""
        return rules(self.document.library, "funding")

    def pattern(self, name: str) -> Pattern:
        """The pattern called `name`."""
        return self.rules.pattern(name)

    def basis(self, words: str, near: str = "") -> str | None:
        """Per what the rate is, from the words around; `near` is the sentence up to there.

        A rate per person is per woman where women are counted, unless it is paid to people; a mere counter (每个)
        stands for what is named nearest before it.
        """
        table = self.rules.tables["basis"]
        if (counter := re.search(table["counter"], words)) and (named := self._named_basis(near + words, counter[0])):
            return named
        rows = table["rows"]
        found: str | None = next((row["basis"] for row in rows if re.search(row["regex"], words)), None)
        if found != "person":
            return found
        if re.search(table["heads"], near + words) and re.search(table["pay"], near + words):
            return "head_of_congress"
        counted = re.search(table["women"], near + words)
        if counted or (not re.search(table["paid"], words) and re.search(table["women"], self.document.text)):
            return "woman"
        return found

    def is_pay(self, index: int, words: str) -> bool:
        """Whether the words speak of pay in a paragraph about those who head women's congresses."""
        table = self.rules.tables["basis"]
        block = self.document.view.block_at(index)
        before = self.document.text[block.start : index]
        return bool(re.search(table["pay"], words) and re.search(table["heads"], before))

    def _named_basis(self, text: str, counter: str) -> str | None:
        """The kind of body that the text names last before the counter."""
        before = text[: text.rindex(counter)]
        last = [
            (match.start(), str(row["basis"]))
            for row in self.rules.tables["basis"]["nouns"]
            for match in re.finditer(row["regex"], before)
        ]
        return max(last)[1] if last else None

    def period(self, words: str) -> str | None:
        """How often it is paid."""
        return next(
            (row["period"] for row in self.rules.tables["period"]["rows"] if re.search(row["regex"], words)), None
        )

    def status(self, part: Part, end: int, *, rate: bool) -> str:
        """Where the rule stands in its life; a sum that was paid is only reported."""
        table, text = self.rules.tables["status"], self.document.text
        given = re.search(table["given"], text[part.start : end])
        words = text[part.start if given else part.sentence.start : part.atom.start] + text[end : end + 6]
        found = next((row["status"] for row in table["rows"] if re.search(row["regex"], words)), None)
        if found or (rate and not given):
            return str(found or "in_force")
        budgeted = re.search(table["budgeted"], text[part.free : end]) and not given
        return "in_force" if budgeted else str(table["sum"])

    def says(self, name: str, words: str) -> bool:
        """Whether the words hold those of the table `scale` that go by this name."""
        return bool(re.search(self.rules.tables["scale"][name], words))

    def is_total(self, part: Part) -> bool:
        """Whether the amount sums up what rates come to."""
        text = self.document.text
        return self.says("total", text[part.start : part.atom.start]) and not self.says(
            "each", text[part.start : part.atom.end + 4]
        )

    def life(self, start: int, end: int) -> set[str]:
        """Words of the stretch that say that a rule is over."""
        return {"ended"} if self.says("over", self.document.text[start:end]) else set()

    def under_proposals(self, index: int) -> bool:
        """Whether the heading above announces proposals or plans."""
        return bool(re.search(self.rules.tables["status"]["heading"], heading_above(self.document, index)))

    def heading_year(self, start: int, end: int) -> Found | None:
        """The year that heads a sentence or a clause."""
        match = self.pattern("year.leading").regex.match(self.document.text[start:end])
        return Found("from_year", match["year"], start, start + match.end("year")) if match else None

    def part_start(self, index: int, first: int) -> int:
        """Beginning of the clause that holds `index`, at `first` or after it."""
        while index > first and self.document.text[index - 1] not in PART_END:
            index -= 1
        item = ITEM.match(self.document.text, index)
        return item.end() if item else index

    def part_end(self, index: int, last: int) -> int:
        """End of the clause that holds `index`, at `last` or before it."""
        while index < last and self.document.text[index] not in PART_END:
            index += 1
        return index

    def slots(self, start: int, end: int) -> dict[str, Found]:
        """Who, out of what and where, each by the first pattern that fits in a stretch of the text."""
        found: dict[str, Found] = {}
        for pattern in self.rules.patterns:
            slot = pattern.id.partition(".")[0]
            if slot in {"payer", "manager", "user", "supervisor", "source", "place"} and slot not in found:
                match = pattern.regex.search(self.document.text, start, end)
                if match and match[slot]:
                    text = match[slot].removeprefix(SOME)
                    first = match.end(slot) - len(text)
                    text = text.removesuffix(SOME)
                    found[slot] = Found(slot, text, first, first + len(text))
        return found

    def first(self, name: str, start: int, end: int, group: str) -> Found | None:
        """The first match of one pattern in a stretch."""
        match = self.pattern(name).regex.search(self.document.text, start, end)
        return Found(group, match[group], *match.span(group)) if match else None

    def last(self, name: str, start: int, end: int, group: str) -> Found | None:
        """The last match of one pattern in a stretch."""
        found = list(self.pattern(name).regex.finditer(self.document.text, start, end))
        return Found(group, found[-1][group], *found[-1].span(group)) if found else None

    def purpose(self, start: int, end: int, near: int) -> Found | None:
        """The fund that the stretch names nearest to `near`, what follows counting before what precedes."""
        text = self.document.text
        named = [Found("purpose", text[slice(*m.span("purpose"))], *m.span("purpose")) for m in self._named(start, end)]
        named = [one for one in named if len(one.text) > 2]  # noqa: PLR2004
        after = [one for one in named if one.start >= near]
        if after or named:
            return after[0] if after else named[-1]
        for name in ("purpose.used_for", "purpose.widened", "purpose.built"):
            if match := self.pattern(name).regex.search(text, start, end):
                return Found("purpose", match["purpose"], *match.span("purpose"))
        return None

    def _named(self, start: int, end: int) -> list[re.Match[str]]:
        return list(self.pattern("purpose.named").regex.finditer(numbers_of(self.document).masked, start, end))

    def rate_words(self, atom: Atom, start: int) -> str:
        """The words that may say per what: what stands before the amount in its sentence part, and its slashes."""
        text = self.document.text
        after = RATE.match(text, atom.end)
        return text[start : atom.start] + text[atom.start : atom.end] + (after[0] if after else "")


def as_slots(found: dict[str, Found]) -> dict[str, Any]:
    """Found slots as slots of a candidate."""
    return {slot: one.text for slot, one in found.items()}
