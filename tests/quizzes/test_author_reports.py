"""/author/reports/: what learners report, for those who may change the question."""

from datetime import timedelta

import pytest

from quizzes.models import Share
from tests.bodies import KINDS, RIGHT, stored
from tests.factories import NOW, make_answer, make_learner, make_question, make_report, revise
from tests.visitor import text_of

PAGE = "/author/reports/"
TEXT = "The year cannot be right."


@pytest.fixture
def own(ines):
    return make_question(id="tests-own", owner=ines.user)


def test_a_report_reaches_the_owner(own, ines):
    make_report(question=own, text=TEXT)
    assert TEXT in text_of(ines.get(PAGE))


def test_a_report_reaches_a_colleague_who_may_change_the_question(own, ines, ivan):
    Share.objects.create(question=own, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    make_report(question=own, text=TEXT)
    assert TEXT in text_of(ivan.get(PAGE))


def test_a_report_does_not_reach_a_colleague_who_may_look(own, ines, ivan):
    Share.objects.create(question=own, user=ivan.user, right="view", given_by=ines.user, given_at=NOW)
    make_report(question=own, text=TEXT)
    assert "Nothing waits" in text_of(ivan.get(PAGE))


@pytest.mark.parametrize(("who", "reached"), [("ines", False), ("olga", True)])
def test_a_report_on_what_is_shipped_reaches_administrators(request, who, reached):
    visitor = request.getfixturevalue(who)
    make_report(question=make_question(), text=TEXT)
    assert (TEXT in text_of(visitor.get(PAGE))) is reached


def test_it_says_what_was_answered_and_how_it_was_graded(own, ines):
    make_report(answer=make_answer(question=own, code=400))
    words = text_of(ines.get(PAGE))
    assert "answered 400 Bad Request wrong" in words


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_to_every_kind_has_words(ines, kind):
    question = make_question(kind=kind, owner=ines.user)
    make_report(answer=make_answer(question=question, response=stored(RIGHT, kind)))
    answer = ines.get(PAGE)
    assert (answer.status_code, "best" in text_of(answer)) == (200, True)


def test_not_knowing_is_told_as_that(own, ines):
    make_report(answer=make_answer(question=own, code=None))
    assert "“I don't know” not known" in text_of(ines.get(PAGE))


def test_a_report_whose_answer_was_deleted_says_so(own, ines):
    make_report(question=own)
    assert "the answer is not kept any more" in text_of(ines.get(PAGE))


def test_nobody_is_named(own, ines, ada):
    make_report(answer=make_answer(learner=ada.learner, question=own))
    assert "ada" not in text_of(ines.get(PAGE)).split()


def test_it_says_whether_learners_still_get_that_revision(own, ines):
    make_report(question=own)
    assert "what learners get now" in text_of(ines.get(PAGE))
    revise(own, title="Another title")
    assert "revision 1, changed since" in text_of(ines.get(PAGE))


def test_it_leads_to_the_report_the_editor_and_the_history(own, ines):
    report = make_report(question=own)
    page = ines.get(PAGE).content.decode()
    ways = (f"/author/reports/{report.pk}/", "/author/questions/tests-own/", "/author/questions/tests-own/history/")
    assert [way for way in ways if f'href="{way}"' not in page] == []


def test_the_one_that_waits_longest_stands_first(own, ines):
    for days, text in ((1, "The later one."), (3, "The earlier one.")):
        make_report(question=own, text=text, at=NOW - timedelta(days=days))
    words = text_of(ines.get(PAGE))
    assert words.index("The earlier one.") < words.index("The later one.")


def test_closed_ones_stand_by_themselves(own, ines):
    make_report(question=own, text="An open one.")
    make_report(question=own, text="A closed one.", closed_at=NOW)
    words = [text_of(ines.get(page)) for page in (PAGE, f"{PAGE}?state=closed")]
    assert [("An open one." in text, "A closed one." in text) for text in words] == [(True, False), (False, True)]
    assert "Open: 1 Answered: 1" in words[0]


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?page=-1", "?state=x", "?page=%00", "?state=closed"])
def test_a_query_that_means_nothing_is_no_fault(own, ines, query):
    make_report(question=own)
    assert ines.get(f"{PAGE}{query}").status_code == 200


def test_a_page_holds_twenty(own, ines):
    for number in range(21):
        make_report(question=own, text=f"Report number {number}.")
    pages = [ines.get(f"{PAGE}?page={page}").content.decode().count("Report number") for page in (1, 2)]
    assert pages == [20, 1]


def test_the_navigation_says_how_many_wait(own, ines):
    make_report(question=own)
    make_report(question=own, closed_at=NOW)
    assert "Reports 1 open" in text_of(ines.get("/author/questions/tests-own/sharing/"))


def test_where_nothing_waits_the_navigation_says_nothing(own, ines):
    assert 'class="count"' not in ines.get("/author/questions/tests-own/sharing/").content.decode()


def test_markup_in_a_report_is_inert(own, ines):
    make_report(question=own, text="<script>alert(1)</script>")
    assert "<script>alert" not in ines.get(PAGE).content.decode()


def test_a_learner_has_no_reports_to_answer(ada):
    assert ada.get(PAGE).status_code == 403


def test_without_an_account_one_is_sent_to_sign_in(anonymous, db):
    assert anonymous.get(PAGE).status_code == 302


@pytest.mark.parametrize("rows", [1, 20])
def test_it_takes_as_many_queries_at_one_row_as_at_twenty(ines, rows, django_assert_num_queries):
    learner = make_learner()
    for _row in range(rows):
        make_report(answer=make_answer(learner=learner, question=make_question(owner=ines.user)))
    # session, user; how many of each state, how many pages, reports; how many wait
    with django_assert_num_queries(6):
        ines.get(PAGE)
