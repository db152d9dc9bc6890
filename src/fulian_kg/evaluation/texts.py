"""The texts that offsets count, found by the bare names that gold and facts give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.evaluation.gold import bare
from fulian_kg.source.files import source_files
from fulian_kg.source.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fulian_kg.evaluation.gold import GoldDocument
    from fulian_kg.model import SourceText


def read_texts(places: Iterable[Path], documents: Sequence[GoldDocument], encoding: str | None) -> list[SourceText]:
    """Those of the files and folders that some gold is about."""
    wanted = {document.file for document in documents}
    return [read_text(path, name, encoding) for path, name in source_files(places) if bare(name) in wanted]


def texts_of(documents: Sequence[GoldDocument], sources: Iterable[SourceText]) -> dict[str, str]:
    """Text of every file that gold is about; raises `InputError` when one is missing, or two have its name."""
    found: dict[str, SourceText] = {}
    for source in sources:
        if found.setdefault(bare(source.file), source).sha256 != source.sha256:
            message = "two different texts have this name; measure them one after the other"
            raise InputError(message, file=bare(source.file))
    for document in documents:
        if document.file not in found:
            message = f"the gold of {document.name} is about {document.file}, which is not among the texts"
            raise InputError(message)
    return {name: source.text for name, source in found.items()}


def moved_gold(documents: Iterable[GoldDocument], texts: dict[str, str]) -> Iterator[tuple[GoldDocument, int]]:
    """Documents whose gold quotes another text than this one, with the number of such quotes."""
    for document in documents:
        text = texts[document.file]
        wrong = sum(text[gold.span.start : gold.span.end] != gold.quote for gold in document.statements)
        if wrong:
            yield document, wrong
