"""The authors' list of questions, and the verbs that stand beside its rows: begin, copy, retire."""

from random import SystemRandom

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...actions import authoring
from ...actions.beginning import begin_copy, begin_question
from ...forms.shelf import NewQuestionForm, RetireForm, ShelfForm, drawn, read_filters, sieve
from ...models import Question
from ...reports.beginning import kind_cards, last_topic, worked_examples
from ...reports.retiring import retiring
from ...reports.shelf import Filters, Shelf, course_topics, shelf, shelf_owners, shelf_topics


@allow("GET")
@author_required
def author(request: CourseRequest) -> HttpResponse:
    """The questions that somebody sees as an author, filtered; for htmx only the results."""
    user = request.user
    filters = read_filters(request.GET)
    if filters is None:
        return _refused(request)
    found = shelf(user, filters)
    if request.htmx:
        response = render_page(request, "quizzes/author/_shelf.html", {"shelf": found})
        response.headers["HX-Replace-Url"] = filters.address(found.page)
        return response
    data = {"sieve": sieve(filters, shelf_topics(user), shelf_owners(user)), "shelf": found}
    return render_page(request, "quizzes/author/author.html", data)


def _refused(request: CourseRequest) -> HttpResponse:
    """What was asked for is no filter: the form with it, and what is wrong."""
    form, user = ShelfForm(request.GET), request.user
    data = {"form": form, "shelf": Shelf(Filters())}
    if request.htmx:
        response = render_page(request, "quizzes/author/_shelf.html", data, status=422)
        response.headers["HX-Replace-Url"] = "false"
        return response
    data["sieve"] = drawn(form, shelf_topics(user), shelf_owners(user))
    return render_page(request, "quizzes/author/author.html", data, status=422)


@allow("GET", "POST")
@author_required
def new_question(request: CourseRequest) -> HttpResponse:
    """Choose a kind, a topic and a title; the draft opens in the editor."""
    form = NewQuestionForm(request.POST if request.method == "POST" else None, topic=last_topic(request.user))
    if form.is_valid():
        made = begin_question(owner=request.user, **form.cleaned_data, now=timezone.now(), rng=SystemRandom())
        return see_other(_editor(made))
    data = {"form": form, "kinds": kind_cards(), "topics": course_topics(), "examples": worked_examples()}
    return render_page(request, "quizzes/author/new_question.html", data, status=422 if form.is_bound else 200)


@allow("POST")
@author_required
def copy_question(request: CourseRequest, question_id: str) -> HttpResponse:
    """A copy of one's own of whatever one may look at."""
    item = get_authored_question(request.user, question_id)
    made = begin_copy(question=item, owner=request.user, now=timezone.now(), rng=SystemRandom())
    return see_other(_editor(made))


@allow("GET", "POST")
@author_required
def retire_question(request: CourseRequest, question_id: str) -> HttpResponse:
    """What it means to take a question out of use, and doing it; ``back`` takes it into use again."""
    item = get_authored_question(request.user, question_id, "edit")
    if request.method != "POST":
        return _ask(request, item, RetireForm(question=item, user=request.user))
    try:
        return _bring_back(request, item) if "back" in request.POST else _retire(request, item)
    except authoring.EditConflict as conflict:
        return _not_as_seen(request, conflict.question)


def _bring_back(request: CourseRequest, item: Question) -> HttpResponse:
    authoring.bring_back(question=item, version=_version(request), by=request.user, now=timezone.now())
    return see_other(_editor(item))


def _retire(request: CourseRequest, item: Question) -> HttpResponse:
    if item.retired_at is not None:
        if request.POST.get("replaced_by", "").strip() == (item.replaced_by_id or ""):
            return see_other(request.path)  # the second click
        raise authoring.EditConflict(item)
    form = RetireForm(request.POST, question=item, user=request.user)
    if not form.is_valid():
        return _ask(request, item, form)
    authoring.retire(
        question=item,
        replaced_by=form.cleaned_data["replaced_by"],
        version=_version(request),
        by=request.user,
        now=timezone.now(),
    )
    return see_other(reverse("retire_question", args=[item.pk]))


def _version(request: CourseRequest) -> int:
    """The version that the page had; one that no question has where the form does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _ask(request: CourseRequest, item: Question, form: RetireForm) -> HttpResponse:
    version = _version(request) if form.is_bound else item.draft_version
    data = {"form": form, "question": item, "version": version, "retiring": retiring(item, request.user)}
    return render_page(request, "quizzes/author/retire_question.html", data, status=422 if form.is_bound else 200)


def _not_as_seen(request: CourseRequest, item: Question) -> HttpResponse:
    """Another replacement than the one that stands would be lost in silence, and so would a colleague's work."""
    title, way_out = _("Changed meanwhile"), {"way_out": request.path, "way_out_label": _("How it stands")}
    if item.retired_at is None:
        text = _("Somebody changed this question since you opened the page. It was not retired: look at it first.")
    elif "back" in request.POST:
        text = _("Somebody changed this question since you opened the page. It is still retired: look at it first.")
    else:
        title = _("Retired before")
        text = _("It was retired already. Bring it back first, and retire it with the other replacement.")
    return problem_page(request, 409, title, text, **way_out)


def _editor(item: Question) -> str:
    return at(f"/author/questions/{item.pk}/")
