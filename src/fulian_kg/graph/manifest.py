"""The manifest of a generation: what it holds, the SHA-256 of each of its files, and one over itself, its seal.

Whoever reads a file asks for it here: one that is not what was built is an error, and never an answer.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
FILES, SEAL = "files", "seal"
KEYS = frozenset({"base_iri", "graphs", "ledger", FILES, SEAL})
"""What every manifest has."""
CHUNK = 1 << 20


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a generation; raises `StoreError` for one that is not as it was written."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = f"{folder / MANIFEST} cannot be read ({error}); `fulian-kg build` makes the store anew"
        raise StoreError(message) from None
    if not isinstance(found, dict) or not found.keys() >= KEYS:
        message = f"{folder / MANIFEST} is not a manifest of this version; `fulian-kg build` makes the store anew"
        raise StoreError(message)
    if found[SEAL] != _seal(found):
        message = f"{folder / MANIFEST} was changed after it was written; `fulian-kg build` makes the store anew"
        raise StoreError(message)
    return found


def write_manifest(folder: Path, told: Mapping[str, Any]) -> None:
    """Write what is told of a generation that has all its files, with what they are."""
    whole = {**told, FILES: {name: sha256_of(file) for name, file in files_in(folder)}}
    text = json.dumps({**whole, SEAL: _seal(whole)}, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def told_in(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What was told when it was written: the same for two builds of the same, whose databases' files differ."""
    return {name: value for name, value in manifest.items() if name not in {FILES, SEAL}}


def intact(folder: Path, name: str, manifest: Mapping[str, Any]) -> Path:
    """A file of a generation, for reading; raises `StoreError` where it is not what the manifest says.

    A manifest that names no files is that of a generation that is being made.
    """
    file = folder / name
    try:
        stat = file.stat()
        whole = FILES not in manifest or manifest[FILES].get(name) == _digest(
            file, stat.st_ino, stat.st_size, stat.st_mtime_ns
        )
    except OSError as error:
        raise unreadable(file, error) from None
    if not whole:
        raise unreadable(file, "it was changed after it was built")
    return file


def unreadable(file: Path, why: object) -> StoreError:
    """What to say, and what to do."""
    return StoreError(f"{file} cannot be read ({why}); `fulian-kg verify` tells more, `build` makes it anew")


def sha256_of(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    total = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, with its relative name, sorted; the manifest left out."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name != MANIFEST:
            yield name, file


@lru_cache(maxsize=256)
def _digest(file: Path, inode: int, size: int, changed: int) -> str:
    """Of a file as it is since its last change: a server reads it many times."""
    del inode, size, changed
    return sha256_of(file)


def _seal(manifest: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in manifest.items() if name != SEAL}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
