"""The rows of a feedback: one part of an answer each, as it is told and drawn."""

from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .questions import ShownItem, safe


@dataclass(frozen=True)
class FeedbackRow:
    """One part of an answer: what was given, what should have been, and why.

    ``verdict`` is right, acceptable, wrong, missed, answer for the best one where another was given, or left for what
    was rightly left alone.
    """

    item: ShownItem
    verdict: str
    given: SafeString
    expected: SafeString
    note: SafeString = field(default_factory=SafeString)

    @property
    def points(self) -> str:
        """What a part of a written response earned."""
        if not self.item.points:
            return ""
        if self.verdict == "acceptable":
            return _("a part of %(points)d") % {"points": self.item.points}
        earned = self.item.points if self.verdict == "right" else 0
        return _("%(earned)d of %(points)d") % {"earned": earned, "points": self.item.points}

    @property
    def mark(self) -> str:
        return {"right": "✓", "acceptable": "≈", "wrong": "×", "missed": "○", "answer": "→"}.get(self.verdict, "·")

    @property
    def word(self) -> str:
        words = {
            "right": _("right"),
            "acceptable": _("acceptable"),
            "wrong": _("not this"),
            "missed": _("missed"),
            "answer": _("the answer"),
            "left": _("rightly left"),
        }
        return words[self.verdict]


@dataclass(frozen=True)
class Noticed:
    """A rule of the audit that a written response breaks and that was not asked for."""

    level: str
    text: SafeString
    section: str
    address: str


def sentence(text: str) -> SafeString:
    """A finding as a sentence; what it quotes of the message stands between backticks.

    A quoted gap is written as another one, or the typed text would be put into the quotation.
    """
    parts = [escape(part).replace("⟦", "&#10214;") for part in (text[:1].upper() + text[1:]).split("`")]
    return safe("".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts)))


def lamp(code: int | None) -> SafeString:
    return safe(f'<b class="lamp s{code // 100}">{code}</b>' if code else "")
