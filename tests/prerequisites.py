"""What tests may need beyond the pinned dependencies, whether it is here, and what brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One row of `prerequisites.toml`."""

    name: str
    what: str
    variable: str | None = None
    default: str = ""
    files: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    fonts: str | None = None
    debian: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its files are looked for."""
        return ROOT / (os.environ.get(self.variable or "") or self.default)

    @property
    def missing(self) -> str | None:
        """A sentence on what is missing and what brings it; None when all is here."""
        if absent := [name for name in self.files if not (self.folder / name).is_file()]:
            return f"{', '.join(absent)} not found: set {self.variable} to the folder that has it"
        if self._installed():
            return None
        return f"{self.what}: apt-get install {' '.join(self.debian)}"

    def _installed(self) -> bool:
        return (
            (not self.commands or any(map(shutil.which, self.commands)))
            and all(map(find_spec, self.modules))
            and (self.fonts is None or _font(self.fonts))
        )


def _font(language: str) -> bool:
    command = shutil.which("fc-list")
    if command is None:
        return False
    found = subprocess.run([command, f":lang={language}"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def prerequisites() -> dict[str, Prerequisite]:
    """All of them by name, in the order of the file."""
    table = tomllib.loads((ROOT / "tests" / "prerequisites.toml").read_text("utf-8"))
    return {name: _prerequisite(name, row) for name, row in table.items()}


def _prerequisite(name: str, row: dict[str, Any]) -> Prerequisite:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Prerequisite(name, **values)


def main(arguments: list[str]) -> int:
    """Print the state of each, 1 when one is missing; `--debian NAME…` prints packages that bring the missing ones."""
    if arguments[:1] == ["--debian"]:
        named = [entry for name, entry in prerequisites().items() if name in arguments[1:]]
        sys.stdout.write(" ".join(package for entry in named if entry.missing for package in entry.debian) + "\n")
        return 0
    states = {name: entry.missing for name, entry in prerequisites().items()}
    for name, missing in states.items():
        sys.stdout.write(f"{'missing' if missing else 'here':8} {name:12} {missing or ''}".rstrip() + "\n")
    return int(any(states.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
