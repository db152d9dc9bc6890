"""Content negotiation: which of the offered media types or languages a client wants most (RFC 9110, section 12.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
ANY = "*"


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that suits an Accept header best, the earlier of equals; None when none is acceptable.

    A header that is absent or empty accepts everything.
    """
    ranges = list(_ranges(accept)) if accept and accept.strip() else [("*/*", 1.0)]
    best = max(offered, key=lambda media_type: _quality(media_type, ranges), default=None)
    return best if best is not None and _quality(best, ranges) > 0 else None


def language(accept: str | None, offered: Sequence[str]) -> str:
    """The offered language that suits an Accept-Language header best, by primary subtag; else the first offered."""
    ranges = {name.partition("-")[0]: quality for name, quality in reversed(list(_ranges(accept or "")))}
    return max(offered, key=lambda name: ranges.get(name, ranges.get(ANY, 0.0)))


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that a media type is in; 0 outside of all."""
    main = media_type.partition("/")[0]
    for wanted in (media_type, f"{main}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Ranges with their qualities; parameters other than q do not tell our types apart."""
    for part in header.split(","):
        name, *parameters = part.split(";")
        if name.strip():
            qualities = [match[1] for parameter in parameters if (match := QUALITY.fullmatch(parameter))]
            yield name.strip().lower(), float(qualities[0]) if qualities else 1.0
