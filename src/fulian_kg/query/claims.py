"""What cases state, column by column: marks to count, and the claims behind them when somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from fulian_kg.query.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.query.kept import Answers

PREFIX = "compare-"
NEEDED = (
    *("case", "column", "zh", "en", "value", "absent", "claim"),
    *("quote", "start", "end", "page_first", "page_last"),
)
"""What a query of `compare-<measure>` must project."""
AT_ONCE = 500
"""Claims that one look fetches: fewer than the variables that SQLite takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is compared: an id and its titles."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Claim(Evidence):
    """What one case states in one column."""

    value: str = ""
    absent: bool = False
    """Whether it states that there is none."""

    def as_object(self) -> dict[str, Any]:
        """The JSON of a claim with what it states."""
        return {**Evidence.as_object(self), "value": self.value, "absent": self.absent}


class Mark(NamedTuple):
    """A case states something in a column: that it is so, or that it is not."""

    case: str
    column: str
    absent: bool
    key: int


class Stated(Protocol):
    """What cases state about one measure."""

    def columns(self) -> list[Column]:
        """Every column in its order, those in which no case states anything included."""

    def marks(self) -> Iterable[Mark]:
        """Every statement."""

    def claims(self, keys: Sequence[int]) -> Iterable[Claim]:
        """The claims behind marks."""


class Statements:
    """What the cases of a store state about the measure of a stored query."""

    def __init__(self, answers: Answers, measure: str) -> None:
        """The measure is that of a stored query `compare-<measure>`."""
        self._answers = answers
        self._query = PREFIX + measure

    def columns(self) -> list[Column]:
        """Every column, in the order of the query; those in which no case states anything included."""
        what = '"column", zh, en, MIN(rowid)'
        rows = self._answers.select(self._query, NEEDED, what, 'GROUP BY "column" ORDER BY 4')
        return [Column(name, zh or "", en or "") for name, zh, en, _ in rows]

    def marks(self) -> Iterator[Mark]:
        """Every statement, in the order of the query."""
        what = """"case", "column", IFNULL(absent, '') = 'true', rowid"""
        rows = self._answers.select(self._query, NEEDED, what, 'WHERE "case" IS NOT NULL ORDER BY rowid')
        return map(Mark._make, rows)

    def claims(self, keys: Sequence[int]) -> Iterator[Claim]:
        """The claims behind marks, in the order of the query."""
        for start in range(0, len(keys), AT_ONCE):
            yield from self._fetched(keys[start : start + AT_ONCE])

    def _fetched(self, keys: Iterable[int]) -> Iterator[Claim]:
        what = """claim, "case", value, quote, start, "end", page_first, page_last, absent = 'true'"""
        wanted = ",".join(map(str, keys))
        for row in self._answers.select(self._query, NEEDED, what, f"WHERE rowid IN ({wanted}) ORDER BY rowid"):
            iri, case, value, quote, start, end, first, last, absent = row
            pages = (int(first), int(last)) if first else None
            where = (iri, case, quote or "", int(start), int(end), pages)
            yield Claim(*where, value=value or "", absent=bool(absent))
