"""The authors' list of questions, and the verbs that stand beside its rows: begin, copy, retire."""

from random import SystemRandom

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...actions import authoring
from ...actions.shelf import begin_copy, begin_question
from ...forms.shelf import NewQuestionForm, RetireForm, ShelfForm
from ...models import Question
from ...reports.beginning import kind_cards, last_topic, worked_examples
from ...reports.retiring import retiring
from ...reports.shelf import Filters, Shelf, course_topics, shelf, shelf_owners, shelf_topics


@allow("GET")
@author_required
def author(request: CourseRequest) -> HttpResponse:
    """The questions that somebody sees as an author, filtered; for htmx only the results."""
    user = request.user
    form = ShelfForm(request.GET)
    is_valid = form.is_valid()
    found = shelf(user, form.filters) if is_valid else Shelf(Filters())
    data, status = {"form": form, "shelf": found}, 200 if is_valid else 422
    if request.htmx:
        response = render_page(request, "quizzes/author/_shelf.html", data, status=status)
        response.headers["HX-Replace-Url"] = found.filters.address(found.page) if is_valid else "false"
        return response
    form.offer(shelf_topics(user), shelf_owners(user))
    return render_page(request, "quizzes/author/author.html", data, status=status)


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
    if request.method == "POST" and "back" in request.POST:
        authoring.bring_back(question=item, by=request.user, now=timezone.now())
        return see_other(_editor(item))
    form = RetireForm(request.POST if request.method == "POST" else None, question=item, user=request.user)
    if item.retired_at is None and form.is_valid():
        instead = form.cleaned_data["replaced_by"]
        authoring.retire(question=item, replaced_by=instead, by=request.user, now=timezone.now())
        return see_other(reverse("retire_question", args=[item.pk]))
    if item.retired_at and form.is_bound:
        return _retired_before(request, item)
    data = {"form": form, "question": item, "retiring": retiring(item, request.user)}
    return render_page(request, "quizzes/author/retire_question.html", data, status=422 if form.is_bound else 200)


def _retired_before(request: CourseRequest, item: Question) -> HttpResponse:
    """Twice the same is once; another replacement than the one that stands would be lost in silence."""
    if request.POST.get("replaced_by", "").strip() == (item.replaced_by_id or ""):
        return see_other(request.path)
    text = _("It was retired already. Bring it back first, and retire it with the other replacement.")
    return problem_page(request, 409, _("Retired before"), text, way_out=request.path, way_out_label=_("How it stands"))


def _editor(item: Question) -> str:
    return f"/author/questions/{item.pk}/"
