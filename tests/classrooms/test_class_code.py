"""/classes/<class>/code/: the code for the wall."""

from datetime import timedelta

import pytest
from django.utils import timezone

from statuscourse.classrooms.reports.joining import qr_code
from tests.classrooms.people import CODE, JOIN, open_class
from tests.visitor import Visitor, text_of


def page(item):
    return f"/classes/{item.pk}/code/"


def test_the_code_is_shown_in_groups_with_the_address(ines, settings):
    settings.SITE_URL = settings.ORIGIN = "http://10.0.0.5:8000"
    shown = text_of(ines.get(page(open_class(owner=ines.user))))
    assert [words for words in ("KTM 47R", "10.0.0.5:8000/join/", JOIN) if words not in shown] == []


def test_the_picture_has_no_style_of_its_own(ines):
    content = ines.get(page(open_class(owner=ines.user))).content.decode()
    assert ("<svg" in content, "style=" in content) == (True, False)


def test_another_address_is_another_picture():
    assert qr_code("http://a.example/join/KTM47R/") != qr_code("http://a.example/join/KTM47C/")


def test_an_address_that_no_phone_reaches_is_told(ines, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert "no phone reaches it" in text_of(ines.get(page(open_class(owner=ines.user))))


def test_another_code_makes_the_first_one_dead(ines, anonymous):
    item = open_class(owner=ines.user)
    ines.send(page(item), do="renew", lasts="day")
    item.refresh_from_db()
    assert item.join_code != "KTM47R"
    assert anonymous.get(JOIN).status_code == 404


@pytest.mark.parametrize(
    ("lasts", "length"),
    [("hours", timedelta(hours=2)), ("day", timedelta(days=1)), ("week", timedelta(days=7)), ("", timedelta(days=7))],
)
def test_a_code_lasts_as_long_as_was_said(ines, lasts, length):
    item = open_class(owner=ines.user)
    before = timezone.now()
    ines.send(page(item), do="renew", lasts=lasts)
    item.refresh_from_db()
    assert before + length <= item.join_code_ends_at <= timezone.now() + length


def test_a_code_may_have_no_end(ines):
    item = open_class(owner=ines.user)
    ines.send(page(item), do="keep", lasts="open")
    item.refresh_from_db()
    assert (item.join_code, item.join_code_ends_at) == ("KTM47R", None)


def test_a_code_is_ended(ines, anonymous):
    item = open_class(owner=ines.user)
    ines.send(page(item), do="end")
    assert anonymous.get(JOIN).status_code == 404
    assert "There is no code" in text_of(ines.get(page(item)))


def test_a_code_whose_time_is_over_is_told(ines):
    item = open_class(owner=ines.user, lasts=-timedelta(hours=1))
    assert "time is over" in text_of(ines.get(page(item)))


def test_an_archived_class_gets_none(ines):
    item = open_class(owner=ines.user)
    form = ines.form(page(item))
    item.archived_at = timezone.now()
    item.save()
    assert ines.post(page(item), form.values | {"do": "renew"}).status_code == 409


def test_two_classes_never_have_one_code(ines, monkeypatch):
    drawn = iter(["KTM47R", "WXY346"])
    monkeypatch.setattr("statuscourse.classrooms.actions.classes.draw_join_code", lambda rng: next(drawn))
    open_class()
    item = open_class(code="CDFHJK", owner=ines.user)
    ines.send(page(item), do="renew")
    item.refresh_from_db()
    assert item.join_code == "WXY346"


def test_its_end_is_told_in_the_zone_of_the_class(ines):
    item = open_class(owner=ines.user, time_zone="Asia/Tokyo")
    item.join_code_ends_at = timezone.now().replace(hour=23, minute=5) + timedelta(days=2)
    item.save()
    assert "08:05" in text_of(ines.get(page(item)))


def test_a_member_does_not_see_it(db):
    item, visitor = open_class(), Visitor()
    visitor.send(JOIN, name="Ada")
    assert visitor.get(page(item)).status_code == 302


@pytest.mark.parametrize("do", ["", "renewed"])
def test_a_form_that_says_nothing_to_do_ends_no_code(ines, do):
    item = open_class(owner=ines.user)
    answer = ines.post(page(item), {"csrfmiddlewaretoken": ines.token(), "do": do})
    item.refresh_from_db()
    assert (answer.status_code, item.join_code) == (422, CODE)
    assert "did not say what to do" in text_of(answer)
