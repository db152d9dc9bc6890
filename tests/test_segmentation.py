"""Words of a case: they cover the text, hide no more than a character where it stands, and keep names whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.extraction.pipeline import Reader, read_facts
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.extraction.segmentation import parts_word, words_of
from fulian_kg.extraction.statistics_words import HELD, VERB_BEGINS, focused
from fulian_kg.gazetteer import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.extraction.document import Document

LIBRARY = Library()
GAZETTEER = load(LIBRARY)
PHRASES = ("建湖县", "妇女", "12所", "举办", "，", "。", "\n", "高中", "《手册》", "３人", "“家”", " ", "的")


def document(folder: Path, text: str) -> Document:
    path = folder / "text.txt"
    path.write_text(f"建湖县妇联\n\n{text}", encoding="utf-8")
    compilation = read(path, name=path.name)
    return Reader(compilation, GAZETTEER, LIBRARY, ()).document(compilation.cases[0])


def subjects(folder: Path, text: str) -> list[str]:
    path = folder / "text.txt"
    path.write_text(f"建湖县妇联\n\n{text}", encoding="utf-8")
    reading = read_facts(read(path, name=path.name, at=date(2020, 1, 1)), GAZETTEER, LIBRARY)
    return [str(fact.slots["subject"]) for fact in reading.facts if fact.type == "statistic"]


@given(st.lists(st.sampled_from(PHRASES), max_size=30).map("".join))
def test_words_are_stretches_of_the_text_and_masks_keep_its_length(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    read_text = document(tmp_path_factory.mktemp("words"), text)
    assert all(0 <= word.start < word.end <= len(read_text.text) for word in words_of(read_text))
    for atom in numbers_of(read_text).atoms:
        sentence = read_text.sentence_at(atom.start)
        masked = numbers_of(read_text).masked[sentence.start : sentence.end]
        shown = focused(read_text, atom, sentence.start, sentence.end)
        assert len(shown) == len(masked)
        inside = range(atom.start - sentence.start, atom.end - sentence.start)
        changed = [i for i, (a, b) in enumerate(zip(masked, shown, strict=True)) if a != b and i not in inside]
        assert all(shown[index] in HELD + VERB_BEGINS for index in changed)


@pytest.mark.parametrize(
    ("text", "index", "whole"),
    [("建湖县共有", 1, True), ("建湖县共有", 3, False), ("现场收听", 1, True), ("全县妇女", 2, False)],
)
def test_a_cut_goes_through_a_word_or_between_two(text: str, index: int, whole: bool) -> None:  # noqa: FBT001
    assert parts_word(text, index) is whole


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("目前，建湖县共有村委会200个。", ["村委会"]),
        ("现场收听妇女5000多人。", ["现场收听妇女"]),
        ("培训建档立卡贫困妇女306人。", ["培训建档立卡贫困妇女"]),
        ("全区有50名贫困高中女生。", ["贫困高中女生"]),
        ("51家企业带来岗位2600个。", ["企业", "带来岗位"]),
        ("共培养20名巾帼创业致富带头人。", ["巾帼创业致富带头人"]),
        ("为92名妇女提供小额担保贷款。", ["提供小额担保贷款的妇女"]),
        ("全县建有省级妇女之家5个、市级11个、县级37个。", ["省级妇女之家", "市级妇女之家", "县级妇女之家"]),
        ("任书记的30人，任主任的20人，比例分别为6%和4%。", ["任书记", "任书记", "任主任", "任主任"]),
        ("全县妇女干部143名，到1985年增至190人。", ["妇女干部", "妇女干部"]),
    ],
)
def test_what_is_counted_is_made_of_whole_words(tmp_path: Path, sentence: str, counted: list[str]) -> None:
    assert subjects(tmp_path, sentence) == counted
