"""A page a province: what Beijing states, what others leave open, the same in every format, each row with its words."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from lxml import html

from fulian_kg.errors import InputError, UsageError
from fulian_kg.graph.store import open_store
from fulian_kg.query.comparing import provinces_of
from fulian_kg.query.profile_views import LINES, SHARES
from fulian_kg.query.profiles import JOINT, profiles, sections
from fulian_kg.query.stored import parse
from fulian_kg.query.worksheets import NOTES
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Ran

SECTIONS = ["cases", "federations", "themes", "initiatives", "funding", "figures", "regions", "gaps"]
SELECTION = "汇编是选出的典型，不是普查"
SIX = ["结婚送祝福", "满月送生肖", "生病送关怀", "困难送温暖", "生日送寿面", "亡故送挽联"]
OWN = """#+ summary@zh: 自备
#+ summary@en: Own
#+ profile: 9
#+ param: province | region | required | 省级单位 | Province-level unit | 北京市
#+ column: words | 话 | Words
#+ column: item | 物 | Item
#+ column: province | 省 | Province
SELECT DISTINCT ?words ?item ?province {
  VALUES (?item ?words) { ("a" "<script>alert(1)</script>") ("b" "=1+1") ("b" "|x|\\n\\u202Ey") }
  VALUES ?province { UNDEF }
}
ORDER BY ?item ?words
"""


@pytest.fixture
def profile(seed_store: Path, run: Callable[..., Ran]) -> Callable[..., dict[str, Any]]:
    def asked(provinces: str, store: Path = seed_store) -> dict[str, Any]:
        ran = run("compare", "--store", store, "--profile", provinces, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        found: dict[str, Any] = json.loads(ran.out)
        return found

    return asked


@pytest.fixture
def written(seed_store: Path, run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Path]:
    def made(form: str, provinces: str) -> Path:
        target = tmp_path / f"profile.{form}"
        ran = run("compare", "--store", seed_store, "--profile", provinces, "--format", form, "-o", target)
        assert (ran.code, ran.err) == (0, "")
        return target

    return made


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a ninth section whose values are hostile."""
    folder = tmp_path / "own" / "queries" / "profiles"
    folder.mkdir(parents=True)
    (folder / "profile-own.rq").write_text(OWN, "utf-8")
    return tmp_path / "own"


def rows(found: dict[str, Any], section: str, at: int = 0) -> list[dict[str, Any]]:
    return next(each["rows"] for each in found["profiles"][at]["sections"] if each["id"] == section)


def test_a_page_has_eight_sections_with_titles_and_the_note(profile: Callable[..., dict[str, Any]]) -> None:
    found = profile("北京")
    assert SELECTION in found["note"]
    (beijing,) = found["profiles"]
    assert (beijing["province"], beijing["code"], beijing["cases"], beijing["full_texts"]) == ("北京市", "110000", 3, 2)
    assert [each["id"] for each in beijing["sections"]] == SECTIONS
    for section in beijing["sections"]:
        assert set(section["title"]) == {"zh", "en"}
        names = [column["id"] for column in section["columns"]]
        assert all(set(row) == {"item", "claims", *names} for row in section["rows"])


def test_cases_and_initiatives_of_beijing(profile: Callable[..., dict[str, Any]]) -> None:
    found = profile("110000")
    cases = rows(found, "cases")
    assert [(row["number"], row["federation"], row["text_en"]) for row in cases] == [
        (1, "北京市东城区妇联", "yes"),
        (2, "北京市石景山区妇联", "yes"),
        (3, "北京市宣武区妇联", "no, title only"),
    ]
    (six,) = [row for row in rows(found, "initiatives") if "6S" in row["name"]]
    assert six["component"].split(JOINT) == SIX
    assert (six["kind"], six["kind_en"], six["number"]) == ("工作法", "working method", 1)
    assert all(step in six["claims"][0]["quote"] for step in SIX)


def test_the_funding_of_shijingshan_is_six_dated_steps(profile: Callable[..., dict[str, Any]]) -> None:
    dated = [row for row in rows(profile("北京市"), "funding") if row["from_year"]]
    steps = [(row["from_year"], row["to_year"], row["amount"], row["bound_en"], row["status_en"]) for row in dated]
    assert steps == [
        (2000, None, None, None, "in force"),
        (2004, None, 1, "at least", "pilot"),
        (2007, None, 1, None, "proposed"),
        (2008, 2010, 1, None, "in force"),
        (2011, None, 2, None, "in force"),
        (2011, None, 2, None, "in force"),
    ]
    assert all(row["claims"] and row["number"] == 2 for row in dated)
    assert {row["payer"] for row in dated} == {None, "区财政"}


def test_every_claim_shows_its_words_and_pages(profile: Callable[..., dict[str, Any]], shared: Path) -> None:
    text = (shared / "seeds" / "compilation.txt").read_text("utf-8")
    found = profile("北京,吉林,新疆生产建设兵团")
    for each in found["profiles"]:
        for section in each["sections"]:
            for row in section["rows"]:
                assert row["claims"] or section["id"] in {"regions", "gaps"} or not (row["titles"] or row["texts"])
                for claim in row["claims"]:
                    assert claim["quote"] == text[claim["start"] : claim["end"]]
                    assert claim["pages"][0] <= claim["pages"][1]


def test_themes_stand_beside_the_whole(profile: Callable[..., dict[str, Any]]) -> None:
    found = profile("北京,上海")
    for at in (0, 1):
        themes = {row["item"].rpartition("/")[2]: row for row in rows(found, "themes", at)}
        assert len(themes) == 35
        assert {row["all_cases"] for row in themes.values()} == {106}
        assert themes["two-committees"]["all_titles"] == 10
        assert themes["work-funding"]["all_titles"] == 1
        assert {row["cases"] for row in themes.values()} == {3}
    assert [row["titles"] for row in rows(found, "themes") if row["theme"] == "工作经费保障"] == [1]
    assert [row["titles"] for row in rows(found, "themes", 1) if row["theme"] == "工作经费保障"] == [0]


def test_silence_is_told_with_its_reason(profile: Callable[..., dict[str, Any]]) -> None:
    found = profile("天津,北京,新疆生产建设兵团")
    tianjin, beijing, corps = ({row["item"]: row for row in rows(found, "gaps", at)} for at in range(3))
    assert list(tianjin) == ["full-texts", "themes", "initiatives", "funding", "figures"]
    assert {(row["n"], row["of"], row["state"]) for item, row in tianjin.items() if item != "themes"} == {
        (3, 3, "no_full_text")
    }
    assert "不等于没有" in tianjin["funding"]["why"]
    assert list(beijing) == ["full-texts", "themes"]
    assert (beijing["full-texts"]["n"], beijing["full-texts"]["of"], beijing["full-texts"]["which"]) == (1, 3, "3")
    seen = [row for row in rows(found, "themes", 1) if row["titles"] or row["texts"]]
    assert beijing["themes"]["n"] == 35 - len(seen) == len(beijing["themes"]["which"].split(JOINT))
    assert (corps["full-texts"]["n"], corps["full-texts"]["of"]) == (1, 1)
    assert len(rows(found, "cases", 2)) == 1
    assert rows(found, "funding", 0) == rows(found, "figures", 2) == []


def test_full_texts_that_do_not_say_are_not_missing_texts(
    profile: Callable[..., dict[str, Any]], run: Callable[..., Ran], tmp_path: Path
) -> None:
    """A single case with its full text: its province states no funding, and the others have no case at all."""
    (tmp_path / "one.txt").write_text("做好妇女工作\n\n江苏省盐城市建湖县妇联\n\n全县有妇女小组12个。\n", "utf-8")
    assert run("build", tmp_path / "one.txt", "--store", tmp_path / "kg").code == 0
    found = profile("江苏", tmp_path / "kg")
    gaps = {row["item"]: row for row in rows(found, "gaps")}
    assert gaps["funding"]["state"] == gaps["themes"]["state"] == "not_stated"
    assert "full-texts" not in gaps
    assert "figures" not in gaps
    out = run("compare", "--store", tmp_path / "kg", "--profile", "江苏,北京", "--format", "html").out
    assert "汇编里没有案例。" in out


def test_regions_that_changed_name_act_and_present(profile: Callable[..., dict[str, Any]]) -> None:
    found = {row["region"]: row for row in rows(profile("北京"), "regions") if row["kind_en"] == "merged"}
    xuanwu = found["北京市宣武区"]
    assert (xuanwu["date"], xuanwu["document"], xuanwu["now"]) == ("2010-06-28", "国函〔2010〕55号", "北京市西城区")
    assert xuanwu["claims"] == []


def cells_of_json(found: dict[str, Any]) -> Iterator[tuple[str, str, int, str, str]]:
    for each in found["profiles"]:
        for section in each["sections"]:
            for at, row in enumerate(section["rows"], 1):
                for column in section["columns"]:
                    if (value := row[column["id"]]) is not None:
                        yield each["province"], section["id"], at, column["id"], shown(value)


def shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_csv_and_workbook_hold_every_value(
    profile: Callable[..., dict[str, Any]], written: Callable[..., Path]
) -> None:
    found = profile("北京,天津")
    expected = list(dict.fromkeys(cells_of_json(found)))
    lines = list(csv.DictReader(io.StringIO(written("csv", "北京,天津").read_text("utf-8"), newline="")))
    assert tuple(lines[0]) == LINES
    assert SELECTION in lines[0]["note"]
    got = [(e["province"], e["section"], int(e["row"]), e["column"], e["value"].removeprefix("'")) for e in lines]
    assert list(dict.fromkeys(got)) == expected
    quoted = {(e["claim"], e["quote"]) for e in lines if e["claim"]}
    claims = [c for e in found["profiles"] for s in e["sections"] for row in s["rows"] for c in row["claims"]]
    assert quoted == {(claim["iri"], claim["quote"]) for claim in claims}
    book = openpyxl.load_workbook(written("xlsx", "北京,天津"))
    assert SELECTION in book[NOTES]["A1"].value
    assert len(book.sheetnames) == 1 + len(SECTIONS)
    counted: dict[tuple[str, str], int] = {}
    sheet_cells = []
    for section, name in zip(SECTIONS, book.sheetnames[1:], strict=True):
        head, *body = book[name].iter_rows(values_only=True)
        for line in body:
            counted[line[0], section] = counted.get((line[0], section), 0) + 1
            for title, value in zip(head[1:-3], line[1:-3], strict=True):
                if value is not None:
                    at = counted[line[0], section]
                    sheet_cells.append((line[0], section, at, title.split(" ")[-1], shown(value)))
    assert sorted(sheet_cells) == sorted(expected)


@pytest.mark.parametrize("form", ["table", "md"])
def test_tables_for_people_hold_every_row(
    profile: Callable[..., dict[str, Any]], written: Callable[..., Path], form: str
) -> None:
    found = profile("北京,上海")
    text = written(form, "北京,上海").read_text("utf-8")
    assert SELECTION in text
    assert SHARES in text
    blocks = re.split(r"(?m)^(?:■|##) ", text)[1:]
    assert len(blocks) == 2 * (len(SECTIONS) - 1) + 1
    themes = next(block for block in blocks if block.startswith("主题"))
    line = next(line for line in themes.splitlines() if "工作经费保障" in line)
    assert re.findall(r"\d+/\d+", line) == ["1/3", "1/2", "0/3", "0/0", "1/106", "1/2"]
    funding = [block for block in blocks if block.startswith("经费规定")]
    assert "北京市" in funding[0]
    assert funding[0].rstrip().count("\n") >= len(rows(found, "funding"))
    assert "没有" in funding[1]
    if form == "md":
        assert all(
            " ".join(row["claims"][0]["quote"].split()) in " ".join(text.split()) for row in rows(found, "figures")
        )


def test_the_page_holds_every_value_and_quote(
    profile: Callable[..., dict[str, Any]], written: Callable[..., Path]
) -> None:
    found = profile("北京,天津")
    page = html.parse(written("html", "北京,天津"))
    ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    for link in page.iterfind(".//a[@href]"):
        assert link.get("href")[1:] in ids
    assert not page.findall(".//script")
    for each in found["profiles"]:
        for section in each["sections"]:
            if section["id"] == "themes":
                continue
            part = page.getroot().get_element_by_id(f"p-{each['code']}--{section['id']}")
            entries = part.findall("article")
            assert len(entries) == len(section["rows"])
            for entry, row in zip(entries, section["rows"], strict=True):
                quotes = [quote.text for quote in entry.iterfind(".//details//blockquote")]
                assert [*map(plain, quotes)] == [plain(claim["quote"]) for claim in row["claims"]]
    table = page.find(".//section[@id='s-themes']//tbody")
    assert len(table.findall("tr")) == 35
    first = table.find("tr[th='工作经费保障']")
    assert [cell.text for cell in first.findall("td")[:-1]] == ["1/3", "1/2", "0/3", "0/0", "1/106", "1/2"]


def plain(text: str | None) -> str:
    return " ".join((text or "").split())


def test_the_same_profile_gives_the_same_bytes(written: Callable[..., Path]) -> None:
    for form in ("xlsx", "html", "csv", "md"):
        assert written(form, "北京,新疆生产").read_bytes() == written(form, "北京,新疆生产").read_bytes()


def test_a_query_of_ones_own_is_a_section_and_its_text_only_text(
    example_store: Path, run: Callable[..., Ran], own: Path
) -> None:
    ask = ("compare", "--store", example_store, "--with", own, "--profile", "北京")
    found = json.loads(run(*ask, "--format", "json").out)
    assert [each["id"] for each in found["profiles"][0]["sections"]] == [*SECTIONS, "own"]
    assert rows(found, "own")[1]["words"] == "=1+1、|x|\n\u202ey"
    out = run(*ask, "--format", "html").out
    assert "<script" not in out
    assert "&lt;script&gt;" in out
    assert "\u202e" not in run(*ask).out
    assert "'=1+1" in run(*ask, "--format", "csv").out
    assert "\\|x\\|" in run(*ask, "--format", "md").out


@pytest.mark.parametrize(
    ("provinces", "word"),
    [
        ("", "one to 4"),
        ("北京,天津,河北,山西,上海", "one to 4"),
        ("火星", "火星"),
        ("北京,湖", "湖"),
    ],
)
def test_provinces_that_cannot_be_shown(seed_store: Path, run: Callable[..., Ran], provinces: str, word: str) -> None:
    ran = run("compare", "--store", seed_store, "--profile", provinces)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("--rank", "two-committees"),
        ("--columns", "themes"),
        ("--rows", "case"),
        ("--case", "2"),
        ("--regions", "today"),
    ],
)
def test_options_that_choose_rows_and_columns_are_refused(
    seed_store: Path, run: Callable[..., Ran], other: tuple[str, str]
) -> None:
    ran = run("compare", "--store", seed_store, "--profile", "北京", *other)
    assert (ran.code, ran.out) == (2, "")
    assert other[0] in ran.err


def test_a_province_twice_is_shown_once(profile: Callable[..., dict[str, Any]]) -> None:
    assert len(profile("北京,110000")["profiles"]) == 1


def test_sections_come_in_the_order_of_their_numbers() -> None:
    queries = sections(Library())
    assert [query.name.removeprefix("profile-") for query in queries] == SECTIONS
    for query in queries:
        assert [(p.name, p.type, p.required) for p in query.parameters] == [("province", "region", True)]
        names = {column.name for column in query.columns}
        assert {"item", "province", *query.beside} <= names
        wholes = {column.unit[1:] for column in query.columns if column.unit and column.unit.startswith("/")}
        assert wholes <= names


def test_a_section_without_a_number_or_item_is_told(example_store: Path, own: Path) -> None:
    with pytest.raises(InputError, match="number of a section"):
        parse("profiles/own", OWN.replace("profile: 9", "profile: last"))
    file = own / "queries" / "profiles" / "profile-own.rq"
    file.write_text(OWN.replace("?item", "?thing"), "utf-8")
    store = open_store(example_store)
    ((iri, area), *_) = provinces_of(store, Library()).items()
    with pytest.raises(InputError, match="item"):
        profiles(store, Library(own), {iri: area}, [])
    with pytest.raises(UsageError):
        profiles(store, Library(), {}, [])
