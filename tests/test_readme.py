"""The commands of both READMEs run as they stand, and the two tell the same story."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from fulian_kg.cli import COMMANDS

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"


def commands(readme: Path) -> list[str]:
    """What stands after a prompt in its console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_both_show_the_same_commands_under_as_many_headings() -> None:
    assert commands(ENGLISH) == commands(CHINESE)
    headings = [re.findall(r"^#+ ", readme.read_text("utf-8"), re.MULTILINE) for readme in (ENGLISH, CHINESE)]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=lambda path: path.name)
def test_every_command_has_its_row(readme: Path) -> None:
    rows = re.findall(r"^\| `(\w+)", readme.read_text("utf-8"), re.MULTILINE)
    assert rows == list(COMMANDS)


def test_the_commands_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    for line in commands(ENGLISH):
        if not line.startswith("make "):
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                cwd=tmp_path,
                env=os.environ | {"PATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            assert done.stdout or (" -o " in line), line


def test_the_make_targets_exist() -> None:
    named = set(re.findall(r"`make ([\w-]+)`", ENGLISH.read_text("utf-8")))
    named |= {line.split()[1] for line in commands(ENGLISH) if line.startswith("make ")}
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= targets
