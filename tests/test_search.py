"""Search in a store: folding, what is found and in which order, and that no text means anything to the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.errors import StoreError, UsageError
from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.query.derived import derive
from fulian_kg.query.folding import fold, grams, phrase, terms
from fulian_kg.query.index import FILE, Index
from fulian_kg.query.search import A_PAGE, FACETS, LONGEST, Found, Wanted, search, snippet
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.text(max_size=30)


@pytest.fixture(scope="module")
def seed(seed_store: Path) -> Index:
    return Index(open_store(seed_store))


@pytest.fixture(scope="module")
def example(example_store: Path) -> Index:
    return Index(open_store(example_store))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("妇聯", "妇联"),
        ("６Ｓ", "6s"),
        ("妇 \n联", "妇联"),
        ("Work  Funding", "work funding"),
        ("“6S”工作法，即", "6s 工作法 即"),
        ("", ""),
        ("《》*\x00", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(WORDS)
def test_every_folded_character_has_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)
    assert [*folded.places] == sorted(folded.places)


@given(st.text())
def test_an_index_sees_nothing_but_digits(text: str) -> None:
    assert set(grams(fold(text).text)) <= set("0123456789abcdef ")
    assert all(set(phrase(term)) <= set('0123456789abcdef "*') for term in terms(text))


@given(st.text(alphabet="妇联工作经费 6Sab，\n", max_size=40), st.text(alphabet="妇联经6Sa", min_size=1, max_size=3))
def test_a_snippet_is_of_the_text_and_marks_the_words(text: str, word: str) -> None:
    runs = snippet(text, terms(word))
    plain = "".join(run for run, _ in runs).strip("…")
    assert plain in text.replace("\n", "")
    assert all(fold(run).text.replace(" ", "") for run, met in runs if met)
    if (term := terms(word)[0]) in fold(text).text:
        assert any(met and term in fold(run).text for run, met in runs)


def _kinds(found: Found) -> set[str]:
    return {value.value for value in found.facets.get("kind", ())}


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("网格", "theme", "网格化与走访服务"),
        ("網格", "theme", "网格化与走访服务"),
        ("6S", "initiative", "亲情服务“6S”工作法"),
        ("６ｓ", "initiative", "亲情服务“6S”工作法"),
        ("石景山", "region", "石景山区"),
        ("石景山", "case", "设立社区妇联工作经费 保障社区妇女工作全面开展"),
        ("社區婦聯 工作經費", "case", "设立社区妇联工作经费 保障社区妇女工作全面开展"),
        ("work funding", "theme", "工作经费保障"),
        ("work funding", "case", "设立社区妇联工作经费 保障社区妇女工作全面开展"),
        ("WORK FUND", "theme", "工作经费保障"),
        ("110107", "region", "石景山区"),
        ("2", "case", "设立社区妇联工作经费 保障社区妇女工作全面开展"),
    ],
)
def test_names_titles_and_themes_are_found_in_both_languages(seed: Index, text: str, kind: str, label: str) -> None:
    found = search(seed, Wanted(text, {"kind": [kind]}))
    assert label in {hit.zh for hit in found.hits}


def test_quotes_are_found_with_their_case_and_claim(seed: Index) -> None:
    found = search(seed, Wanted("结婚送祝福", {"kind": ["quote"]}))
    (hit,) = found.hits
    assert hit.case is not None
    assert "/id/case/" in hit.case
    assert "/id/claim/" in hit.iri
    assert [run for run, met in hit.snippet if met] == ["结婚送祝福"]


def test_the_exact_name_comes_first_and_quotes_last(seed: Index) -> None:
    found = search(seed, Wanted("石景山区"))
    assert (found.hits[0].kind, found.hits[0].zh) == ("region", "石景山区")
    assert all("/id/claim/" in hit.iri for hit in found.hits if hit.kind == "quote")
    grades = [hit.grade for hit in found.hits]
    order = ["name", "begins", "contains", "theme", "quote"]
    assert grades == sorted(grades, key=order.index)
    assert "quote" in grades


def test_facets_count_what_choosing_them_would_find(seed: Index) -> None:
    found = search(seed, Wanted("妇女"))
    for name in FACETS:
        for value in found.facets[name][:5]:
            assert search(seed, Wanted("妇女", {name: [value.value]})).total == value.count
    kinds = found.facets["kind"]
    assert sum(value.count for value in kinds) == found.total
    two = search(seed, Wanted("妇女", {"kind": [kinds[0].value, kinds[1].value]}))
    assert two.total == kinds[0].count + kinds[1].count
    assert [value.count for value in two.facets["kind"]] == [value.count for value in kinds]


def test_pages_part_the_hits(seed: Index) -> None:
    first = search(seed, Wanted("妇女"))
    assert first.pages > 1
    every = [
        (hit.iri, hit.snippet)
        for page in range(1, first.pages + 1)
        for hit in search(seed, Wanted("妇女", page=page)).hits
    ]
    assert len(every) == len(set(every)) == first.total
    assert len(first.hits) == A_PAGE
    assert search(seed, Wanted("妇女", page=10**6)).page == first.pages


def test_facets_alone_list_everything(seed: Index) -> None:
    assert search(seed, Wanted("", {"kind": ["case"]})).total == 106
    assert search(seed, Wanted("", {"kind": ["case"], "text": ["full"]})).total == 2


@pytest.mark.parametrize(
    "text", ["", "  ", "*", "%", '"', "()", "'; DROP TABLE things; --", "NEAR(", "\x00", "\ud800", "🙂"]
)
def test_hostile_words_find_little_and_break_nothing(example: Index, text: str) -> None:
    assert search(example, Wanted(text)).total == 0
    assert search(example, Wanted("妇联")).total > 0


@given(st.text(max_size=LONGEST))
def test_any_text_can_be_looked_for(example: Index, text: str) -> None:
    assert search(example, Wanted(text)).total >= 0


def test_what_is_too_long_is_refused(example: Index) -> None:
    with pytest.raises(UsageError, match="too long"):
        search(example, Wanted("妇" * (LONGEST + 1)))


def test_the_index_kept_at_build_says_what_the_one_made_now_says(
    example: Index, example_store: Path, tmp_path: Path
) -> None:
    source = next((example_store / "current" / "sources").iterdir())
    made = build([source], Settings())
    with writing(tmp_path / "kg"):
        made.publish(tmp_path / "kg", lambda store: derive(store, Library()))
    kept = open_store(tmp_path / "kg")
    assert (kept.folder / FILE).is_file()
    for text in ("妇联", "经费", "funding", "九道湾"):
        one, other = search(Index(kept), Wanted(text)), search(example, Wanted(text))
        assert [(hit.kind, hit.zh, hit.snippet) for hit in one.hits] == [(h.kind, h.zh, h.snippet) for h in other.hits]
        assert _kinds(one) == _kinds(other)
        assert one.total > 0


def test_a_damaged_index_is_told(example_store: Path, tmp_path: Path) -> None:
    store = open_store(example_store)
    broken = type(store)(store.rdf, tmp_path, store.manifest)
    (tmp_path / FILE).write_bytes(b"no database at all, and longer than a header of one " * 9)
    with pytest.raises(StoreError, match="build"):
        search(Index(broken), Wanted("妇联"))
