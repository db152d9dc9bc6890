"""What may be the name of an initiative, of which kind it is, and where its name begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import Phrase, bare
from fulian_kg.lexicon.words import alternation

if TYPE_CHECKING:
    from fulian_kg.extraction.patterns import Rules

SHORTEST_QUALIFIER = 2
LONGEST_QUALIFIER = 8
COUNTED = re.compile(r"\d{2,}|^(?:\d|[一二两三四五六七八九十])+(?:[项大个条种类次场期]|轮)|^的")


@dataclass(frozen=True)
class Namer:
    """Judges names by the word lists and thresholds of `rules/initiatives.toml`."""

    known: Rules

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        return re.compile(self.known.tables["kinds"]["cut"])

    @cached_property
    def _generic(self) -> re.Pattern[str]:
        return re.compile(alternation(self.known.words["generic"]))

    def kind(self, name: str, head: str = "") -> str:
        """Notation in the scheme initiative-kind, by the ending of the class word, else of the name."""
        table = self.known.tables["kinds"]
        if re.search(table["helping"], name):
            return "service"
        for ending in (head, bare(name)):
            for row in table["rows"]:
                if ending and ending.endswith(tuple(row["endings"])):
                    return str(row["kind"])
        return "mechanism" if re.search(table["mechanism"], name) else "working_method"

    def specific(self, name: str, head: str, at_least: int | None = None) -> bool:
        """Whether the name says which one is meant, once head and generic words are taken away."""
        if any(word in name for word in self.known.words["clausal"]) or COUNTED.search(name):
            return False
        own = name.removesuffix(head)
        limit = at_least or self._limit("thresholds", head)
        return len(own) >= self._limit("lengths", head) and len(self._generic.sub("", own)) >= limit

    def _limit(self, table: str, head: str) -> int:
        limits = self.known.tables[table]
        return int(next((limits[noun] for noun in limits if head.endswith(noun)), limits["default"]))

    def qualifier(self, before: Phrase) -> Phrase:
        """The part of the words before a quoted name that belongs to it: 亲情服务 in 创设了亲情服务“6S”工作法."""
        cut = self._cut.match(before.text)
        start = cut.end() if cut else 0
        rest = before.text[start:]
        if not SHORTEST_QUALIFIER <= len(rest) <= LONGEST_QUALIFIER or any(
            word in rest for word in self.known.words["clausal"]
        ):
            return Phrase("", before.end, before.end)
        return Phrase(rest, before.start + start, before.end)

    def slogan(self, name: str) -> bool:
        """Whether a number phrase may name an initiative: not a holiday, a committee, a state programme."""
        return not any(name == word or name.startswith(word) for word in self.known.words["not_slogans"])

    def trimmed(self, phrase: Phrase) -> Phrase:
        """A name without the verb that it was matched with: 绿色家庭 in 开展绿色家庭."""
        cut = re.match(f"(?:.*?(?:{alternation(self.known.words['doing'])})了?)", phrase.text)
        if cut is None or cut.end() + 2 > len(phrase.text):
            return phrase
        return Phrase(phrase.text[cut.end() :], phrase.start + cut.end(), phrase.end)
