"""What a text says against itself: found with both passages, and nothing found in a text that agrees."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NoGazetteer
from fulian_kg.extraction.document import Document
from fulian_kg.extraction.findings import document_findings
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.model import Fact, Finding, SourceText
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran
    from fulian_kg.gazetteer import Gazetteer

LIBRARY = Library()
DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


ROWS = _rows("slips.jsonl")
MENDED = _rows("slips_by_others.jsonl")
"""Slips seeded by somebody who had not seen the rules; the rules were mended after them."""
APART = _rows("slips_apart.jsonl")
"""Slips of another author: five were found at first sight, and the rules were mended after them."""
OWN = _rows("slips_own.jsonl")
"""Slips of many wordings: 44 of the 80 were found at first sight, and the rules were mended after most."""
OWN_FOUND = 68
LATER = date(2025, 12, 31)
CLEAN = (DATA / "slips_none.txt").read_text("utf-8").splitlines()
SEEN = {
    "seeds/compilation.txt": {
        ("ocr-doubt", "共场建"),  # 企妇共建
        ("ocr-doubt", "健立"),
        ("ocr-doubt", "大副委员长"),
        ("ocr-doubt", "管理规范化的"),  # twice, both times before a mark that ends the clause
    },
    "texts/R01_jiangsu_jianhu.txt": {("share-mismatch", "35岁以下的19人，占9.7%")},  # 9.5 % of 200
    "texts/R03_fujian_yiyuanqian.txt": set(),
    "texts/R07_shaanxi_beilin.txt": set(),
}
"""Every finding of the texts, each one looked at and true."""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The regions."""
    return load(LIBRARY)


def found_in(text: str, gazetteer: Gazetteer, at: date = date(2011, 12, 31)) -> list[Finding]:
    """Findings of a report of 南山县妇联 that speaks on that day."""
    source = SourceText("案例.txt", "0" * 64, f"南山县妇联\n\n{text}\n", "utf-8")
    reading = read_facts(compiled(source, at), gazetteer, LIBRARY)
    return [finding for case in reading.cases for finding in case.findings]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slip"][:24])
def test_a_slip_is_found_and_the_text_without_it_is_clean(row: dict[str, str], gazetteer: Gazetteer) -> None:
    assert [finding.kind for finding in found_in(row["slip"], gazetteer)] == [row["kind"]]
    assert found_in(row["clean"], gazetteer) == []


def test_seeded_slips_are_found_at_their_passage(gazetteer: Gazetteer) -> None:
    missed = [row["id"] for row in MENDED if not _at(row, found_in(row["text"], gazetteer))]
    assert len(missed) <= 1, missed


def test_slips_of_another_author_are_found(gazetteer: Gazetteer) -> None:
    missed = [row["id"] for row in APART if not _at(row, found_in(row["text"], gazetteer, LATER))]
    assert len(missed) <= 1, missed


def test_slips_of_many_wordings_are_found_as_far_as_the_rules_carry(gazetteer: Gazetteer) -> None:
    found = [row["id"] for row in OWN if _at(row, found_in(row["text"], gazetteer, LATER))]
    assert len(found) >= OWN_FOUND, found


@pytest.mark.parametrize("text", (DATA / "slips_apart_none.txt").read_text("utf-8").splitlines())
def test_nothing_is_found_in_right_texts_of_another_author(text: str, gazetteer: Gazetteer) -> None:
    assert found_in(text, gazetteer, LATER) == []


def _at(row: dict[str, str], findings: list[Finding]) -> bool:
    """Whether a finding, or the passage it is held against, touches what is wrong."""
    start = len("南山县妇联\n\n") + row["text"].index(row["wrong"])
    spans = [span for finding in findings for span in (finding.span, finding.other) if span]
    return any(span.start < start + len(row["wrong"]) and start < span.end for span in spans)


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: text[:16])
def test_nothing_is_found_in_a_text_that_agrees(text: str, gazetteer: Gazetteer) -> None:
    assert [(finding.kind, finding.message_zh) for finding in found_in(text, gazetteer)] == []


def test_the_slips_are_of_every_kind() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    messages = {kind for kind in _messages() if kind != "funding-years"}
    assert set(kinds) == messages | {"ocr-doubt", "ocr-number"}
    assert kinds.total() >= 20


def _messages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = rules(LIBRARY, "findings").tables["messages"]
    return found


@pytest.mark.parametrize("name", SEEN)
def test_the_texts_give_only_findings_that_are_true(name: str, shared: Path, gazetteer: Gazetteer) -> None:
    path = shared / name
    reading = read_facts(read(path, name=path.name), gazetteer, LIBRARY)
    text = reading.compilation.source.text
    found = [finding for case in reading.cases for finding in case.findings]
    assert {(finding.kind, text[slice(*finding.span)]) for finding in found if finding.span} == SEEN[name]
    assert all(finding.span for finding in found)


def test_both_passages_and_values_are_given(document_of: Callable[[str], Document]) -> None:
    text = "全县共有村妇代会主任200名。其中，35岁以下的19名，占9.7%。"
    (found,) = document_findings(document_of(text), ())
    assert found.span is not None
    assert found.other is not None
    assert (text[slice(*found.span)], text[slice(*found.other)]) == (
        "35岁以下的19名，占9.7%",
        "全县共有村妇代会主任200名",
    )
    assert "9.5%" in found.message_zh
    assert "9.7%" in found.message_en


def test_funding_that_ends_before_it_begins_is_found(document_of: Callable[[str], Document]) -> None:
    text = "县财政每年拨付5万元。"
    slots = {"amount": 50000, "from_year": 2010, "to_year": 2008}
    fact = Fact("1" * 16, "案例.txt", "0" * 64, None, "funding", slots, text[:10], 0, 10, None, (), "r", 1.0)
    assert [finding.kind for finding in document_findings(document_of(text), [fact])] == ["funding-years"]


@pytest.mark.parametrize(
    "text",
    [
        "全省120个村、30个社区都建起了妇女之家，覆盖率100%。",
        "全县共有干部120人，其中党员50人、大学生80人。",
        "女代表由40人增加到60人，占30%。",
        "2008年推广，2006年的试点为它打下了基础。",
        "2012年将建立妇女之家20个。",
        "培训妇女200人。\n又培训妇女300人。",
        "现有女干部458人，占总数的19.7%。其中女科级干部139人，占总数的6%。",
        "约三分之二的主任是党员，200名主任中党员130名，占65%。",
        "共选出书记145名，其中女书记81名；副书记176名，其中女副书记95名。",
        "全县总人口81万，其中女性人口38.24万人，占47.2%。",
    ],
)
def test_what_does_not_contradict_itself_is_left_alone(text: str, gazetteer: Gazetteer) -> None:
    assert found_in(text, gazetteer) == []


@given(st.integers(1, 2000).flatmap(lambda whole: st.tuples(st.integers(1, whole), st.just(whole))), st.integers(0, 2))
def test_a_share_that_is_rounded_is_right_and_one_that_is_far_is_not(counts: tuple[int, int], digits: int) -> None:
    part, whole = counts
    share = 100 * part / whole
    text = f"全县共有主任{whole}名，其中党员{part}名，占{{}}%。"
    assert _kinds(text.format(f"{share:.{digits}f}")) == []
    wrong = share + 5 if share <= 90 else share - 5
    if share > 4:
        assert _kinds(text.format(f"{wrong:.{digits}f}")) == ["share-mismatch"]


@given(st.integers(2, 500), st.integers(2, 500), st.integers(-40, 40))
def test_a_sum_is_right_or_found(men: int, women: int, off: int) -> None:
    total = men + women + off
    if total < max(men, women) + 1 or total > 2 * (men + women):
        return  # no parts of it, or so few that they are taken for a selection
    expected = ["sum-mismatch"] if off else []
    assert _kinds(f"机关共有{total}人，其中男{men}人、女{women}人。") == expected
    assert _kinds(f"甲镇有{men}人，乙镇有{women}人，共计{total}人。") == expected


def test_a_list_too_long_to_be_parts_of_a_total_is_no_sum() -> None:
    few, many = ("、".join(f"第{number}组{number}人" for number in range(1, last)) for last in (8, 40))
    assert _kinds(f"{few}，共计35人。") == ["sum-mismatch"]
    assert _kinds(f"{many}，共计800人。") == []


def _kinds(text: str) -> list[str]:
    source = SourceText("案例.txt", "0" * 64, f"南山县妇联\n\n{text}\n", "utf-8")
    case = compiled(source, date(2011, 12, 31)).cases[0]
    document = Document(source, case, date(2011, 12, 31), NoGazetteer(), LIBRARY, None)
    return [finding.kind for finding in document_findings(document, ())]


def test_the_ledger_lists_findings_by_place_with_both_quotes(tmp_path: Path, run: Callable[..., Ran]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("南山县妇联\n\n县妇联健立了制度。共12人，其中男5人、女6人。\n\n县财政拨付5方元。\n", "utf-8")
    found = json.loads(run("build", path, "--store", tmp_path / "kg", "--format", "json").out)["findings"]
    assert found == sorted(found, key=lambda each: each.get("start", -1))
    found = [each for each in found if "quote" in each]
    assert [(each["kind"], each["line"], each["quote"], each.get("other_quote")) for each in found] == [
        ("ocr-doubt", 3, "健立", None),
        ("sum-mismatch", 3, "其中男5人、女6人", "共12人"),
        ("ocr-number", 5, "5方", None),
    ]
    assert found[2]["suggestion"] == "5万"
    shown = run("build", path, "--store", tmp_path / "kg").out
    assert "a.txt:5  “5方”疑为“5万”" in shown
