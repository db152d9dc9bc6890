"""What a model is asked: pieces of a text as data, the prompt of `rules/llm.toml`, and the hash of what steers it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction.addressing import addresses
from fulian_kg.extraction.document import Range
from fulian_kg.llm.schema import answer_schema
from fulian_kg.llm.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.resources import Library

DIGITS = 12
WITH_SCHEMA = "json_schema"
"""The form of answers that holds the schema; with another the prompt shows it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Paragraphs, or sentences of a long one, that one request holds, as ranges of the view."""

    parts: tuple[Range, ...]
    addressed: bool
    """Whether they speak to the model."""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.parts[-1].end


def chunks(document: Document) -> Iterator[Chunk]:
    """The text in whole paragraphs, in order, none twice; those that speak to the model stand apart from the others."""
    limit = settings(document.library).chunk
    spoken = addresses(document)
    pending: list[Range] = []
    size, addressed = 0, False
    for part in _parts(document, limit):
        speaks = any(part.start < each.end and each.start < part.end for each in spoken)
        if pending and (speaks is not addressed or size + part.end - part.start > limit):
            yield Chunk(tuple(pending), addressed)
            pending, size = [], 0
        pending.append(part)
        size, addressed = size + part.end - part.start, speaks
    if pending:
        yield Chunk(tuple(pending), addressed)


def _parts(document: Document, limit: int) -> Iterator[Range]:
    """Paragraphs, and the sentences of those that are too long, each with its closing mark."""
    for block in document.view.blocks:
        if block.end - block.start <= limit:
            yield Range(block.start, block.end)
            continue
        within = [each.start for each in document.sentences if block.start < each.start < block.end]
        for start, end in zip((block.start, *within), (*within, block.end), strict=True):
            yield Range(start, end)


def request(document: Document, chunk: Chunk, model: str) -> bytes:
    """The body of the request for one chunk: the same bytes for the same text, model and prompt."""
    paragraphs = [document.text[part.start : part.end] for part in chunk.parts]
    body = {
        "model": model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": _instruction(document.library)},
            # As JSON the text cannot end what it stands in.
            {"role": "user", "content": _json({"paragraphs": paragraphs})},
        ],
        "response_format": _format(document.library),
    }
    return _json(body).encode()


@lru_cache(maxsize=8)
def prompt_hash(library: Library) -> str:
    """First digits of the SHA-256 of everything but model and text that decides what is proposed."""
    known = settings(library)
    steering = [known.prompt, known.form, known.chunk, known.most, known.quote, answer_schema(library).whole]
    return hashlib.sha256(_json(steering).encode()).hexdigest()[:DIGITS]


def _instruction(library: Library) -> str:
    text, form = settings(library).prompt, settings(library).form
    if form == WITH_SCHEMA:
        return text
    return f"{text}\n\nJSON schema:\n{_json(answer_schema(library).whole)}"


def _format(library: Library) -> dict[str, Any]:
    form = settings(library).form
    if form != WITH_SCHEMA:
        return {"type": form}
    return {"type": form, "json_schema": {"name": "facts", "schema": answer_schema(library).whole}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
