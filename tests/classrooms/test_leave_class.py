"""/classes/<class>/leave/: a learner leaves."""

from statuscourse.classrooms.models import Membership
from tests.classrooms.factories import make_class, make_member
from tests.classrooms.people import JOIN, joined, open_class
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/leave/"


def test_what_stays_where_is_told(ada):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    shown = text_of(ada.get(page(item)))
    assert ("stay yours" in shown, "The class keeps" in shown) == (True, True)


def test_who_leaves_is_out_of_it(ada):
    item = make_class(name="7b physics")
    make_member(classroom=item, learner=ada.learner)
    answer = ada.send(page(item))
    assert answer.headers["Location"] == "/classes/?left=1"
    assert ada.get(f"/classes/{item.pk}/").status_code == 404


def test_without_an_account_one_leaves_as_well(db):
    item = open_class()
    visitor, _page = joined()
    visitor.send(page(item))
    assert Membership.objects.get().left_at is not None


def test_joining_again_brings_back_the_same_membership(db):
    item = open_class()
    visitor, _page = joined()
    before = Membership.objects.get().pk
    visitor.send(page(item))
    visitor.send(JOIN, name="Ada")
    assert (Membership.objects.get().pk, Membership.objects.get().left_at) == (before, None)


def test_who_teaches_it_is_told_that_this_is_for_learners(ines):
    assert ines.get(page(make_class(owner=ines.user))).status_code == 403
