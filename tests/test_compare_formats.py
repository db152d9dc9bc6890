"""One comparison, six formats: every cell has the same state, counts and quotes in each of them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from fulian_kg.query.comparison_views import SHEET, SIGNS
from fulian_kg.query.csvw import ALWAYS, NUMBERS, TITLES
from fulian_kg.query.fragments import slug
from fulian_kg.query.spreadsheets import FORMULA, LONGEST, fitting, guarded
from fulian_kg.query.workbook import EVIDENCE, TABLE
from fulian_kg.query.worksheets import NOTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from conftest import Ran

MEASURES = ("themes", "funding", "initiatives", "statistics", "forms")
SELECTION = "汇编是选出的典型，不是普查"


class Cell(NamedTuple):
    """What a format says of a row and a column."""

    state: str
    n: int
    of: int
    quotes: tuple[str, ...]


Cells = dict[tuple[str, str], Cell]


@pytest.fixture
def written(seed_store: Path, run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Path]:
    def made(form: str, *arguments: str) -> Path:
        target = tmp_path / f"comparison.{form}"
        ran = run("compare", "--store", seed_store, "--format", form, "-o", target, *arguments)
        assert (ran.code, ran.err) == (0, "")
        return target

    return made


def of_json(file: Path) -> Cells:
    found = json.loads(file.read_text("utf-8"))
    assert SELECTION in found["note"]
    titles = {column["id"]: column["title"]["zh"] for column in found["columns"]}
    return {
        (row["row"], titles[cell["column"]]): Cell(
            cell["state"], cell["n"], cell["of"], tuple(claim["quote"] for claim in cell["claims"])
        )
        for row in found["rows"]
        for cell in row["cells"]
    }


def of_lines(lines: Iterable[dict[str, Any]]) -> Cells:
    """The lines of the sheet, one a claim."""
    cells: Cells = {}
    for line in lines:
        key = (line["row"], line["column_zh"])
        quotes = (*(cells[key].quotes if key in cells else ()), *((line["quote"],) if line["quote"] else ()))
        cells[key] = Cell(line["state"], int(line["n"]), int(line["of"]), quotes)
    return cells


def of_csv(file: Path) -> Cells:
    lines = list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))
    assert SELECTION in lines[0]["note"]
    return of_lines(lines)


def of_xlsx(file: Path) -> Cells:
    book = openpyxl.load_workbook(file)
    assert SELECTION in book[NOTES]["A1"].value
    lines = [dict(zip(SHEET, row, strict=True)) for row in book[EVIDENCE].iter_rows(min_row=2, values_only=True)]
    cells = of_lines(lines)
    head, *rows = book[TABLE].iter_rows(values_only=True)
    assert of_matrix([str(name) for name in head], rows) == {key: cell[:3] for key, cell in cells.items()}
    return cells


def of_matrix(head: list[str], rows: Iterable[Any]) -> dict[tuple[str, str], tuple[str, int, int]]:
    """The short cells of a table: name of the row, number of cases, a cell a column."""
    found = {}
    for name, cases, *cells in rows:
        for column, text in zip(head[2:], cells, strict=True):
            found[str(name), column] = of_short(str(text), int(cases))
    return found


def of_short(text: str, cases: int) -> tuple[str, int, int]:
    signs = {sign: state for state, sign in SIGNS.items()}
    sign, _, share = text.rpartition(" ") if "/" in text else (text, "", f"{cases}/{cases}")
    n, of = share.split("/")
    return signs.get(sign, "value"), int(n), int(of)


def of_markdown(file: Path) -> Cells:
    """The matrix, then the lines of what is stated: row, column, share, value, page, quote."""
    text = file.read_text("utf-8")
    assert SELECTION in text
    first, second = (
        [
            [re.sub(r"\\(.)", r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in block.splitlines()
            if line.startswith("|")
        ]
        for block in text.split("\n\n")[:2]
    )
    quotes: dict[tuple[str, str], tuple[str, ...]] = {}
    for row, column, *_, quote in second[2:]:
        quotes[row, column] = (*quotes.get((row, column), ()), quote)
    cells = of_matrix(first[0], first[2:])
    return {key: Cell(*cell, quotes.get(key, ())) for key, cell in cells.items()}


def of_page(file: Path) -> Cells:
    page = html.parse(file)
    assert SELECTION in page.findtext(".//header/p")
    heads = [each.text_content() for each in page.findall(".//section[@id='table']//thead//th")[2:]]
    cells: Cells = {}
    for row in page.findall(".//section[@id='table']//tbody/tr"):
        name = row.findtext("th/a")
        _, *data = row.findall("td")
        for column, cell in zip(heads, data, strict=True):
            link = cell.find("a")
            target = page.getroot().get_element_by_id(link.get("href")[1:])
            state, n, of = of_short(link.text, int(row.findtext("td")))
            assert state == cell.get("class")
            stated = state in {"value", "stated_none"}
            quotes = [quote.text for quote in target.findall(".//blockquote")] if stated else []
            cells[name, column] = Cell(state, n, of, tuple(quotes))
    return cells


READERS: dict[str, Callable[[Path], Cells]] = {"csv": of_csv, "xlsx": of_xlsx, "md": of_markdown, "html": of_page}


@pytest.mark.parametrize("measure", MEASURES)
def test_all_formats_agree_cell_by_cell(written: Callable[..., Path], measure: str) -> None:
    expected = of_json(written("json", "--columns", measure))
    assert len({cell.state for cell in expected.values()}) > 1
    for form, read in READERS.items():
        assert flat(read(written(form, "--columns", measure))) == flat(expected), form


def flat(cells: Cells) -> Cells:
    """Quotes on one line, without the apostrophe that a spreadsheet needs."""
    return {
        key: cell._replace(quotes=tuple(" ".join(quote.removeprefix("'").split()) for quote in cell.quotes))
        for key, cell in cells.items()
    }


def test_the_terminal_shows_the_same_cells(
    seed_store: Path, run: Callable[..., Ran], written: Callable[..., Path]
) -> None:
    expected = {key: cell[:3] for key, cell in of_json(written("json")).items()}
    out = run("compare", "--store", seed_store).out
    assert SELECTION in out
    found: dict[tuple[str, str], tuple[str, int, int]] = {}
    for block in (each for each in out.split("\n\n") if each.startswith("地区 region")):
        head, rule, *rows = block.splitlines()[:34]
        columns = re.split(r" {2,}", head.strip())
        assert set(rule) == {"─", " "}
        lines = [re.split(r" {2,}", row.strip()) for row in rows]
        found |= of_matrix(columns, lines)
    assert found == expected


def test_the_same_comparison_gives_the_same_bytes(written: Callable[..., Path]) -> None:
    for form in ("xlsx", "html", "csv"):
        assert written(form).read_bytes() == written(form).read_bytes()


def test_the_description_names_every_column_of_the_csv(written: Callable[..., Path]) -> None:
    file = written("csv")
    about = json.loads(file.with_name(file.name + "-metadata.json").read_text("utf-8"))
    assert about["url"] == file.name
    assert SELECTION in about["dc:description"]
    head, *lines = csv.reader(io.StringIO(file.read_text("utf-8"), newline=""))
    described = about["tableSchema"]["columns"]
    assert [column["name"] for column in described] == head == [*SHEET] == [*TITLES]
    for column, values in zip(described, zip(*lines, strict=True), strict=True):
        assert not column["required"] or all(values)
        if column["name"] in NUMBERS:
            assert all(value.isdigit() for value in values if value)
    assert set(SHEET) >= NUMBERS | ALWAYS


def test_the_workbook_has_frozen_heads_filters_and_no_formula(written: Callable[..., Path]) -> None:
    file = written("xlsx")
    book = openpyxl.load_workbook(file)
    assert (*book.sheetnames[:2], book.sheetnames[-1]) == (NOTES, TABLE, EVIDENCE)
    assert (book[TABLE].freeze_panes, book[EVIDENCE].freeze_panes) == ("C2", "B2")
    for name in book.sheetnames[1:]:
        assert book[name].auto_filter.ref == book[name].dimensions
        assert {cell.data_type for row in book[name].iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(file) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> https://example.org/"


def test_hostile_values_stay_texts(seed_store: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    hostile = tmp_path / "own" / "queries" / "comparison"
    hostile.mkdir(parents=True)
    variables = "?case ?column ?zh ?en ?value ?absent ?claim ?quote ?start ?end ?page_first ?page_last"
    values = f'"{HOSTILE}"'
    (hostile / "compare-hostile.rq").write_text(
        f"SELECT DISTINCT {variables} WHERE {{ ?case a fl:Case . BIND({values} AS ?column) BIND({values} AS ?zh)"
        f" BIND({values} AS ?en) BIND({values} AS ?value) BIND({values} AS ?quote) BIND(STR(?case) AS ?claim)"
        " BIND(0 AS ?start) BIND(1 AS ?end) } ORDER BY ?case",
        "utf-8",
    )
    shared = ["compare", "--store", seed_store, "--columns", "hostile", "--with", tmp_path / "own"]
    for form in ("csv", "xlsx", "html"):
        assert run(*shared, "--format", form, "-o", tmp_path / f"h.{form}").code == 0
    lines = list(csv.DictReader(io.StringIO((tmp_path / "h.csv").read_text("utf-8"), newline="")))
    assert {line["value"] for line in lines if line["value"]} == {"'" + HOSTILE}
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "h.xlsx")[EVIDENCE].iter_rows() for cell in row]
    assert any(cell.value == HOSTILE and cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    page = (tmp_path / "h.html").read_text("utf-8")
    assert "<script" not in page
    assert html.fromstring(page).find(".//blockquote").text == HOSTILE


@given(st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(text: str) -> None:
    safe = guarded(text)
    assert safe[:1] not in FORMULA
    assert safe.removeprefix("'") == text.removeprefix("'")
    assert len(fitting(text * 9)) <= LONGEST


@given(st.text(), st.text())
def test_fragments_need_no_escaping_and_differ(one: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", slug(one))
    assert (slug(one) == slug(other)) is (one == other)
