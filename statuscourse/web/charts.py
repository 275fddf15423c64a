"""Figures for charts that templates draw as SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, BASE, LEFT = 360, 146, 120, 22


@dataclass(frozen=True)
class Bar:
    """A day's bar, in units of the drawing: good answers stand on the base line, wrong ones on top of them."""

    x: float
    width: float
    good_y: float
    good_height: float
    wrong_y: float
    wrong_height: float


@dataclass(frozen=True)
class HistoryChart:
    bars: list[Bar]
    lines: list[tuple[float, int]]  # height and number of the grid lines
    first: date
    last: date
    busiest: date | None
    most: int
    rows: list[tuple[date, int, int]]  # the days that have answers, for the table behind the picture


def history_chart(days: Sequence[tuple[date, int, int]]) -> HistoryChart:
    """A chart of (day, good, wrong); the scale is the busiest day, at least four answers."""
    most = max((good + wrong for _, good, wrong in days), default=0)
    top = max(4, most + most % 2)
    unit = 100 / top
    step = (WIDTH - LEFT) / max(1, len(days))
    bars = [
        Bar(
            x=round(LEFT + number * step, 1),
            width=round(step - 4, 1),
            good_y=round(BASE - good * unit, 1),
            good_height=round(good * unit, 1),
            wrong_y=round(BASE - (good + wrong) * unit - (2 if good and wrong else 0), 1),
            wrong_height=round(wrong * unit, 1),
        )
        for number, (_, good, wrong) in enumerate(days)
    ]
    busiest = next((day for day, good, wrong in days if good + wrong == most), None) if most else None
    return HistoryChart(
        bars=bars,
        lines=[(BASE - 50, top // 2), (BASE - 100, top)],
        first=days[0][0],
        last=days[-1][0],
        busiest=busiest,
        most=most,
        rows=[row for row in days if row[1] + row[2]],
    )
