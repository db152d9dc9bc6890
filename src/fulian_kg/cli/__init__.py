"""The command line: each command's module is imported when the command is called, not before."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from fulian_kg import __version__
from fulian_kg.cli.output import visible
from fulian_kg.errors import FulianError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "build": "fulian_kg.cli.build:build",
        "facts": "fulian_kg.cli.facts:facts",
        "validate": "fulian_kg.cli.validate:validate",
        "query": "fulian_kg.cli.query:query",
        "queries": "fulian_kg.cli.queries:queries",
        "compare": "fulian_kg.cli.compare:compare",
        "codebook": "fulian_kg.cli.codebook:codebook",
        "similar": "fulian_kg.cli.similar:similar",
        "show": "fulian_kg.cli.show:show",
        "region": "fulian_kg.cli.region:region",
        "export": "fulian_kg.cli.export:export",
        "serve": "fulian_kg.cli.serve:serve",
        "publish": "fulian_kg.cli.publish:publish",
        "verify": "fulian_kg.cli.verify:verify",
        "review": "fulian_kg.cli.review:review",
        "evaluate": "fulian_kg.cli.evaluate:evaluate",
        "text": "fulian_kg.cli.text:text",
    }
)
"""Name of each command → `module:attribute` of its click command, in the order of the help."""
INTERRUPTED = 130
KINDS: Mapping[int, str] = MappingProxyType(
    {2: "用法 usage: ", 3: "输入 input: ", 4: "存储 store: ", INTERRUPTED: "中断 interrupted: "}
)
"""What went wrong, by exit code."""
DAMAGED = "Corruption: "
"""How the database begins what it says of a block whose checksum is wrong."""


class LazyGroup(click.Group):
    """A group whose commands are loaded from `COMMANDS` by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command whose module is installed, in the order of the work."""
        del ctx
        return [name for name, path in COMMANDS.items() if find_spec(path.partition(":")[0])]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; an unknown one is refused with the names of those that exist."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            message = f"there is no command {args[0]!r}: use one of {', '.join(COMMANDS)}"
            raise UsageError(message)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


HELP = """从妇联案例汇编建成可验证、可查询的知识图谱。

Build, validate, query and compare a knowledge graph of women's federation cases.

数据写到标准输出，消息写到标准错误。Data goes to standard output, messages to standard error.

退出码 Exit codes: 0 完成 done · 1 答案为否 the answer is no · 2 用法 usage · 3 输入 input · 4 存储 store · 130 中断
interrupted
"""


@click.group(cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="fulian-kg")
def cli() -> None:
    """Hold the commands."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: the one place where errors become codes and sentences."""
    try:
        code = cli.main(
            args=None if arguments is None else list(arguments), prog_name="fulian-kg", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _said(error.format_message(), error.exit_code)
    except FulianError as error:
        return _said(str(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _said("什么也没有改变 nothing was changed", INTERRUPTED)
    except RuntimeError as error:
        if not str(error).startswith(DAMAGED):
            raise
        return _said(f"{error}: `fulian-kg verify` tells more, `build` makes the store anew", StoreError.exit_code)
    return code if isinstance(code, int) else 0


def _said(message: str, code: int) -> int:
    click.echo(f"fulian-kg: {KINDS.get(code, '')}{visible(message)}", err=True)
    return code


def main() -> None:
    """Entry point of the script: everything is written in UTF-8 wherever it runs."""
    if not sys.flags.utf8_mode and sys.getfilesystemencoding() != "utf-8":
        # Arguments and file names are Chinese: start again in a mode that can tell them.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run())
