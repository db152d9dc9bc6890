"""Answers kept in a folder, a file a request, and given again without the network.

The name of a file is the SHA-256 of the request, which holds the model, the prompt and the text, and never the key.
A request that failed is kept as well: a replay fails where the recording did. Recording again asks only for what the
folder lacks and for what failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from fulian_kg.errors import InputError
from fulian_kg.llm.failures import Kind, ModelFailureError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Service(Protocol):
    """Whatever answers a request."""

    def ask(self, request: bytes) -> str:
        """The body of the answer; raises `ModelFailureError`."""
        ...


@dataclass(frozen=True, slots=True)
class Recorder:
    """Asks a service and keeps what it answers."""

    service: Service
    folder: Path

    def ask(self, request: bytes) -> str:
        """The recorded answer, else the service's; raises `ModelFailureError`, and `InputError` for the folder."""
        file = _file(self.folder, request)
        if file.exists():
            with suppress(ModelFailureError):
                return _answer(file)
        try:
            body = self.service.ask(request)
        except ModelFailureError as error:
            _keep(file, request, {"failure": {"kind": error.kind, **error.values}})
            raise
        _keep(file, request, {"body": body})
        return body


@dataclass(frozen=True, slots=True)
class Player:
    """Answers from a folder."""

    folder: Path

    def ask(self, request: bytes) -> str:
        """What was answered before; raises `InputError` for a request that was not recorded."""
        file = _file(self.folder, request)
        if not file.exists():
            message = "this request is not recorded: record it (FULIAN_LLM_RECORD) with the same text, model and prompt"
            raise InputError(message, file=str(file))
        return _answer(file)


def _file(folder: Path, request: bytes) -> Path:
    return folder / f"{hashlib.sha256(request).hexdigest()}.json"


def _answer(file: Path) -> str:
    try:
        row = json.loads(file.read_text("utf-8"))
        failure = row.get("failure")
        body = row.get("body")
        kind = Kind(failure.pop("kind")) if failure else None
    except (OSError, ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
        message = f"this is no recorded answer: {error}"
        raise InputError(message, file=str(file)) from None
    if kind is not None:
        raise ModelFailureError(kind, **failure)
    if not isinstance(body, str):
        message = "this is no recorded answer: it has neither a body nor a failure"
        raise InputError(message, file=str(file))
    return body


def _keep(file: Path, request: bytes, outcome: Mapping[str, Any]) -> None:
    """Write a recording that is whole or not there."""
    text = json.dumps({"request": json.loads(request), **outcome}, ensure_ascii=False, indent=1) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            aside.replace(file)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"cannot keep answers there: {error.strerror}"
        raise InputError(message, file=str(file.parent)) from None
