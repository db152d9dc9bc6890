"""From the body of an answer to the proposals in it: nothing is repaired, what is not as asked is no proposal."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from fulian_kg.llm.failures import Kind, ModelFailureError
from fulian_kg.llm.refusals import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

FENCED = re.compile(r"\s*```(?:json)?\s*\n(?P<inner>.*)\n\s*```\s*", re.DOTALL)
"""Some services wrap JSON so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said: raw proposals, and why others are not taken."""

    proposals: tuple[Any, ...] = ()
    refused: tuple[Reason, ...] = ()


def answer_of(body: str, most: int) -> Answer:
    """The proposals of a completion, at most so many; raises `ModelFailureError` when there is no completion."""
    text, whole = _said(body)
    if not whole:
        return Answer(refused=(Reason.TRUNCATED,))
    fenced = FENCED.fullmatch(text)
    try:
        answer = _loaded(fenced["inner"] if fenced else text)
    except ValueError:
        return Answer(refused=(Reason.NOT_JSON,))
    if not isinstance(answer, dict) or answer.keys() != {"facts"} or not isinstance(answer["facts"], list):
        return Answer(refused=(Reason.NOT_IN_SCHEMA,))
    proposals = answer["facts"]
    return Answer(tuple(proposals[:most]), (Reason.TOO_MANY,) if len(proposals) > most else ())


def _said(body: str) -> tuple[str, bool]:
    """The message of the first choice, and whether it is whole."""
    try:
        choice = _loaded(body)["choices"][0]
        text = choice["message"]["content"]
        reason = choice.get("finish_reason")
    except ValueError:
        raise ModelFailureError(Kind.NOT_JSON) from None
    except (LookupError, TypeError, AttributeError):
        raise ModelFailureError(Kind.NO_ANSWER) from None
    if not isinstance(text, str) or not text.strip():
        raise ModelFailureError(Kind.NO_ANSWER)
    return text, reason != "length"


def _loaded(text: str) -> Any:
    """JSON as RFC 8259 has it, no key twice; raises `ValueError`, also for what is nested too deeply."""
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_unique)
    except RecursionError:
        raise ValueError from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
