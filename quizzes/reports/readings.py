"""Figures as pages say them: with unit, with what they mean, with how they are computed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..core.statistics.figures import Figure, Sentence
from ..core.statistics.items import ItemStatistics
from ..core.statistics.quiz import QuizStatistics

SMALL = 5  # learners below which a page says that its numbers are about people and not about questions
Text = str | Promise


@dataclass(frozen=True)
class Reading:
    """A figure in words. ``value`` is empty where there is none, and ``missing`` says why."""

    name: Text
    value: str
    missing: str
    meaning: Text
    formula: Text


def told(sentence: str) -> str:
    """A sentence of the statistics in the reader's language; a name that goes into it as well."""
    if not isinstance(sentence, Sentence):
        return sentence
    what = sentence.values.get("what")
    named = {"what": gettext(str(what))} if what else {}
    return gettext(sentence.message) % {**sentence.values, **named}


def percent(figure: Figure | None, digits: int = 1) -> str:
    """A share from 0 to 1 in percent."""
    return "" if figure is None or figure.value is None else f"{100 * figure.value:.{digits}f} %"


def points(figure: Figure | None, digits: int = 1) -> str:
    """What is in percent already."""
    return "" if figure is None or figure.value is None else f"{figure.value:.{digits}f} %"


def plain(figure: Figure) -> str:
    return "" if figure.value is None else f"{figure.value:.2f}"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"


def quiz_readings(figures: QuizStatistics) -> list[Reading]:
    rows = [
        (_("Mean"), percent(figures.mean), figures.mean, MEAN),
        (_("Median"), percent(figures.median), figures.median, MEDIAN),
        (_("Standard deviation"), percent(figures.deviation), figures.deviation, DEVIATION),
        (_("Skewness"), plain(figures.skewness), figures.skewness, SKEWNESS),
        (_("Kurtosis"), plain(figures.kurtosis), figures.kurtosis, KURTOSIS),
        (_("Internal consistency"), points(figures.alpha), figures.alpha, ALPHA),
        (_("Error ratio"), points(figures.error_ratio), figures.error_ratio, RATIO),
        (_("Standard error"), percent(figures.standard_error), figures.standard_error, ERROR),
    ]
    return [Reading(name, value, told(figure.missing), *words) for name, value, figure, words in rows]


def item_readings(item: ItemStatistics) -> list[Reading]:
    times = item.times
    guess = "" if item.guess is None else f"{100 * item.guess:.1f} %"
    rows = [
        (_("Facility"), percent(item.facility), item.facility, FACILITY),
        (_("Standard deviation"), percent(item.deviation), item.deviation, ITEM_DEVIATION),
        (_("Random guess score"), guess, Figure(), GUESS),
        (_("Discrimination index"), points(item.index), item.index, INDEX),
        (_("Discriminative efficiency"), points(item.efficiency), item.efficiency, EFFICIENCY),
        (_("Time taken, median"), duration(times.median.value), times.median, TIME),
        (_("Time taken, mean"), duration(times.mean.value), times.mean, MEAN_TIME),
    ]
    return [Reading(name, value, told(figure.missing), *words) for name, value, figure, words in rows]


MEAN = (
    _("What an attempt earned on average, of all that could be had."),
    _("Sum of the shares / number of attempts. Needs 1 attempt."),
)
MEDIAN = (
    _("Half of the attempts earned less than this."),
    _("The middle share of all. Needs 1 attempt. Exact to 0.02 %."),
)
DEVIATION = (
    _("How far the attempts lie apart. Small: it tells nobody apart."),
    _("Root of the sum of squared distances from the mean / (n − 1). Needs 2 attempts."),
)
SKEWNESS = (
    _("0 where results lie evenly around the mean; below 0 a few did much worse than the others."),
    _("k3 / k2^1.5 with the k-statistics of the totals. Needs 3 attempts that differ."),
)
KURTOSIS = (
    _("0 for a bell; above 0 most results are alike and a few lie far out."),
    _("k4 / k2² with the k-statistics of the totals. Needs 4 attempts that differ."),
)
ALPHA = (
    _("How far all questions measure one and the same thing: above 75 % is good, below 64 % is poor."),
    _(
        "Cronbach's alpha: 100 × p / (p − 1) × (1 − sum of the variances of the p places / variance of the totals). "
        "Needs 3 attempts of the same length and 2 questions."
    ),
)
RATIO = (
    _("How much of the spread between attempts is chance and not knowledge."),
    _("100 × root of (1 − alpha / 100). Needs what alpha needs."),
)
ERROR = (
    _("By how much a single result may be off through chance."),
    _("Error ratio × standard deviation / 100. Needs what alpha needs."),
)
FACILITY = (
    _("What an answer earned on average, of the full mark. Low is hard."),
    _("Mean mark / full mark. Needs 1 answer."),
)
ITEM_DEVIATION = (
    _("How far the marks lie apart. 50 % is the most that right and wrong can give."),
    _("Root of the sum of squared distances from the mean / (n − 1). Needs 2 answers."),
)
GUESS = (
    _("What blind answers would earn. A facility near it says that nobody knew."),
    _("Mean mark of all answers that the form takes, each as likely. Nobody types or writes a right answer by chance."),
)
INDEX = (
    _("Whether those who do well elsewhere do well here. Below 0: look for a wrong key."),
    _(
        "100 × covariance of its mark and the rest of the attempt / root of the product of both variances. A drawn "
        "question is compared with the whole attempt. Needs 2 attempts that differ here and elsewhere."
    ),
)
EFFICIENCY = (
    _("The same, measured against the most that a question so hard could reach."),
    _("100 × covariance / covariance of both sides sorted. Needs what the index needs."),
)
TIME = (
    _("Half of the answers took less than this, where a time was taken."),
    _("From counts in steps of 5 s to 30 min; a value within its step."),
)
MEAN_TIME = (_("Somebody who left the page open draws it up."), _("Sum of seconds / answers with a time."))
