"""Sources to facts: what a store keeps is not read again, and many workers share what is left."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from fulian_kg.errors import FulianError, InputError
from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.extraction.plugins import plugins
from fulian_kg.gazetteer import load
from fulian_kg.graph import history
from fulian_kg.graph.cache import Cache, Kept
from fulian_kg.graph.ledger import Failure
from fulian_kg.graph.workers import Workers
from fulian_kg.model import TODAY, CaseFacts, Compilation, Finding, Reading
from fulian_kg.source.compilation import compiled
from fulian_kg.source.files import source_files
from fulian_kg.source.reading import bytes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.graph.build import Progress, Settings
    from fulian_kg.resources import Library

LATEST = TODAY
"""The date of a text that states no year: it says nothing against another's."""
WORTHWHILE = 400_000
"""Characters of bodies from which on starting processes pays."""
PIECES = 8
"""Parts of the work for each worker: the last ones end at about the same time."""
HERE = Workers(jobs=1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What workers read with; they have it on their own disks."""

    library: Library
    digests: tuple[str, ...]
    """Of the library's folders, which must be the same everywhere."""
    region_history: Path | None
    history: str | None
    """SHA-256 of that file."""

    @classmethod
    def of(cls, settings: Settings) -> Basis:
        """That of a build."""
        digests = tuple(settings.library.digests().values())
        return cls(settings.library, digests, settings.region_history, history.digest_of(settings.region_history))


@lru_cache(maxsize=2)
def gazetteer_of(basis: Basis) -> Gazetteer:
    """The gazetteer, loaded once in each process; raises `FulianError` where a worker has other data files."""
    if tuple(basis.library.digests().values()) != basis.digests:
        message = "a worker has other data files than this machine: install the same version there"
        raise FulianError(message)
    return load(basis.library, basis.region_history)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some cases of a compilation, for a worker."""

    compilation: Compilation
    """With these cases only."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Source:
    """A file as a worker gets it."""

    name: str
    data: bytes
    encoding: str | None
    at: date | None

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def read_sources(
    arguments: Iterable[Path],
    settings: Settings,
    gazetteer: Gazetteer,
    progress: Progress,
    workers: Workers = HERE,
    cache: Cache | None = None,
) -> tuple[list[Reading], list[Failure]]:
    """Facts of every file; those that cannot be read are listed, unless they are all there is: then it raises.

    Plug-ins may hold what cannot be sent to others: with any, this process reads everything, and nothing is kept.
    """
    files = list(source_files(arguments))
    if settings.extractors:
        workers, cache = HERE, None
    sources, unread = _sources(files, settings)
    kept = {each.name: found for each in sources if cache and (found := cache.get(each.name, each.sha256))}
    held = unread | {name: each.alone for name, each in kept.items()}
    held |= _compiled([each for each in sources if each.name not in kept], progress, workers)
    alone, failures = _of_all([name for _, name in files], held)
    compilations = list(_of_one_date(alone))
    read = {name: each.reading for name, each in kept.items()}
    fresh = [each for each in compilations if _is_new(each, read.get(each.source.file))]
    days = {each.source.file: each.date for each in alone}
    for reading in _readings(fresh, settings, gazetteer, progress, workers):
        file = reading.compilation.source.file
        read[file] = reading
        if cache:
            cache.put(Kept(days[file], reading))
    return [read[each.source.file] for each in compilations], failures


def _is_new(compilation: Compilation, read: Reading | None) -> bool:
    """Whether it was not read, or at another date."""
    return read is None or read.compilation != compilation


def _sources(files: Sequence[tuple[Path, str]], settings: Settings) -> tuple[list[Source], dict[str, InputError]]:
    sources: list[Source] = []
    unread: dict[str, InputError] = {}
    for path, name in files:
        try:
            sources.append(Source(name, bytes_of(path, name), settings.encoding, settings.date))
        except InputError as error:
            unread[name] = error
    return sources, unread


def _compiled(sources: Sequence[Source], progress: Progress, workers: Workers) -> dict[str, Compilation | InputError]:
    """What each file holds, without its facts."""
    count = workers.count(worthwhile=sum(len(each.data) for each in sources) > 3 * WORTHWHILE and len(sources) > 1)
    size = 1 + len(sources) // (count * PIECES)
    parts = [tuple(sources[at : at + size]) for at in range(0, len(sources), size)]
    answers = workers.each(_opened, parts, count) if count > 1 else map(_opened, parts)
    found: dict[str, Compilation | InputError] = {}
    for part, answer in zip(parts, answers, strict=True):
        progress.step(part[-1].name)
        found |= {source.name: each for source, each in zip(part, answer, strict=True)}
    return found


def _opened(sources: tuple[Source, ...]) -> tuple[Compilation | InputError, ...]:
    return tuple(map(_open, sources))


def _open(source: Source) -> Compilation | InputError:
    try:
        found = compiled(text_of(source.data, source.name, source.encoding), source.at)
    except InputError as error:
        return error
    if found.date == LATEST and source.at is None:
        return replace(found, findings=(*found.findings, _guessed(source.name)))
    return found


def _of_all(
    names: Sequence[str], found: Mapping[str, Compilation | InputError]
) -> tuple[list[Compilation], list[Failure]]:
    """The compilations in the order of their files, each text once, and what cannot be read."""
    first: dict[str, Compilation] = {}
    failures: list[Failure] = []
    for name in names:
        each = found[name]
        if isinstance(each, InputError):
            if len(names) == 1:
                raise each
            failures.append(Failure.of(name, each))
        elif each.source.sha256 in first:
            failures.append(Failure(name, "the same bytes as a file before it; read once"))
        else:
            first[each.source.sha256] = each
    if not first:
        message = f"none of the {len(names)} files can be read; the first says: {failures[0].message}"
        raise InputError(message, file=failures[0].file)
    return list(first.values()), failures


def _guessed(file: str) -> Finding:
    """A text without a past year: regions are looked up as of the end of the data."""
    return Finding(
        "date-guessed",
        f"文中没有过去的年份，按 {LATEST} 查区划；请用 --date 给出材料的日期",
        f"the text states no past year, so regions are looked up as of {LATEST}; give its date with --date",
        file,
    )


def _of_one_date(compilations: Sequence[Compilation]) -> Iterator[Compilation]:
    """Texts of one compilation speak at one date: the latest that any of them states a year for."""
    dates: dict[str | None, date] = {}
    for compilation in compilations:
        known = dates.get(compilation.name)
        if known is None or known == LATEST or known < compilation.date != LATEST:
            dates[compilation.name] = compilation.date
    for compilation in compilations:
        yield replace(compilation, date=dates[compilation.name]) if compilation.name else compilation


def _readings(
    compilations: Sequence[Compilation],
    settings: Settings,
    gazetteer: Gazetteer,
    progress: Progress,
    workers: Workers,
) -> Iterator[Reading]:
    """The facts of compilations, in their order."""
    bodies = (case.body for each in compilations for case in each.cases if case.body)
    count = workers.count(worthwhile=sum(body.end - body.start for body in bodies) > WORTHWHILE)
    if count > 1:
        yield from _shared_out(compilations, Basis.of(settings), progress, workers, count)
        return
    added = plugins(settings.extractors)
    for each in compilations:
        progress.step(each.source.file)
        yield read_facts(each, gazetteer, settings.library, progress.count, added)


def _shared_out(
    compilations: Sequence[Compilation], basis: Basis, progress: Progress, workers: Workers, count: int
) -> Iterator[Reading]:
    size = 1 + sum(len(each.cases) for each in compilations) // (count * PIECES)
    cut = [[*_pieces(each, size, basis)] for each in compilations]
    answers = workers.each(_facts, list(_batches((piece for pieces in cut for piece in pieces), size)), count)
    read = (cases for answer in answers for cases in answer)
    for each, pieces in zip(compilations, cut, strict=True):
        progress.step(each.source.file)
        found = tuple(chain.from_iterable(islice(read, len(pieces))))
        progress.count(len(found), len(each.cases))
        yield Reading(each, found)


def _pieces(compilation: Compilation, size: int, basis: Basis) -> Iterator[Piece]:
    cases = compilation.cases
    for at in range(0, max(1, len(cases)), size):
        yield Piece(replace(compilation, cases=cases[at : at + size]), basis)


def _batches(pieces: Iterable[Piece], size: int) -> Iterator[tuple[Piece, ...]]:
    """Pieces together that have some `size` cases, so that small files are not sent one by one."""
    batch: list[Piece] = []
    cases = 0
    for piece in pieces:
        batch.append(piece)
        cases += len(piece.compilation.cases)
        if cases >= size:
            yield tuple(batch)
            batch, cases = [], 0
    if batch:
        yield tuple(batch)


def _facts(pieces: tuple[Piece, ...]) -> tuple[tuple[CaseFacts, ...], ...]:
    """What a worker reads."""
    return tuple(
        read_facts(piece.compilation, gazetteer_of(piece.basis), piece.basis.library).cases for piece in pieces
    )
