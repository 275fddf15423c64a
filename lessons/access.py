"""Fetch what is read; a lesson's page comes ready made from this process."""

from django.conf import settings
from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from statuscourse.web.addresses import at
from statuscourse.web.context_processors import sections

from .core.splicing import SplicedPage, gap, spliced
from .models import CodeReference, Lesson, Section

# Pages by slug, with the digest of the content that they were made from. A page is dropped when the digest has changed.
_pages: dict[str, tuple[str, SplicedPage]] = {}


def get_lesson_page(slug: str) -> SplicedPage | None:
    """The whole page of a lesson with its gaps, made once in each process and again when the course was loaded anew.

    None for a lesson that was retired.
    """
    with connection.cursor() as cursor:
        # Plain SQL, because this is all that a lesson asks of the database, and building the query would cost more than
        # the rest of the response.
        cursor.execute("SELECT digest, retired_at FROM lessons_lesson WHERE slug = %s", [slug])
        row = cursor.fetchone()
    if row is None:
        raise Http404("no such lesson")
    digest, retired_at = row
    if retired_at:
        return None
    known = _pages.get(slug)
    if known is None or known[0] != digest:
        known = (digest, make_page(slug))
        _pages[slug] = known
    return known[1]


def make_page(slug: str) -> SplicedPage:
    """The page of a lesson with its gaps, drawn now."""
    lesson = Lesson.objects.get(pk=slug)
    # The page's own ETag stands in its footer, so it is made twice: first to know the tag, then with it.
    context = {
        "lesson": lesson,
        # Rendered when the course was loaded, by renderers that escape and sanitise.
        "body": mark_safe(lesson.body),  # noqa: S308
        "sections": lesson.sections.filter(retired_at=None),
        "account": gap("account"),
        "page_path": at(f"/lessons/{slug}/"),
        "page_sections": sections(),
        "site_origin": settings.ORIGIN,
    }
    tag = spliced(render_to_string("lessons/lesson.html", context)).digest
    page = spliced(render_to_string("lessons/lesson.html", {**context, "etag": tag}))
    return SplicedPage(page.pieces, page.gaps, page.compressed, tag)


def get_lesson(slug: str) -> Lesson:
    return get_object_or_404(Lesson.objects.defer("body"), pk=slug, retired_at=None)


def get_section(slug: str, anchor: str) -> Section:
    return get_object_or_404(
        Section.objects.select_related("lesson"),
        lesson_id=slug,
        anchor=anchor,
        retired_at=None,
        lesson__retired_at=None,
    )


def get_code(code: int) -> CodeReference:
    return get_object_or_404(CodeReference, pk=code)
