"""/join/: where a code is typed."""

import pytest

from tests.classrooms.people import open_class
from tests.visitor import text_of

PAGE = "/join/"


def test_it_asks_for_the_code_on_the_wall(anonymous):
    assert "The code on the wall" in text_of(anonymous.get(PAGE))


@pytest.mark.parametrize("typed", ["KTM47R", "ktm 47r", " Ktm-47R "])
def test_a_code_leads_to_its_class_however_it_is_typed(anonymous, typed):
    answer = anonymous.get(PAGE, {"code": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/join/KTM47R/")


@pytest.mark.parametrize("typed", ["hello", "KTM47", "\0" * 9, "K" * 5000])
def test_what_cannot_be_a_code_is_told_so_and_kept(anonymous, typed):
    answer = anonymous.get(PAGE, {"code": typed})
    assert (answer.status_code, "six letters and digits" in text_of(answer)) == (422, True)


def test_what_was_typed_stands_there_again(anonymous):
    assert b'value="KTM 4"' in anonymous.get(PAGE, {"code": "KTM 4"}).content


def test_asking_for_a_page_makes_nobody_a_learner(anonymous):
    open_class()
    anonymous.get("/join/KTM47R/")
    assert anonymous.learner is None


def test_who_has_a_personal_code_is_shown_the_way(anonymous):
    assert "/accounts/code/" in anonymous.get(PAGE).content.decode()
