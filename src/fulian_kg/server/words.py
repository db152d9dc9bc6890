"""The words of pages, in both languages: one file an area under `templates/server/words/`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from fulian_kg.resources import Library

LANGUAGES = ("zh", "en")
"""The first is spoken to whoever asks for neither."""
FOLDER = "server/words/"


def words(library: Library, language: str) -> dict[str, dict[str, str]]:
    """Area → key → text; raises `InputError` for an entry without both languages."""
    found: dict[str, dict[str, str]] = {}
    for path, text in library.walk("templates", ".toml"):
        if path.startswith(FOLDER):
            found[path.removeprefix(FOLDER)] = {
                key: _text(path, key, each, language) for key, each in _read(path, text)
            }
    return found


def _read(path: str, text: str) -> list[tuple[str, Any]]:
    try:
        return list(tomllib.loads(text).items())
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(error), file=f"templates/{path}.toml") from None


def _text(path: str, key: str, entry: Any, language: str) -> str:
    if not isinstance(entry, dict) or {*entry} != {*LANGUAGES}:
        message = f"{key} wants a text in each of {', '.join(LANGUAGES)}"
        raise InputError(message, file=f"templates/{path}.toml")
    if hasattr(dict, key):  # templates would show the method of that name
        message = f"{key} cannot be the name of a text: take a longer one"
        raise InputError(message, file=f"templates/{path}.toml")
    return str(entry[language])
