"""/accounts/sign-in/: the way back in, what was done before it, and the throttle."""

import pytest
from axes.models import AccessAttempt

from quizzes.models import Answer
from statuscourse.accounts.models import Learner
from statuscourse.classrooms.models import Membership
from tests.classrooms.people import JOIN, open_class
from tests.conforming import wrong_with
from tests.factories import PASSWORD
from tests.rows import rows
from tests.visitor import Visitor, text_of

PAGE = "/accounts/sign-in/"
ADA = {"username": "ada", "password": PASSWORD}
WRONG = {"username": "ada", "password": "wrong"}


@pytest.fixture
def account(make_user):
    return make_user(username="ada")


def test_the_right_password_leads_in(anonymous, account):
    answer = anonymous.send(PAGE, **ADA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/progress/")
    assert "You are ada, learner." in text_of(anonymous.get("/accounts/"))


def test_a_new_session_has_a_new_name(anonymous, account):
    """Whoever knew the session before does not know the one after (session fixation)."""
    anonymous.send(PAGE, **ADA)
    first = anonymous.cookies["sessionid"].value
    anonymous.send("/accounts/", "/accounts/sign-out/")
    anonymous.send(PAGE, **ADA)
    assert anonymous.cookies["sessionid"].value != first


def test_the_session_is_for_the_server_alone(anonymous, account):
    cookie = anonymous.send(PAGE, **ADA).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "nobody"}, {"password": PASSWORD.upper()}])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(anonymous, account, changes):
    answer = anonymous.send(PAGE, **ADA | changes)
    assert (answer.status_code, "That name and that password do not belong together." in text_of(answer)) == (422, True)


@pytest.mark.parametrize(
    "changes", [{"password": ""}, {"username": ""}, {"username": "\x00"}, {"username": "x" * 10_000}]
)
def test_a_form_that_is_not_right_is_422(anonymous, account, changes):
    assert anonymous.send(PAGE, **ADA | changes).status_code == 422


def test_a_refusal_repeats_the_name_and_not_the_password(anonymous, account):
    answer = anonymous.send(PAGE, username="ada", password="a wrong secret")
    assert (b'value="ada"' in answer.content, b"a wrong secret" in answer.content) == (True, False)


def test_a_closed_account_stays_out(anonymous, account):
    account.is_active = False
    account.save()
    assert anonymous.send(PAGE, **ADA).status_code == 422


def test_without_a_token_nobody_gets_in(anonymous, account):
    assert anonymous.send(PAGE, **ADA, csrfmiddlewaretoken=None).status_code == 403


def test_who_is_in_already_goes_on(ada):
    assert ada.get(PAGE).headers["Location"] == "/progress/"


def test_who_wanted_a_page_gets_there(anonymous, account):
    assert anonymous.send(f"{PAGE}?next=/accounts/password/", PAGE, **ADA).headers["Location"] == "/accounts/password/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site(anonymous, account, target):
    assert anonymous.send(PAGE, **ADA, next=target).headers["Location"] == "/progress/"


NEIGHBOURS = [
    "/other-app/",
    "/statuscourses/",
    "/statuscourse/../other-app/",
    "/statuscourse/%2e%2E/other-app/",
    "/statuscourse/..\\other-app/",
    "/statuscourse\\..\\other-app/",
    "/statuscourse/.\t./other-app/",
    "http://testserver/other-app/",
    "../../other-app/",
]


@pytest.mark.parametrize("target", NEIGHBOURS)
def test_under_a_prefix_nobody_is_sent_to_what_shares_the_host(anonymous, account, monkeypatch, target):
    monkeypatch.setattr("statuscourse.web.addresses.Site.prefix", "/statuscourse")
    assert anonymous.send(PAGE, **ADA, next=target).headers["Location"] == "/progress/"


@pytest.mark.parametrize("target", ["/statuscourse/classes/?a=../b#c", "http://testserver/statuscourse/lessons/"])
def test_under_a_prefix_who_wanted_a_page_gets_there(anonymous, account, monkeypatch, target):
    monkeypatch.setattr("statuscourse.web.addresses.Site.prefix", "/statuscourse")
    assert anonymous.send(PAGE, **ADA, next=target).headers["Location"] == target


# What was done before


def test_work_of_before_is_merged_into_the_account(anonymous, account, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    anonymous.send(PAGE, **ADA)
    assert (Answer.objects.get().learner, Learner.objects.count()) == (account.learner, 1)


def test_work_of_the_account_stays(anonymous, account, make_question, make_answer):
    make_answer(learner=account.learner)
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    anonymous.send(PAGE, **ADA)
    assert account.learner.answers.count() == 2


def test_an_attempt_of_before_can_be_gone_on_with(anonymous, account, make_quiz, make_question):
    quiz = make_quiz(questions=[make_question()])
    address = anonymous.send(f"/quizzes/{quiz.pk}/").headers["Location"]
    anonymous.send(PAGE, **ADA)
    assert anonymous.get(address).status_code == 302


def test_an_account_without_a_learner_takes_the_one_of_the_browser(anonymous, make_user, make_question):
    user = make_user(username="ada", with_learner=False)
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    anonymous.send(PAGE, **ADA)
    assert Answer.objects.get().learner.user == user


def test_an_account_without_a_learner_gets_one(anonymous, make_user):
    user = make_user(username="ada", with_learner=False)
    anonymous.send(PAGE, **ADA)
    assert Learner.objects.get().user == user


def test_a_wrong_password_merges_nothing(anonymous, account, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    anonymous.send(PAGE, **WRONG)
    assert Answer.objects.get().learner.user is None


def test_after_merging_the_cookie_is_taken_back(anonymous, account, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert anonymous.send(PAGE, **ADA).cookies["learner"]["max-age"] == 0


# The throttle


def locked(visitor, **credentials):
    """Send wrong passwords until the throttle answers; the answer."""
    for _ in range(9):
        answer = visitor.send(PAGE, **WRONG | credentials)
        if answer.status_code != 422:
            return answer
    return None


def test_too_many_wrong_passwords_are_429(anonymous, account):
    answer = locked(anonymous)
    assert (answer.status_code, answer.headers["Retry-After"], wrong_with("POST", answer)) == (429, "600", [])
    assert "Wait 10 minutes, then try again." in text_of(answer)


def test_a_429_is_not_stored(anonymous, account):
    assert locked(anonymous).headers["Cache-Control"] == "no-store"


def test_while_throttled_the_right_password_does_not_help(anonymous, account):
    locked(anonymous)
    assert anonymous.send(PAGE, **ADA).status_code == 429


def test_a_throttled_sign_in_merges_nothing(anonymous, account, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    locked(anonymous)
    anonymous.send(PAGE, **ADA)
    assert Answer.objects.get().learner.user is None


def test_somebody_else_at_the_same_address_is_not_throttled(anonymous, account, make_user):
    make_user(username="sam")
    locked(anonymous)
    assert Visitor().send(PAGE, username="sam", password=PASSWORD).status_code == 303


def test_the_same_name_from_another_address_is_not_throttled(anonymous, account):
    locked(anonymous)
    assert Visitor(REMOTE_ADDR="192.0.2.7").send(PAGE, **ADA).status_code == 303


def test_a_name_that_nobody_has_is_throttled_alike(anonymous, db):
    assert locked(anonymous, username="nobody").status_code == 429


def test_a_right_password_forgets_the_wrong_ones(anonymous, account):
    for _ in range(7):
        anonymous.send(PAGE, **WRONG)
    anonymous.send(PAGE, **ADA)
    assert AccessAttempt.objects.count() == 0


def test_before_the_wait_is_over_nothing_helps(anonymous, account, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    locked(anonymous)
    time_machine.move_to("2026-11-22T12:09:59Z", tick=False)
    assert anonymous.send(PAGE, **ADA).status_code == 429


def test_after_the_wait_the_right_password_helps(anonymous, account, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    locked(anonymous)
    time_machine.move_to("2026-11-22T12:10:01Z", tick=False)
    assert anonymous.send(PAGE, **ADA).status_code == 303


def test_looking_at_the_form_writes_nothing(anonymous, account):
    before = rows()
    anonymous.get(PAGE)
    assert rows() == before


def test_what_a_member_without_an_account_did_in_this_browser_stays_theirs(anonymous, account):
    open_class()
    anonymous.send(JOIN, name="Ben")
    assert "This browser is Ben in 7b now." in text_of(anonymous.get(PAGE))
    anonymous.send(PAGE, **ADA)
    assert Membership.objects.get().learner.user is None


def test_it_comes_along_for_who_says_that_it_is_theirs(anonymous, account):
    open_class()
    anonymous.send(JOIN, name="Ada")
    anonymous.send(PAGE, **ADA, bring="on")
    assert Membership.objects.get().learner.user == account
