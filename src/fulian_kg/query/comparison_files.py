"""A comparison, or profiles, as a file: what the command line writes and the site offers for download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.errors import UsageError
from fulian_kg.query.charts.raster import to_png
from fulian_kg.query.charts.style import load_style
from fulian_kg.query.comparison_views import SHEET, as_object, matrix, notes, sheet, statements
from fulian_kg.query.pictures import CHARTS, Canvas
from fulian_kg.query.profile_page import page
from fulian_kg.query.profile_views import LINES, NOTHING, TITLE, lines, sheets, tables
from fulian_kg.query.profile_views import as_object as profiles_object
from fulian_kg.query.profile_views import notes as profile_notes
from fulian_kg.query.report import report
from fulian_kg.query.spreadsheets import spreadsheet
from fulian_kg.query.tables import Table, as_json, markdown, unmarked
from fulian_kg.query.workbook import workbook
from fulian_kg.query.worksheets import Sheet, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.query.comparison import Comparison
    from fulian_kg.query.profiles import Profiles
    from fulian_kg.resources import Library

PICTURES = ("svg", "png")
DOCUMENTS = ("csv", "xlsx", "json", "html", "md")


def comparison_file(found: Comparison, form: str, library: Library, chart: str) -> str | bytes:
    """The comparison in one of `DOCUMENTS`, or a chart of it in one of `PICTURES`.

    Raises `UsageError` for a picture where there is none, or more than one.
    """
    if form in PICTURES:
        return _drawn(found, chart, form, library)
    if form == "json":
        return as_json(as_object(found))
    if form == "csv":
        return spreadsheet(Table(SHEET, tuple(sheet(found))))
    if form == "xlsx":
        return workbook(found)
    if form == "html":
        return report(found, library)
    return "\n".join([*_document(found), *notes(found)]) + "\n"


def profiles_file(found: Profiles, form: str, library: Library) -> str | bytes:
    """Profiles in one of `DOCUMENTS`; raises `UsageError` for a picture."""
    if form in PICTURES:
        message = f"a profile is no picture: choose another format than {form}"
        raise UsageError(message)
    if form == "json":
        return as_json(profiles_object(found))
    if form == "csv":
        return spreadsheet(Table(LINES, tuple(lines(found))))
    if form == "xlsx":
        return written(TITLE["zh"], profile_notes(found), [Sheet(each.title, each.rows) for each in sheets(found)])
    if form == "html":
        return page(found, library)
    return "\n".join([*_sections(found), *profile_notes(found)]) + "\n"


def _drawn(found: Comparison, chart: str, form: str, library: Library) -> str | bytes:
    """The one picture of a chart."""
    style = load_style(library)
    pictures = list(CHARTS[chart](found, Canvas(style)))
    if len(pictures) != 1:
        places = "；".join(each.title.zh for each in pictures) or "nothing"
        message = f"a file holds one picture, here are {len(pictures)} ({places}): choose by --province or --case"
        raise UsageError(message)
    svg = pictures[0].svg
    return svg if form == "svg" else to_png(svg, style=style)


def _document(found: Comparison) -> Iterator[str]:
    """The matrix, then everything that is stated, then what stands beside."""
    for head, *rows in (matrix(found.rows, found.columns, tuple(c.zh for c in found.columns)), statements(found)):
        yield markdown(Table(head, tuple(rows)))
    for each in found.supplements:
        yield f"## {unmarked(f'{each.zh} {each.en}')}\n"
        yield markdown(Table(each.head, each.lines))


def _sections(found: Profiles) -> Iterator[str]:
    """Every section under its title."""
    for each in tables(found, quotes=True):
        yield f"## {unmarked(each.title)}\n"
        if each.rows:
            yield markdown(Table(tuple(map(str, each.rows[0])), each.rows[1:]))
        else:
            yield " ".join(NOTHING.values()) + "\n"
