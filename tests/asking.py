"""A process that asks a store many things and says of each what came: the hash of an answer, or a refusal.

python tests/asking.py STORE
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from fulian_kg import cli
from fulian_kg.errors import StoreError
from fulian_kg.graph.store import open_store
from fulian_kg.query.index import Index

COMMANDS = (
    ("export", "--format", "nquads"),
    ("facts",),
    ("compare", "--format", "csv"),
    ("query", "funding-per-woman"),
    ("query", "dated-events"),
    ("query", "case-facts"),
)
VERIFY = ("verify",)
REFUSED = frozenset(f"refused {code}" for code in (1, 3, 4))
WORDS = "SELECT id, zh, names, quote FROM things ORDER BY id"


def told(store: Path) -> tuple[int, dict[str, str]]:
    """What such a process says; the exit code is negative where it was ended by a signal."""
    done = subprocess.run([sys.executable, __file__, str(store)], capture_output=True, check=False)
    answers = dict(json.loads(line) for line in done.stdout.splitlines())
    return done.returncode, answers


def _asked(store: Path, command: tuple[str, ...]) -> str:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = cli.run([*command, "--store", str(store)])
    out.flush()
    data = out.buffer.getvalue()
    return f"refused {code}" if code else hashlib.sha256(data).hexdigest()


def _searched(store: Path) -> str:
    try:
        with Index(open_store(store)).open() as tables:
            return hashlib.sha256(repr(tables.execute(WORDS).fetchall()).encode()).hexdigest()
    except StoreError:
        return "refused 4"


def _say(what: str, answer: str) -> None:
    sys.stdout.write(json.dumps((what, answer)) + "\n")
    sys.stdout.flush()


def main(store: Path) -> None:
    """Ask; each answer is a line."""
    for command in (*COMMANDS, VERIFY):
        _say(" ".join(command), _asked(store, command))
    _say("search", _searched(store))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
