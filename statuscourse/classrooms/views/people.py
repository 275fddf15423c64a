"""The people of a class, for those who teach it: the list, one of them, their codes, and the code of the class."""

from datetime import timedelta
from random import SystemRandom
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, new_form_key, not_kept, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions import classes as class_actions
from ..actions.joining import leave_class as take_out
from ..actions.people import (
    NamesRefused,
    NotOurs,
    add_people,
    bring_member_back,
    change_member,
    make_slips,
    replace_code,
)
from ..core.codes import show_join_code, show_personal_code
from ..forms.people import AddPeopleForm, MemberForm
from ..models import Classroom, Membership
from ..reports import people as reports
from ..reports.joining import is_only_here, join_address, qr_code, site_address

LASTS = {
    "hours": timedelta(hours=2),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "open": None,
}


@allow("GET", "POST")
@author_required
@access.gone_is_404
def class_people(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """Everybody who is in the class; a POST puts names on the list."""
    item = access.get_taught_class(request, class_id)
    if request.method != "POST":
        return _people(request, item, AddPeopleForm())
    if request.POST.get("do") == "bring-back":
        return _bring_back(request, item)
    form = AddPeopleForm(request.POST)
    if not form.is_valid():
        return _people(request, item, form, status=422)
    try:
        made = add_people(classroom=item, names=form.cleaned_data["names"], now=timezone.now())
    except NamesRefused as refused:
        text = _("In the class already: %s. Add something that tells them apart. Nobody was added.")
        form.add_error("names", text % ", ".join(refused.names[:10]))
        return _people(request, item, form, status=422)
    except class_actions.IsArchived:
        return is_archived(request, item)
    return see_other(f"{request.path}?added={len(made)}")


def _bring_back(request: CourseRequest, item: Classroom) -> HttpResponse:
    number = request.POST.get("member", "")
    member = Membership.objects.filter(classroom=item, pk=_whole(number)).first()
    if member is None:
        raise Http404("no such member")
    try:
        bring_member_back(member=member)
    except class_actions.IsArchived:
        return is_archived(request, item)
    return see_other(reverse("class_member", args=[item.pk, member.pk]))


def _whole(typed: str) -> int:
    """A number as it was sent; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def _people(request: CourseRequest, item: Classroom, form: AddPeopleForm, status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    data = {
        "classroom": item,
        "form": form,
        "words": words,
        "found": reports.people_page(item, words=words, page=request.GET.get("page", "")),
        "ways": reports.ways_in(item),
        "gone": reports.people_gone(item),
        "form_key": new_form_key(),
        "added": _whole(request.GET.get("added", "")),
        "removed": request.GET.get("removed") == "1",
    }
    return render_page(request, "classrooms/class_people.html", data, status=status)


@allow("GET", "POST")
@author_required
@access.gone_is_404
def class_member(request: CourseRequest, class_id: UUID, member_id: int) -> HttpResponse:
    """One member: name, number, extra time; a new personal code; taking them out of the class."""
    item = access.get_taught_class(request, class_id)
    member = access.get_member(item, member_id)
    if request.method != "POST":
        return _member(request, member)
    if request.POST.get("do") == "remove":
        take_out(membership=member, now=timezone.now())
        return see_other(reverse("class_people", args=[item.pk]) + "?removed=1")
    if item.archived_at is not None:
        return is_archived(request, item)
    if request.POST.get("do") == "code":
        return _new_code(request, member)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _member(request, member, form)
    values = {name: form.cleaned_data[name] for name in ("name", "number", "extra_time")}
    try:
        change_member(member=member, **values)
    except NamesRefused:
        form.add_error("name", _("Somebody else in the class has this name. The gradebook could not tell them apart."))
        return _member(request, member, form)
    return see_other(f"{request.path}?saved=1")


def _member(request: CourseRequest, member: Membership, form: MemberForm | None = None) -> HttpResponse:
    values = {"name": member.name, "number": member.number, "extra_time": member.extra_time, "do": "save"}
    data = {
        "classroom": member.classroom,
        "member": member,
        "person": reports.person(member),
        "form": form or MemberForm(initial=values),
        "saved": request.GET.get("saved") == "1",
    }
    return render_page(request, "classrooms/class_member.html", data, status=422 if form else 200)


def _new_code(request: CourseRequest, member: Membership) -> HttpResponse:
    sign_out = request.POST.get("sign-out") == "1"
    try:
        code = replace_code(member=member, rng=SystemRandom(), sign_out=sign_out, now=timezone.now())
    except NotOurs:
        text = _(
            "They sign in with a user name and a password, or with a code that another class gave them. Only who gave a"
            " code gives a new one; a lost password is set anew by whoever runs this site. Nothing was changed."
        )
        back = {"way_out": request.path, "way_out_label": _("Back to them")}
        return problem_page(request, 409, _("Their way in is not this class's"), text, **back)
    slips = [{"name": member.name, "number": member.number, "code": show_personal_code(code)}]
    return _slips(request, member.classroom, slips)


@allow("POST")
@author_required
@access.gone_is_404
def class_slips(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """New personal codes for some, on slips to be printed. They are shown this once."""
    item = access.get_taught_class(request, class_id)
    if item.archived_at is not None:
        return is_archived(request, item)
    chosen = _chosen(request, item)
    key = request.POST.get("key", "")[:40] or new_form_key()
    made = make_slips(members=chosen, key=f"{item.pk} {key}", now=timezone.now())
    if not made:
        text = _(
            "Slips are for those without an account whose code this class gave. None of them was chosen, so no code"
            " was made."
        )
        back = {"way_out": reverse("class_people", args=[item.pk]), "way_out_label": _("Back to the people")}
        return problem_page(request, 422, _("A slip for nobody"), text, **back)
    slips = [{"name": slip.name, "number": slip.number, "code": show_personal_code(slip.code)} for slip in made]
    return _slips(request, item, slips)


def _chosen(request: CourseRequest, item: Classroom) -> list[Membership]:
    """Those whom the form names: everybody who has no way in yet, everybody whose code is unused, or those ticked."""
    who = request.POST.get("who", "")
    ways = {"waiting": {reports.WAITING}, "unused": {reports.WAITING, reports.UNUSED}}.get(who)
    ticked = {value for value in request.POST.getlist("member") if value.isdecimal()}
    wanted = [each.id for each in reports.all_people(item) if (each.way in ways if ways else str(each.id) in ticked)]
    members = Membership.objects.present().filter(classroom=item).in_bulk(wanted)
    return [members[number] for number in wanted if number in members]


def _slips(request: CourseRequest, item: Classroom, slips: list[dict[str, str]]) -> HttpResponse:
    address = site_address("personal_code")
    data = {
        "classroom": item,
        "slips": slips,
        "address": address.partition("://")[2].strip("/").split("/"),
        "qr": qr_code(address),
    }
    return not_kept(render_page(request, "classrooms/class_slips.html", data))


@allow("GET", "POST")
@author_required
@access.gone_is_404
def class_code(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """The join code, large enough for the wall; a POST makes another one, lets it last longer or ends it."""
    item = access.get_taught_class(request, class_id)
    if request.method != "POST":
        return _code(request, item)
    lasts = LASTS.get(request.POST.get("lasts", ""), LASTS["week"])
    do, now = request.POST.get("do"), timezone.now()
    try:
        if do == "end":
            class_actions.end_code(classroom=item)
        elif do == "keep" and item.join_code:
            class_actions.extend_code(classroom=item, lasts=lasts, now=now)
        elif do == "renew" or (do == "keep" and not item.join_code):
            class_actions.renew_code(classroom=item, lasts=lasts, rng=SystemRandom(), now=now)
        else:
            text = _("The form did not say what to do, so nothing was done.")
            return problem_page(request, 422, _("To do what?"), text, way_out=request.path)
    except class_actions.IsArchived:
        return is_archived(request, item)
    return see_other(request.path)


def _code(request: CourseRequest, item: Classroom) -> HttpResponse:
    takes = item.takes_people(timezone.now())
    address = join_address(item.join_code or "") if takes else ""
    data = {
        "classroom": item,
        "takes": takes,
        "code": show_join_code(item.join_code or "") if takes else "",
        "address": address,
        "short": site_address("join").partition("://")[2],
        "qr": qr_code(address) if takes else "",
        "only_here": is_only_here(),
    }
    return render_page(request, "classrooms/class_code.html", data)


def is_archived(request: CourseRequest, item: Classroom) -> HttpResponse:
    """409: the class is in a state in which it is not changed (RFC 9110, 15.5.10)."""
    text = _("This class is archived: it is looked at and not changed. Bring it back first, in its settings.")
    back = {"way_out": item.get_absolute_url(), "way_out_label": _("Back to the class")}
    return problem_page(request, 409, _("The class is archived"), text, **back)
