"""A class that is deleted between the look at it and what is done to it: found by nobody, and never a fault of ours."""

import pytest

from statuscourse.classrooms import access
from statuscourse.classrooms.models import Assignment, Classroom
from tests.classrooms.factories import make_assignment, make_class, make_member
from tests.factories import make_user
from tests.visitor import Visitor

CHANGES = {
    "settings/ describe": {"name": "7c", "time_zone": "UTC"},
    "settings/ archive": {},
    "settings/ bring-back": {},
    "settings/ add-teacher": {"teacher": "cora"},
    "settings/ delete": {"confirm": "7b"},
    "people/ add": {"names": "Eve"},
    "people/{member}/ save": {"name": "Eve", "number": "", "extra_time": "0"},
    "people/{member}/ code": {},
    "people/{member}/ remove": {},
    "slips/ all": {"who": "waiting"},
    "code/ renew": {},
    "code/ end": {},
    "roster/ look": {"text": "name\nEve"},
    "convention/ save": {},
    "assignments/new/ give": {"target": "quiz:mixed", "weight": "1"},
    "assignments/{assignment}/ save": {"title": "x", "weight": "1"},
    "assignments/{assignment}/extensions/ give": {"member": "{member}", "attempts": "2"},
    "assignments/{assignment}/delete/ delete": {},
}
# Where nothing is written, or nobody is left to do it to, the page may as well be drawn.
TOLD = {
    "slips/ all": {422},
    "roster/ look": {200},
    "assignments/{assignment}/extensions/ give": {422},
}


@pytest.fixture
def ines(committed):
    yield Visitor.signed_in(make_user(username="ines", role="instructor"))
    Classroom.objects.all().delete()


def going(name):
    """Whatever finds a class for a view, with somebody who deletes it a moment later."""
    find = getattr(access, name)

    def found(*args, **kwargs):
        item = find(*args, **kwargs)
        Classroom.objects.all().delete()
        return item

    return found


def finder(page):
    """What finds the last thing that a page is about."""
    if "{assignment}" in page:
        return "get_assignment"
    if "{member}" in page:
        return "get_member"
    return "get_place" if "convention" in page else "get_taught_class"


@pytest.mark.parametrize("change", CHANGES)
def test_who_changes_what_was_deleted_is_told_so_and_nothing_comes_back(ines, monkeypatch, change):
    make_user(username="cora", role="instructor")
    item = make_class(owner=ines.user, name="7b")
    known = {"member": make_member(classroom=item, name="Ada").pk, "assignment": make_assignment(classroom=item).pk}
    values = {name: value.format(**known) for name, value in CHANGES[change].items()}
    page, do = change.format(**known).split()
    token = ines.token()
    monkeypatch.setattr(access, finder(change), going(finder(change)))
    answer = ines.post(f"/classes/{item.pk}/{page}", {"csrfmiddlewaretoken": token, "do": do, **values}, follow=True)
    assert answer.status_code in TOLD.get(change, {404})
    assert not Classroom.objects.exists()


def test_an_assignment_that_a_colleague_deleted_is_not_there(ines, monkeypatch):
    item = make_assignment(classroom=make_class(owner=ines.user))
    address = f"/classes/{item.classroom_id}/assignments/{item.pk}/"
    form = ines.form(address)
    find = access.get_assignment

    def found(*args):
        item = find(*args)
        Assignment.objects.all().delete()
        return item

    monkeypatch.setattr(access, "get_assignment", found)
    assert ines.post(address, form.values | {"title": "Another"}).status_code == 404
