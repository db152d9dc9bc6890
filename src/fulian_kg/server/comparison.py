"""Comparisons and profiles of provinces as pages with a form, and as files; the address says all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fulian_kg.errors import InputError, UsageError
from fulian_kg.query.charts.style import load_style
from fulian_kg.query.claims import PREFIX, Statements
from fulian_kg.query.comparing import ROWS, provinces_of
from fulian_kg.query.comparison_files import comparison_file, profiles_file
from fulian_kg.query.csvw import description
from fulian_kg.query.first_years import MEASURE, TITLE
from fulian_kg.query.fragments import cell_fragment
from fulian_kg.query.kept import Answers
from fulian_kg.query.measures import FUNDING, THEMES, measures
from fulian_kg.query.pictures import CHARTS, Canvas, beside
from fulian_kg.query.profile_page import context as profile_context
from fulian_kg.query.profiles import MOST as MOST_PROVINCES
from fulian_kg.query.report import context
from fulian_kg.query.tables import as_json
from fulian_kg.server.comparing import REGIONS, asked_by, check, compared, profiled
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.query.charts.style import Style
    from fulian_kg.query.comparison import Comparison
    from fulian_kg.query.pictures import Picture
    from fulian_kg.server.comparing import Asked
    from fulian_kg.server.pages import View

QUOTES = 1500
"""Quotes that a page has under its table; of a comparison with more it shows those of the cell that is asked for."""
OF_A_CELL = 200
CELLS = 20_000
"""Cells of the table of a page; of more rows it shows the first."""
MOST_CELLS = 200_000
"""Cells of a file that is drawn or laid out whole."""
CSVW = "csvw"
ALONE = "default-src 'none'; style-src 'unsafe-inline'"
"""Policy for files that carry their own style and nothing else."""


@dataclass(frozen=True, slots=True)
class File:
    """How a format is sent."""

    media_type: str
    extension: str
    policy: str | None = None
    """Its own content policy; None: that of all pages."""


FILES = {
    "csv": File("text/csv", "csv"),
    CSVW: File("application/csvm+json", "csv-metadata.json"),
    "xlsx": File("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "json": File("application/json", "json"),
    "html": File("text/html", "html", ALONE),
    "md": File("text/markdown", "md"),
    "svg": File("image/svg+xml", "svg", ALONE),
}


def comparison(request: Request) -> Response:
    """The page, or the file that `format` names; what is wrong with the address is said above the form."""
    view = view_of(request)
    asked = asked_by(request.query_params)
    form = request.query_params.get("format", "")
    try:
        check(request.query_params)
        if form:
            return _file(request, view, asked, form)
        values = _profiles(view, asked) if asked.profile else _compared(request, view, asked)
    except (UsageError, InputError) as error:
        values = {**_form(view, asked), "problem": str(error), "found": None}
        return page(request, view, "compare.html", HTTPStatus.BAD_REQUEST, **values)
    return page(request, view, "compare.html", **{**_form(view, asked), **values, "problem": None})


def _file(request: Request, view: View, asked: Asked, form: str) -> Response:
    library = view.generation.library
    if form not in FILES:
        message = f"format is one of {', '.join(FILES)}"
        raise UsageError(message)
    if asked.profile:
        content = profiles_file(profiled(view.generation, asked), form, library)
    else:
        found = compared(view.generation, asked)
        if form not in {"csv", CSVW} and len(found.rows) * len(found.columns) > MOST_CELLS:
            message = f"that is too large for {form}: take csv, or choose provinces, themes or cases"
            raise UsageError(message)
        if form == CSVW:
            content = as_json(description(found, "compare.csv"))
        else:
            content = comparison_file(found, form, library, asked.chart or next(iter(CHARTS)))
    kind = FILES[form]
    name = "profile" if asked.profile else "compare"
    headers = {"content-disposition": f'attachment; filename="{name}.{kind.extension}"'}
    if kind.policy is not None:
        headers["content-security-policy"] = kind.policy
    return whole(request, content, kind.media_type, headers)


def _compared(request: Request, view: View, asked: Asked) -> dict[str, Any]:
    found = compared(view.generation, asked)
    shown = _first(found)
    few = sum(len(cell.keys) for row in shown.rows for cell in row.stated) <= QUOTES
    most = OF_A_CELL
    if not few and view.as_files:  # a file has some quotes of each cell
        few, most = True, max(1, QUOTES // sum(1 for row in shown.rows for _ in row.stated))
    asked_for = request.query_params.get("cell", "")
    elsewhere = _elsewhere(view, shown)

    def opened(fragment: str) -> bool:
        return fragment not in elsewhere and (few or fragment == asked_for)

    def at(fragment: str) -> str:
        here = f"#{fragment}" if few else view.links.to("/compare", fragment, cell=fragment, **asked.parameters())
        return elsewhere.get(fragment, here)

    values = context(shown, load_style(view.generation.library), _charts(found, asked), opened, most)
    spoken = {"spoken": view.language, "at": at, "cite": _cite(view)}
    told = {"found": "comparison", "all_rows": len(found.rows), "ranks": _ranks(found), "pictures": _pictures(found)}
    return {**values, **spoken, **told, "note": found.note[view.language]}


def _elsewhere(view: View, found: Comparison) -> dict[str, str]:
    """The fragments of cells whose column has a page of its own, which has their quotes, and the way there."""
    apart = {column.id for column in found.columns if view.links.apart("/compare", theme=column.id)}
    return {
        (fragment := cell_fragment(row, cell.column)): view.links.to("/compare", fragment, theme=cell.column)
        for row in found.rows
        for cell in row.stated
        if cell.column in apart
    }


def _profiles(view: View, asked: Asked) -> dict[str, Any]:
    found = profiled(view.generation, asked)
    values = profile_context(found)
    spoken = {"spoken": view.language, "cite": _cite(view), "note": found.note[view.language]}
    return {**values, **spoken, "found": "profile", "pictures": ()}


def _cite(view: View) -> Any:
    return lambda case, claim: view.links.quote(case, claim, view.base)


def _first(found: Comparison) -> Comparison:
    """As many rows as a page takes."""
    return replace(found, rows=found.rows[: max(1, CELLS // max(1, len(found.columns)))])


def _charts(found: Comparison, asked: Asked) -> Any:
    """Draws the chart that is asked for, else those that suit; of all rows, also where a page has not all."""

    def drawn(_shown: Comparison, style: Style) -> Iterable[Picture]:
        return CHARTS[asked.chart](found, Canvas(style, in_page=True)) if asked.chart else beside(found, style)

    if asked.chart == "heat" and len(found.rows) * len(found.columns) > CELLS:
        message = "that is too much for one picture: choose provinces, themes or cases"
        raise UsageError(message)
    return drawn


def _ranks(found: Comparison) -> list[tuple[str, str, str]]:
    return [(each.id, each.zh, each.en) for each in found.columns]


def _pictures(found: Comparison) -> list[str]:
    """Charts that make one picture."""
    return [
        name
        for name in CHARTS
        if name in {"heat", "bars"} or (name == "map" and all(row.area.kind == "province" for row in found.rows))
    ]


def _form(view: View, asked: Asked) -> dict[str, Any]:
    """What can be chosen, and what is."""
    generation = view.generation
    return {
        "asked": asked,
        "parameters": asked.parameters(),
        "row_kinds": ROWS,
        "measures": [(name, _title(view, name)) for name in measures(generation.library)],
        "themes": Statements(Answers(generation.store, generation.library), THEMES).columns(),
        "areas": list(provinces_of(generation.store, generation.library).values()),
        "region_kinds": REGIONS,
        "chart_names": [name for name in CHARTS if name != "timeline" or asked.columns == FUNDING],
        "files": [name for name in FILES if not asked.profile or name not in {CSVW, "svg"}],
        "most": MOST_PROVINCES,
        "ranks": [],
        "pictures": (),
    }


def _title(view: View, name: str) -> str:
    title = TITLE if name == MEASURE else view.generation.queries[PREFIX + name].summary
    return title[view.language].partition("：")[2] or title[view.language].partition(": ")[2] or title[view.language]


ROUTES = [Route("/compare", comparison, methods=["GET"], name="compare")]
