"""Facts survive another rendering of their text: width, headers, line breaks, traditional characters, markup."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.model import SourceText
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled
from renderings import RENDERINGS, Rendering, spoken

if TYPE_CHECKING:
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Fact, Reading

EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
KEPT = 0.95


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


@lru_cache(maxsize=4)
def facts_of(text: str) -> Reading:
    return read_facts(compiled(SourceText("case.txt", "0" * 64, text, "utf-8")), gazetteer(), Library())


def said(fact: Fact) -> tuple[object, ...]:
    """Type, slots and evidence of a fact whatever its rendering."""
    slots = [(name, _plain(value)) for name, value in fact.slots.items()]
    return (fact.case, fact.type, tuple(slots), spoken(fact.quote))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return spoken(value) if isinstance(value, str) else value


def kept(clean: str, rendered: str, *, bodies: bool) -> float:
    """Share of the facts of bodies, or of the catalogue, that are found in both."""
    wanted, found = (
        Counter(said(fact) for case in facts_of(text).cases if case.case.full_text == bodies for fact in case.facts)
        for text in (clean, rendered)
    )
    return (wanted & found).total() / wanted.total()


@pytest.mark.parametrize("rendering", RENDERINGS, ids=lambda rendering: rendering.name)
@pytest.mark.parametrize("text", [pytest.param("seed", marks=pytest.mark.compilation), "example"])
def test_a_rendering_keeps_the_facts(text: str, rendering: Rendering, request: pytest.FixtureRequest) -> None:
    path = EXAMPLE if text == "example" else request.getfixturevalue("shared") / "seeds/compilation.txt"
    clean = path.read_text("utf-8")
    rendered = rendering.render(clean)
    shares = [kept(clean, rendered, bodies=bodies) for bodies in (True, False)]
    print(f"{rendering.name:42} {text:8} bodies {shares[0]:.3f} catalogue {shares[1]:.3f}")  # noqa: T201
    assert min(shares) >= KEPT
