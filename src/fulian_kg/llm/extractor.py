"""The plug-in: asks a model about a text, piece by piece, and hands on what grounds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from fulian_kg.errors import UsageError
from fulian_kg.llm.answers import Answer, answer_of
from fulian_kg.llm.client import Client
from fulian_kg.llm.endpoint import RECORD, REPLAY, address_of, key_of, model_of, seconds_of
from fulian_kg.llm.failures import FINAL, Kind, ModelFailureError, failed
from fulian_kg.llm.grounding import Grounding
from fulian_kg.llm.prompt import chunks, prompt_hash, request
from fulian_kg.llm.recording import Player, Recorder
from fulian_kg.llm.settings import settings
from fulian_kg.model import Candidate, Rejection
from fulian_kg.proposals import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fulian_kg.extraction.document import Document
    from fulian_kg.llm.prompt import Chunk
    from fulian_kg.llm.recording import Service
    from fulian_kg.model import Finding

PATIENCE: Final = 3
"""Failures in a row after which a model is not asked again."""


class LanguageModelExtractor:
    """Proposals of one model; a failure is a finding, and the rest of the text is read without it."""

    name: ClassVar[str] = "llm"
    version: ClassVar[str] = "1"

    def __init__(self, model: str | None = None, service: Service | None = None) -> None:
        """By default as the environment says; raises `UsageError` when that makes no sense."""
        self._model = model_of(os.environ) if model is None else model
        self._service = _service(os.environ) if service is None else service
        self._failures = 0

    def extract(self, document: Document) -> Iterable[Candidate | Rejection | Finding]:
        """Candidates, what was refused of the answers, and a finding for each piece without an answer."""
        prompt = prompt_hash(document.library)
        for chunk in chunks(document):
            if self._failures >= PATIENCE:
                yield failed(ModelFailureError(Kind.NOT_ASKED), document, chunk.start, len(document.text))
                return
            try:
                answer = self._answer(document, chunk)
            except ModelFailureError as error:
                yield failed(error, document, chunk.start, chunk.end)
                continue
            yield from _read(answer, document, chunk, Proposal(self._model, prompt, chunk.addressed).rule)

    def _answer(self, document: Document, chunk: Chunk) -> Answer:
        try:
            body = self._service.ask(request(document, chunk, self._model))
            answer = answer_of(body, settings(document.library).most)
        except ModelFailureError as error:
            self._failures += PATIENCE if error.kind in FINAL else 1
            raise
        self._failures = 0
        return answer


def _read(answer: Answer, document: Document, chunk: Chunk, rule: str) -> Iterator[Candidate | Rejection]:
    grounding = Grounding(document, chunk, rule, settings(document.library).confidence)
    yield from map(grounding.candidate, answer.proposals)
    yield from (Rejection(Candidate("", {}, 0, 0, rule), reason) for reason in answer.refused)


def _service(environ: Mapping[str, str]) -> Service:
    record, replay = environ.get(RECORD), environ.get(REPLAY)
    if record and replay:
        message = f"{RECORD} and {REPLAY} are both set: answers are either recorded or replayed"
        raise UsageError(message)
    if replay:
        return Player(Path(replay))
    client = Client(address_of(environ), key_of(environ), seconds_of(environ))
    return Recorder(client, Path(record)) if record else client
