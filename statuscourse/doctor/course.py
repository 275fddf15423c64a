"""The course: whether what is served is what the files say, and whether every lesson and question can be drawn."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from lessons.access import make_page
from lessons.models import Lesson
from quizzes.core.bank import Bank, digest, revision_body
from quizzes.models import Question
from quizzes.reports.questions import show_revision
from statuscourse import prepared
from statuscourse.actions import read_content

from .findings import Finding, error, note, warning

MOST = 5  # of a kind; the rest is counted
LOAD = "manage.py load_course (make serve does it at its start)"


def loaded() -> Iterator[Finding]:
    """Whether the course is loaded."""
    if not Lesson.objects.filter(retired_at=None).exists():
        yield error("No lesson is loaded.", "There is nothing to learn, and /readyz says 503.", LOAD)


def files() -> Iterator[Finding]:
    """Whether the files of the course can be read, and are what is served."""
    bank, course, problems = read_content(settings.COURSE_CONTENT, settings.COURSE_BANK)
    yield from _few(
        (str(problem) for problem in problems),
        "A course with a problem is not loaded at all; the one before goes on being served.",
        "Mend the file, then: manage.py load_course --check",
    )
    if problems or not Lesson.objects.exists():
        return
    different = _differing(bank)
    stored = set(Lesson.objects.filter(retired_at=None).values_list("pk", flat=True))
    different += sorted(stored ^ {lesson.head.slug for lesson in course.lessons})
    if different:
        yield warning(
            f"What is served is not what the files say: {', '.join(different[:MOST])}"
            + (f" and {len(different) - MOST} more." if len(different) > MOST else "."),
            "Learners get an older course.",
            LOAD,
        )


def _differing(bank: Bank) -> list[str]:
    """Shipped questions whose files are not what is served, by their ids."""
    shipped = Question.objects.filter(is_shipped=True, retired_at=None)
    stored = dict(shipped.values_list("pk", "current__digest"))
    written = {item.id: digest(revision_body(item)) for _topic, item in bank.questions()}
    return sorted(name for name in stored.keys() | written.keys() if stored.get(name) != written.get(name))


def drawn() -> Iterator[Finding]:
    """Whether every lesson and every question can be drawn."""
    yield from _few(_broken(), "Learners meet an error there.", f"A shipped one: {LOAD}. Another one: its author.")


def _broken() -> Iterator[str]:
    for slug in Lesson.objects.filter(retired_at=None).values_list("pk", flat=True):
        try:
            make_page(slug)
        except Exception as broken:
            yield f"The lesson {slug} cannot be drawn: {type(broken).__name__}: {broken}"
    for question in Question.objects.filter(retired_at=None).exclude(current=None).select_related("current").iterator():
        revision = question.current
        if revision is None:
            continue
        revision.question = question
        try:
            show_revision(revision)
        except Exception as broken:
            yield f"The question {question.pk} cannot be drawn: {type(broken).__name__}: {broken}"


def _few(sentences: Iterable[str], why: str, do: str) -> Iterator[Finding]:
    """An error for each of the first ones, and how many more there are."""
    found = list(sentences)
    for sentence in found[:MOST]:
        yield error(sentence, why, do)
    if len(found) > MOST:
        yield error(f"There are {len(found) - MOST} more of this kind.", why, do)


def unchanged() -> Iterator[Finding]:
    """Whether code or content changed since the site was started."""
    kept = prepared.kept()
    if kept and kept != prepared.fingerprint():
        yield note(
            "Code or content changed since the site was started.",
            "What runs is the older one.",
            "Start the site again.",
        )


CONTENT = (loaded, files, drawn)
RUNNING = (unchanged,)
LONG = (drawn,)
