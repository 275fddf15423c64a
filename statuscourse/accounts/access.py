"""Who is asking: the learner behind a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, problem_page
from statuscourse.web.statements import Select

from .models import Learner, PersonalCode, User, code_digest, new_token, token_digest

COLUMNS = "SELECT id, user_id, token_digest, created_at FROM accounts_learner"
OF_COOKIE = Select(Learner, f"{COLUMNS} WHERE token_digest = %s AND user_id IS NULL")
OF_DEVICE = Select(
    Learner,
    "SELECT learner.id, user_id, learner.token_digest, created_at FROM accounts_device AS device"
    " JOIN accounts_learner AS learner ON learner.id = learner_id WHERE device.token_digest = %s AND user_id IS NULL",
)
OF_ACCOUNT = Select(Learner, f"{COLUMNS} WHERE user_id = %s")


def get_learner(request: CourseRequest) -> Learner | None:
    """The learner behind the request, or None for a visitor who has written nothing yet. One query at most, once."""
    if not hasattr(request, "learner_now"):
        request.learner_now = _find_learner(request)
    return request.learner_now


def ensure_learner(request: CourseRequest) -> Learner:
    """The learner behind a write; a visitor becomes one here, and the middleware sets the cookie."""
    learner = get_learner(request)
    if learner is None:
        if request.user.is_authenticated:
            learner = Learner.objects.get_or_create(user=request.user)[0]
        else:
            token = new_token()
            learner = Learner.objects.create(token_digest=token_digest(token))
            request.new_learner_token = token
        request.learner_now = learner
    return learner


def cookie_learner(request: CourseRequest) -> Learner | None:
    """The anonymous learner that this browser's cookie names, whoever is signed in."""
    token = request.COOKIES.get(settings.LEARNER_COOKIE, "")
    if not token:
        return None
    digest = token_digest(token)
    return OF_COOKIE.first(digest) or OF_DEVICE.first(digest)


def find_by_code(code: str) -> Learner | None:
    """The learner whose personal code this is; they have no account."""
    rows = Learner.objects.filter(personal_code__digest=code_digest(code), user=None)
    return rows.first()


def has_personal_code(learner: Learner | None) -> bool:
    return learner is not None and PersonalCode.objects.filter(learner=learner).exists()


def _find_learner(request: CourseRequest) -> Learner | None:
    if is_signed_in(request):
        learner = OF_ACCOUNT.first(request.user.pk)
        if learner is not None:
            learner.user = request.user
        return learner
    return cookie_learner(request)


def is_signed_in(request: CourseRequest) -> bool:
    """Whether an account is signed in, without a query for those who have no session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


View = Callable[..., HttpResponseBase]


def may_author(user: User) -> bool:
    """Instructors and administrators write questions and quizzes."""
    return user.role in {User.Role.INSTRUCTOR, User.Role.ADMINISTRATOR}


def author_required(view: View) -> View:
    """For those who write; anonymous is treated as by ``account_required``, a learner gets 403 and the reason."""

    @wraps(view)
    def wrapper(request: CourseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_author(request.user):
            return view(request, *args, **kwargs)
        text = _(
            "Questions and quizzes are written by instructors. An administrator of this site can make you one:"
            " tell them your user name, %(name)s."
        ) % {"name": request.user.username}
        return problem_page(
            request, 403, _("For instructors"), text, way_out=reverse("account"), way_out_label=_("My account")
        )

    return account_required(wrapper)


def administrator_required(view: View) -> View:
    """For administrators; an instructor gets 403, everybody else what ``author_required`` gives."""

    @wraps(view)
    def wrapper(request: CourseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.role == User.Role.ADMINISTRATOR:
            return view(request, *args, **kwargs)
        text = _("Roles are given by administrators. Ask one of them for what you need.")
        return problem_page(
            request, 403, _("For administrators"), text, way_out=at("/author/"), way_out_label=_("My questions")
        )

    return author_required(wrapper)


def account_required(view: View) -> View:
    """GET and HEAD are sent to sign-in with ``next``; anything else is refused with 403 and the way in."""

    @wraps(view)
    def wrapper(request: CourseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            response: HttpResponse = redirect_to_login(request.get_full_path())
            response.headers["Cache-Control"] = "private, no-cache"
            return response
        text = _("This needs an account. Sign in and do it again; nothing has changed.")
        return problem_page(
            request, 403, _("Sign in first"), text, way_out=reverse("sign_in"), way_out_label=_("Sign in")
        )

    return wrapper
