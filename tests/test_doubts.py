"""Suspected misreadings: found where they stand, with a suggestion, and never in a text that is right."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.extraction.doubts import NUMBER, WORD, doubts, doubts_in
from fulian_kg.extraction.doubts_words import misreadings
from fulian_kg.extraction.patterns import Pattern, rules
from fulian_kg.model import Case, SourceText, Span
from fulian_kg.resources import Library
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = Library()
RULES = rules(LIBRARY, "doubts")
MISREAD: dict[str, str] = RULES.tables["misread"]
SENTENCE = "近年来，{}，工作有了新进展。"


@pytest.mark.parametrize("pattern", RULES.patterns, ids=lambda p: p.id)
def test_the_suggestion_of_a_pattern_is_no_doubt_itself(pattern: Pattern) -> None:
    for positive in pattern.positive:
        found = doubts_in(positive, LIBRARY)
        assert found, positive
        mended = positive
        for doubt in reversed(found):
            mended = mended[: doubt.start] + doubt.suggestion + mended[doubt.end :]
        assert doubts_in(mended, LIBRARY) == (), mended


@pytest.mark.parametrize(("printed", "meant"), MISREAD.items())
def test_a_misread_word_is_found_and_the_word_meant_is_not(printed: str, meant: str) -> None:
    found = doubts_in(SENTENCE.format(printed), LIBRARY)
    assert [(doubt.printed, doubt.suggestion) for doubt in found] == [(printed, meant)]
    assert doubts_in(SENTENCE.format(meant), LIBRARY) == ()


@pytest.mark.parametrize(
    ("text", "kind", "suggestion"),
    [
        ("拨付5方元。", NUMBER, "5万"),
        ("资助70多方元。", NUMBER, "70多万"),
        ("培训3于人。", NUMBER, "3千"),
        ("2O10年，", NUMBER, "2010"),
        ("占96.8o/o，", NUMBER, "96.8%"),
        ("人大常委会大副委员长", WORD, "副委员长"),
        ("列人财政预算", WORD, "列入"),
    ],
)
def test_what_would_change_a_number_is_marked_so(text: str, kind: str, suggestion: str) -> None:
    assert [(doubt.kind, doubt.suggestion) for doubt in doubts_in(text, LIBRARY)] == [(kind, suggestion)]


def test_a_doubt_has_the_place_in_the_source_whatever_the_layout() -> None:
    text = "县妇联**健 立**了制度，投入５\u3000方元。\n"
    source = SourceText("a.txt", "0" * 64, text, "utf-8")
    found = list(doubts(view_of(text), Case(7, "案例", None), source, LIBRARY))
    assert [(finding.kind, finding.case, finding.suggestion) for finding in found] == [
        (WORD, 7, "建立"),
        (NUMBER, 7, "5万"),
    ]
    assert [text[slice(*finding.span or Span(0, 0))] for finding in found] == ["健 立", "５\u3000方"]


PIECES = st.lists(st.sampled_from([*MISREAD, "妇联", "2010年", "5万元", "，", "。", "5方元", "3于人"]), max_size=12)


@given(PIECES)
def test_doubts_are_in_order_apart_and_quote_what_is_printed(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = doubts_in(text, LIBRARY)
    assert all(text[doubt.start : doubt.end] == doubt.printed != doubt.suggestion for doubt in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_names_of_regions_give_no_doubt() -> None:
    for path, text in (*LIBRARY.walk("regions", ".csv"), *LIBRARY.walk("ontology", ".ttl")):
        assert doubts_in(text, LIBRARY) == (), path


def test_the_compilation_gives_the_five_doubts_that_it_has(shared: Path) -> None:
    text = (shared / "seeds" / "compilation.txt").read_text("utf-8")
    assert [(doubt.printed, doubt.suggestion) for doubt in doubts_in(view_of(text).text, LIBRARY)] == [
        ("共场建", "共建"),
        ("健立", "建立"),
        ("大副委员长", "副委员长"),
        ("管理规范化的", "管理规范化"),
        ("管理规范化的", "管理规范化"),
    ]


GENRE = rules(LIBRARY, "doubts_words").tables["genre"]
WORDS = GENRE["words"].split()
CONFUSED = sorted(misreadings(LIBRARY))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("社区几童之家天天开放", "儿童之家"),
        ("她是村里的归女主任", "妇女主任"),
        ("举办家政陪训班", "家政培训"),
        ("农村合作杜带动了姐妹", "合作社"),
        ("县委组识部下发文件", "组织部"),
        ("乡政腐大院", "乡政府"),
        ("巾惯志愿者上门", "巾帼志愿者"),
    ],
)
def test_a_string_one_confusion_away_from_a_word_is_a_doubt(text: str, meant: str) -> None:
    (found,) = doubts_in(text, LIBRARY)
    assert meant in found.suggestion or found.suggestion in meant


@pytest.mark.parametrize("text", ["救助对象属于特困家庭", "这种现象属个别", "对象属性"])
def test_words_that_meet_are_no_doubt_of_another(text: str) -> None:
    assert doubts_in(text, LIBRARY) == ()
    (found,) = doubts_in("慰问军人象属", LIBRARY)
    assert (found.printed, found.suggestion) == ("象属", "家属")


@given(st.sampled_from(CONFUSED))
def test_every_confusion_is_found_where_it_stands_alone(printed: str) -> None:
    assert doubts_in(f"，{printed}，", LIBRARY)


def test_words_are_no_doubts() -> None:
    made = misreadings(LIBRARY).keys() - MISREAD.keys()
    assert not made & {*WORDS, *GENRE["right"].split()}
    assert [doubt.printed for doubt in doubts_in("，".join(WORDS), LIBRARY) if doubt.printed in made] == []


def test_groups_of_like_characters_name_each_once() -> None:
    groups = [frozenset(group) for group in GENRE["alike"].split()]
    assert all(len(group) > 1 for group in groups)
    assert len(groups) == len(set(groups))
    assert len(WORDS) == len(set(WORDS))
