"""The statistics of a quiz, as its author sees them."""

import csv
import io
from datetime import timedelta

import pytest

from quizzes.models import Attempt, Question, QuizSums, Share
from quizzes.views.author import statistics
from tests.factories import NOW, make_question, make_quiz, revise
from tests.quizzes.figures import CODES, cells, make_taken, take
from tests.visitor import text_of

LATER = NOW + timedelta(hours=1)


def place(quiz, more=""):
    return f"/author/quizzes/{quiz.pk}/statistics/{more}"


@pytest.fixture
def quiz(ines):
    return make_taken(owner=ines.user)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_quiz_has_the_figures_that_can_be_computed_by_hand(ines, quiz):
    """Shares of the attempts: 1, 1, 0.5, 0; variances of the places 1/4 and 1/3, of the totals 11/12."""
    found = {row[0]: row[1] for row in cells(ines.get(place(quiz)), "table figures")}
    assert found == {
        "Mean": "62.5 %",
        "Median": "75.0 %",
        "Standard deviation": "47.9 %",
        "Skewness": "-0.85",
        "Kurtosis": "-1.29",
        "Internal consistency": "72.7 %",
        "Error ratio": "52.2 %",
        "Standard error": "25.0 %",
    }


def test_each_question_has_the_figures_that_can_be_computed_by_hand(ines, quiz):
    """Answers, facility, deviation, guess, intended and effective weight, discrimination, efficiency."""
    first, second = cells(ines.get(place(quiz)), "table items")
    assert first[:2] == ["1", "The lost teapot"]
    assert first[2:10] == ["4", "75.0 %", "50.0 %", "33.3 %", "50.0 %", "47.7 %", "57.7 %", "100.0 %"]
    assert second[2:10] == ["4", "50.0 %", "57.7 %", "33.3 %", "50.0 %", "52.3 %", "57.7 %", "100.0 %"]


def test_the_matrix_says_what_was_taken_for_what(ines, quiz):
    page = text_of(ines.get(place(quiz)))
    assert "410 was chosen where 404 was best, 2 of 8 times." in page


def test_one_attempt_gets_sentences_where_figures_need_more(ines):
    page = text_of(ines.get(place(make_taken(CODES[0], owner=ines.user))))
    assert "At least 3 attempts are needed for skewness." in page
    assert "Fewer than 5 learners" in page


def test_five_learners_are_no_small_group(ines):
    page = text_of(ines.get(place(make_taken(*CODES, CODES[0], owner=ines.user))))
    assert "Fewer than 5" not in page


def test_a_flag_says_what_to_do(ines):
    page = text_of(ines.get(place(make_taken(*[(404, 410)] * 5, *[(410, 410)] * 5, owner=ines.user))))
    assert "Answers earn 0 % of the mark on average. Check the key" in page


def test_before_anybody_finished_it_says_which_address_to_share(ines):
    quiz = make_quiz(owner=ines.user, questions=[make_question()])
    page = text_of(ines.get(place(quiz)))
    assert "Nobody has finished it yet" in page
    assert f"http://testserver/quizzes/{quiz.pk}/" in page


def test_a_draft_is_to_be_published_first(ines):
    quiz = make_quiz(owner=ines.user, questions=[make_question()], published_at=None)
    assert "cannot take it before it is published" in text_of(ines.get(place(quiz)))


def test_later_attempts_count_on_demand_only(ines, quiz):
    attempt = Attempt.objects.filter(quiz=quiz).first()
    questions = [make_question(), make_question()]
    take(quiz, questions, 404, 404, learner=attempt.learner, at=LATER)
    assert "first attempts 4" in text_of(ines.get(place(quiz)))
    assert "attempts 5" in text_of(ines.get(place(quiz, "?attempts=all")))


@pytest.mark.parametrize(
    ("sort", "first"),
    [("facility", "The old kettle"), ("-facility", "The lost teapot"), ("nonsense", "The lost teapot")],
)
def test_the_table_is_sorted_by_a_column(ines, quiz, sort, first):
    assert cells(ines.get(place(quiz, f"?sort={sort}")), "table items")[0][1] == first


def test_a_sorted_column_leads_to_the_other_way_round(ines, quiz):
    page = ines.get(place(quiz, "?sort=facility&attempts=all")).content.decode()
    assert 'aria-sort="ascending"><a href="?sort=-facility&amp;attempts=all#items"' in page


def test_a_question_with_two_revisions_is_one_row(ines, quiz):
    questions = [quiz_question(quiz, 0), quiz_question(quiz, 1)]
    revise(questions[0], scenario="Another scenario, and long enough to be one.")
    take(quiz, questions, 404, 404)
    first, _second = cells(ines.get(place(quiz)), "table items")
    assert (first[1], first[2]) == ("The lost teapot 2 revisions", "5")


def quiz_question(quiz, number):
    return Question.objects.select_related("current").get(pk=quiz.question_ids[number])


def test_a_drawn_question_has_no_weight_of_its_own(ines):
    questions = [make_question(), make_question()]
    quiz = make_quiz(owner=ines.user, draw={"topics": ["tests"], "number": 2})
    for codes in CODES:
        take(quiz, questions, *codes)
    row = cells(ines.get(place(quiz)), "table items")[0]
    assert (row[0], row[6], row[7]) == ("drawn", "–", "–")


# CSV


def test_the_table_comes_as_csv(ines, quiz):
    response = ines.get(place(quiz, "?format=csv"))
    head, first, _second = rows_of(response)
    assert response.headers["Content-Type"].startswith("text/csv")
    assert f'filename="{quiz.pk}-statistics-first.csv"' in response.headers["Content-Disposition"]
    assert head[:5] == ["place", "id", "question", "answers", "facility (%)"]
    assert first[2:11] == ["The lost teapot", "4", "75.0", "50.0", "33.3", "50.0", "47.7", "57.7", "100.0"]


@pytest.mark.parametrize("title", ['=HYPERLINK("http://evil.test")', "+1", "@SUM(A1)", "-2+3"])
def test_no_spreadsheet_runs_a_title(ines, title):
    questions = [make_question(title=title), make_question()]
    quiz = make_quiz(owner=ines.user, questions=questions)
    take(quiz, questions, 404, 404)
    assert rows_of(ines.get(place(quiz, "?format=csv")))[1][2] == f"'{title}"


def test_a_title_with_markup_is_inert(ines):
    questions = [make_question(title="<script>alert(1)</script>")]
    quiz = make_quiz(owner=ines.user, questions=questions)
    take(quiz, questions, 404)
    page = ines.get(place(quiz)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# Counting


@pytest.fixture
def slowly(monkeypatch):
    monkeypatch.setattr(statistics, "AT_ONCE", 2)  # of two questions each: one attempt


def test_what_is_not_counted_yet_is_told_with_a_bar_and_a_button(slowly, ines, quiz):
    response = ines.get(place(quiz))
    assert "1 of 4 attempts are counted" in text_of(response)
    assert '<progress id="counted" max="4" value="1">' in response.content.decode()


def test_without_a_script_the_button_counts_on(slowly, ines, quiz):
    response = ines.send(place(quiz), place(quiz, "count/"), follow=True)
    assert "3 of 4 attempts are counted" in text_of(
        response
    )  # one when the page was opened, one each by button and page


def test_htmx_gets_the_bar_and_at_the_end_the_page(slowly, ines, quiz):
    ines.get(place(quiz))
    values = ines.form(place(quiz), place(quiz, "count/")).values
    answers = [ines.post(place(quiz, "count/"), values, headers={"HX-Request": "true"}) for _ in range(2)]
    assert ["3 of 4" in text_of(answers[0]), "4 of 4" in text_of(answers[1])] == [True, True]
    assert [answer.headers.get("HX-Refresh") for answer in answers] == [None, "true"]


def test_a_counted_quiz_shows_no_bar(ines, quiz):
    assert "<progress" not in ines.get(place(quiz)).content.decode()


def test_counting_anew_forgets_what_was_kept(ines, quiz):
    ines.get(place(quiz))
    QuizSums.objects.update(attempts=99)
    response = ines.send(place(quiz), place(quiz, "rebuild/"))
    assert (response.status_code, response.headers["Location"]) == (303, place(quiz))
    assert set(QuizSums.objects.values_list("attempts", flat=True)) == {4}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(ines, number, django_assert_num_queries):
    quiz = make_taken(*CODES * number, owner=ines.user)
    ines.get(place(quiz))
    with django_assert_num_queries(12):
        ines.get(place(quiz))


# Who may


def test_a_shipped_quiz_shows_its_figures_to_every_instructor(ivan):
    assert "62.5 %" in text_of(ivan.get(place(make_taken())))


def test_a_colleague_with_whom_it_was_shared_may_look(ivan, quiz):
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    assert ivan.get(place(quiz)).status_code == 200


def test_a_stranger_finds_nothing(ivan, quiz):
    assert ivan.get(place(quiz)).status_code == 404
    assert not QuizSums.objects.exists()


@pytest.mark.parametrize("more", ["count/", "rebuild/"])
def test_a_stranger_counts_nothing(ivan, quiz, more):
    response = ivan.post(place(quiz, more), {"csrfmiddlewaretoken": ivan.token()})
    assert response.status_code == 404
    assert not QuizSums.objects.exists()


def test_a_learner_is_told_who_may(ada, quiz):
    response = ada.get(place(quiz))
    assert response.status_code == 403
    assert "written by instructors" in text_of(response)


def test_no_learner_is_named(ines, ada, quiz):
    take(quiz, [make_question(), make_question()], 404, 404, learner=ada.learner)
    assert "ada" not in text_of(ines.get(place(quiz))).split()
