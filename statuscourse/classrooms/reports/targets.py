"""What can be assigned: one row for each type. A new type is one more row, and its name in ``Assignment.Target``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson
from quizzes.models import Quiz
from statuscourse.accounts.models import User
from statuscourse.web.addresses import at

from ..models import Assignment, LiveSession


@dataclass(frozen=True)
class Target:
    """Something that is assigned, as it is now."""

    title: str
    is_retired: bool = False


@dataclass(frozen=True)
class TargetType:
    """One type: how its things are found by their names, listed for a teacher, linked, and begun.

    ``asks`` says in a sentence what is to be done; ``address`` is where a learner reads or does it; ``offered`` gives
    names and titles, None where a teacher chooses none. Where ``is_begun``, an attempt is started by a button of the
    assignment's page, which says itself what is asked.
    """

    label: str | Promise
    asks: str | Promise
    find: Callable[[Iterable[str]], Mapping[str, Target]]
    address: Callable[[str], str]
    offered: Callable[[User], list[tuple[str, str]]] | None = None
    is_begun: bool = False


def _lessons(names: Iterable[str]) -> Mapping[str, Target]:
    rows = Lesson.objects.filter(pk__in=names).values_list("slug", "title", "retired_at")
    return {slug: Target(title, retired_at is not None) for slug, title, retired_at in rows}


def _quizzes(names: Iterable[str]) -> Mapping[str, Target]:
    rows = Quiz.objects.filter(pk__in=names).values_list("slug", "title", "retired_at")
    return {slug: Target(title, retired_at is not None) for slug, title, retired_at in rows}


def _sessions(names: Iterable[str]) -> Mapping[str, Target]:
    return {str(row.pk): Target(row.title) for row in LiveSession.objects.filter(pk__in=names)}


def _all_lessons(_user: User) -> list[tuple[str, str]]:
    return list(Lesson.objects.filter(retired_at=None).values_list("slug", "title"))


def _quizzes_of(user: User) -> list[tuple[str, str]]:
    """What a teacher may see and learners may take: the quizzes of the course first, then those of instructors."""
    seen = Q(pk__in=Quiz.objects.visible_to(user).values("pk")) | Q(pk__in=Quiz.objects.listed().values("pk"))
    rows = Quiz.objects.open_to_learners().filter(seen)
    return list(rows.order_by("-is_shipped", "order", "title").values_list("slug", "title"))


TYPES: dict[str, TargetType] = {
    Assignment.Target.LESSON: TargetType(
        _("lesson"),
        _("Read the lesson: it is done when every section is marked as read."),
        _lessons,
        lambda name: reverse("lesson", args=[name]),
        offered=_all_lessons,
    ),
    Assignment.Target.QUIZ: TargetType(
        _("quiz"),
        "",
        _quizzes,
        lambda name: reverse("quiz", args=[name]),
        offered=_quizzes_of,
        is_begun=True,
    ),
    Assignment.Target.LIVE: TargetType(
        _("live session"),
        _("Your class does this together, each on their own phone."),
        _sessions,
        lambda name: at(f"/live/{name}/"),
    ),
}


def target_of(assignment: Assignment) -> Target:
    """What was assigned; gone for good it counts as retired, under the assignment's title."""
    found = TYPES[assignment.target_type].find([assignment.target])
    return found.get(assignment.target, Target(assignment.title, is_retired=True))


def target_choices(user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """The picker: everything that a teacher may assign, by type, as ``type:name`` with its title."""
    return [
        (str(row.label), [(f"{name}:{target}", title) for target, title in row.offered(user)])
        for name, row in TYPES.items()
        if row.offered is not None
    ]


def retired(items: Iterable[Assignment]) -> set[tuple[str, str]]:
    """What was assigned and is not taken any more. A query for each type that occurs."""
    names: dict[str, set[str]] = {}
    for item in items:
        names.setdefault(item.target_type, set()).add(item.target)
    found = {type_name: TYPES[type_name].find(wanted) for type_name, wanted in names.items()}
    return {
        (type_name, name)
        for type_name, wanted in names.items()
        for name in wanted
        if name not in found[type_name] or found[type_name][name].is_retired
    }
