"""How well two labellings of the same cases agree on a theme: precision, recall, F1, Cohen's κ and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHI_SQUARE = 3.841458820694124
"""The 95 % point of χ² with one degree of freedom."""
HALVINGS = 60
"""Halvings of a range that leave no digit of a float open."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of cases that carry a theme by hand, automatically and both ways, of all that were labelled by hand.

    A measure that is undefined is None: precision where nothing is automatic, recall where nothing is by hand, κ where
    no case, or every case, carries the theme both ways.
    """

    hand: int
    automatic: int
    both: int
    cases: int

    @property
    def said(self) -> int:
        """Cases that carry it one way or the other: what κ rests on."""
        return self.hand + self.automatic - self.both

    @property
    def precision(self) -> float | None:
        """Share of the automatic ones that are right."""
        return self.both / self.automatic if self.automatic else None

    @property
    def recall(self) -> float | None:
        """Share of those by hand that were found."""
        return self.both / self.hand if self.hand else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two: 2·both / (hand + automatic)."""
        return 2 * self.both / (self.hand + self.automatic) if self.said else None

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance (J. Cohen, Educ. Psychol. Meas. 20, 1960): (po - pe) / (1 - pe), in whole numbers."""
        n, hand, automatic = self.cases, self.hand, self.automatic
        agreed = n - hand - automatic + 2 * self.both
        chance = hand * automatic + (n - hand) * (n - automatic)
        return (n * agreed - chance) / (n * n - chance) if n * n != chance else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of κ: every value that the counts do not contradict.

        Goodness of fit with one proportion for both labellings (A. Donner and M. Eliasziw, Stat. Med. 11, 1992, 1511),
        which also holds for few cases and for perfect agreement, where the usual standard error is 0; κ itself, which
        lies above theirs where the two proportions differ, is always within.
        """
        kappa = self.kappa
        if kappa is None:
            return None
        yes, no = self.both, self.cases - self.said
        differ = self.said - self.both
        share = (self.hand + self.automatic) / (2 * self.cases)
        unit = self.cases * share * (1 - share)
        centre = 1 - differ / (2 * unit)

        def misfit(shift: float) -> float:
            cells = ((shift, yes + shift), (2 * shift, differ - 2 * shift), (shift, no + shift))
            return sum(off * off / cell for off, cell in cells if off) if min(c for _, c in cells) > 0 else CHI_SQUARE

        low, high = (centre + _last(misfit, end) / unit for end in (-min(yes, no), differ / 2))
        return max(-1.0, min(low, kappa)), min(1.0, max(high, kappa))


def _last(misfit: Callable[[float], float], end: float) -> float:
    """The farthest shift from 0 towards `end` that still fits; the misfit grows all the way."""
    fits, fails = 0.0, float(end)
    for _ in range(HALVINGS):
        middle = (fits + fails) / 2
        fits, fails = (middle, fails) if misfit(middle) < CHI_SQUARE else (fits, middle)
    return fits


@dataclass(frozen=True, slots=True)
class Averages:
    """Over all themes: micro counts every label alike, macro every theme of which a measure is defined."""

    pooled: Agreement
    """The counts added up; its κ and interval mean nothing, for labels of one case are not independent."""
    macro: Mapping[str, float | None]
    """Means of precision, recall, f1 and kappa."""
    of: Mapping[str, int]
    """Number of themes in each mean."""


def averages(found: Mapping[str, Agreement]) -> Averages:
    """Micro and macro averages."""
    every = list(found.values())
    pooled = Agreement(*(sum(getattr(each, name) for each in every) for name in ("hand", "automatic", "both", "cases")))
    defined = {
        name: [value for each in every if (value := getattr(each, name)) is not None]
        for name in ("precision", "recall", "f1", "kappa")
    }
    macro = {name: fmean(values) if values else None for name, values in defined.items()}
    return Averages(pooled, macro, {name: len(values) for name, values in defined.items()})


def below(found: Mapping[str, Agreement], threshold: float, minimum: int = 1) -> frozenset[str]:
    """Themes whose κ is under a threshold, of those that at least `minimum` labelled cases carry one way or the other.

    Themes that fewer carry are not judged: see `unjudged`.
    """
    too_few = unjudged(found, minimum)
    kappas = {theme: each.kappa for theme, each in found.items() if theme not in too_few}
    return frozenset(theme for theme, kappa in kappas.items() if kappa is not None and kappa < threshold)


def unjudged(found: Mapping[str, Agreement], minimum: int = 1) -> frozenset[str]:
    """Themes of which too little is labelled to say how well the two agree, or whose κ is undefined."""
    return frozenset(theme for theme, each in found.items() if each.said < max(1, minimum) or each.kappa is None)
