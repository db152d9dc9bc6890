"""Documents that the rules were made on (seen) and others (unseen), told apart."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from fulian_kg.evaluation.gold import GoldDocument

SEEN, UNSEEN = "seen", "unseen"


def read_split(path: Path) -> dict[str, tuple[str, ...]]:
    """Names by part, from a TOML file: `seen = ["…"]` and `unseen = ["…"]`, either of which may be absent."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError(message, file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f'this is no split in TOML, such as seen = ["a"]: {error}'
        raise InputError(message, file=str(path)) from None
    sound = all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in table.values())
    if not table.keys() <= {SEEN, UNSEEN} or not sound:
        message = 'a split holds nothing but lists of names: seen = ["a"], unseen = ["b"]'
        raise InputError(message, file=str(path))
    return {part: tuple(names) for part, names in table.items()}


def split(documents: Sequence[GoldDocument], parts: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Name of a document → `seen` or `unseen`; where only one part is named, the rest is the other.

    A name is that of a document or of its file. Raises `UsageError` for one that is neither, or in both parts.
    """
    found: dict[str, str] = {}
    named = {part: set(names) for part, names in parts.items()}
    for part, names in named.items():
        for name in sorted(names):
            meant = [document.name for document in documents if name in {document.name, document.file}]
            if not meant:
                known = ", ".join(sorted({document.name for document in documents}))
                message = f"no gold is about {name!r}: use one of {known}"
                raise UsageError(message)
            if any(found.get(each, part) != part for each in meant):
                message = f"{name!r} cannot be both seen and unseen"
                raise UsageError(message)
            found |= dict.fromkeys(meant, part)
    if len(used := [part for part in (SEEN, UNSEEN) if named.get(part)]) == 1:
        other = UNSEEN if used[0] == SEEN else SEEN
        found = {document.name: found.get(document.name, other) for document in documents}
    return found
