"""Who has which role, for administrators."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from statuscourse.accounts.access import administrator_required
from statuscourse.accounts.actions import LastAdministrator, RoleRefused, change_role
from statuscourse.accounts.models import User
from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from ...reports.people import people

PAGE = at("/author/people/")


@allow("GET", "POST")
@administrator_required
def author_people(request: CourseRequest) -> HttpResponse:
    """Accounts with their role, to be found by name and changed."""
    if request.method == "POST":
        return _change(request)
    query = {name: request.GET.get(name, "").replace("\0", "").strip()[:150] for name in ("name", "role")}
    data = {
        **query,
        "found": people(**query, page=request.GET.get("page", "")),
        "roles": User.Role.choices,
        "done": request.GET.get("done", ""),
        "narrowed": urlencode({name: value for name, value in query.items() if value}),
    }
    return render_page(request, "quizzes/author/author_people.html", data)


def _change(request: CourseRequest) -> HttpResponse:
    role, number = request.POST.get("role", ""), request.POST.get("user", "")
    if role not in User.Role.values or not (number.isascii() and number.isdigit() and len(number) < 12):
        text = _("A role is one of learner, instructor and administrator. Nothing was changed.")
        return _refused(request, 422, _("That is no role"), text)
    user = get_object_or_404(User, pk=int(number))
    try:
        change_role(user=user, role=User.Role(role), by=request.user)
    except LastAdministrator:
        text = _("You are the only administrator. Make somebody else one first; they can then change your role.")
        return _refused(request, 409, _("One administrator stays"), text)
    except RoleRefused:
        text = _("Nobody changes their own role. Another administrator can change yours.")
        return _refused(request, 403, _("Not your own role"), text)
    return see_other(f"{PAGE}?{urlencode({'name': request.POST.get('name', '')[:150], 'done': user.username})}")


def _refused(request: CourseRequest, status: int, title: str, text: str) -> HttpResponse:
    return problem_page(request, status, title, text, way_out=PAGE, way_out_label=_("Back to people"))
