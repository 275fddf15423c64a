"""/author/quizzes/: the quizzes that an author may look at."""

import pytest

from quizzes.models import Share
from tests.factories import NOW
from tests.visitor import text_of

PAGE = "/author/quizzes/"


@pytest.fixture
def make_own(ines, make_quiz):
    return lambda **changes: make_quiz(owner=ines.user, **changes)


def listed(page):
    text = page.content.decode()
    return lambda quiz: f'/author/quizzes/{quiz.pk}/"' in text


def test_an_author_sees_their_own_and_those_of_the_course(ines, make_own, make_quiz, ivan):
    mine, theirs = make_own(), make_quiz(owner=ivan.user)
    page = ines.get(PAGE)
    assert listed(page)(mine)
    assert b'/author/quizzes/mixed/"' in page.content
    assert not listed(page)(theirs)


def test_an_author_sees_what_was_shared_with_them_and_whose_it_is(ines, ivan, make_quiz):
    theirs = make_quiz(owner=ivan.user)
    Share.objects.create(quiz=theirs, user=ines.user, right="view", given_at=NOW)
    page = ines.get(f"{PAGE}?owner=shared")
    assert listed(page)(theirs)
    assert "ivan" in text_of(page)
    assert "1 quiz" in text_of(page)


def test_an_administrator_sees_all(olga, make_own):
    quiz = make_own()
    assert listed(olga.get(PAGE))(quiz)


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("draft", {"published_at": None}),
        ("published", {}),
        ("changed", {"draft": {"title": "Another"}}),
        ("retired", {"retired_at": NOW}),
    ],
)
def test_it_is_narrowed_by_state(ines, make_own, state, changes):
    wanted = make_own(**changes)
    found = {each: listed(ines.get(f"{PAGE}?state={each}&owner=mine"))(wanted) for each in
             ("draft", "published", "changed", "retired")}  # fmt: skip
    assert found == {each: each == state for each in found}


def test_it_is_narrowed_by_text(ines, make_own):
    one, other = make_own(slug="tests-red-herring"), make_own()
    page = ines.get(f"{PAGE}?q=RED+herring")
    assert listed(page)(one)
    assert not listed(page)(other)


def test_where_nothing_fits_it_says_so_with_a_way_back(ines):
    page = ines.get(f"{PAGE}?q=unicorn")
    assert "No quiz is like that." in text_of(page)
    assert b'href="/author/quizzes/"' in page.content


def test_who_has_none_is_told_how_to_begin(ines):
    assert b'href="/author/quizzes/new/"' in ines.get(PAGE).content


@pytest.mark.parametrize(
    "query", ["?q=%00", "?owner=nobody", "?state=lost", "?page=minus", "?page=99", "?q=" + "x" * 900]
)
def test_what_the_address_says_wrongly_narrows_nothing(ines, query):
    assert ines.get(PAGE + query).status_code == 200


def test_a_learner_is_told_who_writes_quizzes(ada):
    page = ada.get(PAGE)
    assert (page.status_code, "written by instructors" in text_of(page)) == (403, True)


def test_a_visitor_is_sent_to_sign_in(anonymous):
    page = anonymous.get(PAGE)
    assert (page.status_code, page.headers["Location"]) == (302, "/accounts/sign-in/?next=/author/quizzes/")


def test_the_list_is_parted_into_pages(ines, make_own):
    for _ in range(51):
        make_own()
    assert "51 quizzes" in text_of(ines.get(f"{PAGE}?owner=mine"))
    assert b"page=2" in ines.get(f"{PAGE}?owner=mine").content
    assert "2 / 2" in text_of(ines.get(f"{PAGE}?owner=mine&page=2"))


def test_the_list_takes_as_many_queries_at_one_quiz_as_at_twenty(ines, make_own, django_assert_num_queries):
    for number in (1, 19):
        for _ in range(number):
            make_own(picks=[{"question": "access-a", "mark": 1.0}])
        with django_assert_num_queries(5):  # session, user, how many, quizzes, open reports
            ines.get(PAGE)
