"""A scale of years across a chart."""

from __future__ import annotations

from dataclasses import dataclass

STRIDES = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Years:
    """From `left` to `right` run the years from `first` to `last`; a written year takes `room`."""

    left: float
    right: float
    first: float
    last: float
    room: float

    def at(self, year: float) -> float:
        """Where a year, or a part of it, stands."""
        return self.left + (self.right - self.left) * (year - self.first) / max(1.0, self.last - self.first)

    def ticks(self) -> range:
        """Years that are written, evenly apart."""
        most = max(1.0, (self.right - self.left) / self.room)
        apart = next((stride for stride in STRIDES if (self.last - self.first) / stride <= most), STRIDES[-1])
        return range(int(-(-self.first // apart)) * apart, int(self.last) + 1, apart)
