"""What every command has: help in both languages with an example that names it, and options that say what they do."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from conftest import EXAMPLE
from fulian_kg.cli import COMMANDS, cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_bilingual_and_shows_an_example(name: str, run: Callable[..., Ran]) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert CHINESE.search(ran.out)
    assert "Example" in ran.out
    assert f"fulian-kg {name}" in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in {"form", "help"}:
            assert param.help, param.name
            assert CHINESE.search(param.help), param.name
            assert re.search("[a-z]{2}", param.help), param.name


def test_a_bare_call_shows_the_commands(run: Callable[..., Ran]) -> None:
    ran = run()
    assert ran.code == 2
    for name in COMMANDS:
        assert name in ran.err


def test_the_overview_says_each_in_one_line_of_both_languages(run: Callable[..., Ran]) -> None:
    out = run("--help").out
    for name in COMMANDS:
        (line,) = (line for line in out.splitlines() if line.startswith(f"  {name} "))
        assert CHINESE.search(line)
        assert re.search(r"[a-zA-Z ]{8,}\.$", line)


def test_the_command_line_imports_no_heavy_library() -> None:
    imports = "import sys, fulian_kg.cli.query, fulian_kg.cli.compare"
    code = f"{imports}; sys.exit('rdflib' in sys.modules or 'pyshacl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_interrupt_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fulian_kg", "build", "-v", str(EXAMPLE), "--store", str(tmp_path / "kg")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    assert process.stderr.readline() == "读取区划 regions\n".encode()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130, err.decode()
    assert out == b""
    assert err.decode().splitlines()[-1] == "fulian-kg: 中断 interrupted: 什么也没有改变 nothing was changed"
    assert b"Traceback" not in err
    assert not (tmp_path / "kg").exists()


def test_a_closed_pipe_is_no_error(example_store: Path) -> None:
    command = f"{sys.executable} -m fulian_kg export --store {example_store} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""
