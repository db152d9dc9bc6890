"""A comparison as charts: heat table, bars, map, timelines of funding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import UsageError
from fulian_kg.query import charts
from fulian_kg.query.charts import Frame, HeatColumn, HeatRow, HeatTable, Label
from fulian_kg.query.comparison import Row
from fulian_kg.query.fragments import cell_fragment, row_fragment
from fulian_kg.query.territory import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fulian_kg.query.charts import Style
    from fulian_kg.query.claims import Mark
    from fulian_kg.query.comparison import Cell, Comparison

ALL = Area("全部案例 all cases", "all", None)
CORPS = "xpcc"
"""Code of the corps on the map, which has none of its own."""
TIMELINES = "timelines"
WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the id and title that it has in a page."""

    id: str
    title: Label
    svg: str


@dataclass(frozen=True, slots=True)
class Canvas:
    """How pictures are drawn: alone, or in a page that has their style sheet and their evidence."""

    style: Style
    in_page: bool = False

    def frame(self, comparison: Comparison, title: Label, about: Label, prefix: str) -> Frame:
        """What surrounds a chart, the selection note with it."""
        note = Label(comparison.note["zh"], comparison.note["en"])
        alone = not self.in_page
        if alone and title.zh != comparison.title["zh"]:
            title = Label(f"{comparison.title['zh']}：{title.zh}", f"{comparison.title['en']}: {title.en}")
        return Frame(title, about, note, prefix=prefix, width=WIDTH, standalone=alone, linked=self.in_page)


def heat(comparison: Comparison, canvas: Canvas) -> Iterator[Picture]:
    """Rows against columns, every cell with its state."""
    title = Label(comparison.title["zh"], comparison.title["en"])
    about = Label(
        f"{len(comparison.rows)} 行、{len(comparison.columns)} 列，每格是该行案例的状态与 n/N。",
        f"{len(comparison.rows)} rows, {len(comparison.columns)} columns; every cell has its state and n of N.",
    )
    table = HeatTable(
        columns=tuple(HeatColumn(Label(column.zh, column.en)) for column in comparison.columns),
        rows=tuple(
            HeatRow(
                Label(row.area.name), row.cases, tuple(_cell(row, cell) for cell in row.cells), f"#{row_fragment(row)}"
            )
            for row in comparison.rows
        ),
    )
    frame = canvas.frame(comparison, title, about, "heat")
    yield Picture("heat", title, charts.heat_table(table, frame, canvas.style))


def bars(comparison: Comparison, canvas: Canvas) -> Iterator[Picture]:
    """The share of cases: by row where one column is compared, else by column over all rows."""
    if len(comparison.columns) == 1:
        (column,) = comparison.columns
        title = Label(f"{column.zh}：各地案例占比", f"{column.en}: share of cases by region")
        drawn = [(Label(row.area.name), row, row.cell(column.id)) for row in comparison.rows]
    else:
        title = Label("各列占全部案例的份额", "Share of all cases, by column")
        whole = _whole(comparison)
        drawn = [(Label(column.zh, column.en), whole, whole.cell(column.id)) for column in comparison.columns]
    about = Label("每条是有此内容的案例占比，注明 n/N。", "Each bar is the share of cases that state it, with n of N.")
    rows = tuple(
        charts.Bar(label, _cell(row, cell), None if row.area is ALL else f"#{row_fragment(row)}")
        for label, row, cell in drawn
    )
    yield Picture(
        "bars", title, charts.bars(rows, "share", canvas.frame(comparison, title, about, "bars"), canvas.style)
    )


def tile_map(comparison: Comparison, canvas: Canvas) -> Iterator[Picture]:
    """Province-level units: the one column, or cases with a value in any; raises `UsageError` for other rows."""
    if any(row.area.kind != "province" for row in comparison.rows):
        message = "the map shows province-level units: compare with --rows province"
        raise UsageError(message)
    one = comparison.columns[0] if len(comparison.columns) == 1 else None
    if one is None:
        title = Label("各省有所写的案例", "Cases that state any, by province")
    else:
        title = Label(f"{one.zh}：各省案例", f"{one.en}: cases by province")
    about = Label(
        "方格不代表面积；没有案例的单位另有标记，不等于零。",
        "Tiles do not stand for areas; units without a case are marked, which is not zero.",
    )
    cells = {
        row.area.code or CORPS: _cell(row, _any(row) if one is None else row.cell(one.id))
        for row in comparison.rows
        if row.cases
    }
    frame = canvas.frame(comparison, title, about, "map")
    yield Picture("map", title, charts.tile_map(cells, frame, canvas.style))


def timelines(comparison: Comparison, canvas: Canvas) -> Iterator[Picture]:
    """A picture for each place and purpose of the funding timelines."""
    found = [each.object for each in comparison.supplements if each.id == TIMELINES]
    if not found:
        message = "timelines are those of funding: compare with --measure funding"
        raise UsageError(message)
    names = {mark.label.en: name for name, mark in canvas.style.marks.items()}
    for number, timeline in enumerate(found[0], 1):
        title = Label(f"{timeline['place']}：{timeline['purpose']}", f"{timeline['purpose_en']}, {timeline['place']}")
        about = Label(
            "；".join(f"{step['year']} {step['status']}" for step in timeline["steps"]),
            "; ".join(f"{step['year']} {step['status_en']}" for step in timeline["steps"]),
        )
        steps = tuple(timeline_step(step, names) for step in (*timeline["steps"], *timeline["undated"]))
        frame = canvas.frame(comparison, title, about, f"timeline-{number}")
        yield Picture(f"timeline-{number}", title, charts.timeline(steps, frame, canvas.style))


CHARTS: Mapping[str, Callable[[Comparison, Canvas], Iterator[Picture]]] = MappingProxyType(
    {"heat": heat, "bars": bars, "map": tile_map, "timeline": timelines}
)
"""Charts by name."""


def beside(comparison: Comparison, style: Style) -> Iterator[Picture]:
    """The charts of a page, whose table is the heat table."""
    canvas = Canvas(style, in_page=True)
    yield from bars(comparison, canvas)
    if all(row.area.kind == "province" for row in comparison.rows):
        yield from tile_map(comparison, canvas)
    if any(each.id == TIMELINES for each in comparison.supplements):
        yield from timelines(comparison, canvas)


def _whole(comparison: Comparison) -> Row:
    """All rows as one."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in comparison.rows:
        for column, kept in row.marks.items():
            marks[column] += kept
    return Row(ALL, tuple(case for row in comparison.rows for case in row.members), comparison.columns, marks)


def _any(row: Row) -> Cell:
    """The row as if it had one column."""
    kept = {column.id for column in row.columns}
    marks = [mark for column, found in row.marks.items() if column in kept for mark in found]
    return Row(row.area, row.members, row.columns, {"": marks}).cell("")


def _cell(row: Row, cell: Cell) -> charts.Cell:
    stated = cell.state in {"value", "stated_none"} and cell.column and row.area is not ALL
    href = cell_fragment(row, cell.column) if stated else None if row.area is ALL else row_fragment(row)
    return charts.Cell(cell.state, cell.n, cell.of, href=href and f"#{href}")


def timeline_step(step: Mapping[str, Any], names: Mapping[str, str]) -> charts.Step:
    """A step of the timeline's JSON; documents share a mark, an unknown status has that of all others."""
    rates = "；".join(rate["text"]["zh"] for rate in step["rates"])
    documents = "；".join(f"《{title}》" for title in step.get("documents", ()))
    told = documents or step.get("meeting") or "；".join(step.get("provisions", ())) or step.get("provision") or ""
    year = step.get("year")
    lasting = step["status_en"] == "in force" and year is not None
    return charts.Step(
        year=year,
        status=names.get(step["status_en"], "document" if documents else "other"),
        label=Label(told),
        amount=rates,
        until=step["to_year"] if lasting else None,
        open=lasting and step["to_year"] is None,
        stated=Label(step["status"], step["status_en"]),
        quote="\n".join(claim["quote"] for claim in step["claims"][:1]),
    )
