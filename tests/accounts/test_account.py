"""/accounts/: my data."""

from statuscourse.accounts.models import Learner
from tests.visitor import text_of


def test_nothing_is_kept_of_a_visitor(anonymous, db):
    assert "Nothing is kept of you." in text_of(anonymous.get("/accounts/"))


def test_looking_makes_nobody_a_learner(anonymous, db):
    anonymous.get("/accounts/")
    assert Learner.objects.count() == 0


def test_somebody_known_by_a_cookie_is_told_so(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert "This browser is known by a cookie, without a name." in text_of(anonymous.get("/accounts/"))


def test_an_account_says_who_it_is(ines):
    assert "You are ines, instructor." in text_of(ines.get("/accounts/"))


def test_an_account_shows_its_ways(ada):
    page = ada.get("/accounts/").content.decode()
    ways = ("/accounts/password/", "/accounts/sign-out/", "/accounts/my-data/export/", "/accounts/my-data/delete/")
    assert [way for way in ways if f'"{way}"' not in page] == []


def test_my_data_is_nobody_elses_to_keep(ada):
    assert ada.get("/accounts/").headers["Cache-Control"] == "private, no-cache"


def test_my_data_takes_eight_queries(ada, django_assert_num_queries):
    # session, user, learner; whether there are reports; questions, quizzes and classes of one's own; classes joined
    with django_assert_num_queries(8):
        ada.get("/accounts/")
