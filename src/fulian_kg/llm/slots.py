"""What a slot may hold: what its quote prints, in the words of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fulian_kg.extraction import printed
from fulian_kg.extraction.gate import ground
from fulian_kg.extraction.schema import NUMBERS
from fulian_kg.lexicon.words import alternation
from fulian_kg.llm.refusals import Reason, RefusedError
from fulian_kg.llm.units import unit_printed
from fulian_kg.model import day

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.fact_schema import SlotSchema
    from fulian_kg.model import Slot

VALUE_WORDS: Final = re.compile(alternation(tuple(printed.WORDS)))
"""Words that the gate takes for a value: 都 and 均 for 100. They stand in too many names to be believed here."""
ORDERED: Final = re.compile(rf"第[\d{printed.HAN}]+")
DATED: Final = printed.DATES[:3]
"""Dates that are written as such; a bare figure may count something."""
NUMERAL: Final = re.compile(rf"[\d{printed.HAN}]+(?:[.,:/点][\d{printed.HAN}]+)*")
NEAR: Final = 40
"""Characters around a place in which a numeral that it cuts is looked for."""
LEAP_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as a range of the view of a document."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.document.text[self.start : self.end]

    def slot(self, slot: SlotSchema, value: Any) -> Slot:
        """The value as the text has it; raises `RefusedError` when the quote does not print it."""
        if slot.scheme or slot.value == "boolean" or slot.name == "currency":
            return value
        if slot.value in NUMBERS:
            return self._number(slot, value)
        if slot.value == "date":
            return self._date(value)
        if slot.name == "unit":
            return self._unit(value)
        if isinstance(value, list):
            texts = tuple(dict.fromkeys(self._words(slot, each) for each in value))
            return texts[0] if slot.value == "agents" and len(texts) == 1 else texts
        return self._words(slot, value)

    def _words(self, slot: SlotSchema, value: str) -> str:
        """The words of the text where the quote has them whole; marks around them are no part of a name."""
        for start, end in ground(self.document.view, value.strip("《》“”")):
            inside = self.start <= start and end <= self.end
            if inside and not any(cuts_number(self.document.text, place) for place in (start, end)):
                return self.document.text[start:end]
        raise RefusedError(Reason.TEXT, slot.name)

    def _number(self, slot: SlotSchema, value: float) -> float:
        """A number that the quote prints, and not as part of a date or an order unless it is one."""
        text = VALUE_WORDS.sub("。", self.text)
        if slot.value.startswith("year"):
            known = printed.years(text)
        else:
            known = printed.numbers(text if slot.name == "ordinal" else _counting(text))
        if value not in known:
            raise RefusedError(Reason.NUMBER, slot.name)
        return int(value) if float(value).is_integer() else value

    def _date(self, value: str) -> str:
        """A day that there is and that stands in one piece: a year and a month from two places make none."""
        pieces = [match[0] for pattern in (*printed.DATES, printed.DAY_RANGE) for match in pattern.finditer(self.text)]
        pieces += [name for name in printed.FESTIVALS if name in self.text]
        if not any(value in printed.dates(piece) for piece in pieces):
            raise RefusedError(Reason.DATE)
        whole = f"{LEAP_YEAR}{value[1:]}" if value.startswith("--") else value
        if day(f"{whole}-01-01"[: len("2010-03-20")]) is None:
            raise RefusedError(Reason.NO_DATE)
        return value

    def _unit(self, value: str) -> str:
        if not unit_printed(value, self.text, self.document.library):
            raise RefusedError(Reason.UNIT)
        return value


def cuts_number(text: str, place: int) -> bool:
    """Whether a boundary stands inside a numeral: 5个社区 in 115个社区."""
    near = NUMERAL.finditer(text, max(0, place - NEAR), place + NEAR)
    return any(match.start() < place < match.end() for match in near)


def _counting(text: str) -> str:
    """The text without numerals that date or order."""
    for pattern in (ORDERED, *DATED):
        text = pattern.sub("。", text)
    return text
