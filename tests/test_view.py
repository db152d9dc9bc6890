"""The normalised view: what it drops, folds and joins, and that every character leads back to its source."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.model import SourceText, Span
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled, read
from fulian_kg.source.traditional import simplified
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.gazetteer import Gazetteer

PIECES = (
    *("妇联", "婦聯", "北京市东城区", "152 名", "４８７９", "4,879", "1.5万", "一、", "（二）", "# ", "**", "- ", "> "),
    *("，", ",", "；", "。", "，，", "……", "——", "“", "”", "&nbsp;", "&ldquo;", "&#x5987;", "(lián)", "<b>", "</b>"),
    *(
        "<!-- p. 3 -->",
        "·12 ·",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "　",
        "\u200b",
        "\ufeff",
        "㎡",
        "½",
        "|",
        "---",
        "乾",
        "\u202e",
    ),
)
SENTENCES = (
    "江苏省盐城市建湖县妇联在全县建立村级“妇女之家”238个，覆盖率达96.8%。",
    "2008年，区委十届105次常委会决定按2元/人/年的标准拨付社区妇联工作经费。",
    "县妇联主席王秀英参加了2010年3月20日举办的培训班，1,500余名妇女受益。",
    "县委印发了《关于加强村级妇代会建设的意见》，被授予“全国三八红旗集体”称号。",
)
SECONDS = 4
"""Some ten times what a text of 60,000 characters needs; one of quadratic cost needs more."""
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


@pytest.mark.parametrize(
    ("source", "view"),
    [
        ("152 名\u200b妇　女", "152名妇女"),
        ("**设置独立化。**专`职`", "设置独立化。专职"),
        ("<p>村<b>委会</b></p><!-- p. 3 -->", "村委会"),
        ("![](a.png)[妇女之家](http://example.org/)建成", "妇女之家建成"),
        ("２０１０年；（５）㎡", "2010年；（5）m2"),
        ("&ldquo;妇&nbsp;女&rdquo;&mdash;&#22919;&#x8054;", "“妇女”—妇联"),
        ("A&amp;B 与 &lt;&amp;ldquo; &foo;", "A&B与<“&foo；"),
        ("妇聯(lián)组織（zhī）", "妇联组织"),
        ("妇联(fulian)咖啡(café)", "妇联（fulian）咖啡（café）"),
        ("有4,879个，，其中；。又、，,多", "有4,879个，其中。又，多"),
        ("……——“”《》", "……——“”《》"),
        ("县妇联,于09:25到(第5次)", "县妇联，于09:25到（第5次）"),
        ("妇\u202e联\x00好\u00ad", "妇联好"),
        ("北京市東城區婦聯乾淨的著作", "北京市东城区妇联干净的著作"),
        ("於凤至到乾县後, 妇聯成立於此时, 由王喆担任主席", "於凤至到乾县後，妇联成立於此时，由王喆担任主席"),
    ],
)
def test_a_line_is_read_without_noise(source: str, view: str) -> None:
    assert view_of(source).text == view


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        ("一、基本情况\n全县有238个村，", ["一、基本情况", "全县有238个村，"]),
        ("（一）抓规范、抓制度\n全县", ["（一）抓规范、抓制度", "全县"]),
        ("进行监督，弘扬艰\n\n·2114 ·\n\n苦创业精神", ["进行监督，弘扬艰苦创业精神"]),
        ("建立了制度，进\r\n\r\n一步完善", ["建立了制度，进一步完善"]),
        ("建立了制度。\n2\n进一步完善", ["建立了制度。", "进一步完善"]),
        ("一是建立制度，\n二是完善机制", ["一是建立制度，", "二是完善机制"]),
        ("- 建立制度，\n- 完善机制，\n• 落实经费", ["建立制度，", "完善机制，", "落实经费"]),
        ("> 妇女之家，\n> 温暖之家", ["妇女之家，温暖之家"]),
        ("| 项目 | 数 |\n| --- | :-: |\n| 村 | 238 |", ["项目，数", "村，238"]),
        ("# 建强阵地\n## 建湖县妇联\n全县", ["建强阵地", "建湖县妇联", "全县"]),
        ("有村，\n* * *\n有镇", ["有村，", "有镇"]),
    ],
)
def test_lines_make_paragraphs(source: str, paragraphs: list[str]) -> None:
    assert view_of(source).text.split("\n") == paragraphs


def test_lines_broken_at_one_width_are_one_paragraph() -> None:
    text = (
        "　　2008年以来，建湖县妇联坚持把加强基层组织建设作为妇联工作的\n"
        "重中之重紧紧抓住村级组织换届选举的有利时机积极探索创新工作基层\n"
        "妇联组织建设的新途径新方法新举措，全县村妇代会主任进两委的比例\n"
        "达到百分之百。\n"
        "　　基本情况\n"
        "　　全县共有238个村，由1.5万名妇女组成的志愿者队伍活跃在全县的各\n"
        "一个镇的各个村居和广大的农村地区为全县经济社会又好又快发展贡献\n"
        "了力量\n"
    )
    first, heading, last = view_of(text).text.split("\n")
    assert first.startswith("2008年以来")
    assert "妇联工作的重中之重" in first
    assert "创新工作基层妇联组织" in first
    assert heading == "基本情况"
    assert "全县的各一个镇的" in last
    assert last.endswith("贡献了力量")


def test_blocks_know_their_level_and_who_stands_in_them() -> None:
    view = view_of("## 题目\n\n正文。\n\n### **一、小题**\n又一段")
    assert [(view.text[b.start : b.end], b.level) for b in view.blocks] == [
        ("题目", 2),
        ("正文。", 0),
        ("一、小题", 3),
        ("又一段", 0),
    ]
    assert [view.block_at(index).start for index in range(len(view.text))] == [
        next(b.start for b in view.blocks if index <= b.end) for index in range(len(view.text))
    ]


def test_an_entity_or_doubled_mark_is_one_character_with_all_its_source() -> None:
    source = "好&ldquo;妇， ,女"
    view = view_of(source)
    assert view.text == "好“妇，女"
    assert [source[view.starts[i] : view.ends[i]] for i in range(5)] == ["好", "&ldquo;", "妇", "， ,", "女"]


@given(TEXTS)
def test_every_character_comes_from_inside_in_order(source: str) -> None:
    view = view_of(source)
    assert len(view.text) == len(view.starts) == len(view.ends)
    for char, start, end in zip(view.text, view.starts, view.ends, strict=True):
        assert 0 <= start <= end <= len(source)
        assert (start < end) == (char != "\n")
    assert all(first <= after for first, after in pairwise(view.starts))
    assert all(first <= after for first, after in pairwise(view.ends))


@given(TEXTS)
def test_nothing_unseen_remains_and_blocks_part_the_view(source: str) -> None:
    view = view_of(source)
    assert not [char for char in view.text.replace("\n", "") if char.isspace() or unicodedata.category(char) == "Cc"]
    assert "\n".join(view.text[b.start : b.end] for b in view.blocks) == view.text
    assert all(b.start < b.end for b in view.blocks)


@given(TEXTS, st.data())
def test_a_stretch_of_the_view_comes_back_from_its_source(source: str, data: st.DataObject) -> None:
    view = view_of(source)
    plain = [i for i in range(len(view.text)) if source[view.starts[i] : view.ends[i]] == view.text[i]]
    for index in plain:
        assert view.text[view.index(view.starts[index])] == view.text[index]
    if view.text:
        start = data.draw(st.integers(0, len(view.text) - 1))
        end = data.draw(st.integers(start + 1, len(view.text)))
        span = view.span(start, end)
        assert 0 <= span.start <= span.end <= len(source)
        assert all(span.contains(Span(view.starts[i], view.ends[i])) for i in range(start, end))


@given(TEXTS, TEXTS)
def test_offsets_of_a_part_count_from_the_beginning_of_the_source(before: str, part: str) -> None:
    alone = view_of(part)
    inside = view_of(before + part, Span(len(before), len(before) + len(part)))
    if not before or part[:1] not in "(（":
        assert inside.text == alone.text
        assert inside.starts == tuple(start + len(before) for start in alone.starts)


@given(TEXTS)
def test_simplifying_keeps_the_length_and_all_that_is_not_chinese(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert all(new == old for new, old in zip(once, text, strict=True) if old < "\u3400")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.integers(0, 60), st.sampled_from(PIECES)), max_size=8))
def test_the_quote_of_every_fact_stands_at_its_offsets(parts: list[tuple[str, int, str]]) -> None:
    text = "\n".join(sentence[:at] + noise + sentence[at:] for sentence, at, noise in parts)
    source = SourceText("case.txt", "0" * 64, text, "utf-8")
    for fact in read_facts(compiled(source), gazetteer(), Library()).facts:
        assert text[fact.start : fact.end] == fact.quote
        assert all(text[start:end].strip() for start, end in fact.mentions)


@pytest.mark.parametrize("piece", [" ", "![", "[", "<!--", "<a", "|", "| ", "-", "(", "&amp;", "汉( ", "*", "\n# 妇联"])
def test_no_text_takes_more_than_its_length(piece: str) -> None:
    text = piece * (60_000 // len(piece)) + "x"
    began = time.perf_counter()
    view_of(text)
    compiled(SourceText("case.txt", "0" * 64, text, "utf-8"))
    assert time.perf_counter() - began < SECONDS


def test_simplified_texts_do_without_the_converter(shared: Path) -> None:
    code = (
        "import sys; from fulian_kg.source.view import view_of; "
        "view_of(open(sys.argv[1], encoding='utf-8').read()); print('opencc' in sys.modules)"
    )
    call: list[str | Path] = [sys.executable, "-c", code, shared / "seeds/compilation.txt"]
    assert subprocess.run(call, capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize(
    "words",
    ["北新桥街道九道湾社区", "弘扬艰苦创业精神", "重要批示", "进行监督", "152名", "2010年3月20日", "29次"],
)
def test_words_that_a_page_broke_are_whole(shared: Path, words: str) -> None:
    compilation = read(shared / "seeds/compilation.txt", name="compilation.txt")
    views = [view_of(compilation.source.text, case.body).text for case in compilation.cases if case.body]
    assert any(words in view for view in views)
