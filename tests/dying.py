"""A process that writes stores and bundles in children, which may be killed at any moment.

    python tests/dying.py FIRST SECOND

It reads the two texts once, then takes lines `store PLACE 0` and `bundle PLACE 1`: the number says which text. For each
it says the number of the child that begins to write, and, after an empty line, the status with which that ended.
Children start in a moment: nothing has to be read again, and no database was ever open where they come from.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fulian_kg.graph.build import Built, Settings, Silent, build
from fulian_kg.graph.publication import writing
from fulian_kg.graph.store import open_store
from fulian_kg.publication.addresses import Addresses
from fulian_kg.publishing.bundle import write
from fulian_kg.publishing.edition import Edition
from fulian_kg.query.derived import derive
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LIBRARY = Library()


class Writer:
    """That process, from outside."""

    def __init__(self, texts: Sequence[Path]) -> None:
        """Returns when it is ready."""
        command = [sys.executable, __file__, *map(str, texts)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._said() == "ready"

    def start(self, kind: str, place: Path, number: int) -> int:
        """Begin to write; returns the number of the process that does."""
        self._say(f"{kind} {place} {number}")
        return int(self._said())

    def ended(self) -> int:
        """The status of what was begun last, as `os.waitpid` gives it; its number is its own until this is asked."""
        self._say("")
        return int(self._said())

    def close(self) -> None:
        """End it."""
        with self._process:
            self._pipe(self._process.stdin).close()

    def _say(self, line: str) -> None:
        stdin = self._pipe(self._process.stdin)
        stdin.write(line + "\n")
        stdin.flush()

    def _said(self) -> str:
        return self._pipe(self._process.stdout).readline().strip()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def _store(made: Sequence[Built], place: Path, number: int) -> None:
    with writing(place):
        made[number].publish(place, partial(derive, library=LIBRARY))


def _bundle(_made: Sequence[Built], place: Path, number: int) -> None:
    """Of the store `of-0` or `of-1` beside it."""
    store = place.with_name(f"of-{number}")
    opened = open_store(store)
    write(Edition(store, opened, LIBRARY, Addresses(opened.base), pages="none"), place, Silent())


KINDS: dict[str, Callable[[Sequence[Built], Path, int], None]] = {"store": _store, "bundle": _bundle}


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(texts: Sequence[Path]) -> None:
    """Take the lines."""
    made = [build([text], Settings()) for text in texts]
    _say("ready")
    for line in sys.stdin:
        kind, place, number = line.split()
        if child := os.fork():
            _say(child)
            sys.stdin.readline()
            _say(os.waitpid(child, 0)[1])
        else:
            KINDS[kind](made, Path(place), int(number))
            os._exit(0)


if __name__ == "__main__":
    main([*map(Path, sys.argv[1:])])
