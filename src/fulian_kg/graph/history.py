"""The region history that a store was built with: named in its manifest by its hash, and asked for again later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError
from fulian_kg.gazetteer.supplement import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

KEY = "region_history"
"""Where manifest and ledger have it."""


def digest_of(history: Path | None) -> str | None:
    """SHA-256 of the file, None without one; raises `InputError` where it cannot be read."""
    if history is None:
        return None
    try:
        return hashlib.sha256(history.read_bytes()).hexdigest()
    except OSError as error:
        message = f"读不到区划沿革 the region history cannot be read: {error.strerror}"
        raise InputError(message, file=str(history)) from None


def require(manifest: Mapping[str, Any], history: Path | None) -> None:
    """Refuse a history that is not the one of the store, whose regions were written when it was built.

    Without a history nothing is asked. Raises `InputError`: another file would be ignored without a word.
    """
    known = manifest.get(KEY)
    if history is None or digest_of(history) == known:
        return
    built = "没有沿革 without one" if known is None else f"另一沿革 with another one (SHA-256 {known[:12]}…)"
    message = (
        f"图谱建立时{built}，区划以图谱为准 the store was built so, and its regions are those of the build: "
        "build it again with this --region-history, or leave the option out"
    )
    raise InputError(message, file=str(history))


def differences(sentences: Iterable[str]) -> dict[str, list[str]]:
    """For the ledger: every difference between the history and our data, and those in which ours is kept."""
    told = list(sentences)
    return {"differences": told, "kept": [sentence for sentence in told if sentence.endswith(f"{OURS}。")]}
