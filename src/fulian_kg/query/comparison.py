"""A comparison: rows of cases against columns of what they state, every cell with its state, its count, its claims."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from fulian_kg.errors import UsageError
from fulian_kg.model import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.query.cases import Case
    from fulian_kg.query.claims import Claim, Column, Mark, Stated
    from fulian_kg.query.supplements import Supplement
    from fulian_kg.query.territory import Area

State = Literal["value", "stated_none", "not_stated", "no_full_text"]
LEAST = 10
"""Cases that a row needs before its share may be ranked: one case more or less must not move it by over ten points."""
STATES: tuple[State, ...] = ("value", "stated_none", "not_stated", "no_full_text")


@dataclass(frozen=True, slots=True)
class Cell:
    """What the cases of a row state in a column: `n` of the `of` cases of the row are in the state."""

    column: str
    state: State
    n: int
    of: int
    keys: tuple[int, ...] = ()
    """Of the marks behind it."""
    statements: Stated | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the cases state, each with its quote; read when it is looked at."""
        return () if self.statements is None else tuple(self.statements.claims(self.keys))

    @property
    def values(self) -> tuple[str, ...]:
        """The different values of its claims."""
        return tuple(dict.fromkeys(claim.value for claim in self.claims))


@dataclass(frozen=True)
class Row:
    """A province, prefecture, county or case."""

    area: Area
    members: tuple[Case, ...]
    columns: tuple[Column, ...]
    marks: Mapping[str, Sequence[Mark]] = field(repr=False)
    """What its cases state, by column."""
    statements: Stated | None = None
    place: Area | None = None
    """Where a case lies; None where the row itself is a region."""

    @property
    def cases(self) -> int:
        """Number of its cases."""
        return len(self.members)

    @cached_property
    def lacking(self) -> int:
        """Number of its cases whose full text is not there."""
        return sum(not case.full_text for case in self.members)

    @property
    def cells(self) -> Iterator[Cell]:
        """A cell for every column."""
        return (self.cell(column.id) for column in self.columns)

    @property
    def stated(self) -> Iterator[Cell]:
        """The cells in which something is stated."""
        return (self.cell(column.id) for column in self.columns if column.id in self.marks)

    def cell(self, column: str) -> Cell:
        """A value if any case has one, else stated none if any says so, else no full text if any lacks it."""
        marks = self.marks.get(column, ())
        for state, absent in (("value", False), ("stated_none", True)):
            if kept := [mark for mark in marks if mark.absent == absent]:
                n = len({mark.case for mark in kept})
                keys = tuple(mark.key for mark in kept)
                return Cell(column, state, n, self.cases, keys, self.statements)  # type: ignore[arg-type]
        if self.lacking:
            return Cell(column, "no_full_text", self.lacking, self.cases)
        return Cell(column, "not_stated", self.cases, self.cases)

    @cached_property
    def states(self) -> dict[str, int]:
        """Number of cells in each state."""
        counts = Counter(cell.state for cell in self.stated)
        counts["no_full_text" if self.lacking else "not_stated"] += len(self.columns) - counts.total()
        return {state: counts[state] for state in STATES}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows against columns."""

    measure: str
    title: dict[str, str]
    """Of what is compared, by language: zh, en."""
    regions: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    supplements: tuple[Supplement, ...] = ()
    """What stands beside the cells."""
    remarks: tuple[tuple[str, str], ...] = ()
    """More to know before counting, in Chinese and English."""
    ranked: Column | None = None
    """The column by whose share the rows stand; None: in the order of codes."""

    @property
    def note(self) -> dict[str, str]:
        """What a reader must know before counting."""
        return {
            language: "".join(parts)
            for language, parts in zip(("zh", "en"), zip(*self._notes(), strict=True), strict=True)
        }

    def _notes(self) -> Iterator[tuple[str, str]]:
        cases = sum(row.cases for row in self.rows)
        zh = f"共 {cases} 个案例；汇编是选出的典型，不是普查：没有写不等于没有。无全文的案例只看标题。"
        en = (
            f"{cases} cases in all; a compilation is a selection, no census: what is not stated may still exist. "
            "Of a case without its full text only the title counts. "
        )
        yield zh, en
        yield from self.remarks
        if self.ranked is not None:
            yield (
                f"按“{self.ranked.zh}”的占比排列；不足 {LEAST} 例的不排名，列在最后。",
                f"Ranked by the share of {self.ranked.en}; rows of fewer than {LEAST} cases come last, unranked. ",
            )
        if self.regions == "printed":
            yield "地区按印刷时。", "Regions as printed."
        else:
            yield (
                f"地区按 {self.regions}；{TODAY} 以后的变更未收，日期为批准日期。",
                f"Regions as of {self.regions}; changes after {TODAY} are not in the data; dates are of approval.",
            )


def ranked(comparison: Comparison, column: str) -> Comparison:
    """Rows by the share of their cases that have a value, highest first; those of fewer than `LEAST` cases after them.

    Raises `UsageError` for an unknown column, and where no row has cases enough.
    """
    by = next((each for each in comparison.columns if column in {each.id, each.zh, each.en}), None)
    if by is None:
        message = f"there is no column {column!r} to rank by: use one of {', '.join(c.id for c in comparison.columns)}"
        raise UsageError(message)
    enough = [row for row in comparison.rows if row.cases >= LEAST]
    if not enough:
        message = f"no row has {LEAST} cases or more: shares of so few are no ground for a ranking"
        raise UsageError(message)
    rest = [row for row in comparison.rows if row.cases < LEAST]
    first = sorted(enough, key=lambda row: -_share(row.cell(by.id)))
    return replace(comparison, rows=(*first, *rest), ranked=by)


def _share(cell: Cell) -> float:
    return cell.n / cell.of if cell.state == "value" else 0.0
