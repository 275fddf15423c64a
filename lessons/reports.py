"""What pages show of lessons: the outline with what was read, the index of search."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count, Max

from quizzes.reports import check_verdicts
from statuscourse.accounts.models import Learner
from statuscourse.protocol.registry import registry
from statuscourse.web.addresses import at

from .core.search import Document, Hit, Index, index, search
from .models import CodeReference, Lesson, Section, SectionReading


@dataclass
class SectionState:
    section: Section
    read: bool = False
    verdict: str = ""  # of the last answer to its check


@dataclass
class LessonState:
    """A lesson with what a learner has read of it. A section is read when it was marked or its check answered."""

    lesson: Lesson
    sections: list[SectionState] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(state.read for state in self.sections)

    @property
    def done(self) -> bool:
        return bool(self.sections) and self.read == len(self.sections)

    @property
    def percent(self) -> int:
        return round(100 * self.read / len(self.sections)) if self.sections else 0


def lesson_states(learner: Learner | None, slug: str = "") -> list[LessonState]:
    """Every lesson in its order, or the one named, with its sections. Four queries at most."""
    lessons = Lesson.objects.filter(retired_at=None).defer("body")
    sections = Section.objects.filter(retired_at=None, lesson__retired_at=None).order_by("lesson__order", "order")
    if slug:
        lessons, sections = lessons.filter(pk=slug), sections.filter(lesson=slug)
    states = {lesson.pk: LessonState(lesson) for lesson in lessons}
    found = list(sections.defer("words"))
    marked: set[int] = set()
    verdicts: dict[str, str] = {}
    if learner is not None:
        marked = set(SectionReading.objects.filter(learner=learner).values_list("section", flat=True))
        verdicts = check_verdicts(learner, [section.check_question for section in found])
    for section in found:
        verdict = verdicts.get(section.check_question, "")
        states[section.lesson_id].sections.append(
            SectionState(section, read=section.pk in marked or bool(verdict), verdict=verdict)
        )
    return list(states.values())


def find(query: str) -> list[Hit]:
    """Lessons, sections and codes for a query."""
    stamp = (
        Lesson.objects.aggregate(at=Max("loaded_at"), count=Count("pk")),
        CodeReference.objects.aggregate(at=Max("loaded_at"), count=Count("pk")),
    )
    return search(_index(str(stamp)), query)


@lru_cache(maxsize=2)
def _index(stamp: str) -> Index:
    """The index of everything readable; ``stamp`` changes when the course was loaded anew."""
    documents = [
        Document(
            "code", f"{row.code} {registry()[row.code].phrase}", at(f"/codes/{row.code}/"), row.words, code=row.code
        )
        for row in CodeReference.objects.all()
    ]
    sections = list(
        Section.objects.filter(retired_at=None, lesson__retired_at=None)
        .select_related("lesson")
        .defer("lesson__body")
        .order_by("lesson__order", "order")
    )
    documents += [
        Document("lesson", lesson.title, at(f"/lessons/{lesson.pk}/"), _lesson_words(lesson, sections))
        for lesson in Lesson.objects.filter(retired_at=None).defer("body")
    ]
    documents += [
        Document(
            "section",
            section.title,
            at(f"/lessons/{section.lesson_id}/#{section.anchor}"),
            section.words,
            where=section.lesson.title,
        )
        for section in sections
    ]
    return index(documents)


def _lesson_words(lesson: Lesson, sections: list[Section]) -> str:
    titles = [section.title for section in sections if section.lesson_id == lesson.pk]
    return ". ".join([lesson.pk.replace("-", " ").capitalize(), lesson.summary.capitalize(), *titles])


def in_short() -> dict[int, str]:
    """The half line of every code, for the cheat sheet."""
    return dict(CodeReference.objects.values_list("code", "in_short"))
