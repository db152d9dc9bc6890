"""How far apart colours are: contrast as WCAG 2.2 defines it, and difference as each kind of sight sees it."""

from __future__ import annotations

import re
from typing import Literal

Sight = Literal["full", "protan", "deutan", "tritan"]
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

HEX = re.compile(r"#[0-9a-f]{6}")
SRGB_KNEE = 0.04045
FLARE = 0.05
"""Light that every screen reflects: the constant of the contrast ratio."""
LUMINANCE: Triple = (0.2126, 0.7152, 0.0722)

# Complete loss of one kind of cone, on linear light: Machado, Oliveira and Fernandes, A Physiologically-based Model for
# Simulation of Color Vision Deficiency, IEEE TVCG 15(6), 2009, doi:10.1109/TVCG.2009.113, severity 1.0.
DEFICIENCIES: dict[Sight, Matrix] = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}

# Oklab: Björn Ottosson, A perceptual color space for image processing, 2020; taken up by CSS Color 4.
CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted(_dot(LUMINANCE, _linear(colour)) for colour in (one, other))
    return (light + FLARE) / (dark + FLARE)


def difference(one: str, other: str, sight: Sight = "full") -> float:
    """Distance of two colours in Oklab, 0 to about 1, as somebody with that sight sees them; 0.02 is just noticed."""
    first, second = (_oklab(_seen(colour, sight)) for colour in (one, other))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def _seen(colour: str, sight: Sight) -> Triple:
    """Linear light of a colour as that sight takes it in."""
    light = _linear(colour)
    red, green, blue = (min(1.0, max(0.0, _dot(row, light))) for row in DEFICIENCIES[sight])
    return red, green, blue


def _linear(colour: str) -> Triple:
    """Linear light of `#rrggbb`; raises `ValueError` for anything else."""
    if HEX.fullmatch(colour) is None:
        message = f"{colour!r} is no colour of the form #rrggbb"
        raise ValueError(message)
    red, green, blue = (_decoded(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= SRGB_KNEE else ((channel + 0.055) / 1.055) ** 2.4


def _oklab(light: Triple) -> Triple:
    long, medium, short = (_dot(row, light) ** (1 / 3) for row in CONES)
    roots = (long, medium, short)
    return _dot(OKLAB[0], roots), _dot(OKLAB[1], roots), _dot(OKLAB[2], roots)


def _dot(row: Triple, column: Triple) -> float:
    return sum(a * b for a, b in zip(row, column, strict=True))
