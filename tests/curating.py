"""Decisions for tests: made on facts as a person sees them, kept in journals, applied to texts that were read."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.applying import curate
from fulian_kg.curation.decisions import ACCEPT, Decision
from fulian_kg.curation.journal import Entry, Journal
from fulian_kg.curation.recording import anchor_of
from fulian_kg.curation.texts import Texts
from fulian_kg.gazetteer import load
from fulian_kg.graph.build import Settings, Silent, statements
from fulian_kg.graph.reading import read_sources
from fulian_kg.resources import Library
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fulian_kg.curation.outcomes import Curated, Outcome
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Fact, Reading

    Spot = tuple[SourceTexts, CaseText, Fact]

LIBRARY = Library()
JIANHU = """江苏省盐城市建湖县妇联2010年举办培训班12期，培训妇女3000人。
县财政局每年拨付经费5万元，按每名妇女1元/人年的标准用于妇女工作。
建湖县妇联开展“好邻居”活动，在近湖街道建立妇女之家30个，被评为全国“三八”红旗集体。
县妇联主席王芳介绍，县财政局支持妇女之家建设，下发了《关于加强妇女之家建设的意见》。
"""
SHEYANG = """江苏省盐城市射阳县妇联2011年建立妇女之家40个，培训妇女2000人。
射阳县财政局每年拨付经费3万元，支持“好邻居”行动。
县妇联开展“双学双比”活动，全县妇女参加5000人次。
"""


@cache
def gazetteer() -> Gazetteer:
    return load(LIBRARY, None)


def read_all(*places: Path) -> list[Reading]:
    """Facts before any decision."""
    return read_sources(places, Settings(), gazetteer(), Silent())[0]


def written(folder: Path, **texts: str) -> list[Reading]:
    """Facts of texts, each in a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return read_all(folder)


def journal(*decisions: Decision, file: str = "decisions.jsonl") -> Journal:
    return Journal({each.id: Entry(each, file, number) for number, each in enumerate(decisions, 1)})


def spots(readings: Iterable[Reading]) -> list[Spot]:
    """Every fact in its case and source."""
    texts = Texts(readings, LIBRARY)
    return [(source, case, fact) for source in texts.sources for case in source.cases for fact in case.read.facts]


def spot(readings: Iterable[Reading], quote: str, kind: str) -> Spot:
    """The one fact with these words as its quote, else in its quote."""
    near = [each for each in spots(readings) if each[2].type == kind and quote in each[2].quote]
    (found,) = [each for each in near if each[2].quote == quote] or near
    return found


def linked(kind: str, one: Spot, other: Spot, **rest: Any) -> Decision:
    """A decision that joins a second fact to the first."""
    source, case, fact = other
    return decide(kind, one, other=anchor_of(source, case, fact.span, fact.slots, fact.derived), **rest)


def edited(readings: Iterable[Reading], change: Callable[[tuple[Fact, ...]], tuple[Fact, ...]]) -> list[Reading]:
    """The same texts as other rules might read them: `change` is given the facts of each case."""
    return [
        replace(each, cases=tuple(replace(case, facts=change(case.facts)) for case in each.cases)) for each in readings
    ]


def decide(kind: str, about: Spot, *, derived: Iterable[str] | None = None, **rest: Any) -> Decision:
    """A decision about a fact as it is seen."""
    source, case, fact = about
    anchor = anchor_of(source, case, fact.span, fact.slots, fact.derived if derived is None else derived)
    signed = {"who": "王芳", "when": "2026-03-01T09:00:00+08:00", "why": ""} | rest
    return Decision(kind, type=fact.type, anchor=anchor, **signed)


def accepts(readings: Iterable[Reading]) -> list[Decision]:
    """One accept for every fact."""
    return [decide(ACCEPT, each) for each in spots(readings)]


def applied(readings: Iterable[Reading], *decisions: Decision) -> Curated:
    return curate(readings, journal(*decisions), LIBRARY)


def outcome(curated: Curated, decision: Decision) -> Outcome:
    (found,) = [each for each in curated.outcomes if each.decision.id == decision.id]
    return found


def facts(curated: Curated) -> list[Fact]:
    return [fact for reading in curated.readings for fact in reading.facts]


def fact(curated: Curated, fact_id: str, file: str | None = None) -> Fact | None:
    """The fact with that id, if it is there."""
    return next((each for each in facts(curated) if each.id == fact_id and file in {None, each.file}), None)


def quads(curated: Curated) -> list[str]:
    """The graph, without the ontology, as sorted lines."""
    return sorted(map(str, statements(curated, gazetteer(), Settings(), Iris())[1]))


def noisy(text: str, seed: int, share: float = 0.02) -> tuple[str, list[int]]:
    """The text as another OCR may read it, and where each of its characters has gone.

    So many of the characters are replaced, left out or followed by a stray one, a third each.
    """
    chance = random.Random(seed)  # noqa: S311  no secret
    strays = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    made: list[str] = []
    places: list[int] = []
    for char in text:
        places.append(len(made))
        turn = chance.random() / share
        if turn < 1 / 3:
            made.append(chance.choice(strays))
        elif turn >= 2 / 3:
            made.append(char)
            made += [chance.choice(strays)] if turn < 1 else []
    return "".join(made), [*places, len(made)]


def renamed(decision: Decision, sha256: str) -> Decision:
    """The decision as if it had been made on another text."""
    assert decision.anchor
    return replace(decision, anchor=replace(decision.anchor, sha256=sha256))
