"""Catalogues and bodies: what a compilation announces, what of it is there, and what is odd."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.model import Compilation, SourceText
from fulian_kg.source.catalogue import find_catalogue
from fulian_kg.source.compilation import compiled, read, speaks_at

if TYPE_CHECKING:
    from pathlib import Path

BODIES = 5705
"""Where the bodies of the compilation begin."""
WIDE = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")
CASES = """# 建强阵地 服务妇女
## 江苏省盐城市建湖县妇联

一、基本情况

全县有238个村，2009年建立妇女之家。

二、主要做法
（一）抓阵地
县妇联投入20万元。

党建带妇建 开创新局面
湖北省宜昌市夷陵区妇联

2010年，全区有妇女20万人。
"""


def compile_text(text: str) -> Compilation:
    return compiled(SourceText("case.txt", "0" * 64, text, "utf-8"))


def kinds(compilation: Compilation) -> list[tuple[str, int | None]]:
    return [(finding.kind, finding.case) for finding in compilation.findings]


@pytest.fixture(scope="module")
def seed(shared: Path) -> Compilation:
    return read(shared / "seeds/compilation.txt", name="compilation.txt")


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[tuple[int, str, str, int, int | None]]:
    """Number, title, federation, first and last page of every entry."""
    with (shared / "gold/catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            int(row["number"]),
            row["title"],
            row["federation_name"],
            int(row["page_start"]),
            int(row["page_end"]) if row["page_end"] else None,
        )
        for row in rows
    ]


def entries(compilation: Compilation) -> list[tuple[int | None, str, str | None, int | None, int | None]]:
    return [(case.number, case.title, case.federation, case.page_start, case.page_end) for case in compilation.cases]


def test_all_106_entries_are_read_as_they_are(seed: Compilation, gold: list[tuple[int, str, str, int, int]]) -> None:
    assert len(gold) == 106
    assert entries(seed) == gold
    assert seed.expected == 106
    assert seed.findings == ()
    assert [case.number for case in seed.cases if case.federation_restored] == [87, 88]


def test_the_compilation_has_its_title_its_date_and_two_bodies(seed: Compilation) -> None:
    assert seed.title == "全国妇联基层组织建设“示范”县(市、区)材料汇编"
    assert seed.date == date(2010, 12, 31)
    first, second = (case for case in seed.cases if case.body)
    assert (first.number, second.number) == (1, 2)
    text = seed.source.text
    assert [(section.title, section.level) for case in (first, second) for section in case.sections] == [
        ("抓规范，提升妇联基层组织生命力", 1),
        ("抓培训，提升社区妇联主席执行力", 1),
        ("抓创新，提升妇联基层组织影响力", 1),
        ("积极争取，单独设立社区妇联工作经费", 1),
        ("严格管理，规范使用社区妇联工作经费", 1),
        ("服务妇女，保障社区妇联工作深入开展", 1),
    ]
    assert first.body
    assert second.body
    assert text[first.body.start : first.body.end].startswith("# 实施素质工程 夯实坚强阵地")
    assert first.body.end <= second.body.start
    assert not text[second.body.end :].strip()


@pytest.mark.parametrize("leader", ["……", "…", "····", "．．．．．", "_____", "\t", "......................"])
def test_any_leader_parts_title_and_federation(
    seed: Compilation, gold: list[tuple[int, str, str, int, int]], leader: str
) -> None:
    found = entries(compile_text(seed.source.text[:BODIES].replace(".....", leader)))
    missed = [entry for entry in gold if entry not in found]
    assert len(found) == 106
    assert [entry[0] for entry in missed] == ([87, 88] if leader == "\t" else [])


def test_full_width_figures_marks_and_other_line_ends_change_nothing(
    seed: Compilation, gold: list[tuple[int, str, str, int, int]]
) -> None:
    text = seed.source.text[:BODIES].translate(WIDE).replace("\n", "\r\n")
    found = [
        (n, title.translate(WIDE), (name or "").translate(WIDE), *pages)
        for n, title, name, *pages in entries(compile_text(text))
    ]
    assert found == [(n, title.translate(WIDE), name.translate(WIDE), *pages) for n, title, name, *pages in gold]


def test_traditional_characters_are_read_in_simplified_ones() -> None:
    text = "匯編\n目錄\n1. 建強陣地 ..... 福建省廈門市思明區婦聯 ( 1 )\n\n# 建強陣地\n福建省廈門市思明區婦聯\n內容。"
    compilation = compile_text(text)
    assert compilation.title == "汇编"
    (case,) = compilation.cases
    assert (case.title, case.federation) == ("建强阵地", "福建省厦门市思明区妇联")
    assert case.body
    assert text[case.body.start : case.body.end].endswith("內容。")


@pytest.mark.parametrize(
    ("cut", "number", "title"),
    [
        ("2. 设立社区妇联工作经费 保障社区妇女", 2, "设立社区妇联工作经费 保障社区妇女"),
        ("18. 探索新时期妇联组织建设的新模式  \n..... 辽宁省大连", 18, "探索新时期妇联组织建设的新模式"),
    ],
)
def test_a_catalogue_that_breaks_off_says_where_and_invents_nothing(
    seed: Compilation, cut: str, number: int, title: str
) -> None:
    text = seed.source.text
    compilation = compile_text(text[: text.index(cut) + len(cut)])
    assert entries(compilation)[-1] == (number, title, None, None, None)
    assert kinds(compilation) == [("truncated-entry", number)]
    assert not any(case.full_text for case in compilation.cases)


def test_bodies_after_a_catalogue_that_breaks_off_are_found(seed: Compilation) -> None:
    text = seed.source.text
    compilation = compile_text(text[: text.index("\n3. ") + 15] + "\n\n" + text[BODIES:])
    assert [(case.number, case.full_text) for case in compilation.cases] == [(1, True), (2, True), (3, False)]


def test_entries_that_are_missing_are_named(seed: Compilation) -> None:
    text = seed.source.text
    compilation = compile_text(text[: text.index("\n40.")] + text[text.index("\n60.") :])
    assert len(compilation.cases) == 86
    assert compilation.expected == 106
    assert kinds(compilation) == [("missing-entry", number) for number in range(40, 60)]


def test_a_page_that_goes_back_is_named(seed: Compilation) -> None:
    compilation = compile_text(seed.source.text.replace("石景山区妇联 ( 4 )", "石景山区妇联 ( 401 )"))
    assert ("page-order", 3) in kinds(compilation)


@given(st.integers(0, 9000))
def test_a_compilation_cut_anywhere_is_read(seed: Compilation, cut: int) -> None:
    text = seed.source.text[:cut]
    compilation = compile_text(text) if text.strip() else None
    for case in compilation.cases if compilation else ():
        for span in (case.entry, case.heading, case.body, *(section.span for section in case.sections)):
            assert span is None or 0 <= span.start < span.end <= len(text)
        if case.entry:
            assert text[case.entry.start :].startswith(case.title[:2])


def test_a_file_without_a_catalogue_is_one_case(shared: Path) -> None:
    compilation = read(shared / "texts/R01_jiangsu_jianhu.txt", name="R01.txt")
    (case,) = compilation.cases
    assert not compilation.catalogue
    assert compilation.title is None
    assert case.number is None
    assert case.full_text


def test_titles_with_bylines_part_cases() -> None:
    compilation = compile_text(CASES)
    first, second = compilation.cases
    assert (first.title, first.federation) == ("建强阵地 服务妇女", "江苏省盐城市建湖县妇联")
    assert (second.title, second.federation) == ("党建带妇建 开创新局面", "湖北省宜昌市夷陵区妇联")
    assert [(section.title, section.level) for section in first.sections] == [
        ("基本情况", 1),
        ("主要做法", 1),
        ("抓阵地", 2),
    ]
    assert not second.sections
    assert (compilation.catalogue, compilation.expected, compilation.date) == (False, 2, date(2010, 12, 31))
    assert second.body
    assert CASES[second.body.start : second.body.end].startswith("党建带妇建")


def test_a_numbered_list_is_no_catalogue() -> None:
    compilation = compile_text("妇女之家情况\n1.建立妇女之家（12）\n2.落实经费（20）\n3.开展活动（31）\n")
    assert not compilation.catalogue


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2008年建立，2010年达到238个，计划到2015年全部建成。", 2010),
        ("从2011年开始实行，2009年试点。", 2009),
        ("1937年和一九八五年。", 1985),
        ("没有年份。", 2024),
        ("2099年。", 2024),
    ],
)
def test_a_text_speaks_at_the_end_of_its_last_year(text: str, year: int) -> None:
    assert speaks_at(text) == date(year, 12, 31)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=12))
def test_no_entry_is_lost_to_its_number_and_no_two_have_one(numbers: list[int]) -> None:
    names = "望江临泉霍山祁门泾歙休宁黟绩溪"
    entries = enumerate(zip(numbers, names, strict=False), 1)
    lines = [f"{number}. 圩上{name}记 ...... 安徽省{name}县妇联 ({page})" for page, (number, name) in entries]
    found = find_catalogue("\n".join(["案例", "目录", *lines]), "case.txt")
    assert found is not None
    assert [entry.page for entry in found.entries] == list(range(1, len(numbers) + 1))
    assert [entry.printed for entry in found.entries] == numbers
    assert len({entry.number for entry in found.entries}) == len(numbers)
    repeated = sum(finding.kind == "repeated-number" for finding in found.findings)
    assert repeated == len(numbers) - len(set(numbers))
