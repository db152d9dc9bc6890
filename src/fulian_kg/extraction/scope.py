"""What a sentence leaves unsaid because the text before it said it: whose case, where, when, who acts."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.federations_names import own_federation, short_federation
from fulian_kg.extraction.mentions import SUFFIXES, in_title, place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|(?=[—~-](?:19|20)\d{2}年))(?!代)")
RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "全年": 0, "上半年": 0, "下半年": 0, "年内": 0}
STATED = re.compile(r"(?<![从自由至到\d])((?:19|20)\d{2})年(?:末|底|终|度|全年)?(?=[，全]|年?[内末底])(?!以[来后])")
"""A year that what follows is said of, sentence after sentence: 2013年，…; 2011年末….  Not 从2008年起."""
TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年度?(?!.*(?:规划|纲要|计划|打算))")
"""The year in the title of a report on one year's work."""
DATELINE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?(?=）))")
RESETS = re.compile("目前|现在|如今|当前|近年来|多年来|近几年")


class Scope:
    """The standing context of a document; every method takes a view offset."""

    def __init__(self, document: Document) -> None:
        """Read lazily from `document`."""
        self._document = document
        self._known = rules(document.library, "names")

    @cached_property
    def region_name(self) -> str | None:
        """Printed name of the case's region, the fullest one: 北京市石景山区."""
        document = self._document
        if document.case.federation and document.region is not None:
            name = document.case.federation
            for suffix in SUFFIXES:
                name = name.removesuffix(suffix)
            if name.endswith(document.region.name):
                return name
        if document.region is None:
            return None
        key = document.region.key
        printed = [m.name for m in region_mentions(document) if m.unit and m.unit.key == key]
        return max([*printed, document.region.name], key=len)

    @cached_property
    def federation_name(self) -> str | None:
        """The federation whose case this is, as printed in full, else made of its region's own name."""
        return own_federation(self._document)

    def place_at(self, index: int) -> str | None:
        """The place in whose name the paragraph speaks at `index`: the last one named before, unless 全区 took over."""
        document = self._document
        block = document.view.block_at(index)
        named = [m for m in place_mentions(document) if block.start <= m.start < index]
        if not named:
            return None
        widened = self._known.tables["scope"]["whole_region"]
        since = named[-1].end
        other = any(since <= m.start < index and m.start != m.end for m in region_mentions(document))
        if other or re.search(widened, document.text[since:index]):
            return None
        return named[-1].name

    def region_at(self, index: int) -> str | None:
        """The unit that a statement at `index` is about: one named before it in its sentence, else the case's own.

        A unit that only names a body (县妇联) says nothing of it, and of units side by side none is meant alone.
        """
        document = self._document
        sentence = document.sentence_at(index)
        bodies = re.compile(self._known.tables["scope"]["owned"])
        named = [
            mention
            for mention in region_mentions(document)
            if sentence.start <= mention.start < index
            and not bodies.match(document.text, mention.end)
            and not in_title(document, mention.start)
        ]
        if not named:
            return self.region_name
        last = named[-1]
        listed = any(document.text[m.end : last.start] in {"、", "和", "与", "及"} for m in named[:-1])
        if listed:
            return None
        own = document.region is not None and last.unit is not None and last.unit.key == document.region.key
        return self.region_name if own else last.name

    def year_at(self, index: int) -> int | None:
        """The year printed last before `index` in its sentence (今年 and 去年 counted from the document's date)."""
        document = self._document
        start = document.sentence_at(index).start
        before = document.text[start:index]
        found = [(m.start(), int(m[1])) for m in YEAR.finditer(before)]
        found += [(m.start(), document.date.year + RELATIVE[m[0]]) for m in re.finditer("|".join(RELATIVE), before)]
        resets = [m.start() for m in RESETS.finditer(before)]
        if not found or (resets and resets[-1] > max(found)[0]):
            return None
        return max(found)[1]

    def year_of(self, index: int) -> int | None:
        """The year that a statement at `index` is about: its sentence's, its paragraph's or the text's only one."""
        document = self._document
        sentence = document.sentence_at(index).start
        if (stated := self.year_at(index)) or RESETS.search(document.text, sentence, index):
            return stated
        block = document.view.block_at(index).start
        carried = list(STATED.finditer(document.text, block, sentence))
        if carried and not RESETS.search(document.text, carried[-1].end(), index):
            return int(carried[-1][1])
        titled = TITLE_YEAR.search(document.case.title) is not None
        return self._only_year if titled or STATED.search(document.text, 0, index) else None

    def year_of_day(self, index: int) -> int | None:
        """The year of a day that is printed without one: the last before it in its paragraph, else that of the text."""
        document = self._document
        before = YEAR.findall(document.text, document.view.block_at(index).start, index)
        if before:
            return int(before[-1])
        dateline = DATELINE.search(document.text)
        return int(dateline[1]) if dateline else self._only_year

    @cached_property
    def _only_year(self) -> int | None:
        """The year of a text that speaks of one year alone, as a yearbook does, or that its title names."""
        text = self._document.text
        titled = TITLE_YEAR.search(self._document.case.title)
        if titled:
            return int(titled[1])
        years = {int(match[1]) for match in STATED.finditer(text) if not in_title(self._document, match.start())}
        return years.pop() if len(years) == 1 else None

    def actor_at(self, index: int) -> str | None:
        """Who acts at `index`: the federation that is the subject of the sentence, else the case's own."""
        document = self._document
        start = document.sentence_at(index).start
        subject = re.compile(self._known.tables["scope"]["subject"])
        found = [match["actor"] for match in subject.finditer(document.text, start, index)]
        if not found:
            return self.federation_name
        return short_federation(document, found[-1]) or found[-1]


@lru_cache(maxsize=8)
def scope_of(document: Document) -> Scope:
    """The scope of a document, made once."""
    return Scope(document)
