"""The files of decisions: appended to under a lock, on the disk before anyone is told, and never changed.

A folder holds `*.jsonl` files, a decision a line; blank lines and lines that start with # are passed over. In which
file and in what order decisions stand means nothing. A line that a crash cut off was never acknowledged: it is
reported, and the next writer ends it with a mark.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.curation.decisions import Decision, as_line
from fulian_kg.curation.lines import parse
from fulian_kg.errors import InputError
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FILE = "decisions.jsonl"
"""Where new decisions go."""
SUFFIX = ".jsonl"
COMMENT = b"#"
TORN = "# 上一行写到一半中断，从未确认。The writing of the line above was cut off; it was never acknowledged."
"""What ends a line that a crash cut off."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision and where it stands."""

    decision: Decision
    file: str
    """Its name in the folder."""
    line: int
    """From 1."""

    @property
    def place(self) -> str:
        """`decisions.jsonl:3`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Journal:
    """All decisions of a folder by id, and the lines that were cut off."""

    entries: Mapping[str, Entry]
    torn: tuple[str, ...] = ()
    """Places of lines that a crash cut off."""

    @property
    def digest(self) -> str:
        """The same for the same decisions, in whatever files and order they stand."""
        return digest(*sorted(self.entries), length=64)


NOTHING = Journal({})


def read_journal(folder: Path) -> Journal:
    """Every decision of a folder; raises `InputError`, with file and line, for a line that is none."""
    if not folder.is_dir():
        message = "there is no such folder of decisions; `fulian-kg review` makes it with the first one"
        raise InputError(message, file=str(folder))
    found: dict[str, Entry] = {}
    torn: list[str] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path.is_file() and not path.name.startswith("."):
            for entry in _entries(_bytes(path), path, torn):
                found.setdefault(entry.decision.id, entry)
    return Journal(found, tuple(torn))


def append(folder: Path, decisions: Sequence[Decision]) -> list[Entry]:
    """Write decisions to the disk, and only then say where they stand; raises `InputError` when that fails."""
    path = folder / FILE
    try:
        _make(folder)
        new = not path.exists()
        with path.open("ab+", buffering=0) as stream:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
            there = _whole(stream.fileno())
            end = _ending(there)
            _write(stream.fileno(), end + "".join(as_line(each) + "\n" for each in decisions).encode())
            os.fsync(stream.fileno())
        if new:
            _sync(folder)
    except OSError as error:
        message = f"cannot be written: {error.strerror}; nothing was recorded"
        raise InputError(message, file=str(path)) from None
    first = (there + end).count(b"\n") + 1
    return [Entry(decision, FILE, first + number) for number, decision in enumerate(decisions)]


def _ending(there: bytes) -> bytes:
    """What must come before a new line: nothing, the line feed of the last one, or the mark that it was cut off."""
    last = there.rpartition(b"\n")[2]
    if not last:
        return b""
    return b"\n" if _is_json(last) else f"\n{TORN}\n".encode()


def _entries(data: bytes, path: Path, torn: list[str]) -> Iterator[Entry]:
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(COMMENT):
            continue
        if lines[number : number + 1] == [TORN.encode()] or (number == len(lines) and not _is_json(line)):
            torn.append(f"{path.name}:{number}")
            continue
        try:
            yield Entry(parse(line.decode()), path.name, number)
        except (ValueError, RecursionError) as error:
            message = f"this line is not a decision: {error}"
            raise InputError(message, file=str(path), line=number) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream.fileno(), fcntl.LOCK_SH)  # no half of a line that someone is writing
            return stream.read()
    except OSError as error:
        raise InputError(str(error.strerror), file=str(path)) from None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _make(folder: Path) -> None:
    """The folder with those above it, each known to the one that holds it."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _whole(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
