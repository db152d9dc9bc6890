"""What every command of `review` works with: facts of sources or of a store, with the decisions so far."""

from __future__ import annotations

import shlex
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fulian_kg.cli.options import store_option
from fulian_kg.cli.progress import progress
from fulian_kg.cli.reading import reading_options
from fulian_kg.curation.journal import NOTHING, read_journal
from fulian_kg.errors import UsageError
from fulian_kg.gazetteer import load
from fulian_kg.graph import desk
from fulian_kg.graph.reading import read_sources
from fulian_kg.graph.store import open_store
from fulian_kg.graph.stored import stored_readings
from fulian_kg.model import Span
from fulian_kg.source.characters import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fulian_kg.curation.journal import Journal
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.graph.build import Settings
    from fulian_kg.graph.desk import Spot
    from fulian_kg.model import Reading

DEFAULT = Path("curation")


class Desk(desk.Desk):
    """A desk whose facts are found by what a person types."""

    def __init__(self, sources: Sequence[Path], store: Path, settings: Settings, *, recording: bool) -> None:
        """Who is `recording` may name a folder of decisions that is yet to be made."""
        self.folder = settings.curation or DEFAULT
        readings = _from_sources(sources, settings) if sources else stored_readings(open_store(store))
        journal = journal_of(self.folder, required=not recording and settings.curation is not None)
        super().__init__(readings, journal, settings, _options(sources, store, self.folder))

    def fact(self, prefix: str) -> Spot:
        """The fact whose id begins so; raises `UsageError` when there is none, or several."""
        found = [spot for spot in self.spots if spot[2].id.startswith(prefix)]
        return _one(found, f"id {prefix}")

    def quoted(self, quote: str, kind: str | None, number: int | None) -> Spot:
        """The fact with these words as its quote, else in its quote; raises `UsageError` when that is not one."""
        wanted = plain(quote)
        near = [spot for spot in self.spots if kind in {None, spot[2].type} and number in {None, spot[2].case}]
        found = [spot for spot in near if plain(spot[2].quote) == wanted]
        return _one(found or [spot for spot in near if wanted in plain(spot[2].quote)], f"quote “{quote}”")

    def cases(self, number: int | None) -> list[tuple[SourceTexts, CaseText]]:
        """The cases of that number, or all."""
        return [
            (source, case)
            for source in self.texts.sources
            for case in source.cases
            if number in {None, case.case.number}
        ]


def _from_sources(sources: Sequence[Path], settings: Settings) -> list[Reading]:
    with progress() as shown:
        gazetteer = load(settings.library, settings.region_history)
        readings, failures = read_sources(sources, settings, gazetteer, shown)
    for failure in failures:
        click.echo(f"{failure.file}: {failure.message}", err=True)
    return readings


def journal_of(folder: Path, *, required: bool = False) -> Journal:
    """The decisions so far; none where the folder is yet to be made, unless it is required. Cut-off lines are named."""
    if not (folder.exists() or required):
        return NOTHING
    journal = read_journal(folder)
    for place in journal.torn:
        click.echo(
            f"{folder / place}: 这一行写到一半中断，从未确认，不计。This line was cut off and never acknowledged.",
            err=True,
        )
    return journal


def plain(text: str) -> str:
    """Words as quotes are compared: without white space, markup and differences of width."""
    return normalised(text, (Span(0, len(text)),)).text


def desk_options(*, positional: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command its desk: sources as arguments or as `--source`, or a store; its callback gets `desk`."""
    path = click.Path(path_type=Path)
    given = (
        click.argument("sources", metavar="[SOURCE…]", nargs=-1, type=path)
        if positional
        else click.option(
            "--source",
            "sources",
            multiple=True,
            type=path,
            metavar="PATH",
            help="现读的文件或文件夹，可多次。A file or folder that is read now, in place of a store.",
        )
    )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(sources: tuple[Path, ...], store: Path, settings: Settings, **rest: Any) -> Any:
            return command(desk=Desk(sources, store, settings, recording=not positional), **rest)

        made: Callable[..., Any] = given(store_option(reading_options(called)))
        return made

    return decorate


def signature(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command who decides, and why."""

    @wraps(command)
    def called(who: str | None, **rest: Any) -> Any:
        if not who or not who.strip():
            message = "say who decides: --who NAME, or once for all FULIAN_WHO=NAME in the environment"
            raise UsageError(message)
        return command(who=who.strip(), **rest)

    why = click.option("--why", default="", metavar="TEXT", help="理由。The reason.")
    name = click.option("--who", metavar="NAME", envvar="FULIAN_WHO", show_envvar=True, help="谁决定。Who decides.")
    made: Callable[..., Any] = name(why(called))
    return made


def signing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command who decides, why, and in place of which decisions."""
    option = click.option(
        "--replaces",
        multiple=True,
        metavar="ID",
        help="所取代的先前决定，可多次。An earlier decision that it replaces.",
    )
    made: Callable[..., Any] = signature(option(command))
    return made


def decision_id(journal: Journal, prefix: str) -> str:
    """The id of the decision whose id begins so; raises `UsageError` when there is none, or several."""
    found = [each for each in journal.entries if each.startswith(prefix)]
    if len(found) != 1:
        message = f"{len(found)} decisions have the id {prefix}: `fulian-kg review log` shows ids"
        raise UsageError(message)
    return found[0]


def _one(found: Sequence[Spot], wanted: str) -> Spot:
    if len(found) == 1:
        return found[0]
    if not found:
        message = f"no fact has the {wanted}: `fulian-kg facts` and `fulian-kg review list` show ids"
        raise UsageError(message)
    shown = "; ".join(f"{fact.id} {fact.type} 案例 {fact.case} “{fact.quote}”" for _, _, fact in found[:5])
    message = f"{len(found)} facts have the {wanted}: give an id, --type or --case ({shown} …)"
    raise UsageError(message)


def _options(sources: Sequence[Path], store: Path, folder: Path) -> str:
    words = [word for source in sources for word in ("--source", str(source))]
    words += [] if sources or store == Path("kg") else ["--store", str(store)]
    words += [] if folder == DEFAULT else ["--curation", str(folder)]
    return "".join(f" {shlex.quote(word)}" for word in words)
