"""One case in every format: the same facts, quotes at their offsets, pages where there are pages, and no traceback."""

from __future__ import annotations

import builtins
import io
import json
import random
import re
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from fulian_kg.cli import run
from fulian_kg.errors import InputError
from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer.loading import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import compiled
from fulian_kg.source.readers import pdf
from fulian_kg.source.reading import text_of
from made_documents import as_docx, as_html, as_pdf, pieces, zipped
from made_documents import pdf as made_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Fact

EXAMPLE = (Path(__file__).parents[1] / "examples" / "compilation.md").read_text("utf-8")
BODIES = re.split(r"(?m)^(?=# (?:实施素质工程|设立社区妇联工作经费))", EXAMPLE)[1:]
"""The two cases of the example."""
FORMATS: dict[str, Callable[[Any], bytes]] = {"docx": as_docx, "html": as_html, "pdf": as_pdf}
MUTANTS = 300
CUT = 0.1


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return load(Library())


def facts_of(data: bytes, name: str) -> tuple[Fact, ...]:
    source = text_of(data, name)
    facts = read_facts(compiled(source), gazetteer(), Library()).facts
    assert [source.text[fact.start : fact.end] for fact in facts] == [fact.quote for fact in facts]
    return facts


def said(facts: tuple[Fact, ...]) -> Counter[tuple[object, ...]]:
    return Counter((fact.type, tuple(fact.slots.items()), fact.derived) for fact in facts)


def whole(body: str) -> str:
    """A case whose paragraphs no page cuts."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\n\n(?=[\u4e00-\u9fff])(?=道九|行监|一步)", "", body)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("body", BODIES, ids=["素质工程", "工作经费"])
def test_a_case_has_the_same_facts_in_every_format(body: str, form: str) -> None:
    text = list(pieces(whole(body)))
    plain = "\n\n".join("#" * piece.level + " " * bool(piece.level) + piece.text for piece in text)
    wanted, found = facts_of(plain.encode(), "case.txt"), facts_of(FORMATS[form](text), f"case.{form}")
    assert len(wanted) > 30
    assert said(found) == said(wanted)


@pytest.mark.parametrize("form", FORMATS)
def test_a_compilation_has_the_same_catalogue_in_every_format(form: str) -> None:
    text = list(pieces(EXAMPLE))
    data = as_pdf(text, header="妇联工作材料") if form == "pdf" else FORMATS[form](text)
    wanted, found = compiled(text_of(EXAMPLE.encode(), "all.md")), compiled(text_of(data, f"all.{form}"))
    assert (found.title, found.date, len(found.cases)) == (wanted.title, wanted.date, 106)
    for case, same in zip(found.cases, wanted.cases, strict=True):
        assert (case.number, case.title, case.federation) == (same.number, same.title, same.federation)
        assert (case.page_start, case.full_text) == (same.page_start, same.full_text)


def test_facts_of_a_pdf_have_the_pages_on_which_they_stand() -> None:
    first = [
        ("湟源县妇联2016年工作总结", 0.0),
        ("2016年，湟源县妇联建立妇女之家146个。", 0.0),
        ("全年举办家政服务培训班11期，培训", 0.0),
    ]
    second = [("贫困妇女670人。年底评选“最美家庭”30户。", 0.0)]
    for labels, pages in (([], (1, 2)), (["41", "42"], (41, 42))):
        facts = facts_of(made_pdf([first, second], labels=labels), "case.pdf")
        found = {fact.slots.get("value", fact.slots.get("count")): fact.pages for fact in facts}
        assert found[146] == (pages[0], pages[0])
        assert found[670] == pages
        assert found[30] == (pages[1], pages[1])
    assert all(fact.pages is None for fact in facts_of("湟源县妇联建立妇女之家146个。".encode(), "case.txt"))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_give_the_same_text(form: str) -> None:
    data = FORMATS[form](list(pieces(BODIES[1])))
    assert text_of(data, f"case.{form}") == text_of(data, f"case.{form}")


def build(folder: Path, store: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run(["build", str(folder), "--store", store, "--format", "json"]) == 0
    ledger: dict[str, Any] = json.loads(capsys.readouterr().out)
    return ledger


def test_a_folder_of_all_formats_is_built_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, stores = tmp_path / "cases", [str(tmp_path / name) for name in ("kg", "again")]
    folder.mkdir()
    for form, make in FORMATS.items():
        (folder / f"case.{form}").write_bytes(make(list(pieces(whole(BODIES[1])))))
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "~$case.docx").write_bytes(b"an editor's note to itself")
    ledgers = [build(folder, store, capsys) for store in stores]
    assert [source["encoding"] for source in ledgers[0]["sources"]] == ["docx", "html", "pdf"]
    assert [failure["file"] for failure in ledgers[0]["failures"]] == ["broken.docx"]
    assert ledgers[0]["violations"] == 0
    assert run(["verify", "--store", stores[0]]) == 0
    capsys.readouterr()
    written = []
    for store in stores:
        assert run(["export", "--format", "nquads", "--evidence", "--store", store]) == 0
        assert run(["facts", "--store", store]) == 0
        written.append(capsys.readouterr().out)
    assert written[0] == written[1]
    texts = {path.read_text("utf-8") for path in Path(stores[0]).glob("generations/*/sources/*.txt")}
    for form in FORMATS:
        assert run(["text", str(folder / f"case.{form}")]) == 0
        assert capsys.readouterr().out in texts


@pytest.mark.parametrize(("form", "library"), [("docx", "lxml"), ("html", "lxml"), ("pdf", "pypdfium2")])
def test_without_the_extra_a_sentence_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str, library: str
) -> None:
    (tmp_path / f"case.{form}").write_bytes(FORMATS[form](list(pieces(BODIES[1]))))
    (tmp_path / "other.txt").write_text("湟源县妇联建立妇女之家146个。", "utf-8")
    monkeypatch.setitem(sys.modules, library, None)
    assert run(["text", str(tmp_path / f"case.{form}")]) == 3
    message = f"case.{form}: reading {form} needs {library}, which is not installed: pip install 'fulian-kg[documents]'"
    assert message in capsys.readouterr().err
    assert run(["facts", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert message in captured.err
    assert "146" in captured.out


def test_a_text_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] in ("lxml", "pypdfium2"):
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    assert text_of("妇联".encode(), "case.txt").text == "妇联"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        ("妇联".encode(), "case.docx", "it is called docx but is none"),
        ("妇联".encode(), "case.pdf", "it is called pdf but is none"),
        (b"\xd0\xcf\x11\xe0old", "case.docx", "an old or encrypted office document"),
        (b"\x89PNG", "case.pdf", "a PNG picture"),
        (b"", "case.docx", "the file is empty"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_says_so(data: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        text_of(data, name)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Bytes with some changed, torn out, doubled, or the end cut off."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at, length = chance.randrange(len(made)), chance.choice((1, 1, 4, 40, 400))
        kind = chance.randrange(4)
        if kind == 0:
            made[at : at + length] = chance.randbytes(min(length, len(made) - at))
        elif kind == 1:
            del made[at : at + length]
        elif kind == 2:
            made[at:at] = made[at : at + length]
        elif at > len(made) // 2 and chance.random() < CUT:
            del made[at:]
    return bytes(made)


def within(data: bytes, chance: random.Random) -> bytes:
    """An archive whose parts are broken and which is none the less whole."""
    archive = ZipFile(io.BytesIO(data))
    parts = {name: archive.read(name) for name in archive.namelist()}
    broken = chance.choice(sorted(parts))
    return zipped(parts | {broken: mutant(parts[broken], chance)})


@pytest.mark.parametrize(
    ("form", "broken"),
    [("docx", mutant), ("docx", within), ("html", mutant), ("pdf", mutant)],
    ids=["docx", "docx parts", "html", "pdf"],
)
def test_a_broken_file_is_a_text_or_a_sentence(form: str, broken: Callable[[bytes, random.Random], bytes]) -> None:
    chance = random.Random(7)  # noqa: S311  no secret
    data = FORMATS[form](list(pieces(BODIES[1])))
    outcomes = Counter(outcome(broken(data, chance), form) for _ in range(MUTANTS))
    assert outcomes.total() == MUTANTS
    assert set(outcomes) <= {"text", "sentence"}
    assert outcomes["text"] > MUTANTS // 20


def outcome(data: bytes, form: str) -> str:
    try:
        text = pdf.read(data).text if form == "pdf" else text_of(data, f"case.{form}").text
    except (InputError, pdf.Refused) as error:
        return "sentence" if "\n" not in str(error) else "more than a sentence"
    return "text" if text.encode() else "nothing"
