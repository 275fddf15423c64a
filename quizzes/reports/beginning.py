"""What can be begun: each kind with what it asks and how its answer looks, and worked examples to start from."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import User

from ..core.kinds import KINDS
from ..models import Question
from .shelf import KIND_LABELS

# Worked examples: to be copied and made one's own.
EXAMPLES: dict[str, Promise] = {
    "access-phone-wakes-up": _("A short scenario with its exchange, four codes, a reason for each, and a whole reply."),
    "access-file-that-is-not-there": _("Statements that hold or do not, each with a reason of its own."),
    "basics-hive-scale-table": _("A response with faults among sound lines, and what each line is there for."),
}
TOLD: dict[str, Promise] = {
    "code": _("A scenario, and three to five codes. The learner fills in the status line."),
    "situation": _("A code, and three to five situations. In which one is it the answer?"),
    "one": _("A question, and up to six texts. One is best, others may be acceptable."),
    "several": _("Four to eight statements of which any number hold."),
    "match": _("Three to six situations, and to each the code that belongs to it."),
    "order": _("Steps to be put in order; more than one order may be kept by serious guides."),
    "fault": _("An exchange as it was seen on the wire. Which of its lines are wrong?"),
    "type": _("A code, the name of a field, its value or a few words, to be typed."),
    "write": _("A request, and the whole response to be written. The audit grades it by its rules."),
}
SHOWN = {
    "code": "HTTP/1.1 [ ][ ][ ]",
    "situation": "409  ( ) a  (•) b  ( ) c",
    "one": "( ) a  (•) b  ( ) c",
    "several": "[×] a  [ ] b  [×] c",
    "match": "a → 404   b → 410",
    "order": "1 parse  2 check  3 act",
    "fault": "[×] Allow: everything",
    "type": "Retry-After: ___",
    "write": "HTTP/1.1 201 Created ↵",
}


@dataclass(frozen=True)
class KindCard:
    """A kind to choose: its name, what it asks, and a line that shows how one answers."""

    name: str
    label: str | Promise
    told: Promise
    shown: str


def kind_cards() -> list[KindCard]:
    return [KindCard(name, KIND_LABELS[name], TOLD[name], SHOWN[name]) for name in KINDS]


def last_topic(user: User) -> str:
    """The topic that somebody wrote for last, which the next question most often belongs to as well."""
    mine = Question.objects.filter(owner=user).order_by("-edited_at", "-pk")
    return mine.values_list("topic", flat=True).first() or ""


@dataclass(frozen=True)
class Example:
    """A shipped question that shows what a good one has."""

    question: Question
    label: str | Promise
    told: Promise


def worked_examples() -> list[Example]:
    """As far as the course still has them."""
    found = Question.objects.shipped().only("id", "title", "kind").in_bulk(EXAMPLES)
    return [
        Example(found[name], KIND_LABELS[found[name].kind], told) for name, told in EXAMPLES.items() if name in found
    ]
