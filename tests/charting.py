"""Charts as tests look at them: parsed, with the box that each text takes."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from fulian_kg import cli
from fulian_kg.gazetteer import load
from fulian_kg.gazetteer.description import Description
from fulian_kg.query.charts import (
    Bar,
    Cell,
    Frame,
    HeatColumn,
    HeatRow,
    HeatTable,
    Label,
    Step,
    bars,
    heat_table,
    house_style,
    tile_map,
    timeline,
)
from fulian_kg.query.charts.lettering import ASCENT, extent
from fulian_kg.query.region_strip import region_strip
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
DESCENT = 0.25
"""Below the base line, in em."""
TOUCH = 0.5
"""Pixels that two boxes may share: rounding."""
WIDTHS = (1000.0, 400.0)
STEPS = (
    Step(
        2000,
        "document",
        Label("关于进一步加强我区街道妇女工作的意见"),
        stated=Label("意见", "opinion"),
        quote="2000年…",
    ),
    Step(2004, "pilot", Label("鲁谷社区"), "不少于1元/人·年", href="#claim-2"),
    Step(2006, "study", Label("通过召开座谈会、下发调查问卷、实地考察等多种形式，开展了专题调研", "A survey")),
    Step(2007, "proposed", Label("关于增设我区社区妇联工作经费的报告"), "1元/人·年"),
    Step(2008, "in_force", Label("十届29次常委会"), "1元/人·年", until=2010),
    Step(2011, "in_force", Label("十届105次常委会"), "2元/人·年", open=True),
    Step(None, "ended", Label("没有年份的一步")),
)
"""The steps of 石景山区, and one without a year."""
REGIONS = (("宣武区", "2010-05-01"), ("南郊区", "2010-05-01"), ("焉耆县", "2024-01-01"), ("鼓楼区", "2010-12-31"))


class Box(NamedTuple):
    """Where a text stands."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: Box) -> bool:
        """Whether both take the same room."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > TOUCH and down > TOUCH


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own)


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def boxes(root: ET.Element) -> list[Box]:
    """The estimated box of every text."""
    return [_box(element) for element in root.iter(f"{SVG}text") if element.text]


def _box(element: ET.Element) -> Box:
    classes = (element.get("class") or "").split()
    kinds = [name.removeprefix("fk-") for name in classes]
    sizes = {**house_style().sizes} | {"strong": house_style().sizes["label"], "muted": house_style().sizes["small"]}
    size = next((sizes[kind] for kind in kinds if kind in sizes), sizes["text"])
    length, text = extent(element.text or "", size), element.text or ""
    back = {None: 0.0, "middle": length / 2, "end": length}[element.get("text-anchor")]
    x, y = float(element.get("x", "")), float(element.get("y", ""))
    if "fk-vertical" in classes:
        return Box(x - size / 2, y - back, x + size / 2, y - back + length, text)
    return Box(x - back, y - size * ASCENT, x - back + length, y + size * DESCENT, text)


def overlaps(root: ET.Element) -> Iterator[tuple[str, str]]:
    """Texts that stand on one another."""
    found = sorted(boxes(root), key=lambda box: box.top)
    for index, box in enumerate(found):
        for other in found[index + 1 :]:
            if other.top >= box.bottom:
                break
            if box.meets(other):
                yield box.text, other.text


def outside(root: ET.Element) -> list[str]:
    """Texts that leave the chart."""
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    return [
        box.text
        for box in boxes(root)
        if box.left < -TOUCH or box.right > width + TOUCH or box.top < -TOUCH or box.bottom > height + TOUCH
    ]


def frame(**options: Any) -> Frame:
    """A frame with everything that it can have."""
    values: dict[str, Any] = {
        "title": Label("各省妇联基层组织建设的主题", "Themes of grassroots building by province"),
        "description": Label("三十二行，三十五列。", "32 rows, 35 columns."),
        "note": Label("汇编是选出的典型，不是普查。", "A compilation is a selection, no census."),
    }
    return Frame(**values | options)


class Compared(NamedTuple):
    """A comparison as charts take it."""

    table: HeatTable
    cells: dict[str, Cell]
    """Of the first column, by code of the province."""


def compared(store: Path, target: Path) -> Compared:
    """The comparison of a store's provinces by themes."""
    assert cli.run(["compare", "--store", str(store), "--format", "json", "-o", str(target)]) == 0
    data = json.loads(target.read_text("utf-8"))
    columns = tuple(HeatColumn(Label(**column["title"])) for column in data["columns"])
    rows = tuple(
        HeatRow(Label(row["row"]), row["cases"], tuple(Cell(c["state"], c["n"], c["of"]) for c in row["cells"]))
        for row in data["rows"]
    )
    codes = [row["code"] or "xpcc" for row in data["rows"]]
    cells = {code: row.cells[0] for code, row in zip(codes, rows, strict=True)}
    return Compared(HeatTable(columns, rows), cells)


def every_chart(data: Compared, **options: Any) -> dict[str, str]:
    """Each kind of chart of the real comparison, of 石景山区 and of regions with a history."""
    rows = tuple(Bar(row.label, row.cells[0]) for row in data.table.rows)
    return {
        "heat": heat_table(data.table, frame(prefix="heat", **options)),
        "share": bars(rows, "share", frame(prefix="share", **options)),
        "count": bars(rows, "count", frame(prefix="count", **options)),
        "map": tile_map(data.cells, frame(prefix="map", **options)),
        "timeline": timeline(STEPS, frame(prefix="timeline", **options)),
    }


def region_chart(name: str, at: str, **options: Any) -> str:
    """The history of a region."""
    library = Library()
    gazetteer = load(library)
    found = Description(gazetteer, library).resolution(name, date.fromisoformat(at), date(2024, 12, 31))
    return region_strip(found, gazetteer, library, **options)


def rising(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))
