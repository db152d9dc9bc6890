"""First-stated years: the earliest that the cases at hand give a practice in a province, with its claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fulian_kg.query.diffusion import NOTE, diffusion
from fulian_kg.query.first_years import FirstYears
from fulian_kg.query.funding_purposes import stated
from fulian_kg.query.funding_views import (
    ESTIMATE_HEAD,
    TIMELINE_HEAD,
    UNDATED,
    estimate_lines,
    funding_of,
    timeline_lines,
)
from fulian_kg.resources import Library
from querying import store_of

if TYPE_CHECKING:
    from fulian_kg.graph.store import OpenStore

DATA = Path(__file__).parent / "data"
LIBRARY = Library()
TEXTS = (
    "C07_shanxi_qinshui",
    "E03_fujian_putian",
    "H05_qinghai_huigailian",
    "D07_hubei_zengdu",
    "B01_jiangxi_suichuan",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    folder = tmp_path_factory.mktemp("diffusion")
    (folder / "texts").mkdir()
    for file in (*(DATA / "annotated" / f"{name}.txt" for name in TEXTS), *(DATA / "funding").glob("*.md")):
        (folder / "texts" / file.name).write_bytes(file.read_bytes())
    return store_of(folder / "texts", folder / "kg")


def years(store: OpenStore, practice: str) -> dict[str, int]:
    found = [each for each in diffusion(store, LIBRARY) if each.practice.id == practice]
    names = stated(store, LIBRARY).words
    return {names.name(each.province): each.year for each in found}


def test_a_kind_of_rate_spreads_by_basis_and_period(store: OpenStore) -> None:
    """Of two counties of Anhui the first counts; what is only proposed is no practice."""
    assert years(store, "rate:woman/year") == {"山西省": 2003, "福建省": 2012, "安徽省": 2015}
    assert years(store, "rate:village/year") == {"江西省": 2009, "安徽省": 2013}


def test_an_initiative_spreads_by_its_name(store: OpenStore) -> None:
    assert years(store, "initiative:会改联") == {"湖北省": 2017, "青海省": 2017}


def test_a_theme_spreads_by_the_words_of_dated_statements(store: OpenStore) -> None:
    found = years(store, "theme:work-funding")
    assert {"山西省": 2003, "福建省": 2012, "江西省": 2009}.items() <= found.items()
    assert found["安徽省"] == 2013


def test_every_first_year_has_its_claim_and_is_the_earliest(store: OpenStore) -> None:
    found = diffusion(store, LIBRARY)
    assert len(found) > 10
    assert all(each.evidence for each in found)
    pairs = [(each.practice, each.province) for each in found]
    assert len(pairs) == len(set(pairs))


def test_every_first_year_is_a_claim_of_a_column(store: OpenStore) -> None:
    found, firsts = FirstYears(store, LIBRARY), diffusion(store, LIBRARY)
    marks = list(found.marks())
    assert {mark.column for mark in marks} == {column.id for column in found.columns()}
    claims = list(found.claims([mark.key for mark in marks]))
    assert [(mark.case, mark.absent) for mark in marks] == [(claim.case, claim.absent) for claim in claims]
    assert [claim.value for claim in claims] == [str(first.year) for first in firsts for _ in first.evidence]
    assert [claim.quote for claim in claims] == [each.quote for first in firsts for each in first.evidence]


def test_the_note_says_that_first_stated_is_not_first_ever() -> None:
    assert "首次说明" in NOTE["zh"]
    assert "not the first ever" in NOTE["en"]


def test_lines_fit_their_heads(store: OpenStore) -> None:
    funding = funding_of(store, LIBRARY)
    for head, lines in ((TIMELINE_HEAD, timeline_lines(funding)), (ESTIMATE_HEAD, estimate_lines(funding))):
        table = list(lines)
        assert table
        assert {len(line) for line in table} == {len(head)}


def test_the_table_of_steps_ends_each_purpose_with_its_undated_rules(store: OpenStore) -> None:
    table = [
        line
        for line in timeline_lines(funding_of(store, LIBRARY))
        if line[:2] == ("安徽省安庆市太湖县", "妇联工作经费")
    ]
    assert [line[2] for line in table] == [2011, 2012, 2013, 2014, 2017, UNDATED]
    assert [line[5] for line in table] == ["", "", "", 2016, "", ""]
