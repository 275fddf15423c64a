"""Import and export: a file becomes a plan, a plan becomes questions, questions become a file."""

from contextlib import AbstractContextManager, nullcontext
from random import SystemRandom
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow
from statuscourse.web.turns import RETRY_SECONDS, Busy, turn

from ...access.authoring import get_import
from ...actions.transfer import PlanMoved, apply_import, draw_plan, keep_plan
from ...actions.undoing import ANSWERED, CHANGED, IN_QUIZ, REPORTED, UndoRefused, undo_import
from ...core.interchange import table_csv
from ...core.interchange.formats import FORMATS
from ...core.interchange.model import FileRefused
from ...forms.transfer import ExportForm, ImportForm
from ...models import Import
from ...reports import transfer as reports
from ...reports.shelf import shelf_topics

FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}
NAMED = 20  # questions that a refusal names
SHORT, FEW = 64 * 1024, 200  # bytes and questions that are done in a moment, and wait for nobody


@allow("GET", "POST")
@author_required
def author_import(request: CourseRequest) -> HttpResponse:
    """Where a file is sent; what is in it is planned at once and shown at an address of its own."""
    if request.method == "POST" and request.content_type not in FORM_TYPES:
        text = _("A file of questions comes as a form here: multipart/form-data, with the file in its field “file”.")
        return problem_page(request, 415, _("Not as a form"), text, way_out=reverse("author_import"))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    item = _planned(request, form) if request.method == "POST" and form.is_valid() else None
    if item is not None:
        return see_other(reverse("author_import_plan", args=[item.pk]))
    if form.is_bound:
        form.focus_on_problem()
    context = {"form": form, "imports": reports.recent_imports(request.user)}
    status = form.status if form.is_bound else 200
    return _waiting(render_page(request, "quizzes/author/author_import.html", context, status=status))


def _alone(is_long: bool) -> AbstractContextManager[None]:
    return turn() if is_long else nullcontext()


def _waiting(response: HttpResponse) -> HttpResponse:
    """With the time after which it may be tried again, where it was refused for now."""
    if response.status_code == 429:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _planned(request: CourseRequest, form: ImportForm) -> Import | None:
    """The plan for what was sent; None where it cannot be read, and then the form says why."""
    data, now = form.cleaned_data, timezone.now()
    try:
        with _alone(len(data["content"]) > SHORT):
            item = draw_plan(
                by=request.user,
                file_name=data["file_name"],
                content=data["content"],
                format_name=data["format"],
                wishes=form.wishes(),
                rng=SystemRandom(),
                now=now,
            )
    except Busy:
        form.wait()
        return None
    except FileRefused as refused:
        form.refuse(refused)
        return None
    return keep_plan(item=item, now=now)


@allow("GET", "POST")
@author_required
def author_import_plan(request: CourseRequest, import_id: UUID) -> HttpResponse:
    """What would become of each question; a POST does it (``do=apply``) or takes it back (``do=undo``)."""
    item = get_import(request.user, import_id)
    if request.method != "POST":
        return _plan(request, item)
    do = {"undo": _undo, "apply": _apply}.get(request.POST.get("do", ""))
    if do is None:
        return _plan(request, item, status=422, refusal=_("Nothing was done: the form did not say what to do."))
    try:
        with _alone(len(item.plan["steps"]) > FEW):
            return do(request, item)
    except Busy:
        text = _("Nothing was done: somebody else's file is being taken over. Try again in %d seconds.")
        return _waiting(_plan(request, item, status=429, refusal=text % RETRY_SECONDS))


def _apply(request: CourseRequest, item: Import) -> HttpResponse:
    if item.by_id != request.user.pk:
        raise PermissionDenied(_("Only who sent a file takes its questions over; they become theirs."))
    try:
        apply_import(item=item, now=timezone.now(), rng=SystemRandom())
    except PlanMoved as moved:
        text = _("Questions have changed since this was planned, so nothing was done. This is the plan as it is now.")
        return _plan(request, moved.item, status=409, refusal=text)
    return see_other(reverse("author_import_plan", args=[item.pk]))


def _undo(request: CourseRequest, item: Import) -> HttpResponse:
    try:
        undo_import(item=item, by=request.user, now=timezone.now())
    except UndoRefused as refused:
        text = _("Nothing was taken back, because something happened to these questions since.")
        return _plan(request, item, status=409, refusal=text, ways=_ways(refused.ways))
    return see_other(reverse("author_import_plan", args=[item.pk]))


def _ways(ways: dict[str, str]) -> list[str]:
    said = {
        CHANGED: _("%s was changed, retired or deleted"),
        ANSWERED: _("%s was answered, or is being answered"),
        IN_QUIZ: _("%s stands in a quiz"),
        REPORTED: _("%s was reported by a learner"),
    }
    told = [said[way] % name for name, way in sorted(ways.items())[:NAMED]]
    more = len(ways) - len(told)
    return told + ([ngettext("and %d more", "and %d more", more) % more] if more else [])


def _plan(
    request: CourseRequest, item: Import, *, status: int = 200, refusal: str = "", ways: list[str] | None = None
) -> HttpResponse:
    shown = reports.plan_page(item, show=request.GET.get("show", ""), page=request.GET.get("page", ""))
    context = {"plan": shown, "refusal": refusal, "ways": ways or [], "is_mine": item.by_id == request.user.pk}
    return render_page(request, "quizzes/author/author_import_plan.html", context, status=status)


@allow("GET")
@author_required
def author_import_template(request: CourseRequest) -> HttpResponse:
    """A table to begin with, an example of every kind that fits into one."""
    return _download(table_csv.template(), "questions-template.csv", FORMATS["csv"].media_type)


@allow("GET")
@author_required
def author_export(request: CourseRequest) -> HttpResponse:
    """Which questions in which format; then what of them does not fit; then, with ``download``, the file."""
    is_asked = "format" in request.GET
    topics = shelf_topics(request.user)
    form = ExportForm(request.GET if is_asked else None, topics=topics, formats=reports.writable())
    if not is_asked or not form.is_valid():
        return render_page(
            request, "quizzes/author/author_export.html", {"form": form}, status=422 if is_asked else 200
        )
    made = reports.export(request.user, form.selection(), form.cleaned_data["format"], now=timezone.now())
    if "download" in request.GET and made.number:
        return _download(made.written.content, made.name, made.format.media_type)
    again = urlencode([*((key, value) for key, value in request.GET.items() if key != "download"), ("download", "1")])
    context = {"form": form, "export": made, "download": f"{reverse('author_export')}?{again}"}
    return render_page(request, "quizzes/author/author_export.html", context)


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved. ``name`` is made of letters, digits, hyphens and points."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return private(HttpResponse(content, content_type=media_type + charset, headers=headers))
