"""Why a model gave no answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from fulian_kg.errors import InputError
from fulian_kg.extraction.patterns import rules
from fulian_kg.model import Finding
from fulian_kg.proposals import MODEL_FAILED

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document


class Kind(StrEnum):
    """What went wrong; `rules/llm.toml` has the sentence of each."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNKNOWN_HOST = "unknown-host"
    TLS = "tls"
    BROKEN = "broken"
    UNAUTHORIZED = "unauthorized"
    NOT_FOUND = "not-found"
    RATE_LIMITED = "rate-limited"
    WAIT_TOO_LONG = "wait-too-long"
    SERVER_ERROR = "server-error"
    REDIRECTED = "redirected"
    STATUS = "status"
    TOO_LARGE = "too-large"
    COMPRESSED = "compressed"
    NOT_UTF8 = "not-utf8"
    NOT_JSON = "not-json"
    NO_ANSWER = "no-answer"
    NOT_ASKED = "not-asked"


FINAL: Final = frozenset({Kind.UNAUTHORIZED, Kind.NOT_FOUND, Kind.REFUSED, Kind.UNKNOWN_HOST, Kind.TLS})
"""Kinds after which no other request will fare better."""


class ModelFailureError(Exception):
    """A request without an answer: its kind, and the values of its sentence."""

    def __init__(self, kind: Kind, /, **values: str | float) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


def failed(error: ModelFailureError, document: Document, start: int, end: int) -> Finding:
    """The failure as a finding over the view range that was not read."""
    known = rules(document.library, "llm").tables["failures"]
    try:
        reasons = {language: text.format(**error.values) for language, text in known[error.kind].items()}
        said = {language: text.format(reason=reasons[language]) for language, text in known["message"].items()}
    except KeyError as missing:
        message = f"there is no sentence for the failure {error.kind!a}: {missing} is missing"
        raise InputError(message, file="rules/llm.toml") from None
    return Finding(
        MODEL_FAILED,
        said["zh"],
        said["en"],
        file=document.source.file,
        case=document.case.number,
        span=document.view.span(start, end),
    )
