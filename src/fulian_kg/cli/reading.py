"""Reading sources from the command line: the options that decide what is read out of them, in one place."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import DAY, library_option, region_history_option
from fulian_kg.cli.progress import progress
from fulian_kg.gazetteer import load
from fulian_kg.graph.build import Settings, corrected
from fulian_kg.graph.reading import read_sources
from fulian_kg.proposals import MODEL_FAILED
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fulian_kg.model import Reading

OPTIONS = (
    click.option("--date", "at", type=DAY, help="材料所说的日期（默认由文中年份得出）。When the sources speak."),
    click.option("--encoding", metavar="NAME", help="文件编码（默认自动判断）。Encoding of the files."),
    click.option(
        "--curation",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="人工决定所在的文件夹（review 默认 curation）。A folder of decisions, applied (`review`: curation).",
    ),
    library_option,
    region_history_option,
    click.option(
        "--extractor",
        "extractors",
        multiple=True,
        metavar="NAME",
        help="另用这个抽取插件，可重复；llm 由 FULIAN_LLM_URL 和 FULIAN_LLM_MODEL 指定模型。"
        "Read with this plug-in as well; repeatable. FULIAN_LLM_URL and FULIAN_LLM_MODEL say which model llm asks.",
    ),
)
"""In the order of the help."""


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of reading; its callback gets them as one parameter `settings`."""

    @wraps(command)
    def called(**given: Any) -> Any:
        settings = Settings(
            library=Library(given.pop("extra")),
            date=given.pop("at"),
            encoding=given.pop("encoding"),
            region_history=given.pop("history"),
            curation=given.pop("curation"),
            extractors=given.pop("extractors"),
        )
        return command(settings=settings, **given)

    for option in reversed(OPTIONS):
        called = option(called)
    return called


def read_now(sources: Iterable[Path], settings: Settings) -> list[Reading]:
    """Facts of sources as they are now; files that cannot be read are named on standard error."""
    with progress() as shown:
        shown.step("读取区划 regions")
        readings, failures = read_sources(sources, settings, load(settings.library, settings.region_history), shown)
    for failure in failures:
        click.echo(f"{failure.file}: {failure.message}", err=True)
    for finding in (each for reading in readings for case in reading.cases for each in case.findings):
        if finding.kind == MODEL_FAILED:
            number = "" if finding.case is None else f" 案例 case {finding.case}"
            click.echo(f"{finding.file}{number}: {finding.message_zh} {finding.message_en}", err=True)
    return list(corrected(readings, settings).agreed().readings)
