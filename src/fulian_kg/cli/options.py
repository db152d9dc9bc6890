"""Parameters that several commands take."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.model import TODAY, day

if TYPE_CHECKING:
    from collections.abc import Mapping

    AnyType = click.ParamType[Any]
else:  # no generic class at run time in older versions of click
    AnyType = click.ParamType


class Day(AnyType):
    """A day as YYYY-MM-DD, or one of a few words that stand for something."""

    name = "date"

    def __init__(self, words: Mapping[str, object] = MappingProxyType({})) -> None:
        """`words` maps each word to the value that it stands for."""
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """How the help shows the values: `[today|YYYY-MM-DD]`."""
        del param, ctx
        return f"[{'|'.join((*self._words, 'YYYY-MM-DD'))}]" if self._words else "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day, or what the word stands for; anything else is refused in one sentence."""
        if not isinstance(value, str):
            return value
        if value in self._words:
            return self._words[value]
        found = day(value)
        if found is None:
            words = "".join(f"{word}, " for word in self._words)
            message = f"{value!r} 不是日期 is no date: use {words}YYYY-MM-DD, such as 2010-06-28"
            self.fail(message, param, ctx)
        return found


DAY = Day()
"""A day, nothing else."""
DAY_OR_TODAY = Day(MappingProxyType({"today": TODAY}))
"""A day; `today` means the last day of the data."""

region_history_option = click.option(
    "--region-history",
    "history",
    type=click.Path(path_type=Path),
    envvar="FULIAN_REGION_HISTORY",
    show_envvar=True,
    metavar="FILE",
    help="自备的区划沿革（areacodes 的 CSV），补充本项目数据。Your own region history (areacodes CSV), added to ours.",
)
"""The callback's parameter is `history`, a path or None."""
store_option = click.option(
    "--store",
    type=click.Path(path_type=Path),
    default=Path("kg"),
    show_default=True,
    metavar="DIR",
    help="存储所在的文件夹。The folder of the store.",
)
"""The callback's parameter is `store`."""
library_option = click.option(
    "--with",
    "extra",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="自备的主题、规则、形状、查询。Your own themes, rules, shapes and queries, added to ours.",
)
"""The callback's parameter is `extra`, a folder or None."""
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="写入文件而非标准输出。Write to a file instead of standard output.",
)
"""The callback's parameter is `output`, a path or None."""
