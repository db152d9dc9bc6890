"""Texts that are about something else give no figures, no money and no measures of women's work."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.model import SourceText
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled, read

if TYPE_CHECKING:
    from fulian_kg.gazetteer import Gazetteer

TEXTS = sorted((Path(__file__).parent / "data/nothing").iterdir())
STATEMENTS = {"funding", "statistic", "initiative"}


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_about_something_else_states_nothing(path: Path) -> None:
    facts = read_facts(read(path, name=path.name), gazetteer(), Library()).facts
    assert not [(fact.type, fact.quote) for fact in facts if fact.type in STATEMENTS]


def test_lines_that_strangers_left_in_a_text_state_nothing_and_the_text_does() -> None:
    text = (
        "# 建强阵地\n\n江苏省盐城市建湖县妇联\n\n2010年，县妇联培训妇女骨干460名。\n\n"
        "低息贷款无抵押，额度50万元，已有10万人加入，联系微信abc。\n\n全县建立妇女之家238个。\n"
    )
    facts = read_facts(compiled(SourceText("case.txt", "0" * 64, text, "utf-8")), gazetteer(), Library()).facts
    assert [fact.slots["value"] for fact in facts if fact.type == "statistic"] == [460, 238]
    assert not [fact for fact in facts if fact.type == "funding"]
