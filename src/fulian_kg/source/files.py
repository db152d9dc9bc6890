"""Which files the SOURCE arguments mean, and the name each has in facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.errors import InputError
from fulian_kg.source.reading import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"}).union(*(each.suffixes for each in FORMATS))
"""What is read from a folder; a file named itself may end in anything."""
HIDDEN = (".", "~$")
"""How hidden files begin, and those that an editor leaves beside an open document."""


def source_files(arguments: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with its name: relative to the folder given, the bare name for a single file; folders sorted by name.

    Raises `InputError` for a path that is not there, for a folder without a text, and for two files of one name: the
    name is the identity of a file that is a case of its own.
    """
    found: dict[str, Path] = {}
    for path, name in _named(arguments):
        if name.encode(errors="surrogateescape") != name.encode(errors="replace"):
            message = "the name of the file is not UTF-8: rename it"
            raise InputError(message, file=ascii(name))
        if name in found and found[name].resolve() != path.resolve():
            message = f"two sources have this name, {found[name]} and {path}: give a folder that holds both"
            raise InputError(message, file=name)
        if name not in found:
            found[name] = path
            yield path, name


def _named(arguments: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for argument in arguments:
        if argument.is_dir():
            yield from _walked(argument)
        elif argument.exists():
            yield argument, argument.name
        else:
            message = "no such file or folder"
            raise InputError(message, file=str(argument))


def _walked(folder: Path) -> Iterator[tuple[Path, str]]:
    found = [
        (path, path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file()
    ]
    shown = [(path, name.as_posix()) for path, name in found if not any(part.startswith(HIDDEN) for part in name.parts)]
    if not shown:
        message = f"the folder has no text ({', '.join(sorted(SUFFIXES))})"
        raise InputError(message, file=str(folder))
    yield from shown
