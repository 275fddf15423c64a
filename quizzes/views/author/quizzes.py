"""Quizzes as their authors see them: the list, a new one, the editor."""

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, not_kept, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import (
    Right,
    drawing_as_allowed,
    draws_anew_from_owner,
    get_authored_quiz,
    may_draw_from_owner,
    may_edit_quiz,
    unknown_picks,
)
from ...actions import quiz_authoring as actions
from ...actions.sharing import may_share
from ...core.interchange.checking import Problem
from ...core.picking import MOST
from ...core.quiz_drafts import PRESETS, QuizRefused, QuizSource, quiz_problems, with_theirs
from ...forms.quizzes import NewQuizForm, QuizForm, Row, read_pick, read_quiz
from ...models import Quiz
from ...reports import author_quizzes as reports
from ...reports import quiz_editor as editor
from ...reports.shelf import KIND_LABELS, STATE_LABELS, shelf_topics


@allow("GET")
@author_required
def author_quizzes(request: CourseRequest) -> HttpResponse:
    """The quizzes that an author may look at: their own, shared ones, those of the course."""
    filters = reports.Filters.of(request.GET)
    lines = reports.author_quiz_lines(request.user, filters, request.GET.get("page", ""))
    data = {"lines": lines, "filters": filters, "owners": reports.OWNERS.items(), "states": STATE_LABELS.items()}
    return render_page(request, "quizzes/author/author_quizzes.html", data)


@allow("GET", "POST")
@author_required
def author_quiz_new(request: CourseRequest) -> HttpResponse:
    """Begin a quiz with a title and a preset."""
    form = NewQuizForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, "quizzes/author/author_quiz_new.html", {"form": form}, status=status)
    behaviour = dict(PRESETS[form.cleaned_data["mode"]])
    source = {"title": form.cleaned_data["title"], "summary": "", "picks": [], "behaviour": behaviour}
    made = actions.create_quiz(
        owner=request.user, source=source | {"is_listed": False}, now=timezone.now(), rng=SystemRandom()
    )
    return see_other(reverse("author_quiz", args=[made.pk]))


@allow("GET", "POST")
@author_required
def author_quiz(request: CourseRequest, slug: str) -> HttpResponse:
    """The editor of a quiz, or what may be looked at of it; every button saves what stands in the form first."""
    do = request.POST.get("do", "")
    right: Right = "edit" if request.method == "POST" and do != "copy" else "view"
    item = get_authored_quiz(request.user, slug, right)
    if request.method != "POST":
        return _piece(request, item) or _show(request, item, item.working_copy)
    try:
        return ONCE[do](request, item) if do in ONCE else _save(request, item, do)
    except Quiz.DoesNotExist:
        raise Http404("given up meanwhile") from None


def _piece(request: CourseRequest, item: Quiz) -> HttpResponse | None:
    """What htmx asks of the editor: questions found, or how many a rule finds."""
    if request.htmx and "find" in request.GET:
        return render_page(request, "quizzes/author/_found_questions.html", _found(request, item, item.working_copy))
    if request.htmx and "count" in request.GET:
        name = request.GET["count"]
        pick = drawing_as_allowed(request.user, item, {"picks": [read_pick(request.GET, name)]})["picks"][0]
        data = {"finds": editor.rule_finds(item, pick) if "rule" in pick else ""}
        return render_page(request, "quizzes/author/_rule_finds.html", data)
    return None


def _found(request: CourseRequest, item: Quiz, source: QuizSource) -> dict[str, Any]:
    asked = QueryDict(request.POST.get("search", "")[:600]) if request.method == "POST" else request.GET
    filters = reports.Filters.of(asked)
    picked = [str(pick.get("question", "")) for pick in source.get("picks") or []]
    data = {
        "quiz": item,
        "filters": filters,
        "search": f"find=1&{filters.address}" if "find" in asked else "",
        "owners": reports.OWNERS.items(),
        "states": list(STATE_LABELS.items())[:3],  # all but retired
        "levels": reports.LEVELS.items(),
        "topics": shelf_topics(request.user),
        "kinds": KIND_LABELS.items(),
    }
    return data | {"found": reports.found_questions(request.user, filters, picked)}


def _show(
    request: CourseRequest,
    item: Quiz,
    source: QuizSource,
    *,
    status: int = 200,
    problem: str = "",
    refused: bool = False,
    hidden: list[str] | None = None,
    theirs: Quiz | None = None,
) -> HttpResponse:
    """The editor with what stands in ``source``; ``theirs`` is the quiz as another editor saved it meanwhile."""
    may_edit = may_edit_quiz(request.user, item)
    asked = {pk: each for pk, each in actions.asked_by(source).items() if pk not in (hidden or [])}
    problems: list[Problem] = quiz_problems(source, asked) if may_edit else []
    data = {
        "quiz": item,
        "source": source,
        "may_edit": may_edit,
        "may_share": may_share(request.user, item),
        "form": QuizForm(source, problems if refused else ()),
        "editor": editor.quiz_editor(
            item,
            source,
            problems,
            hidden or (),
            draws_own=may_draw_from_owner(request.user, item),
            is_owner=item.owner_id == request.user.pk,
        ),
        "problem": problem,
        "refused": refused,
        "theirs": theirs,
        "differences": editor.differences(source, theirs.working_copy) if theirs else [],
        "state": STATE_LABELS[item.state],
        "address": f"{settings.ORIGIN}{reverse('quiz', args=[item.pk])}",
        "most": MOST,
        "done": request.GET.get("done", ""),
        **(_found(request, item, source) if may_edit else {}),
    }
    return not_kept(render_page(request, "quizzes/author/author_quiz.html", data, status=status))


def _save(request: CourseRequest, item: Quiz, do: str) -> HttpResponse:
    """Save what was sent, with what the pressed button changes in it; publish it where that was pressed."""
    version = _version(request)
    if version is None:
        text = _("This form came without its version, so nothing was saved. Below is what is stored.")
        return _show(request, item, item.working_copy, status=422, problem=text)
    source, spot = _sent(request, item, do)
    if unknown := unknown_picks(request.user, item, source):
        text = _("There is no such question. Nothing was saved; take out what has no title, or search again.")
        return _show(request, item, source, status=422, problem=text, hidden=unknown)
    if draws_anew_from_owner(request.user, item, source):
        text = _(
            "Only its owner lets a rule draw from the owner's questions, or changes such a rule. Nothing was saved. "
            "Below it draws from the course: save it so, or load the page again."
        )
        source = drawing_as_allowed(request.user, item, source)
        return _show(request, item, source, status=422, problem=text)
    try:
        saved = actions.save_quiz_draft(quiz=item, source=source, version=version, by=request.user, now=timezone.now())
        if do == "publish":
            return _publish(request, saved)
    except actions.EditConflict as conflict:
        return _conflict(request, source, conflict.quiz)
    search = QueryDict(request.POST.get("search", "")[:600]).urlencode() if do.startswith("add:") else ""
    done = "saved" if do == "save" else ""
    query = search or (f"done={done}" if done else "")
    return see_other(f"{request.path}{'?' if query else ''}{query}{spot}")


def _sent(request: CourseRequest, item: Quiz, do: str) -> tuple[QuizSource, str]:
    """The working copy as the form says it and the button changes it, and where on the page to go on."""
    source, rows = read_quiz(request.POST)
    theirs = request.POST.getlist("theirs")
    source["picks"], spot = _pressed(rows, do)
    if do == "add-rule" and item.owner_id != request.user.pk:  # the owner's questions are not theirs to draw
        source["picks"][-1]["rule"]["from"] = "course"
    if do in PRESETS_PRESSED:
        source["behaviour"], spot = dict(PRESETS[PRESETS_PRESSED[do]]), "#behaviour"
    return with_theirs(source, item.working_copy, theirs), spot


def _version(request: CourseRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


PRESETS_PRESSED = {"preset:practice": "practice", "preset:exam": "exam"}


def _pressed(rows: list[Row], do: str) -> tuple[list[dict[str, Any]], str]:
    """The picks after a button was pressed, and where on the page to go on."""
    verb, _colon, name = do.partition(":")
    names, picks = [name for name, _pick in rows], [pick for _name, pick in rows]
    if verb == "add" and name:
        return [*picks, {"question": name[:80], "mark": 1.0}], f"#found-{name[:80]}"
    if verb == "add-rule":
        return [*picks, {"rule": {"from": "both"}, "number": 5, "mark": 1.0}], f"#pick-{len(picks)}"
    if name not in names:
        return picks, ""
    at = names.index(name)
    if verb == "remove":
        return picks[:at] + picks[at + 1 :], "#questions"
    to = min(max(0, at + {"up": -1, "down": 1}.get(verb, 0)), len(picks) - 1)
    picks.insert(to, picks.pop(at))
    return picks, f"#pick-{to}"


def _publish(request: CourseRequest, item: Quiz) -> HttpResponse:
    try:
        actions.publish_quiz(quiz=item, version=item.draft_version, by=request.user, now=timezone.now())
    except QuizRefused:
        return _show(request, item, item.working_copy, status=422, refused=True)
    return see_other(f"{request.path}?done=published")


def _conflict(request: CourseRequest, source: QuizSource, theirs: Quiz) -> HttpResponse:
    """409 with both: what was sent stands in the form, and beside it what differs in what was saved meanwhile."""
    return _show(request, theirs, source, status=409, theirs=theirs)


def _copy(request: CourseRequest, item: Quiz) -> HttpResponse:
    title = _("%(title)s, a copy") % {"title": item.working_copy.get("title") or item.title}
    made = actions.copy_quiz(quiz=item, owner=request.user, title=title, now=timezone.now(), rng=SystemRandom())
    before, after = (len(each.working_copy.get("picks") or []) for each in (item, made))
    done = "copied" if before == after else "copied-in-part"
    return see_other(f"{reverse('author_quiz', args=[made.pk])}?done={done}")


def _retire(request: CourseRequest, item: Quiz) -> HttpResponse:
    if item.published_at is None:
        text = _("It was never published. Give it up instead.")
        return problem_page(request, 409, _("Nothing to retire"), text, way_out=request.path, way_out_label=_("Back"))
    text = _("Somebody changed it since you opened this page. It was not retired: look at it first.")
    return _if_as_seen(request, item, actions.retire_quiz, text) or see_other(request.path)


def _bring_back(request: CourseRequest, item: Quiz) -> HttpResponse:
    text = _("Somebody changed it since you opened this page. It is still retired: look at it first.")
    return _if_as_seen(request, item, actions.bring_quiz_back, text) or see_other(request.path)


def _if_as_seen(request: CourseRequest, item: Quiz, act: Callable[..., Any], text: str) -> HttpResponse | None:
    """Do it where the quiz is as the page showed it; else 409 and the quiz as it is."""
    version = _version(request)
    try:
        act(quiz=item, version=-1 if version is None else version, by=request.user, now=timezone.now())
    except actions.EditConflict as conflict:
        return _show(request, conflict.quiz, conflict.quiz.working_copy, status=409, problem=text)
    return None


def _discard(request: CourseRequest, item: Quiz) -> HttpResponse:
    text = _("Somebody saved it since you opened this page. Look at it before you give it up.")
    if conflict := _if_as_seen(request, item, actions.discard_quiz_draft, text):
        return conflict
    there = Quiz.objects.filter(pk=item.pk).exists()
    return see_other(request.path if there else reverse("author_quizzes"))


ONCE: dict[str, Callable[[CourseRequest, Quiz], HttpResponse]] = {
    "copy": _copy,
    "retire": _retire,
    "bring-back": _bring_back,
    "discard": _discard,
}
