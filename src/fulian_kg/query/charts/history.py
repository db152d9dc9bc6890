"""History strip: the versions of a region as bars over time, what followed it, every change by date and document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.query.charts.drawing import Drawing, Frame, number
from fulian_kg.query.charts.legend import Entry, legend
from fulian_kg.query.charts.lettering import LINE, RISE
from fulian_kg.query.charts.years import Years

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fulian_kg.query.charts.style import Label, Style

Relation = Literal["own", "whole", "part"]
Sort = Literal["succession", "partial", "alteration"]
SORTS: tuple[Sort, ...] = ("succession", "partial", "alteration")

BESIDE = 640.0
"""Width from which names of lanes stand beside them, not above."""
LABEL_SHARE = 0.3
LANE, LEADING, GAP = 26.0, 10.0, 12.0
MARK = 9.0
YEAR = 42.0
DAYS = 365.2425
DETAIL_LINES = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a year where no more is known."""

    date: date
    year_only: bool = False

    def __str__(self) -> str:
        return str(self.date.year) if self.year_only else self.date.isoformat()

    @property
    def years(self) -> float:
        """The day on a scale of years."""
        return self.date.year + (self.date.timetuple().tm_yday - 1) / DAYS


@dataclass(frozen=True, slots=True)
class Version:
    """An unchanged interval, half-open; `until` is None where it lasts."""

    name: str
    since: Day
    until: Day | None
    short: str = ""
    """Stands in a bar that is too short for the name."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A region on its own line: the one asked for, or one that took over all (`whole`) or a part of it."""

    label: str
    versions: tuple[Version, ...]
    relation: Relation = "own"


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """A change: territory passes as a whole, a part of it goes, or the unit is only altered."""

    day: Day
    sort: Sort
    kind: Label
    before: str
    after: str
    document: str = ""
    source: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """One region through time, up to `last`."""

    heading: str
    lanes: tuple[Lane, ...]
    changes: tuple[ChangeMark, ...]
    last: Day


def history_strip(histories: tuple[History, ...], frame: Frame, style: Style | None = None) -> str:
    """The SVG, one strip below the other; each numbers its changes, and lists them."""
    drawing = Drawing(frame, style)
    legend(drawing, _entries(drawing, histories), drawing.left, drawing.right)
    if not histories:
        drawing.y = drawing.lines(drawing.left, drawing.y, [drawing.word("nothing")], "label")
    for history in histories:
        heading = drawing.wrapped(history.heading, "strong", drawing.room, 2)
        drawing.y = drawing.lines(drawing.left, drawing.y + GAP / 2, heading, "strong") + GAP / 2
        _strip(drawing, history)
        for place, change in enumerate(history.changes, 1):
            _detail(drawing, place, change)
    return drawing.finish()


def _entries(drawing: Drawing, histories: tuple[History, ...]) -> Iterator[Entry]:
    relations = {lane.relation for history in histories for lane in history.lanes}
    for relation, word in (("own", "subject"), ("whole", "took_whole"), ("part", "took_part")):
        if relation in relations:

            def bar(x: float, y: float, height: float, relation: str = relation) -> None:
                drawing.rect((x, y + 2, 28, height - 4), f"fk-version-{relation}")

            yield Entry(bar, 28, drawing.words(word))
    sorts = {change.sort for history in histories for change in history.changes}
    for sort in SORTS:
        if sort in sorts:

            def mark(x: float, y: float, height: float, sort: Sort = sort) -> None:
                _mark(drawing, sort, "n", x + MARK, y + height / 2)

            yield Entry(mark, 2 * MARK, drawing.words(sort))


def _strip(drawing: Drawing, history: History) -> None:
    beside = drawing.frame.width >= BESIDE
    labels = 0.0
    if beside:
        longest = max((drawing.extent(lane.label, "text") for lane in history.lanes), default=0.0)
        labels = min(longest, LABEL_SHARE * drawing.room) + GAP
    starts = [version.since.years for lane in history.lanes for version in lane.versions]
    days = [*starts, *(change.day.years for change in history.changes), history.last.years]
    scale = Years(drawing.left + labels + MARK, drawing.right - MARK, min(days), max(days), YEAR)
    top = _axis(drawing, scale)
    behind = drawing.path("", "fk-line")
    above = [label for lane in history.lanes for label in _lane(drawing, scale, history, lane, beside=beside)]
    levels = _levels([scale.at(change.day.years) for change in history.changes])
    bottom = drawing.y + (1 + max(levels, default=-1)) * (2 * MARK + 4)
    marks = [
        (change, scale.at(change.day.years), drawing.y + MARK + level * (2 * MARK + 4))
        for change, level in zip(history.changes, levels, strict=True)
    ]
    for change, x, y in marks:
        drawing.path(f"M{number(x)} {number(top)}V{number(y)}", f"fk-at-{change.sort}")
    for base, label in above:  # over the lines of the changes
        drawing.text(drawing.left, base, label, classes="fk-halo")
    for place, (change, x, y) in enumerate(marks, 1):
        told = f"{change.day} {change.kind.both}\n{change.before} → {change.after}"
        _mark(drawing, change.sort, str(place), x, y, told)
    grid = (f"M{number(scale.at(year))} {number(top)}V{number(drawing.y)}" for year in scale.ticks())
    behind.set("d", "".join(grid))
    drawing.y = bottom + LEADING


def _axis(drawing: Drawing, scale: Years) -> float:
    base = drawing.y + drawing.size("small")
    for year in scale.ticks():
        drawing.text(scale.at(year), base, str(year), "muted", anchor="middle")
    drawing.y = base + 6
    return drawing.y


def _lane(drawing: Drawing, scale: Years, history: History, lane: Lane, *, beside: bool) -> Iterator[tuple[float, str]]:
    """Draws a lane; gives base line and words of a label that stands above it."""
    size = drawing.size("text")
    if not beside:
        yield drawing.y + size, drawing.fitted(lane.label, "text", drawing.room)
        drawing.y += size * LINE
    drawing.y += LEADING / 2
    if beside:
        base = drawing.y + LANE / 2 + size * RISE
        drawing.text(drawing.left, base, drawing.fitted(lane.label, "text", scale.left - MARK - GAP - drawing.left))
    for version in lane.versions:
        left = scale.at(version.since.years)
        right = scale.at((version.until or history.last).years)
        until = version.until or f"{history.last} …"
        parent = drawing.group(f"{version.name}\n{version.since} – {until}")
        box = (left + 0.5, drawing.y, max(2.0, right - left - 1), LANE)
        drawing.rect(box, f"fk-version-{lane.relation}", parent=parent)
        fitting = [
            name for name in (version.name, version.short) if name and drawing.extent(name, "text") <= box[2] - 10
        ]
        if fitting:
            drawing.text(left + 6, drawing.y + LANE / 2 + size * RISE, fitting[0], parent=parent)
    drawing.y += LANE + LEADING / 2


def _levels(places: list[float]) -> list[int]:
    """For each mark the level on which it touches none before it."""
    ends: list[float] = []
    found = []
    for x in places:
        level = next((index for index, end in enumerate(ends) if x - MARK >= end), len(ends))
        ends[level : level + 1] = [x + MARK + 3]
        found.append(level)
    return found


def _mark(drawing: Drawing, sort: Sort, content: str, x: float, y: float, told: str = "") -> None:
    """A disc for succession, a broken ring for a part, a square for what stays where it is."""
    parent = drawing.group(told)
    size = 2 * MARK
    drawing.rect(
        (x - MARK, y - MARK, size, size), f"fk-{sort}", parent=parent, round_=2 if sort == "alteration" else MARK
    )
    drawing.middle((x, y), content, f"on-{sort}", parent=parent)


def _detail(drawing: Drawing, place: int, change: ChangeMark) -> None:
    """Date and kind, from what to what, by which document."""
    left = drawing.left + 2 * MARK + GAP
    room = drawing.right - left
    inferred = f"（{drawing.words('inferred')}）" if change.inferred else ""
    _mark(drawing, change.sort, str(place), drawing.left + MARK, drawing.y + MARK)
    head = drawing.fitted(f"{change.day} {drawing.words_of(change.kind)}", "text", room)
    drawing.y = drawing.lines(left, drawing.y + 1, [head], "text")
    passed = drawing.wrapped(f"{change.before} → {change.after}", "text", room, DETAIL_LINES)
    drawing.y = drawing.lines(left, drawing.y, passed, "text")
    proof = drawing.wrapped(f"{change.document} {change.source}{inferred}", "muted", room, DETAIL_LINES)
    drawing.y = drawing.lines(left, drawing.y, proof, "muted") + LEADING
