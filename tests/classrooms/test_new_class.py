"""/classes/new/: an instructor makes a class."""

import pytest

from statuscourse.classrooms.core.codes import read_join_code
from statuscourse.classrooms.models import Classroom
from tests.visitor import text_of

PAGE = "/classes/new/"


def test_an_instructor_makes_a_class_with_a_code(ines):
    answer = ines.send(PAGE, name="  7b   physics ", time_zone="Europe/Zurich")
    item = Classroom.objects.get()
    assert answer.headers["Location"] == f"/classes/{item.pk}/"
    assert (item.name, item.time_zone, item.owner) == ("7b physics", "Europe/Zurich", ines.user)
    assert read_join_code(item.join_code) == item.join_code


def test_its_code_is_valid_for_a_week(ines):
    ines.send(PAGE, name="7b")
    item = Classroom.objects.get()
    assert (item.join_code_ends_at - item.created_at).days == 7


def test_the_sites_time_zone_is_proposed(ines, settings):
    settings.TIME_ZONE = "UTC"
    assert ines.form(PAGE).values["time_zone"] == "UTC"


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": "x" * 81}, {"time_zone": "Mars/Olympus"}])
def test_what_is_not_right_is_told_and_nothing_is_made(ines, changes):
    answer = ines.send(PAGE, **{"name": "7b", **changes})
    assert (answer.status_code, Classroom.objects.count()) == (422, 0)


def test_what_was_typed_stands_there_again(ines):
    assert b'value="7b physics"' in ines.send(PAGE, name="7b physics", time_zone="Mars/Olympus").content


def test_a_second_click_makes_no_second_class(ines):
    form = ines.form(PAGE)
    places = {ines.post(form.action, form.values | {"name": "7b"}).headers["Location"] for _click in range(2)}
    assert (len(places), Classroom.objects.count()) == (1, 1)


def test_two_instructors_with_one_key_make_two(ines, ivan):
    for visitor in (ines, ivan):
        visitor.send(PAGE, name="7b", key="the same")
    assert Classroom.objects.count() == 2


def test_a_learner_makes_none(ada):
    assert ada.get(PAGE).status_code == 403


def test_an_empty_class_says_what_is_next(ines):
    page = text_of(ines.send(PAGE, name="7b", follow=True))
    assert [step for step in ("Show the code", "Assign something", "Look at the gradebook") if step not in page] == []
