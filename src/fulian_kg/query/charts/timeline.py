"""Timeline: the dated steps of one place, each with its status, amount and words, on a scale of years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query.charts.drawing import Drawing, Frame, number
from fulian_kg.query.charts.legend import Entry, legend
from fulian_kg.query.charts.lettering import LINE, RISE
from fulian_kg.query.charts.years import Years

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator

    from fulian_kg.query.charts.style import Label, Style

OTHER = "other"
BESIDE = 640.0
"""Width from which words stand beside the scale, not above it."""
WORDS_SHARE = 0.46
WORDS_LINES = 3
YEAR = 38.0
"""Room for a year at either end of the scale."""
MARK = 7.0
BAR = 8.0
GAP = 10.0
LEADING = 14.0
PLOT = 24.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step, in the order given."""

    year: int | None
    """None where the text states none."""
    status: str
    """A status of the style (`styles/charts.toml`); others are drawn as `other`."""
    label: Label
    """What was done: the name of a document, of a decision."""
    amount: str = ""
    until: int | None = None
    """Last year, where the text states it: the step is drawn as a bar up to it."""
    open: bool = False
    """Goes on, and its end is not stated: drawn as a dotted line to the end of the scale."""
    stated: Label | None = None
    """The status in the words of the source (意见), where the style's word is a wider one."""
    quote: str = ""
    href: str | None = None


def timeline(steps: tuple[Step, ...], frame: Frame, style: Style | None = None) -> str:
    """The SVG; steps without a year come in their place, with words instead of a mark."""
    drawing = Drawing(frame, style)
    legend(drawing, _entries(drawing, steps), drawing.left, drawing.right)
    if not steps:
        drawing.y = drawing.lines(drawing.left, drawing.y, [drawing.word("nothing")], "label")
        return drawing.finish()
    beside = frame.width >= BESIDE
    words = drawing.room * WORDS_SHARE if beside else drawing.room
    years = [year for step in steps for year in (step.year, step.until) if year is not None] or [0]
    left = drawing.left + (words + GAP * 2 if beside else 0) + YEAR / 2
    last = max(years) + any(step.open for step in steps)
    scale = Years(left, drawing.right - YEAR / 2, min(years), last, YEAR)
    top = _axis(drawing, scale) if any(years) else drawing.y
    grid = drawing.path("", "fk-line")
    for step in steps:
        _step(drawing, scale, step, words, beside=beside)
    ticks = scale.ticks() if any(years) else ()
    grid.set("d", "".join(f"M{number(scale.at(year))} {number(top)}V{number(drawing.y)}" for year in ticks))
    return drawing.finish()


def _entries(drawing: Drawing, steps: tuple[Step, ...]) -> Iterator[Entry]:
    for status in dict.fromkeys(_status(drawing, step) for step in steps):

        def draw(x: float, y: float, height: float, status: str = status) -> None:
            _mark(drawing, status, (x + MARK, y + height / 2), drawing.root)

        yield Entry(draw, 2 * MARK, drawing.words_of(drawing.style.marks[status].label))
    for name, shown in (("interval", any(step.until for step in steps)), ("open", any(step.open for step in steps))):
        if shown:

            def line(x: float, y: float, height: float, name: str = name) -> None:
                if name == "interval":
                    drawing.rect((x, y + (height - BAR) / 2, 28, BAR), "fk-status-other")
                else:
                    drawing.path(f"M{number(x)} {number(y + height / 2)}h28", "fk-status-other fk-open")

            yield Entry(line, 28, drawing.words(name))


def _status(drawing: Drawing, step: Step) -> str:
    return step.status if step.status in drawing.style.marks else OTHER


def _axis(drawing: Drawing, scale: Years) -> float:
    base = drawing.y + drawing.size("small")
    for year in scale.ticks():
        drawing.text(scale.at(year), base, str(year), "muted", anchor="middle")
    drawing.y = base + 6
    return drawing.y


def _step(drawing: Drawing, scale: Years, step: Step, words: float, *, beside: bool) -> None:
    language, status = drawing.frame.language, _status(drawing, step)
    label = step.stated or drawing.style.marks[status].label
    year = drawing.word("undated") if step.year is None else _years(step)
    told = f"{year} {label.both}\n{step.label.both}\n{step.amount}\n{step.quote}".rstrip()
    parent = drawing.group(told, step.href)
    top = drawing.y + LEADING / 2
    head = drawing.fitted(f"{year}  {label.in_language(language)}", "strong", words)
    base = top + drawing.size("label")
    halo = "" if beside else "fk-halo"
    drawing.text(drawing.left, base, head, "strong", parent=parent, classes=halo)
    below = drawing.wrapped(step.label.in_language(language), "text", words, WORDS_LINES)
    for index, line in enumerate(below):
        y = base + (index + 1) * drawing.size("text") * LINE
        drawing.text(drawing.left, y, line, parent=parent, classes=halo)
    bottom = base + len(below) * drawing.size("text") * LINE + 4
    middle = (top + bottom) / 2 if beside else bottom + PLOT / 2
    _plot(drawing, scale, step, status, middle, parent)
    drawing.y = max(bottom, middle + PLOT / 2) + LEADING / 2


def _years(step: Step) -> str:
    return str(step.year) if step.until in {None, step.year} else f"{step.year}–{step.until}"


def _plot(drawing: Drawing, scale: Years, step: Step, status: str, middle: float, parent: ET.Element) -> None:
    """Mark, bar and amount; the amount stands after the mark, or before it where the scale ends."""
    if step.year is None:
        base = middle + drawing.size("small") * RISE
        shown = drawing.fitted(f"{drawing.words('undated')}  {step.amount}", "muted", scale.right - scale.left)
        drawing.text(scale.left, base, shown, "muted", parent=parent, classes="fk-halo")
        return
    x, end = scale.at(step.year), scale.at(step.year)
    if step.until is not None and step.until > step.year:
        end = scale.at(step.until)
        drawing.rect((x, middle - BAR / 2, end - x, BAR), f"fk-status-{status}", parent=parent, round_=1)
    elif step.open:
        drawing.path(
            f"M{number(x)} {number(middle)}H{number(scale.right + YEAR / 2)}",
            f"fk-status-{status} fk-open",
            parent=parent,
        )
    _mark(drawing, status, (x, middle), parent)
    if step.amount:
        _amount(drawing, scale, step, (x, end, middle), parent)


def _amount(drawing: Drawing, scale: Years, step: Step, place: tuple[float, float, float], parent: ET.Element) -> None:
    x, end, middle = place
    after, before = end + MARK + 6, x - MARK - 6
    most = max(drawing.right - after, before - scale.left + YEAR / 2)
    shown = drawing.fitted(step.amount, "small", most)
    length = drawing.extent(shown, "small")
    right = after + length <= drawing.right
    base = middle + drawing.size("small") * RISE
    drawing.text(
        after if right else before,
        base,
        shown,
        "small",
        anchor="start" if right else "end",
        parent=parent,
        classes="fk-halo",
    )


def _mark(drawing: Drawing, status: str, place: tuple[float, float], parent: ET.Element) -> None:
    mark = drawing.style.marks[status]
    element = drawing.path(mark.shape, f"fk-status-{status}{' fk-hollow' if mark.hollow else ''}", parent=parent)
    element.set("transform", f"translate({number(place[0])} {number(place[1])}) scale({number(MARK)})")
    element.set("stroke-width", number(2 / MARK))
