"""What `rules/llm.toml` sets for the plug-in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fulian_kg.errors import InputError
from fulian_kg.extraction.patterns import rules

if TYPE_CHECKING:
    import re

    from fulian_kg.resources import Library

FILE: Final = "llm"


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes, prompt and words."""

    chunk: int
    """Characters of text in one request."""
    most: int
    """Facts that one answer may propose."""
    quote: int
    """Characters of a quote."""
    confidence: float
    form: str
    """Of the answer, as the service is asked for it."""
    prompt: str
    negated: re.Pattern[str]
    """Words that say that there is none."""
    pilot: re.Pattern[str]
    share: re.Pattern[str]
    """What a share is printed with."""


@lru_cache(maxsize=8)
def settings(library: Library) -> Settings:
    """The settings; raises `InputError` for a file that lacks one or has one that makes no sense."""
    known = rules(library, FILE)
    words = {each.id: each.regex for each in known.patterns}
    try:
        given = known.tables["settings"]
        found = Settings(
            chunk=int(given["chunk"]),
            most=int(given["most"]),
            quote=int(given["quote"]),
            confidence=float(given["confidence"]),
            form=str(given["format"]),
            prompt=str(known.tables["prompt"]["system"]).strip(),
            negated=words["llm.negated"],
            pilot=words["llm.pilot"],
            share=words["llm.unit-of-share"],
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"a setting is missing or makes no sense: {error}"
        raise InputError(message, file=f"rules/{FILE}.toml") from None
    if min(found.chunk, found.most, found.quote) < 1 or not 0 <= found.confidence <= 1:
        message = "chunk, most and quote are 1 or more, confidence is from 0 to 1"
        raise InputError(message, file=f"rules/{FILE}.toml")
    return found
