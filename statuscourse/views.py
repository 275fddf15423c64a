"""Pages that join rooms: home, progress, accounts and my data; health, and the words of scripts."""

import json
from copy import copy

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.i18n import JavaScriptCatalog

from lessons.models import Lesson
from lessons.reports import LessonState, lesson_states
from quizzes.reports import home_question, learner_picture, standings
from quizzes.reports.leaving import left_behind
from quizzes.reports.reporting import has_reports
from statuscourse.accounts.access import (
    account_required,
    cookie_learner,
    ensure_learner,
    find_by_code,
    get_learner,
    has_personal_code,
)
from statuscourse.accounts.actions import NameTaken, forget_device
from statuscourse.accounts.actions import sign_up as make_account
from statuscourse.accounts.budgets import client_key
from statuscourse.accounts.events import note
from statuscourse.accounts.forms import ChangePasswordForm, DeleteMeForm, SignInForm, SignUpForm
from statuscourse.accounts.guessing import (
    PASSWORD_CHANGES,
    change_wait,
    count_sign_in,
    count_sign_up,
    count_wrong,
    seconds_to_wait,
    sign_in_wait,
    sign_up_wait,
    too_many_accounts,
    too_many_codes,
    too_many_guesses,
    too_many_sign_ins,
)
from statuscourse.accounts.models import Learner
from statuscourse.classrooms.core.codes import read_personal_code
from statuscourse.classrooms.reports.due import due_items
from statuscourse.classrooms.reports.leaving import classes_passed_on
from statuscourse.classrooms.reports.people import known_as, teaches
from statuscourse.protocol.registry import registry
from statuscourse.web.charts import history_chart
from statuscourse.web.code_map import by_frequency, code_map
from statuscourse.web.http import CourseRequest, is_ours, new_form_key, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow
from statuscourse.web.outages import let_go

from . import actions


@allow("GET")
def home(request: CourseRequest) -> HttpResponse:
    """A scenario to answer at once, the map of codes, the outline."""
    learner = get_learner(request)
    states = lesson_states(learner)
    given = due_items(learner, timezone.now())
    data = {
        "due": [item for item in given if item.is_to_do][:3],
        "going_on": _going_on(learner, states),
        "question": home_question(learner, today=timezone.localdate()),
        "asked_in": "home",
        "asked_at": int(timezone.now().timestamp()),
        "form_key": new_form_key(),
        "bands": code_map(by_frequency()),
        "states": states,
    }
    return render_page(request, "home.html", data)


def _going_on(learner: Learner | None, states: list[LessonState]) -> list[tuple[str, str, str]]:
    """What a learner left in the middle: address, title and how far; the quizzes, then one lesson."""
    if learner is None:
        return []
    left = [
        (reverse("quiz", args=[row.quiz.pk]), row.quiz.title, f"{row.answered} / {row.under_way.length}")
        for row in standings(learner, now=timezone.now(), with_taken=True)
        if row.under_way
    ]
    begun = [state for state in states if state.read and not state.done][-1:]
    left += [
        (reverse("lesson", args=[state.lesson.pk]), state.lesson.title, f"{state.read} / {len(state.sections)}")
        for state in begun
    ]
    return left[:3]


def _next_lesson(states: list[LessonState]) -> LessonState | None:
    """The lesson to read next: one that was begun, else the first that is not done."""
    open_states = [state for state in states if not state.done]
    return next((state for state in open_states if state.read), open_states[0] if open_states else None)


@allow("GET")
def progress(request: CourseRequest) -> HttpResponse:
    learner = get_learner(request)
    now = timezone.now()
    picture = learner_picture(learner, now=now)
    states = lesson_states(learner)
    data = {
        "learner": learner,
        "picture": picture,
        "registered": len(registry()),
        "bands": code_map({code: (int(level), level.label) for code, level in picture.levels.items()}),
        "chart": history_chart([(day.date, day.good, day.wrong) for day in picture.days]),
        "states": states,
        "sections_read": sum(state.read for state in states),
        "sections": sum(len(state.sections) for state in states),
        "due": due_items(learner, now),
        "standings": [
            row for row in standings(learner, now=timezone.now(), with_taken=True) if row.taken or row.under_way
        ],
        "next_lesson": _next_lesson(states),
        "has_reports": has_reports(learner),
    }
    return render_page(request, "progress.html", data)


# Accounts


@sensitive_post_parameters("password1", "password2")
@allow("GET", "POST")
def sign_up(request: CourseRequest) -> HttpResponse:
    """Make an account; what this browser has answered so far belongs to it from then on."""
    if request.user.is_authenticated:
        return see_other(reverse("account"))
    now = timezone.now()
    if request.method == "POST" and (seconds := sign_up_wait(request, now)):
        return too_many_accounts(request, seconds)
    form = SignUpForm(request.POST or None)
    visitor = cookie_learner(request)
    if request.method == "POST" and form.is_valid():
        count_sign_up(request, now)  # before: where it cannot be written, no account is made that nobody is told of
        try:
            user = make_account(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password1"],
                email=form.cleaned_data["email"],
                learner=visitor,
            )
        except NameTaken:  # between the form's look and now: a double click, or somebody faster
            form.add_error("username", _("This name was taken a moment ago."))
        else:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            note(request, "signed up", user)
            request.forget_learner = True
            return see_other(reverse("progress") + "?welcome=1")
    status = 422 if request.method == "POST" else 200
    data = {"form": form, "visitor": visitor, "known_as": known_as(visitor)}
    return render_page(request, "accounts/sign_up.html", data, status=status)


@sensitive_post_parameters("password")
@allow("GET", "POST")
def sign_in(request: CourseRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return see_other(_next(request) or reverse("progress"))
    username = request.POST.get("username", "")
    if request.method == "POST" and (seconds := sign_in_wait(request, username, timezone.now())):
        return too_many_sign_ins(request, seconds)
    visitor = cookie_learner(request)
    is_somebody = visitor is not None and actions.is_somebody(visitor)
    form = SignInForm(request, request.POST or None, is_somebody=is_somebody)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        count_sign_in(username, timezone.now())
        login(request, user)
        note(request, "signed in", user)
        comes = not is_somebody or form.cleaned_data["bring"]
        actions.bring_along(visitor=visitor if comes else None, user=user)
        request.forget_learner = True
        return see_other(_next(request) or reverse("progress"))
    if request.method == "POST":
        note(request, "sign-in refused")
    # 422 and not 401: a form that a person fills in has no challenge of HTTP's own (RFC 9110, 15.5.2 asks for one).
    status = 422 if request.method == "POST" else 200
    data = {"form": form, "is_somebody": is_somebody, "known_as": known_as(visitor)}
    return render_page(request, "accounts/sign_in.html", data, status=status)


@sensitive_post_parameters("code")
@allow("GET", "POST")
def personal_code(request: CourseRequest) -> HttpResponse:
    """The way in for a learner without an account: the code that their class gave them."""
    if request.method != "POST":
        return _personal_code(request)
    now = timezone.now()
    if seconds := seconds_to_wait(request, "personal code", now):
        return too_many_codes(request, seconds)
    typed = request.POST.get("code", "")
    code = read_personal_code(typed)
    if not code:
        text = _("A personal code has eight letters and digits, such as KTM4-7RWX. Look at your slip again.")
        return _personal_code(request, typed, text)
    learner = find_by_code(code)
    if learner is None:
        count_wrong(request, "personal code", now)
        note(request, "personal code refused")
        text = _(
            "This code opens nothing: it is mistyped, or a newer one took its place. Your teacher can give you one."
        )
        return _personal_code(request, typed, text)
    return _let_in(request, learner)


def _personal_code(request: CourseRequest, typed: str = "", problem: str = "") -> HttpResponse:
    data = {"typed": typed[:40], "problem": problem, "known_as": known_as(cookie_learner(request))}
    return render_page(request, "accounts/personal_code.html", data, status=422 if problem else 200)


def _let_in(request: CourseRequest, learner: Learner) -> HttpResponse:
    if request.user.is_authenticated and teaches(request.user, learner):
        text = _(
            "This is the code of somebody whom you teach. In your account it would make their work yours, so nothing"
            " was done. To try it, sign out first, or take another browser."
        )
        return problem_page(request, 409, _("The code of your learner"), text, way_out=reverse("classes"))
    if request.user.is_authenticated:  # somebody who has made an account on another device meanwhile
        actions.bring_along(visitor=learner, user=request.user)
        return see_other(reverse("classes"))
    visitor = cookie_learner(request)
    if visitor is None or visitor.pk != learner.pk:
        let_in = actions.let_in(learner=learner, visitor=visitor, now=timezone.now())
        request.new_learner_token = let_in.token
    return see_other(reverse("classes"))


@allow("POST")
def sign_out(request: CourseRequest) -> HttpResponse:
    if request.user.is_authenticated:
        note(request, "signed out", request.user)
    logout(request)
    forget_device(token=request.COOKIES.get(settings.LEARNER_COOKIE, ""))
    request.forget_learner = True
    rotate_token(request)  # or a form that is still in the history would say to the next one who somebody was
    response = see_other(reverse("home") + "?signed-out=1")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if it is an address of this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_ours(request, target) else ""


@allow("GET")
def account(request: CourseRequest) -> HttpResponse:
    """My data: what is kept, with the ways to take it along, change the password, sign out and delete it."""
    return _my_data(request, get_learner(request), DeleteMeForm())


def _my_data(request: CourseRequest, learner: Learner | None, form: DeleteMeForm, status: int = 200) -> HttpResponse:
    data = {
        "learner": learner,
        "delete_form": form,
        "has_reports": has_reports(learner),
        "left": left_behind(request.user) if request.user.is_authenticated else None,
        "passed_on": classes_passed_on(request.user) if request.user.is_authenticated else [],
        "has_code": not request.user.is_authenticated and has_personal_code(learner),
        "classes_joined": known_as(learner),
    }
    return render_page(request, "accounts/account.html", data, status=status)


@sensitive_post_parameters()
@allow("GET", "POST")
@account_required
def change_password(request: CourseRequest) -> HttpResponse:
    now, who = timezone.now(), client_key("account", str(request.user.pk))
    if request.method == "POST" and (seconds := change_wait(who, now)):
        return too_many_guesses(request, seconds)
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        note(request, "password changed", request.user)
        return see_other(reverse("account") + "?changed=password")
    if form.has_error("old_password", "password_incorrect"):
        PASSWORD_CHANGES.spend(who, now)
        note(request, "password of now typed wrong", request.user)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/change_password.html", {"form": form}, status=status)


@allow("GET")
def export_my_data(request: CourseRequest) -> HttpResponse:
    """Everything that is kept of the learner behind this request, as JSON."""
    learner = get_learner(request)
    if learner is None:
        text = _("Nothing is kept of you: you have answered nothing here yet.")
        return problem_page(request, 404, _("There is nothing to export"), text)
    body = json.dumps(actions.export_learner(learner), indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": 'attachment; filename="statuscourse-my-data.json"'}
    return private(HttpResponse(body, content_type="application/json", headers=headers))


@allow("GET", "POST")
def delete_my_data(request: CourseRequest) -> HttpResponse:
    learner = get_learner(request)
    if learner is None and request.method == "POST" and request.user.is_authenticated:
        learner = ensure_learner(request)
    if learner is None and not request.user.is_authenticated:
        return problem_page(request, 404, _("There is nothing to delete"), _("Nothing is kept of you."))
    form = DeleteMeForm(request.POST or None)
    if learner is not None and request.method == "POST" and form.is_valid():
        account = copy(learner.user)  # which loses its number when it is deleted
        actions.delete_learner(learner)
        note(request, "everything deleted", account)
        logout(request)  # and not before: who is signed out already could not send it again if it failed
        request.forget_learner = True
        return see_other(reverse("home") + "?deleted=1")
    return _my_data(request, learner, form, status=422 if request.method == "POST" else 200)


# Health, and the words of scripts


@allow("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@allow("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and the course is loaded; else 503 with Retry-After."""
    try:
        ready = Lesson.objects.exists()
    except Error:
        ready = False
        let_go()
    headers = {"Cache-Control": "no-store"} | ({} if ready else {"Retry-After": "10"})
    text, status = ("ready\n", 200) if ready else ("not ready\n", 503)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status, headers=headers)


@allow("GET")
def script_words(request: CourseRequest) -> HttpResponseBase:
    """The words of the scripts in the site's language. A page in English needs none: its scripts have them."""
    answer = JavaScriptCatalog.as_view()(request)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
