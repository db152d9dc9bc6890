"""The chart of a stored query's answer, where the head of the query asks for one that is drawn from its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from fulian_kg.query import charts
from fulian_kg.query.charts import Frame, Label, load_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.server.pages import View
    from fulian_kg.server.tabulated import Tabulated

TIMELINE = "timeline"
WIDTH = 900.0
IN_FORCE = "in force"
OTHER, DOCUMENT = "other", "document"
PART = "region_name"


def timelines(query: StoredQuery, table: Tabulated, view: View) -> list[Markup]:
    """A timeline for each region among the rows; none for a query whose head wants none."""
    if query.chart != TIMELINE:
        return []
    rows = [_texts(table, row) for row in table.rows]
    places = list(dict.fromkeys(row.get(PART, "") for row in rows))
    return [
        _timeline(query, place, [row for row in rows if row.get(PART, "") == place], view, number)
        for number, place in enumerate(places, 1)
    ]


def _texts(table: Tabulated, row: tuple[object, ...]) -> dict[str, str]:
    """What the row says by column; what it does not say is left out."""
    return {name: str(getattr(cell, "text", "")) for name, cell in zip(table.names, row, strict=True) if cell}


def _timeline(query: StoredQuery, place: str, rows: list[dict[str, str]], view: View, number: int) -> Markup:
    style = load_style(view.generation.library)
    names = {mark.label.en: name for name, mark in style.marks.items()}
    about = Label(
        "；".join(f"{row.get('year', '')} {row.get('step', '')}" for row in rows),
        "; ".join(f"{row.get('year', '')} {row.get('step_en', '')}" for row in rows),
    )
    frame = Frame(
        Label(f"{place}：{query.summary['zh']}", f"{place}: {query.summary['en']}"),
        about,
        prefix=f"timeline-{number}",
        width=WIDTH,
        language="en" if view.language == "en" else "zh",
        standalone=False,
    )
    svg = charts.timeline(tuple(_step(row, names) for row in rows), frame, style)
    return Markup(svg[svg.index("<svg") :])  # noqa: S704 (drawn by us, texts of sources escaped in it)


def _step(row: Mapping[str, str], names: Mapping[str, str]) -> charts.Step:
    """A row as a step: a rule of which no end is stated goes on."""
    english, until = row.get("step_en", ""), _year(row.get("to_year"))
    lasting = english == IN_FORCE
    told = next((row[name] for name in ("title", "meeting", "provision") if name in row), "")
    return charts.Step(
        year=_year(row.get("year")),
        status=names.get(english, DOCUMENT if "title" in row else OTHER),
        label=Label(told),
        amount=_amount(row),
        until=until if lasting else None,
        open=lasting and until is None,
        stated=Label(row.get("step", ""), english),
        quote=row.get("quote", ""),
    )


def _amount(row: Mapping[str, str]) -> str:
    """The rate in the words of the row: `不少于 1 元 每名妇女 每年`."""
    if "amount" not in row:
        return ""
    said = (row.get("bound"), row["amount"], "元", row.get("basis"), row.get("period"))
    return " ".join(each for each in said if each)


def _year(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
