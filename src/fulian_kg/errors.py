"""What can go wrong, a class a kind; each carries its data, says one sentence and knows its exit code."""

from __future__ import annotations

from typing import ClassVar


class FulianError(Exception):
    """Any expected failure; `str()` is the one sentence that a user reads."""

    exit_code: ClassVar[int] = 3


class UsageError(FulianError):
    """The call itself is wrong: an unknown name, a bad parameter."""

    exit_code = 2


class InputError(FulianError):
    """A source, query, shapes or curation file is missing or cannot be read."""

    exit_code = 3

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        """`message` in one sentence; `file` and `line` (from 1) name the place where known."""
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        """The sentence, led by the place where one is known."""
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class StoreError(FulianError):
    """The store cannot be opened, written or trusted."""

    exit_code = 4
