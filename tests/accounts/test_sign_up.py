"""/accounts/sign-up/: an account, and everything that this browser did before belongs to it."""

import pytest

from quizzes.models import Answer
from statuscourse.accounts.forms import SignUpForm
from statuscourse.accounts.models import Learner, User
from tests.classrooms.people import JOIN, open_class
from tests.factories import PASSWORD
from tests.rows import rows
from tests.visitor import text_of

PAGE = "/accounts/sign-up/"
NEW = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}


def test_signing_up_signs_in(anonymous, db):
    answer = anonymous.send(PAGE, **NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/progress/?welcome=1")
    assert "newcomer" in text_of(anonymous.get("/accounts/"))


def test_who_signed_up_is_told_so(anonymous, db):
    assert "You are newcomer from now on." in text_of(anonymous.send(PAGE, **NEW, follow=True))


def test_an_account_is_a_learner_without_more_rights(anonymous, db):
    anonymous.send(PAGE, **NEW)
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser, user.learner.token_digest) == ("learner", False, False, None)


def test_an_email_address_is_a_choice(anonymous, db):
    anonymous.send(PAGE, **NEW, email="new@example.com")
    assert User.objects.get().email == "new@example.com"


def test_what_was_done_before_is_claimed(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    anonymous.send(PAGE, **NEW)
    assert (Answer.objects.get().learner.user.username, Learner.objects.count()) == ("newcomer", 1)


def test_after_claiming_the_cookie_is_taken_back(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    answer = anonymous.send(PAGE, **NEW)
    assert answer.cookies["learner"]["max-age"] == 0


def test_who_did_something_is_told_that_it_comes_along(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert "What you answered and read in this browser comes along." in text_of(anonymous.get(PAGE))


def test_somebody_elses_cookie_is_claimed_by_nobody_twice(anonymous, make_question):
    """A learner that an account has claimed is not handed to the next who signs up in this browser."""
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    cookie = anonymous.cookies["learner"].value
    anonymous.send(PAGE, **NEW)
    anonymous.send("/accounts/", "/accounts/sign-out/")
    anonymous.cookies["learner"] = cookie
    anonymous.send(PAGE, **NEW | {"username": "another"})
    assert Answer.objects.get().learner.user.username == "newcomer"


@pytest.mark.parametrize("role", ["instructor", "administrator"])
def test_a_role_cannot_be_asked_for(anonymous, db, role):
    anonymous.send(PAGE, **NEW, role=role, is_staff="1", is_superuser="1")
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == ("learner", False, False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": ""}, "This is needed."),
        ({"username": "no spaces"}, "Enter a valid username."),
        ({"username": "x" * 151}, "at most 150 characters"),
        ({"username": "null\x00"}, "Null characters are not allowed."),
        ({"password2": "something else"}, "The two password fields"),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password1": "password1", "password2": "password1"}, "This password is too common."),
        ({"password1": "newcomer1", "password2": "newcomer1"}, "too similar to the username"),
        ({"password1": "8675309867", "password2": "8675309867"}, "entirely numeric"),
        ({"email": "no address"}, "Enter a valid email address."),
    ],
)
def test_a_form_that_is_not_right_is_422_and_makes_nothing(anonymous, db, changes, words):
    anonymous.token()
    before = rows()
    answer = anonymous.send(PAGE, **NEW | changes)
    assert (answer.status_code, rows(), words in text_of(answer)) == (422, before, True)


@pytest.mark.parametrize(
    ("taken", "username"), [("ada", "ada"), ("ada", "Ada"), ("ada", "ADA"), ("ADA", "ada"), ("ada", " Ada ")]
)
def test_a_name_that_is_taken_is_refused_in_any_spelling(anonymous, make_user, taken, username):
    make_user(username=taken)
    before = rows()
    answer = anonymous.send(PAGE, **NEW | {"username": username})
    assert (answer.status_code, rows(), "already exists" in text_of(answer)) == (422, before, True)


def test_a_refused_form_does_not_repeat_the_password(anonymous, db):
    answer = anonymous.send(PAGE, **NEW | {"username": ""})
    assert PASSWORD.encode() not in answer.content


def test_sent_twice_it_is_one_account(anonymous, db):
    form = anonymous.form(PAGE)
    answers = [anonymous.post(PAGE, form.values | NEW) for _ in range(2)]
    # The second one meets a browser that is signed in, whose forms have a new token.
    assert ([answer.status_code for answer in answers], User.objects.count()) == ([303, 403], 1)


def test_who_is_signed_in_needs_no_account(ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts/")


def test_without_a_token_no_account_is_made(anonymous, db):
    assert (anonymous.send(PAGE, **NEW, csrfmiddlewaretoken=None).status_code, User.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site(anonymous, db, target):
    answer = anonymous.send(PAGE, **NEW, next=target)
    assert answer.headers["Location"] == "/progress/?welcome=1"


@pytest.mark.parametrize("faster", ["newcomer", "NewComer"])
def test_a_name_that_was_taken_a_moment_ago_is_refused(anonymous, make_user, make_question, monkeypatch, faster):
    """A password takes a quarter of a second to hash, and a double click finds the name free twice."""
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    form = SignUpForm.is_valid

    def is_valid_and_then_too_late(self):
        valid = form(self)
        make_user(username=faster)
        return valid

    monkeypatch.setattr(SignUpForm, "is_valid", is_valid_and_then_too_late)
    answer = anonymous.send(PAGE, **NEW)
    assert (answer.status_code, "This name was taken a moment ago." in text_of(answer)) == (422, True)
    assert (User.objects.get().username, Answer.objects.get().learner) == (faster, anonymous.learner)


def test_who_is_in_a_class_is_told_that_the_account_will_be(anonymous):
    open_class()
    anonymous.send(JOIN, name="Ben")
    assert "This browser is Ben in 7b, and the account will be too." in text_of(anonymous.get(PAGE))
