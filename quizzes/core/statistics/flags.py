"""What is worth a look in the statistics of an item, and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..sentences import gettext_noop
from .figures import Sentence
from .items import ItemStatistics, OptionStatistics

Level = Literal["look", "warn"]

LEAST = 10
"""Answers below which nothing is flagged. Our own: with fewer, one answer moves a facility by more than 10 %."""
CHOOSERS = 5
"""Who chose an option, below which their results elsewhere say nothing about it. Our own: as few as make a group."""
STRONG = 0.1
"""By how much more they have to earn elsewhere. Our own: less is mostly chance."""
HARD = 0.15
"""Facility below which an item is hardly solved. Our own: a guess among five options earns more."""
EASY = 0.95
"""Facility above which an item is solved by everybody. Our own: of twenty answers less than one is wrong."""
WEAK_INDEX = 10.0
"""Discrimination index in percent. Our own, and milder than Moodle's bands, which call 0 to 19 % very weak and a
negative one probably invalid (20 to 29 % weak, 30 to 49 % adequate, 50 % and more very good)."""
WEAK_EFFICIENCY = 15.0
"""Discriminative efficiency in percent below which Moodle marks a question as dubious (``is_dubious_question`` in
mod/quiz/report/statistics/statistics_table.php)."""
LONG = 300
"""Median seconds for one answer. Our own: a scenario is read in under a minute."""


@dataclass(frozen=True)
class Flag:
    """Something to look at: ``warn`` where the item probably does harm, ``look`` where it may; ``option`` names one."""

    id: str
    level: Level
    sentence: Sentence
    advice: Sentence
    option: str = ""


def flags(item: ItemStatistics, options: Mapping[str, bool] | None = None) -> list[Flag]:
    """What to look at, most pressing first. ``options`` says of each option whether it is right."""
    if item.number < LEAST:
        return []
    found = [*_facility(item), *_discrimination(item), *_options(item, options or {}), *_time(item)]
    return sorted(found, key=lambda flag: flag.level == "look")


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _facility(item: ItemStatistics) -> Iterator[Flag]:
    value = item.facility.value or 0.0
    if value < HARD:
        yield Flag(
            "too-hard",
            "warn",
            Sentence(gettext_noop("Answers earn %(value)s of the mark on average."), value=_percent(value)),
            Sentence(
                gettext_noop(
                    "Check the key, and that the scenario says all that it takes; then ask whether it was taught."
                )
            ),
        )
    if value > EASY:
        yield Flag(
            "too-easy",
            "look",
            Sentence(gettext_noop("Answers earn %(value)s of the mark on average."), value=_percent(value)),
            Sentence(gettext_noop("Keep it as a warm-up, or give it wrong options that somebody would believe.")),
        )


def _discrimination(item: ItemStatistics) -> Iterator[Flag]:
    index, efficiency = item.index.value, item.efficiency.value
    if item.compared < LEAST or index is None:
        return
    if index < 0:
        yield Flag(
            "negative-discrimination",
            "warn",
            Sentence(
                gettext_noop("Those who do well elsewhere do worse here: discrimination %(index)s %%."),
                index=f"{index:.0f}",
            ),
            Sentence(
                gettext_noop(
                    "Look for a wrong key first, then for a reading of the scenario that only the well-informed see."
                )
            ),
        )
    elif index < WEAK_INDEX:
        yield Flag(
            "weak-discrimination",
            "look",
            Sentence(
                gettext_noop("It hardly tells who knows the subject: discrimination %(index)s %%."),
                index=f"{index:.0f}",
            ),
            Sentence(
                gettext_noop(
                    "Look at what the options share, and whether it asks for something that the others do not."
                )
            ),
        )
    elif efficiency is not None and efficiency < WEAK_EFFICIENCY:
        yield Flag(
            "weak-efficiency",
            "look",
            Sentence(
                gettext_noop(
                    "It tells apart much less than it could: efficiency %(efficiency)s %%, under %(least)s %%."
                ),
                efficiency=f"{efficiency:.0f}",
                least=f"{WEAK_EFFICIENCY:.0f}",
            ),
            Sentence(gettext_noop("Look at this question: which options do those choose who do well elsewhere?")),
        )


def _options(item: ItemStatistics, options: Mapping[str, bool]) -> Iterator[Flag]:
    rows = {row.key: row for row in item.options}
    best = [rows[key] for key, right in options.items() if right and key in rows]
    for key, right in options.items():
        if right:
            continue
        if key not in rows:
            yield _unused(key)
        elif sum(options.values()) == 1:
            # Of several right options none is the one to compare with.
            yield from _against(rows[key], best[0] if best else OptionStatistics(key, 0, 0.0, None, None))


def _unused(key: str) -> Flag:
    return Flag(
        "unused-option",
        "look",
        Sentence(gettext_noop("Nobody chose %(option)s."), option=key),
        Sentence(gettext_noop("Replace it by what somebody who is wrong would really answer, or leave it out.")),
        key,
    )


def _against(row: OptionStatistics, best: OptionStatistics) -> Iterator[Flag]:
    if row.count > best.count:
        yield Flag(
            "popular-option",
            "warn",
            Sentence(
                gettext_noop("%(option)s was chosen by %(share)s, the best option by %(best)s."),
                option=row.key,
                share=_percent(row.share),
                best=_percent(best.share),
            ),
            Sentence(
                gettext_noop(
                    "Check the key. If it holds, this is what to teach next: the option shows a common belief."
                )
            ),
            row.key,
        )
    enough = min(row.count, best.count) >= CHOOSERS
    if enough and row.rest is not None and best.rest is not None and row.rest > best.rest + STRONG:
        yield Flag(
            "strong-option",
            "warn",
            Sentence(
                gettext_noop("Who chose %(option)s earned %(rest)s elsewhere, who chose the best option %(best)s."),
                option=row.key,
                rest=_percent(row.rest),
                best=_percent(best.rest),
            ),
            Sentence(
                gettext_noop("Read the scenario with this option in mind: it may be right in a way that was not meant.")
            ),
            row.key,
        )


def _time(item: ItemStatistics) -> Iterator[Flag]:
    median = item.times.median.value
    if item.times.number >= LEAST and median is not None and median > LONG:
        yield Flag(
            "long",
            "look",
            Sentence(
                gettext_noop("Half of the answers took more than %(minutes)s minutes."), minutes=f"{median / 60:.0f}"
            ),
            Sentence(gettext_noop("Shorten the scenario, or take one decision out of it.")),
        )
