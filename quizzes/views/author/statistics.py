"""What authors see of answers: the figures of a quiz, of a question, and what is taken for what. No names anywhere."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question, get_authored_quiz
from ...actions.counting import Progress, count_asked, count_finished, per_answers, rebuild
from ...models import Quiz
from ...reports.confusion import confusion_page, topics
from ...reports.question_statistics import question_page
from ...reports.quiz_statistics import QuizPage, quiz_page, table_csv

AT_ONCE = 2_500  # answers that are counted before a page is shown: about 0.2 s


@allow("GET")
@author_required
def author_quiz_statistics(request: CourseRequest, slug: str) -> HttpResponse:
    """The figures of a quiz, with what came in since they were looked at last; ``?format=csv`` is the table."""
    item = get_authored_quiz(request.user, slug)
    progress = count_finished(quiz=item, limit=_at_once(item), now=timezone.now())
    page = quiz_page(item, scope=request.GET.get("attempts", ""), sort=request.GET.get("sort", ""))
    if request.GET.get("format") == "csv":
        return _csv(item, page)
    data = {
        "quiz": item,
        "page": page,
        "progress": progress,
        "place": reverse("author_quiz_statistics", args=[item.pk]),
        "address": request.build_absolute_uri(reverse("quiz", args=[item.pk])),
    }
    return render_page(request, "quizzes/author/author_quiz_statistics.html", data)


def _at_once(item: Quiz) -> int:
    """How many attempts that is."""
    return per_answers(item, AT_ONCE)


def _csv(item: Quiz, page: QuizPage) -> HttpResponse:
    name = f"{item.pk}-statistics-{page.scope}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(table_csv(page), content_type="text/csv; charset=utf-8; header=present", headers=headers)
    patch_vary_headers(response, ["HX-Request"])
    return private(response)


@allow("POST")
@author_required
def author_quiz_count(request: CourseRequest, slug: str) -> HttpResponse:
    """Count on: some hundreds of attempts for each request, so that none of them is long."""
    item = get_authored_quiz(request.user, slug)
    progress = count_finished(quiz=item, limit=_at_once(item), now=timezone.now())
    return _counted(request, reverse("author_quiz_statistics", args=[item.pk]), progress)


@allow("POST")
@author_required
def author_quiz_rebuild(request: CourseRequest, slug: str) -> HttpResponse:
    """Forget the kept sums and begin to count anew; the page goes on from there."""
    item = get_authored_quiz(request.user, slug)
    rebuild(quiz=item, limit=_at_once(item), now=timezone.now())
    return see_other(reverse("author_quiz_statistics", args=[item.pk]))


def _counted(request: CourseRequest, place: str, progress: Progress) -> HttpResponse:
    """The bar as it stands; once nothing is left, the page with all figures."""
    if not request.htmx:
        return see_other(place)
    response = render_page(request, "quizzes/author/_counting.html", {"place": place, "progress": progress})
    if not progress.left:
        response.headers["HX-Refresh"] = "true"
    return response


@allow("GET")
@author_required
def author_statistics(request: CourseRequest, question_id: str) -> HttpResponse:
    """The figures of a question: of its current revision, of another one, or of all together.

    What came in at the quizzes that ask it is counted before, as on their own pages.
    """
    item = get_authored_question(request.user, question_id)
    if item.current is None:
        return render_page(request, "quizzes/author/author_statistics.html", {"question": item})
    progress = count_asked(question=item, user=request.user, answers=AT_ONCE, now=timezone.now())
    page = question_page(
        item,
        user=request.user,
        chosen=request.GET.get("revision", ""),
        scope=request.GET.get("attempts", ""),
    )
    data = {
        "question": item,
        "page": page,
        "progress": progress,
        "place": reverse("author_statistics", args=[item.pk]),
        "address": request.build_absolute_uri(reverse("question", args=[item.pk])),
    }
    return render_page(request, "quizzes/author/author_statistics.html", data)


@allow("POST")
@author_required
def author_count(request: CourseRequest, question_id: str) -> HttpResponse:
    """Count on in the quizzes that ask a question: some hundreds of attempts for each request."""
    item = get_authored_question(request.user, question_id)
    progress = count_asked(question=item, user=request.user, answers=AT_ONCE, now=timezone.now())
    return _counted(request, reverse("author_statistics", args=[item.pk]), progress)


@allow("GET")
@author_required
def author_confusion(request: CourseRequest) -> HttpResponse:
    """Which code is taken for which, in one topic or in all."""
    known = topics(request.user)
    topic = request.GET.get("topic", "")
    if topic and topic not in known:
        text = _("No question that you may see has this topic.")
        way_out = reverse("author_confusion")
        return problem_page(request, 404, _("No such topic"), text, way_out=way_out, way_out_label=_("All topics"))
    page = confusion_page(request.user, topic=topic, known=known)
    return render_page(request, "quizzes/author/author_confusion.html", {"page": page})
