"""Progress on standard error: a line that rewrites itself on a terminal, plain lines with `--verbose`, else nothing."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress:
    """Tells what is being done and how far it is."""

    def __init__(self, *, verbose: bool = False) -> None:
        """`verbose` asks for one line a step where there is no terminal."""
        self._terminal = sys.stderr.isatty()
        self._verbose = verbose
        self._step = ""

    def step(self, title: str) -> None:
        """Begin a step."""
        self._step = title
        if self._terminal:
            self._rewrite(title)
        elif self._verbose:
            click.echo(title, err=True)

    def count(self, done: int, total: int) -> None:
        """So many of so many parts of the step are done."""
        if self._terminal:
            self._rewrite(f"{self._step} {done}/{total}")

    def clear(self) -> None:
        """Leave the terminal's line empty."""
        if self._terminal:
            self._rewrite("")

    @staticmethod
    def _rewrite(text: str) -> None:
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)


@contextmanager
def progress(*, verbose: bool = False) -> Iterator[Progress]:
    """Progress whose line is gone when the work ends, however it ends."""
    shown = Progress(verbose=verbose)
    try:
        yield shown
    finally:
        shown.clear()
