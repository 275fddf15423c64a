"""Who sees and does what on the pages of a class's people: everybody in turn, at every address."""

import pytest

from tests.classrooms.factories import make_class, make_member
from tests.classrooms.people import JOIN, joined, open_class
from tests.visitor import Visitor

TEACHERS = {"anonymous": 302, "sam": 403, "ada": 403, "ivan": 404, "cora": 200, "ines": 200, "olga": 200}
PAGES = {
    "": {"anonymous": 404, "sam": 404, "ada": 200, "ivan": 404, "cora": 200, "ines": 200, "olga": 200},
    "people/": TEACHERS,
    "people/{member}/": TEACHERS,
    "code/": TEACHERS,
    "roster/": TEACHERS,
    "roster.csv": TEACHERS,
    "settings/": TEACHERS,
    "export/": TEACHERS,
    "leave/": {"anonymous": 404, "sam": 404, "ada": 200, "ivan": 404, "cora": 403, "ines": 403, "olga": 403},
}
CHANGES = {
    "people/": {"do": "add", "names": "Eve"},
    "people/{member}/": {"do": "remove"},
    "slips/": {"who": "waiting"},
    "code/": {"do": "renew"},
    "roster/": {"text": "name\nEve"},
    "settings/": {"do": "archive"},
}
STRANGERS = {"anonymous": 403, "sam": 403, "ada": 403, "ivan": 404}


@pytest.fixture
def cora(make_user):
    """She teaches the class of Ines with her."""
    return Visitor.signed_in(make_user(username="cora", role="instructor"))


@pytest.fixture
def cast(anonymous, sam, ada, ivan, cora, ines, olga):
    return {"anonymous": anonymous, "sam": sam, "ada": ada, "ivan": ivan, "cora": cora, "ines": ines, "olga": olga}


@pytest.fixture
def place(cast, ada, ines, cora):
    item = make_class(owner=ines.user, teachers=[cora.user])
    member = make_member(classroom=item, learner=ada.learner, name="Ada")
    return lambda page: f"/classes/{item.pk}/{page.format(member=member.pk)}", item


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_who_may_see_it(cast, place, page):
    address, _item = place
    assert {who: visitor.get(address(page)).status_code for who, visitor in cast.items()} == PAGES[page]


@pytest.mark.parametrize("page", CHANGES)
def test_nothing_is_changed_by_who_may_not(cast, place, page):
    address, item = place
    statuses = {
        who: cast[who].post(address(page), {"csrfmiddlewaretoken": cast[who].token(), **CHANGES[page]}).status_code
        for who in STRANGERS
    }
    assert statuses == STRANGERS
    item.refresh_from_db()
    (member,) = item.members.all()
    assert (member.left_at, item.join_code, item.archived_at) == (None, None, None)


def test_a_class_that_is_not_there_is_as_one_that_is_not_theirs(ivan):
    nowhere = "/classes/11111111-2222-4333-8444-555555555555/people/"
    there = f"/classes/{make_class().pk}/people/"
    assert ivan.get(nowhere).status_code == ivan.get(there).status_code == 404


def test_a_member_without_an_account_sees_their_page_and_no_others_name(db):
    item = open_class()
    joined("Benjamin")
    ada, _page = joined("Ada")
    content = ada.get(f"/classes/{item.pk}/").content.decode()
    assert ("Ada" in content, "Benjamin" in content) == (True, False)


def test_a_teacher_who_became_a_learner_sees_nothing_of_it(ines):
    item = make_class(owner=ines.user)
    ines.user.role = "learner"
    ines.user.save()
    assert [ines.get(f"/classes/{item.pk}/{page}").status_code for page in ("", "people/")] == [404, 403]


def test_whoever_has_the_code_may_look_at_the_classs_name(cast):
    open_class()
    assert {visitor.get(JOIN).status_code for visitor in cast.values()} == {200}
