"""/reports/: what a learner has reported, with the replies."""

import pytest

from tests.factories import NOW, make_report, revise
from tests.visitor import text_of

PAGE = "/reports/"


def test_a_newcomer_is_told_where_reports_begin(anonymous, db):
    answer = anonymous.get(PAGE)
    assert (answer.status_code, "You have reported nothing" in text_of(answer)) == (200, True)


def test_an_open_report_waits(ada):
    make_report(learner=ada.learner, text="The year cannot be right.")
    words = text_of(ada.get(PAGE))
    assert ("waits for an answer" in words, "The year cannot be right." in words) == (True, True)


def test_a_reply_stands_with_its_report(ada):
    make_report(learner=ada.learner, closed_at=NOW, reply="It is 2026 now. Thank you.")
    words = text_of(ada.get(PAGE))
    assert ("answered" in words, "It is 2026 now. Thank you." in words) == (True, True)


def test_a_question_that_was_changed_since_says_so(ada):
    report = make_report(learner=ada.learner)
    assert "was changed since" not in text_of(ada.get(PAGE))
    revise(report.revision.question, title="Another title")
    assert "was changed since" in text_of(ada.get(PAGE))


def test_reports_of_others_are_theirs(ada, sam):
    make_report(learner=sam.learner, text="What Sam found wrong.")
    assert "What Sam found wrong." not in text_of(ada.get(PAGE))


def test_a_reply_does_not_name_who_wrote_it(ada, ines):
    make_report(learner=ada.learner, closed_at=NOW, closed_by=ines.user, reply="It is 2026 now.")
    assert "ines" not in text_of(ada.get(PAGE))


def test_markup_is_inert_and_lines_are_kept(ada):
    make_report(learner=ada.learner, text="<script>alert(1)</script>\nsecond", reply="<img src=x onerror=alert(1)>")
    page = ada.get(PAGE).content.decode()
    assert ("<script>alert" in page, "<img src=x" in page, "<br>second" in page) == (False, False, True)


def test_the_newest_stands_first(ada):
    for text in ("The first one.", "The second one."):
        make_report(learner=ada.learner, text=text)
    words = text_of(ada.get(PAGE))
    assert words.index("The second one.") < words.index("The first one.")


@pytest.mark.parametrize("page", ["/accounts/", "/progress/"])
def test_it_is_linked_where_there_is_something(ada, page):
    assert 'href="/reports/"' not in ada.get(page).content.decode()
    make_report(learner=ada.learner)
    assert 'href="/reports/"' in ada.get(page).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_it_takes_as_many_queries_at_one_row_as_at_twenty(ada, rows, django_assert_num_queries):
    for _row in range(rows):
        make_report(learner=ada.learner)
    with django_assert_num_queries(4):  # session, user, learner, reports
        ada.get(PAGE)
