"""Who a learner is, and what a stolen database is worth."""

import pytest
from django.db import IntegrityError

from statuscourse.accounts.models import Learner, new_token, token_digest


def test_a_token_is_long_and_never_the_same():
    tokens = {new_token() for _ in range(50)}
    assert (len(tokens), min(map(len, tokens)) >= 43) == (50, True)


def test_the_database_keeps_no_token(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    token = anonymous.cookies["learner"].value
    assert (Learner.objects.get().token_digest, token in str(Learner.objects.values())) == (token_digest(token), False)


def test_two_learners_never_share_a_token(make_learner):
    with pytest.raises(IntegrityError):
        Learner.objects.create(token_digest=make_learner().token_digest)


def test_an_account_has_one_learner(make_user):
    with pytest.raises(IntegrityError):
        Learner.objects.create(user=make_user())


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000, "../..", "None"])
def test_any_cookie_is_read(anonymous, db, cookie):
    anonymous.cookies["learner"] = cookie
    assert anonymous.get("/progress/").status_code == 200
