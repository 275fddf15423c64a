"""Bars of shares as a drawing: what is right in ink, what is wrong in outline. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 290  # of a panel on a phone of 360
ROW, TEXT, THICK = 42, 13, 12  # height of a row, where its words stand, and how thick the bar is
LONGEST = 24  # characters of a name that leave room for the numbers


@dataclass(frozen=True)
class ShareBar:
    """One bar; ``width`` is of WIDTH for all answers, never less than a line that can be seen where there is one."""

    name: str
    text: str
    y: int
    width: float
    right: bool

    @property
    def bar_y(self) -> int:
        return self.y + 7


@dataclass(frozen=True)
class ShareBars:
    bars: tuple[ShareBar, ...]
    width: int = WIDTH

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def share_bars(rows: Sequence[tuple[str, int, float, bool]]) -> ShareBars:
    """Bars of (name, count, share from 0 to 1, whether right), in their order."""
    return ShareBars(
        tuple(
            ShareBar(_short(name), f"{count} · {100 * share:.0f} %", ROW * n + TEXT, _width(count, share), right)
            for n, (name, count, share, right) in enumerate(rows)
        )
    )


def _width(count: int, share: float) -> float:
    return round(max(2.0, WIDTH * min(1.0, share)), 1) if count else 0.0


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
