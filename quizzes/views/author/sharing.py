"""Who else may look at a question or a quiz, or change it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question, get_authored_quiz
from ...access.sharing import check_may_share
from ...actions.sharing import NotTheirs, hand_over, share, take_away
from ...forms.sharing import ColleagueForm, HandOverForm, ShareForm
from ...models import Question, Quiz, Share
from ...reports.sharing import colleague_names, shares_of


@allow("GET", "POST")
@author_required
def question_sharing(request: CourseRequest, question_id: str) -> HttpResponse:
    item = get_authored_question(request.user, question_id)
    return _sharing(request, item, at(f"/author/questions/{item.pk}/"))


@allow("GET", "POST")
@author_required
def quiz_sharing(request: CourseRequest, slug: str) -> HttpResponse:
    item = get_authored_quiz(request.user, slug)
    return _sharing(request, item, at(f"/author/quizzes/{item.pk}/"))


def _sharing(request: CourseRequest, item: Question | Quiz, editor: str) -> HttpResponse:
    if _was_handed_over(request, item):
        return see_other(editor)
    check_may_share(request.user, item)
    if request.method != "POST":
        return _show(request, item, editor)
    try:
        return _change(request, item, editor)
    except NotTheirs:
        raise PermissionDenied(_("It belongs to somebody else since a moment ago. Nothing was changed.")) from None


def _was_handed_over(request: CourseRequest, item: Question | Quiz) -> bool:
    """Whether this is the second click on handing it over: the first one took away the right to do so."""
    if request.POST.get("do") != "hand-over" or item.owner is None or item.owner == request.user:
        return False
    return item.owner.username.casefold() == request.POST.get("name", "").strip().casefold()


def _change(request: CourseRequest, item: Question | Quiz, editor: str) -> HttpResponse:
    now = timezone.now()
    do = request.POST.get("do")
    if do == "take-away":
        # Also from somebody whose role was taken meanwhile, so it is looked for among those who have a right.
        rows = [row for row in shares_of(item) if row.user.username == request.POST.get("name")]
        if rows:
            take_away(item=item, colleague=rows[0].user, by=request.user)
        return see_other(f"{request.path}?done=taken-away")
    kind = HandOverForm if do == "hand-over" else ShareForm
    form = kind(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return _show(request, item, editor, form)
    colleague = form.cleaned_data["name"]
    if do == "hand-over":
        hand_over(item=item, colleague=colleague, by=request.user, now=now)
        return see_other(editor)
    right = Share.Right(form.cleaned_data["right"])
    share(item=item, colleague=colleague, right=right, by=request.user, now=now)
    return see_other(f"{request.path}?done=shared")


def _show(
    request: CourseRequest, item: Question | Quiz, editor: str, refused: ColleagueForm | None = None
) -> HttpResponse:
    fresh = {"item": item, "by": request.user}
    data = {
        "item": item,
        "is_quiz": isinstance(item, Quiz),
        "title": item.title or item.pk,
        "editor": editor,
        "shares": shares_of(item),
        "colleagues": colleague_names(item),
        "share_form": refused if isinstance(refused, ShareForm) else ShareForm(**fresh),
        "hand_over_form": refused if isinstance(refused, HandOverForm) else HandOverForm(**fresh),
        "handing_over": isinstance(refused, HandOverForm),
        "done": request.GET.get("done", ""),
    }
    return render_page(request, "quizzes/author/sharing.html", data, status=422 if refused else 200)
