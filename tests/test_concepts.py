"""Concepts: the scheme list, quoted slogans, and what other types claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fulian_kg.extraction.concepts import ConceptExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.extraction.document import Document

Case = tuple[str, list[dict[str, Any]]]
READ: list[Case] = [
    (
        "坚持党建带妇建、妇建服务党建的原则，贯彻男女平等基本国策。",
        [{"name": "党建带妇建"}, {"name": "妇建服务党建"}, {"name": "男女平等基本国策"}],
    ),
    ("多年来，县妇联以“强素质、树形象”为出发点，夯实根基。", [{"name": "强素质、树形象"}]),
    ("按照“因地制宜、分类指导”的方针推进。", [{"name": "因地制宜、分类指导"}]),
    ("帮助村妇代会做到“有场地、有牌子、有制度”。", [{"name": "有场地、有牌子、有制度"}]),
    ("围绕平安家庭指标要素，开展工作。", [{"name": "平安家庭指标要素"}]),
    ("自推行“党建带妇建”以来，坚持党建带妇建不动摇。", [{"name": "党建带妇建"}]),
]
NOTHING = [
    "实施“强基固本工程”，推行“五步工作法”，即看、问、记、办、回。",
    "建立“妇女之家”和“巾帼示范岗”。",
    "下发了《关于进一步加强党建带妇建工作的意见》。",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads(document_of: Callable[[str], Document], text: str, expected: list[dict[str, Any]]) -> None:
    found = list(ConceptExtractor().extract(document_of(text)))
    assert [{slot: c.slots.get(slot) for slot in e} for c, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_keeps_silent(document_of: Callable[[str], Document], text: str) -> None:
    assert [c.slots["name"] for c in ConceptExtractor().extract(document_of(text))] == []
