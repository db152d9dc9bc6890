"""Themes of titles and bodies, by the labels of the scheme."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from fulian_kg.errors import InputError
from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from pathlib import Path

F1 = 0.99
"""Micro average; 0.997 when measured."""
SCHEME = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/fulian/def/theme/> .
theme:own-theme skos:broader theme:organization ; skos:prefLabel "绣娘合作社"@zh, "embroidery"@en .
"""


@pytest.fixture(scope="module")
def tagger() -> ThemeTagger:
    return ThemeTagger(Library())


def test_titles_of_the_catalogue_have_their_themes(shared: Path, tagger: ThemeTagger) -> None:
    with (shared / "gold/catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    gold = [set(filter(None, row["themes"].split(";"))) for row in rows]
    found = [set(tagger.title(row["title"])) for row in rows]
    hits = sum(len(wanted & got) for wanted, got in zip(gold, found, strict=True))
    assert 2 * hits / (sum(map(len, gold)) + sum(map(len, found))) >= F1


@pytest.mark.parametrize(
    ("title", "themes"),
    [
        ("设立社区妇联工作经费 保障社区妇女工作全面开展", {"work-funding", "community-womens-work"}),
        ("設立社區婦聯工作經費", {"work-funding", "community-womens-work"}),
        ("设立　社区妇 联工作 **经费**", {"work-funding", "community-womens-work"}),
        ("倡扬主旋律", set()),
        ("", set()),
    ],
)
def test_a_title_is_read_without_regard_to_its_print(tagger: ThemeTagger, title: str, themes: set[str]) -> None:
    assert set(tagger.title(title)) == themes


def test_a_body_is_about_what_it_names_twice_the_most_named_first(tagger: ThemeTagger) -> None:
    text = "建立妇女之家。落实工作经费，增加工作经费，管好工作经费。妇女之家有场所。参加了创先争优。"
    assert tagger.body(text)[:1] == tagger.title("工作经费")
    assert set(tagger.body(text)) == {*tagger.title("工作经费"), *tagger.title("妇女之家")}


def test_a_scheme_of_ones_own_adds_themes(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "own.ttl").write_text(SCHEME, "utf-8")
    assert ThemeTagger(Library(tmp_path)).title("绣娘合作社的工作经费")[0] == "own-theme"


def test_a_broken_scheme_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "own.ttl").write_text(SCHEME + "theme:x skos:broader", "utf-8")
    with pytest.raises(InputError, match=r"ontology/own\.ttl:\d: not a Turtle file"):
        ThemeTagger(Library(tmp_path))
