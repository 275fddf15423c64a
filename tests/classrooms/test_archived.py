"""An archived class is looked at and not changed, whatever its pages are asked to do."""

import pytest

from statuscourse.classrooms.models import Assignment, Extension, GradeChange
from tests.classrooms.factories import make_assignment, make_class, make_member
from tests.factories import NOW
from tests.visitor import text_of

ASKED = {
    "convention/": {"validation": "400"},
    "assignments/new/": {"target": "quiz:mixed", "weight": "1"},
    "assignments/{assignment}/": {"title": "Another title", "weight": "3"},
    "assignments/{assignment}/extensions/": {"member": "{member}", "attempts": "2"},
    "assignments/{assignment}/delete/": {},
    "gradebook/{assignment}/{member}/": {"decision": "mark", "percent": "90", "reason": "So.", "known": "0"},
    "gradebook/import/": {"content": "x", "reason": "So."},
    "live/": {"quiz": "mixed"},
    "people/": {"do": "add", "names": "Eve"},
    "roster/": {"do": "look", "text": "name\nEve"},
}


@pytest.mark.parametrize("page", ASKED)
def test_it_says_so_and_nothing_changes(ines, page):
    item = make_class(owner=ines.user, archived_at=NOW)
    member, assignment = make_member(classroom=item), make_assignment(classroom=item)
    names = {"assignment": str(assignment.pk), "member": str(member.pk)}
    fields = {name: value.format(**names) for name, value in ASKED[page].items()}
    address = f"/classes/{item.pk}/{page.format(**names)}"
    answer = ines.post(address, fields | {"csrfmiddlewaretoken": ines.token()})
    assert (answer.status_code, "archived" in text_of(answer)) == (409, True)
    item.refresh_from_db()
    assert (item.convention, item.members.count()) == ({}, 1)
    assert list(Assignment.objects.values_list("title", "weight")) == [(assignment.title, 1.0)]
    assert (Extension.objects.count(), GradeChange.objects.count()) == (0, 0)
