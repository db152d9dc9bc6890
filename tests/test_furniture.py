"""Running headers and page numbers are masked, what repeats for its own sake is not."""

from __future__ import annotations

import pytest

from fulian_kg.model import SourceText
from fulian_kg.source.compilation import compiled
from fulian_kg.source.furniture import running_lines
from fulian_kg.source.view import view_of

PROSE = "县妇联在各村建立妇女之家，由村妇代会主任管理，定期组织妇女学习种植和养殖技术，帮助她们走上致富的道路，"
PAGE = PROSE * 7
"""What stands between two headers; it stops inside a sentence."""
SECTION = PROSE * 7 + "取得了成效。"
HEADER = "妇女工作经验选编"


def interrupted(*headers: str) -> str:
    return PAGE + "".join(f"\n{header}\n{PAGE}" for header in headers)


@pytest.mark.parametrize(
    "headers",
    [
        [HEADER] * 3,
        [f"{HEADER}\n{page}" for page in (7, 8, 9)],
        [f"{page}　{HEADER}" for page in (7, 8, 9)],
        [f"# {HEADER}　　· {page} ·" for page in (7, 9, 11)],
        [f"**{HEADER}**\n\n— {page} —\n" for page in (7, 8, 9)],
        ["· 2114 · 江苏省志·妇女团体志"],
        [HEADER, "第三章 组织建设"] * 3,
    ],
)
def test_running_headers_are_no_part_of_the_paragraph_they_cut(headers: list[str]) -> None:
    assert view_of(interrupted(*headers)).text == PAGE * (len(headers) + 1)


@pytest.mark.parametrize(
    "line",
    [
        "主要做法",
        "# 工作成效",
        "一、基本情况",
        "南山县妇联",
        "妇女代表 238",
        "| 村 | 238 |",
        "各村都有了妇女之家。",
        "- 培训",
    ],
)
def test_lines_that_repeat_between_whole_paragraphs_stay(line: str) -> None:
    text = f"{SECTION}\n{line}\n" * 4
    assert not running_lines(text)
    assert view_of(text).text.count(view_of(line).text) == 4


def test_rows_that_repeat_within_a_page_stay() -> None:
    text = "全县各镇妇女之家的情况，\n" + "东镇妇女之家已经建成\n西镇妇女之家已经建成\n" * 5
    assert not running_lines(text)


def test_a_header_with_the_title_of_a_case_leaves_the_title_itself() -> None:
    title, federation = "建强阵地 服务妇女", "江苏省盐城市建湖县妇联"
    contents = f"目录\n1. {title} …… {federation} （1）\n2. 创新形式 …… 湖北省宜昌市夷陵区妇联 （9）\n"
    text = (
        f"{contents}\n1\n{title}\n{federation}\n{PAGE}\n2\n{title}\n{PAGE}\n3\n{title}\n{PAGE}\n4\n{title}\n{SECTION}"
    )
    first = compiled(SourceText("book.txt", "0" * 64, text, "utf-8")).cases[0]
    assert first.body
    view = view_of(text, first.body).text
    assert view.count("建强阵地服务妇女") == 1
    assert view.endswith(PAGE * 3 + SECTION)


def test_the_title_of_the_compilation_is_masked_wherever_it_stands_alone() -> None:
    entry = "1. 建强阵地 …… 江苏省盐城市建湖县妇联 （1）\n"
    body = f"建强阵地\n江苏省盐城市建湖县妇联\n{PAGE}\n妇女之家建设材料汇编\n{SECTION}"
    text = f"妇女之家建设\n材料汇编\n目录\n{entry}\n{body}"
    compilation = compiled(SourceText("book.txt", "0" * 64, text, "utf-8"))
    assert compilation.title == "妇女之家建设材料汇编"
    assert compilation.cases[0].body
    assert view_of(text, compilation.cases[0].body).text.endswith(PAGE + SECTION)
