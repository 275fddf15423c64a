"""/accounts/password/: another password, and the other devices are out."""

import pytest

from tests.factories import PASSWORD
from tests.visitor import Visitor, text_of

PAGE = "/accounts/password/"
NEW = {"old_password": PASSWORD, "new_password1": "quite another phrase", "new_password2": "quite another phrase"}


def test_a_change_leads_to_my_data(ada):
    answer = ada.send(PAGE, **NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts/?changed=password")


def test_after_a_change_the_new_password_counts(ada):
    ada.send(PAGE, **NEW)
    ada.user.refresh_from_db()
    assert ada.user.check_password("quite another phrase")


def test_this_device_stays_in(ada):
    ada.send(PAGE, **NEW)
    assert ada.get(PAGE).status_code == 200


def test_other_devices_are_out(ada):
    other = Visitor.signed_in(ada.user)
    ada.send(PAGE, **NEW)
    assert other.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old_password": "wrong"}, "Your old password was entered incorrectly."),
        ({"new_password2": "something else"}, "The two password fields"),
        ({"new_password1": "short", "new_password2": "short"}, "This password is too short."),
        ({"old_password": ""}, "This is needed."),
    ],
)
def test_a_form_that_is_not_right_is_422_and_changes_nothing(ada, changes, words):
    answer = ada.send(PAGE, **NEW | changes)
    ada.user.refresh_from_db()
    assert (answer.status_code, words in text_of(answer), ada.user.check_password(PASSWORD)) == (422, True, True)


def test_without_a_token_nothing_changes(ada):
    assert ada.send(PAGE, **NEW, csrfmiddlewaretoken=None).status_code == 403


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_is_not_signed_in_is_sent_there(anonymous, db, method):
    answer = getattr(anonymous, method)(PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/sign-in/?next=/accounts/password/")


def test_a_post_of_somebody_who_is_not_signed_in_is_403_with_a_way_in(anonymous, db):
    answer = anonymous.post(PAGE, NEW | {"csrfmiddlewaretoken": anonymous.token()})
    assert (answer.status_code, "This needs an account." in text_of(answer)) == (403, True)
    assert b'href="/accounts/sign-in/' in answer.content.split(b"<main")[1]
