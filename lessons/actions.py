"""What happens in lessons: loading them, marking a section as read, and a learner's rows as a whole."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from quizzes.reports import ShownQuestion
from statuscourse.accounts.models import Learner
from statuscourse.protocol.registry import registry
from statuscourse.web import prose
from statuscourse.web.exchanges import exchange_html

from .core.blocks import block_html
from .core.content import Block, CodeEntry, Course
from .core.content import Lesson as LessonFile
from .core.splicing import gap
from .models import CodeReference, Lesson, Section, SectionReading


def mark_read(*, learner: Learner, section: Section, now: datetime) -> None:
    """Remember that a section was read; a second time changes nothing."""
    SectionReading.objects.get_or_create(learner=learner, section=section, defaults={"read_at": now})


def merge_learner(*, source: Learner, target: Learner) -> None:
    """Move what the source has read to the target; what both have read counts once."""
    kept = SectionReading.objects.filter(learner=target).values("section")
    SectionReading.objects.filter(learner=source, section__in=kept).delete()
    SectionReading.objects.filter(learner=source).update(learner=target)


def export_learner(learner: Learner) -> dict[str, Any]:
    readings = SectionReading.objects.filter(learner=learner).select_related("section").order_by("read_at")
    return {"sections_read": [{"section": str(row.section), "at": row.read_at.isoformat()} for row in readings]}


def load_course(course: Course, questions: Mapping[str, ShownQuestion], *, now: datetime) -> Counter[str]:
    """Store lessons, sections and reference entries; render what changed. Runs inside the caller's transaction."""
    counts: Counter[str] = Counter()
    stored = Lesson.objects.in_bulk()
    for number, lesson in enumerate(course.lessons):
        around = (course.lessons[number - 1] if number else None, (*course.lessons[number + 1 :], None)[0])
        _load_lesson(lesson, course, questions, around, stored.get(lesson.head.slug), now, counts)
    present = {lesson.head.slug for lesson in course.lessons}
    retired = Lesson.objects.filter(retired_at=None).exclude(pk__in=present).update(retired_at=now)
    counts["lessons retired"] += retired
    references = CodeReference.objects.in_bulk()
    for code, entry in course.entries.items():
        _load_entry(entry, course, references.get(code), now, counts)
    return +counts


def _load_lesson(  # noqa: PLR0917 - one caller, and each is a part of the course
    lesson: LessonFile,
    course: Course,
    questions: Mapping[str, ShownQuestion],
    around: tuple[LessonFile | None, LessonFile | None],
    old: Lesson | None,
    now: datetime,
    counts: Counter[str],
) -> None:
    body = lesson_body(lesson, course, questions, around)
    head = lesson.head
    row = Lesson(
        slug=head.slug,
        title=head.title,
        summary=head.summary,
        order=head.order,
        minutes=head.minutes,
        language=head.language,
        codes=head.codes,
        body=body,
        digest=hashlib.sha256(f"{head.model_dump_json()}{body}".encode()).hexdigest(),
        loaded_at=now,
    )
    if old is not None and old.digest == row.digest and old.retired_at is None:
        counts["lessons unchanged"] += 1
        return
    row.save()
    counts["lessons created" if old is None else "lessons changed"] += 1
    _load_sections(row, lesson, now)


def _load_sections(row: Lesson, lesson: LessonFile, now: datetime) -> None:
    for order, section in enumerate(lesson.sections, start=1):
        defaults = {
            "title": section.title,
            "order": order,
            "check_question": section.check,
            "words": section.words,
            "retired_at": None,
        }
        Section.objects.update_or_create(lesson=row, anchor=section.id, defaults=defaults)
    present = [section.id for section in lesson.sections]
    row.sections.filter(retired_at=None).exclude(anchor__in=present).update(retired_at=now)


def lesson_body(
    lesson: LessonFile,
    course: Course,
    questions: Mapping[str, ShownQuestion],
    around: tuple[LessonFile | None, LessonFile | None],
) -> str:
    """The lesson as HTML, the same for everybody, with gaps for the CSRF token and the form's key."""
    titles = {item.head.slug: item.head.title for item in course.lessons}
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "html": _blocks(section.blocks, course),
            "question": questions[section.check],
        }
        for section in lesson.sections
    ]
    context = {
        "head": lesson.head,
        "opening": _blocks(lesson.opening, course),
        "sections": sections,
        "goals": [_safe(prose.render_inline(goal)) for goal in lesson.head.goals],
        "recap": [_safe(prose.render_inline(line)) for line in lesson.head.recap],
        "prerequisites": [(slug, titles[slug]) for slug in lesson.head.prerequisites],
        "codes": [registry()[code] for code in lesson.head.codes],
        "previous": around[0].head if around[0] else None,
        "next": around[1].head if around[1] else None,
        "csrf_token": gap("csrf-token"),
        "form_key": gap("form-key"),
    }
    return render_to_string("lessons/_lesson.html", context)


def _load_entry(
    entry: CodeEntry, course: Course, old: CodeReference | None, now: datetime, counts: Counter[str]
) -> None:
    status = registry()[entry.code]
    context = {
        "status": status,
        "entry": entry,
        "exchange": _safe(exchange_html("", entry.exchange) if entry.exchange else ""),
        "lessons": [item.head for item in course.lessons if entry.code in item.head.codes],
        "look_alikes": [
            (registry()[item.code], _safe(prose.render_inline(item.difference))) for item in entry.look_alikes
        ],
        **{name: _safe(prose.render_inline(getattr(entry, name))) for name in ("body", "caching", "retry", "practice")},
        "use": _safe(prose.render(entry.use)),
        "citation": _safe(prose.link_citations(status.citation)),
        "fields": [(rule, _safe(prose.render_inline(rule.note))) for rule in status.required_headers],
    }
    body = render_to_string("lessons/_code.html", context)
    digest = hashlib.sha256(f"{entry.in_short}{body}".encode()).hexdigest()
    if old is not None and old.digest == digest:
        counts["codes unchanged"] += 1
        return
    words = " ".join(prose.plain(text) for text in (entry.in_short, entry.use, entry.retry, entry.practice))
    CodeReference(code=entry.code, in_short=entry.in_short, body=body, words=words, digest=digest, loaded_at=now).save()
    counts["codes created" if old is None else "codes changed"] += 1


def _blocks(blocks: tuple[Block, ...], course: Course) -> str:
    return _safe("".join(block_html(block, course.diagrams) for block in blocks))


def _safe(html: str) -> str:
    # Only what the renderers of this course made: they escape, and prose sanitises as well.
    return mark_safe(html)  # noqa: S308
