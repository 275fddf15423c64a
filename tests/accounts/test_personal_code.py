"""/accounts/code/: the way in for learners without an account."""

from random import Random

import pytest
from django.utils import timezone

from statuscourse.accounts.actions import give_code
from statuscourse.accounts.models import Device, Learner, PersonalCode, Tally
from statuscourse.classrooms.core.codes import draw_personal_code
from tests.classrooms.factories import make_class, make_member
from tests.conforming import wrong_with
from tests.factories import make_answer
from tests.visitor import Visitor, text_of

PAGE = "/accounts/code/"


def with_code(learner=None, seed=1):
    """A learner without an account, and their code."""
    learner = learner or Learner.objects.create()
    rng = Random(seed)
    return learner, give_code(learner=learner, draw=lambda: draw_personal_code(rng), now=timezone.now())


def known_to(visitor):
    """The learner whose device a browser is."""
    from statuscourse.accounts.models import token_digest  # noqa: PLC0415

    cookie = visitor.cookies.get("learner")
    device = Device.objects.filter(token_digest=token_digest(cookie.value)).first() if cookie else None
    return device.learner if device else visitor.learner


def test_the_sign_in_page_shows_the_way(anonymous):
    assert PAGE in anonymous.get("/accounts/sign-in/").content.decode()


def test_a_code_lets_a_browser_in(anonymous):
    learner, code = with_code()
    answer = anonymous.send(PAGE, code=code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/classes/")
    assert known_to(anonymous) == learner


def test_who_was_let_in_sees_their_class(anonymous):
    learner, code = with_code()
    make_member(classroom=make_class(name="7b physics"), learner=learner)
    anonymous.send(PAGE, code=code)
    assert "7b physics" in text_of(anonymous.get("/classes/"))


def test_a_code_may_be_typed_in_any_case_with_gaps(anonymous):
    learner, code = with_code()
    anonymous.send(PAGE, code=f" {code[:4].lower()} - {code[4:]}")
    assert known_to(anonymous) == learner


def test_a_code_lets_several_browsers_in(db):
    learner, code = with_code()
    browsers = [Visitor(), Visitor()]
    for browser in browsers:
        browser.send(PAGE, code=code)
    assert [known_to(browser) for browser in browsers] == [learner, learner]


def test_the_cookie_is_for_the_server_alone(anonymous):
    cookie = anonymous.send(PAGE, code=with_code()[1]).cookies["learner"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_what_a_browser_did_without_a_name_comes_along(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    learner, code = with_code()
    anonymous.send(PAGE, code=code)
    assert (learner.answers.count(), Learner.objects.filter(user=None).count()) == (1, 1)


def test_what_somebody_else_in_this_browser_did_stays_theirs(anonymous):
    ben, bens = with_code(seed=1)
    ada, adas = with_code(seed=2)
    anonymous.send(PAGE, code=bens)
    make_answer(learner=ben)
    anonymous.send(PAGE, code=adas)
    assert (known_to(anonymous), ben.answers.count(), ada.answers.count()) == (ada, 1, 0)


def test_a_member_without_a_code_who_used_this_browser_stays_apart(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    ben = make_member(learner=anonymous.learner)
    anonymous.send(PAGE, code=with_code()[1])
    ben.refresh_from_db()
    assert ben.learner.answers.count() == 1


def test_a_browser_that_is_theirs_already_stays_as_it_is(anonymous):
    _learner, code = with_code()
    anonymous.send(PAGE, code=code)
    anonymous.send(PAGE, code=code)
    assert Device.objects.count() == 1


def test_in_an_account_the_code_adds_what_it_opens_and_ends(ada):
    learner, code = with_code()
    member = make_member(learner=learner)
    ada.send(PAGE, code=code)
    member.refresh_from_db()
    assert (member.learner, PersonalCode.objects.count()) == (ada.learner, 0)


def test_a_teacher_who_tries_a_slip_does_not_become_their_learner(ines):
    learner, code = with_code()
    member = make_member(classroom=make_class(owner=ines.user), learner=learner)
    answer = ines.send(PAGE, code=code)
    member.refresh_from_db()
    assert (answer.status_code, member.learner, PersonalCode.objects.count()) == (409, learner, 1)
    assert "somebody whom you teach" in text_of(answer)


def test_an_instructor_who_learns_in_a_colleagues_class_takes_it_along(ines, ivan):
    learner, code = with_code()
    member = make_member(classroom=make_class(owner=ivan.user), learner=learner)
    ines.send(PAGE, code=code)
    member.refresh_from_db()
    assert member.learner == ines.learner


@pytest.mark.parametrize("typed", ["", "KTM4", "KTM4-7RWA", "x" * 5000, "\0"])
def test_what_cannot_be_a_code_is_told_so(anonymous, typed):
    answer = anonymous.send(PAGE, code=typed)
    assert (answer.status_code, "eight letters and digits" in text_of(answer)) == (422, True)


def test_a_code_that_opens_nothing_is_told_so_and_stands_there_again(anonymous):
    answer = anonymous.send(PAGE, code="KTM4-7RWX")
    assert (answer.status_code, "This code opens nothing" in text_of(answer)) == (422, True)
    assert b'value="KTM4-7RWX"' in answer.content


def test_a_replaced_code_opens_nothing(anonymous):
    learner, code = with_code(seed=1)
    with_code(learner, seed=2)
    assert anonymous.send(PAGE, code=code).status_code == 422


def test_an_account_that_claims_the_learner_ends_the_code(db):
    visitor = Visitor()
    _learner, code = with_code()
    visitor.send(PAGE, code=code)
    visitor.send("/accounts/sign-up/", username="ada", password1="correct horse 9", password2="correct horse 9")
    assert Visitor().send(PAGE, code=code).status_code == 422


def test_who_signs_up_stays_in_their_classes(db):
    visitor = Visitor()
    learner, code = with_code()
    make_member(classroom=make_class(name="7b physics"), learner=learner)
    visitor.send(PAGE, code=code)
    visitor.send("/accounts/sign-up/", username="ada", password1="correct horse 9", password2="correct horse 9")
    assert "7b physics" in text_of(visitor.get("/classes/"))


def test_signing_out_forgets_this_browser_and_leaves_the_others(db):
    learner, code = with_code()
    here, there = Visitor(), Visitor()
    for browser in (here, there):
        browser.send(PAGE, code=code)
    here.send("/accounts/", "/accounts/sign-out/")
    assert (Device.objects.count(), known_to(there)) == (1, learner)


def test_after_ten_wrong_codes_a_browser_waits(db):
    eve = Visitor()
    form = eve.form(PAGE)
    answers = [eve.post(PAGE, form.values | {"code": f"KTM4-7RW{sign}"}) for sign in "34679CDFHJK"]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert wrong_with("POST", answers[-1]) == []


def test_wrong_join_codes_do_not_count_here(db):
    eve = Visitor()
    for sign in "34679CDFHJK":
        eve.get(f"/join/WXY34{sign}/")
    assert eve.send(PAGE, code=with_code()[1]).status_code == 303


def test_a_right_code_counts_nothing(anonymous):
    anonymous.send(PAGE, code=with_code()[1])
    assert Tally.objects.count() == 0


def test_a_stolen_database_has_no_codes(db):
    _learner, code = with_code()
    assert code not in PersonalCode.objects.get().digest
