"""Building again: what changed is read anew and nothing else, and the result is that of reading everything."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from curating import JIANHU, SHEYANG, gazetteer
from fulian_kg.curation.outcomes import Curated
from fulian_kg.facts_io import write_facts
from fulian_kg.graph.build import Settings, Silent, statements
from fulian_kg.graph.cache import cache_of
from fulian_kg.graph.reading import read_sources
from fulian_kg.resources import Library
from fulian_kg.vocabulary import DEFAULT_BASE, Iris

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.graph.cache import Cache

COUNTIES = ("响水县", "滨海县", "阜宁县", "东台市", "大丰市", "建湖县", "射阳县", "盐都区")
EDITION = """妇联工作案例汇编

目录

1. 整体推进 建好妇女之家 …… 江苏省盐城市建湖县妇联 ( 1 )
2. 强基固本 建好儿童之家 …… 江苏省盐城市大丰市妇联 ( 4 )

# {title}

## {federation}

{year}年在{place}建立妇女之家{number}个，培训妇女3000人。
县财政局每年拨付经费{number}万元，用于妇女工作。
"""
FIRST = {"title": "整体推进 建好妇女之家", "federation": "江苏省盐城市建湖县妇联", "place": "近湖镇"}
SECOND = {"title": "强基固本 建好儿童之家", "federation": "江苏省盐城市大丰市妇联", "place": "大中镇"}
YEARS = (2003, 2010, 2016, 2021)
THEME = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/fulian/def/theme/> .
theme:more a skos:Concept ; skos:broader theme:g1 ; skos:altLabel "{label}"@zh .
"""


def text_of(choice: random.Random) -> str:
    """A small source; now and then one of two editions of one compilation, which speak at one date."""
    if choice.random() < 0.2:
        return EDITION.format(**choice.choice((FIRST, SECOND)), year=choice.choice(YEARS), number=choice.randrange(9))
    text = choice.choice((JIANHU, SHEYANG)).replace("2010", str(choice.choice(YEARS)))
    return text.replace("建湖县", choice.choice(COUNTIES)).replace("30个", f"{choice.randrange(90)}个")


def edit(folder: Path, choice: random.Random, extras: Path) -> Library | None:
    """One change of a folder: a text changed, added, removed or renamed, or another lexicon."""
    files = sorted(folder.iterdir())
    kind = choice.choice(("change", "change", "add", "remove", "rename", "lexicon"))
    if kind == "lexicon":
        extra = extras / str(choice.random())
        (extra / "ontology").mkdir(parents=True)
        (extra / "ontology" / "more.ttl").write_text(THEME.format(label=choice.choice(("好邻居", "妇女之家"))), "utf-8")
        return Library(extra)
    if kind == "add":
        (folder / f"new-{choice.random()}.txt").write_text(text_of(choice), "utf-8")
    elif kind == "rename":
        choice.choice(files).rename(folder / f"other-{choice.random()}.txt")
    elif kind == "remove":
        choice.choice(files).unlink()
    else:
        choice.choice(files).write_text(text_of(choice), "utf-8")
    return None


def made(folder: Path, settings: Settings, cache: Cache | None = None) -> tuple[str, list[str]]:
    """What a build publishes of a folder: the facts, and sorted N-Quads."""
    readings, _ = read_sources([folder], settings, gazetteer(), Silent(), cache=cache)
    _, quads = statements(Curated(tuple(readings)), gazetteer(), settings, Iris(DEFAULT_BASE))
    return write_facts(fact for reading in readings for fact in reading.facts), sorted(map(str, quads))


def test_what_is_kept_and_what_is_read_anew_make_the_same_as_reading_everything(tmp_path: Path) -> None:
    choice = random.Random(5)  # noqa: S311  the same edits on every run
    folder, store = tmp_path / "texts", tmp_path / "kg"
    folder.mkdir()
    store.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(text_of(choice), "utf-8")
    settings = Settings()
    for _ in range(8):
        cache = cache_of(store, settings)
        assert made(folder, settings, cache) == made(folder, settings)
        cache.sweep()
        settings = Settings(edit(folder, choice, tmp_path / "extra") or settings.library)


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", tmp_path / "kg"
    folder.mkdir()
    store.mkdir()
    (folder / "one.txt").write_text(JIANHU, "utf-8")
    (folder / "two.txt").write_text(SHEYANG, "utf-8")
    editions = [EDITION.format(**which, year=2010, number=5) for which in (FIRST, SECOND)]
    for name, text in zip(("first.txt", "second.txt"), editions, strict=True):
        (folder / name).write_text(text, "utf-8")
    kept = store / "cache"

    def written() -> int:
        before = {file.name: file.stat().st_mtime_ns for file in kept.glob("*")}
        made(folder, Settings(), cache_of(store, Settings()))
        return sum(file.stat().st_mtime_ns != before.get(file.name) for file in kept.glob("*"))

    assert written() == 4
    assert written() == 0
    (folder / "two.txt").write_text(SHEYANG.replace("40个", "41个"), "utf-8")
    assert written() == 1
    # The other edition is read again, since both speak at the later date now.
    (folder / "first.txt").write_text(editions[0].replace("2010", "2016"), "utf-8")
    assert written() == 2
    damaged = next(iter(sorted(kept.glob("*"))))
    damaged.write_bytes(damaged.read_bytes()[:-2])
    assert made(folder, Settings(), cache_of(store, Settings())) == made(folder, Settings())


def test_where_nothing_changed_nothing_is_written(tmp_path: Path, run: Callable[..., Ran]) -> None:
    source, store = tmp_path / "one.txt", tmp_path / "kg"
    source.write_text(JIANHU, "utf-8")

    def build(*options: str) -> Ran:
        return run("build", source, "--store", store, "--date", "2011-12-31", *options)

    def times() -> dict[str, int]:
        return {str(file): file.stat().st_mtime_ns for file in [store, *store.rglob("*")]}

    first = build()
    assert first.code == 0
    before = times()
    again = build()
    assert (again.code, times()) == (0, before)
    assert [line for line in again.out.splitlines() if "seconds" not in line] == [
        line for line in first.out.splitlines() if "seconds" not in line
    ]
    (store / "current" / "facts.jsonl").write_text("", "utf-8")
    assert "000002" in build().out
    assert (store / "current" / "facts.jsonl").read_text("utf-8")
