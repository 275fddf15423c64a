"""Guessing passwords, over many names and from many addresses; a classroom behind one address is let in meanwhile."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import OperationalError

from statuscourse.accounts import guessing
from statuscourse.accounts.models import Tally, User
from tests.conforming import wrong_with
from tests.factories import PASSWORD
from tests.visitor import Visitor, text_of

SIGN_IN, CHANGE, SIGN_UP = "/accounts/sign-in/", "/accounts/password/", "/accounts/sign-up/"
SECRET = "r" * 32


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-11-22T12:00:10Z", tick=False)


def post(visitor, page, **values):
    visitor.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    return visitor.post(page, {"csrfmiddlewaretoken": SECRET, **values})


def tries(username, password, address="192.0.2.1"):
    return post(Visitor(REMOTE_ADDR=address), SIGN_IN, username=username, password=password)


def failed(*, names=("ada",), addresses=("192.0.2.1",), times=1):
    """Failures as the throttle of sign-in finds them, without as many requests."""
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=name, ip_address=address, user_agent="x", failures_since_start=times)
        for name in names
        for address in addresses
    )


def test_five_hundred_pupils_behind_one_address_get_in_within_a_minute(db):
    """Two hundred and fifty of them have mistyped twice; sixty are tried, half of whom did."""
    known = make_password(PASSWORD)
    User.objects.bulk_create(User(username=f"pupil{number}", password=known) for number in range(500))
    failed(names=[f"pupil{number}" for number in range(250)], times=2)
    statuses = [tries(f"pupil{number}", PASSWORD).status_code for number in range(220, 280)]
    assert (set(statuses), Tally.objects.count()) == ({303}, 0)


def test_whoever_tries_one_password_on_every_name_is_slowed_to_a_trickle(make_user):
    failed(names=[f"name{number}" for number in range(guessing.OF_NAMES)])
    statuses = [tries(f"other{number}", "123456").status_code for number in range(31)]
    assert statuses == [422] * 30 + [429]


def test_the_trickle_says_when_it_goes_on(make_user):
    failed(names=[f"name{number}" for number in range(guessing.OF_NAMES)])
    answer = [tries(f"other{number}", "123456") for number in range(31)][-1]
    assert (answer.headers["Retry-After"], wrong_with("POST", answer)) == ("51", [])
    assert "Wait 51 seconds, then try again." in text_of(answer)


def test_in_a_trickle_the_right_password_still_leads_in(make_user):
    make_user(username="ada")
    failed(names=[f"name{number}" for number in range(guessing.OF_NAMES)])
    assert tries("ada", PASSWORD).status_code == 303


def test_another_address_is_not_slowed(make_user):
    make_user(username="ada")
    failed(names=[f"name{number}" for number in range(guessing.OF_NAMES)])
    assert [tries(f"other{number}", "123456").status_code for number in range(31)][-1] == 429
    assert tries("ada", PASSWORD, "198.51.100.7").status_code == 303


def test_a_name_that_many_addresses_try_is_slowed_and_not_locked(make_user, time_machine):
    make_user(username="ada")
    failed(addresses=[f"198.51.100.{number}" for number in range(10)], times=5)
    assert [tries("ada", "x", f"203.0.113.{number}").status_code for number in range(7)] == [422] * 6 + [429]
    time_machine.move_to("2026-11-22T12:01:00Z", tick=False)
    assert tries("ada", PASSWORD, "203.0.113.99").status_code == 303


def test_a_trickle_ends_when_the_failures_are_old(make_user, time_machine):
    failed(names=[f"name{number}" for number in range(guessing.OF_NAMES)])
    time_machine.move_to("2026-11-22T12:10:11Z", tick=False)
    assert [tries(f"other{number}", "123456").status_code for number in range(31)] == [422] * 31


def test_without_an_attack_the_throttle_writes_nothing(make_user):
    make_user(username="ada")
    tries("ada", "wrong")
    assert Tally.objects.count() == 0


@pytest.mark.parametrize("username", ["\x00", "x" * 10_000, ""])
def test_a_name_that_nobody_can_have_is_refused_as_ever(db, username):
    assert tries(username, "x").status_code == 422


# How long an answer takes tells nothing: the same hash is made for each


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed."""
    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: made.append(1) or encode(self, *given))
    return made


@pytest.mark.parametrize("username", ["ada", "closed", "nobody", "ADA"])
def test_a_name_that_there_is_and_one_that_there_is_not_cost_the_same_hash(make_user, hashes, username):
    make_user(username="ada")
    User.objects.filter(pk=make_user(username="closed").pk).update(is_active=False)
    hashes.clear()
    assert (tries(username, "wrong").status_code, len(hashes)) == (422, 1)


def test_a_throttled_sign_in_hashes_nothing(make_user, hashes):
    make_user(username="ada")
    failed(times=8)
    hashes.clear()
    assert (tries("ada", PASSWORD).status_code, len(hashes)) == (429, 0)


# The password of now, and new accounts


def change(visitor, old):
    new = "quite another phrase"
    return post(visitor, CHANGE, old_password=old, new_password1=new, new_password2=new)


def test_guessing_the_password_of_now_ends_after_ten(ada):
    answers = [change(ada, f"guess {number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert (answers[-1].headers["Retry-After"], wrong_with("POST", answers[-1])) == ("591", [])
    assert "the password is as it was" in text_of(answers[-1])


def test_then_the_right_one_changes_nothing_either(ada):
    for number in range(10):
        change(ada, f"guess {number}")
    assert change(ada, PASSWORD).status_code == 429
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_a_new_password_that_is_not_right_counts_nothing(ada):
    for _ in range(11):
        answer = post(ada, CHANGE, old_password=PASSWORD, new_password1="short", new_password2="short")
    assert (answer.status_code, Tally.objects.count()) == (422, 0)


def test_nobody_has_passwords_hashed_without_end_by_a_form_that_is_never_right(ada, hashes):
    """Each try costs a quarter of a second of the one thread that signs everybody else in."""
    for _ in range(guessing.CHANGE_FORMS.limit + guessing.CHANGE_FORMS.step):
        answer = post(ada, CHANGE, old_password=PASSWORD, new_password1="short", new_password2="other")
    assert (answer.status_code, len(hashes)) == (429, guessing.CHANGE_FORMS.limit + guessing.CHANGE_FORMS.step - 1)


def test_nobody_signs_in_without_end_with_a_password_of_their_own(make_user, hashes):
    """Nor fills the line in which a class waits for its turn. Other names get in as before."""
    make_user(username="eve")
    make_user(username="ada")
    answers = [tries("eve", PASSWORD) for _ in range(guessing.SIGNED_IN.limit)]
    assert {answer.status_code for answer in answers} == {303}
    hashes.clear()
    last = tries("eve", PASSWORD)
    assert (last.status_code, last.headers["Retry-After"], hashes) == (429, "591", [])
    assert (tries("eve", PASSWORD, "198.51.100.7").status_code, tries("ada", PASSWORD).status_code) == (429, 303)


def test_where_load_is_measured_one_name_signs_in_as_often_as_it_likes(make_user, settings):
    make_user(username="eve")
    settings.PAGE_THROTTLES = False
    assert {tries("eve", PASSWORD).status_code for _ in range(guessing.SIGNED_IN.limit + 1)} == {303}


@pytest.mark.parametrize("written", [" ada", "ada\u00a0", "ａda"])
def test_a_name_written_in_another_way_is_slowed_as_well(make_user, written):
    make_user(username="ada")
    failed(addresses=[f"198.51.100.{number}" for number in range(10)], times=5)
    assert [tries(written, "x", f"203.0.113.{number}").status_code for number in range(7)] == [422] * 6 + [429]


def test_somebody_elses_guesses_count_for_them(ada, sam):
    for number in range(11):
        change(sam, f"guess {number}")
    assert change(ada, PASSWORD).status_code == 303


def sign_up(name):
    return post(Visitor(), SIGN_UP, username=name, password1=PASSWORD, password2=PASSWORD)


def test_a_school_signs_up_from_one_address_and_nobody_makes_accounts_without_end(db, monkeypatch):
    assert guessing.SIGN_UPS.limit >= 1000
    few = guessing.Budget("sign-up", 3, guessing.WINDOW), guessing.Budget("few", 1, timedelta(minutes=1))
    monkeypatch.setattr(guessing, "SIGN_UPS", few[0])
    monkeypatch.setattr(guessing, "SIGN_UP_TRICKLE", few[1])
    answers = [sign_up(f"newcomer{number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 303, 429]
    assert (User.objects.count(), wrong_with("POST", answers[-1])) == (4, [])
    assert answers[-1].headers["Retry-After"] == "51"
    assert "What you answered in this browser stays" in text_of(answers[-1])


def test_an_account_that_cannot_be_counted_is_not_made(db, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(guessing.Budget, "spend", full)
    visitor = Visitor(raise_request_exception=False)
    answer = post(visitor, SIGN_UP, username="newcomer", password1=PASSWORD, password2=PASSWORD)
    assert (answer.status_code, User.objects.count()) == (503, 0)


def test_a_form_that_is_not_right_is_no_account_and_counts_nothing(db):
    post(Visitor(), SIGN_UP, username="a", password1="short", password2="short")
    assert Tally.objects.count() == 0
