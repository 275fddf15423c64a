"""The statistics of a question, as its author sees them."""

import pytest

from quizzes.core.kinds import KINDS
from quizzes.models import Answer, ItemSums, Question, Share
from quizzes.views.author import statistics
from tests.bodies import RIGHT, WRONG, stored
from tests.factories import NOW, make_answer, make_attempt, make_learner, make_question, make_quiz, revise
from tests.quizzes.figures import cells, make_taken, take
from tests.visitor import text_of


def place(question, more=""):
    return f"/author/questions/{question.pk}/statistics/{more}"


@pytest.fixture
def question(ines):
    return make_question(owner=ines.user, title="The lost teapot")


def figures(response):
    return {row[0]: row[1] for row in cells(response, "table figures")}


def test_answers_by_themselves_have_the_figures_that_can_be_computed_by_hand(ines, question):
    """Marks 1, 1, 0, 0: a mean of 1/2, a variance of 1/3."""
    for code in (404, 404, 410, 400):
        make_answer(question=question, code=code)
    found = figures(ines.get(place(question)))
    assert (found["Facility"], found["Standard deviation"], found["Random guess score"]) == (
        "50.0 %",
        "57.7 %",
        "33.3 %",
    )
    assert (found["Discrimination index"], found["Time taken, median"]) == ("–", "–")


def test_options_have_count_share_and_mark(ines, question):
    for code in (404, 404, 410):
        make_answer(question=question, code=code)
    rows = cells(ines.get(place(question)), "table options")
    assert rows == [
        ["404 Not Found", "2", "66.7 %", "100.0 %", "best"],
        ["410 Gone", "1", "33.3 %", "0.0 %", "wrong"],
        ["400 Bad Request", "0", "0.0 %", "–", "wrong"],
    ]


def test_not_knowing_is_an_option(ines, question):
    make_answer(question=question, response={"kind": "code", "unknown": True})
    row = cells(ines.get(place(question)), "table options")[0]
    assert row[:3] == ["“I don't know”", "1", "100.0 %"]


def test_answers_in_quizzes_and_by_themselves_count_together(ines):
    quiz = make_taken()
    first = Question.objects.get(pk=quiz.question_ids[0])
    make_answer(question=first, code=410)
    page = text_of(ines.get(place(first)))
    assert "answers 5 in quizzes 4 by itself 1 facility 60.0 %" in page


def test_who_chose_an_option_is_compared_by_what_they_earned_elsewhere(ines):
    """The other question went 1, 1, 0 for those who chose 404, and 0 for the one who chose 410."""
    quiz = make_taken()
    rows = cells(ines.get(place(Question.objects.get(pk=quiz.question_ids[0]))), "table options")
    assert [row[4] for row in rows] == ["66.7 %", "0.0 %", "–"]


def test_time_taken_is_told(ines, question):
    for seconds in (10, 20, 90):
        Answer.objects.filter(pk=make_answer(question=question).pk).update(seconds=seconds)
    found = figures(ines.get(place(question)))
    assert found["Time taken, mean"] == "40 s"


def test_the_matrix_of_a_question_says_what_was_taken_for_it(ines, question):
    for code in (404, 410, 410):
        make_answer(question=question, code=code)
    assert "410 was chosen where 404 was best, 2 of 3 times." in text_of(ines.get(place(question)))


def test_a_flag_says_what_to_do(ines, question):
    for _ in range(10):
        make_answer(question=question, code=410)
    page = text_of(ines.get(place(question)))
    assert "Answers earn 0 % of the mark on average. Check the key" in page
    assert "Nobody chose 400." in page


def test_fewer_than_five_learners_are_told(ines, question):
    learner = make_learner()
    for _ in range(6):
        make_answer(question=question, learner=learner)
    assert "Fewer than 5 learners" in text_of(ines.get(place(question)))


def test_five_learners_are_no_small_group(ines, question):
    for _ in range(5):
        make_answer(question=question)
    assert "Fewer than 5" not in text_of(ines.get(place(question)))


# Revisions


@pytest.fixture
def revised(question):
    make_answer(question=question, code=410)
    revise(question, scenario="Another scenario, and long enough to be one.")
    make_answer(question=question, code=404)
    return question


@pytest.mark.parametrize(
    ("query", "facility"),
    [("", "100.0 %"), ("?revision=1", "0.0 %"), ("?revision=all", "50.0 %"), ("?revision=9", "100.0 %")],
)
def test_each_revision_has_its_own_figures(ines, revised, query, facility):
    assert figures(ines.get(place(revised, query)))["Facility"] == facility


def test_a_revision_without_answers_leads_to_the_others(ines, revised):
    revise(revised, scenario="A third scenario, and it is long enough as well.")
    page = text_of(ines.get(place(revised)))
    assert "look at all together" in page


# States


def test_before_anybody_answered_it_says_which_address_to_share(ines, question):
    page = text_of(ines.get(place(question)))
    assert "Nobody has answered it yet" in page
    assert f"http://testserver/questions/{question.pk}/" in page


def test_a_question_that_was_never_published_has_no_figures(ines, question):
    Question.objects.update(current=None)
    page = text_of(ines.get(place(question)))
    assert "Not published yet" in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_names_what_was_chosen(ines, kind):
    question = make_question(kind=kind)
    for given in (RIGHT, WRONG):
        make_answer(question=question, response=stored(given, kind))
    rows = cells(ines.get(place(question)), "table options")
    assert all(row[0] for row in rows)
    assert sum(int(row[1]) for row in rows) >= 2


def test_markup_in_an_option_is_inert(ines):
    options = [
        {"id": name, "text": f"<img src=x onerror=alert(1)> [{name}](javascript:alert(1))", "verdict": verdict,
         "why": "A whole sentence on it, so that it is a reason."}
        for name, verdict in (("a", "best"), ("b", "wrong"))
    ]  # fmt: skip
    question = make_question(kind="one", options=options)
    make_answer(question=question, response={"kind": "one", "chosen": "a"})
    page = ines.get(place(question)).content.decode()
    assert "<img" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_takes_a_fixed_number_of_queries(ines, question, number, django_assert_num_queries):
    for _ in range(number):
        make_answer(question=question, code=404)
    ines.get(place(question))
    with django_assert_num_queries(12):
        ines.get(place(question))


# Counting


def first_of(quiz):
    return Question.objects.get(pk=quiz.question_ids[0])


@pytest.fixture
def slowly(monkeypatch):
    monkeypatch.setattr(statistics, "AT_ONCE", 2)  # of two questions each: one attempt


def test_what_came_in_since_is_counted_when_the_page_is_opened(ines):
    quiz = make_taken()
    first = first_of(quiz)
    ines.get(place(first))
    take(quiz, Question.objects.filter(pk__in=quiz.question_ids).order_by("pk"), 404, 404)
    assert "answers 5 in quizzes 5" in text_of(ines.get(place(first)))


def test_two_quizzes_that_ask_it_are_both_counted(ines, question):
    for _ in range(2):
        take(make_quiz(questions=[question]), [question], 404)
    assert "in quizzes 2" in text_of(ines.get(place(question)))


def test_a_quiz_that_asked_it_once_and_draws_now_is_counted(ines, question):
    take(make_quiz(draw={"topics": ["tests"], "number": 1}), [question], 404)
    assert "in quizzes 1" in text_of(ines.get(place(question)))


def test_what_is_left_to_count_is_told_with_a_bar_and_a_button(slowly, ines):
    first = first_of(make_taken())
    response = ines.get(place(first))
    assert "1 of 4 attempts are counted" in text_of(response)
    assert f'action="{place(first, "count/")}"' in response.content.decode()


def test_the_bar_counts_the_quizzes_together(slowly, ines, question):
    for quiz in (make_quiz(questions=[question]), make_quiz(questions=[question])):
        for _ in range(2):
            take(quiz, [question], 404)
    assert "2 of 4 attempts are counted" in text_of(ines.get(place(question)))
    assert "Nobody has answered" not in text_of(ines.get(place(question)))


def test_without_a_script_the_button_counts_on(slowly, ines):
    first = first_of(make_taken())
    response = ines.send(place(first), place(first, "count/"), follow=True)
    assert "3 of 4 attempts are counted" in text_of(response)


def test_htmx_gets_the_bar_and_at_the_end_the_page(slowly, ines):
    first = first_of(make_taken())
    values = ines.form(place(first), place(first, "count/")).values
    answers = [ines.post(place(first, "count/"), values, headers={"HX-Request": "true"}) for _ in range(3)]
    assert ["2 of 4" in text_of(answers[0]), "4 of 4" in text_of(answers[2])] == [True, True]
    assert [answer.headers.get("HX-Refresh") for answer in answers] == [None, None, "true"]


def test_a_retry_that_is_in_no_sums_is_not_waited_for(ines, question):
    quiz = make_quiz(questions=[question])
    before = take(quiz, [question], 410)
    take(quiz, [question], 404, learner=before.learner, retry_of=before)
    page = ines.get(place(question))
    assert "in quizzes 1" in text_of(page)
    assert "<progress" not in page.content.decode()


# Who may


def test_a_quiz_that_one_may_not_see_is_not_counted(ines, ivan):
    shipped = make_question()
    take(make_quiz(owner=ivan.user, questions=[shipped]), [shipped], 404)
    assert "Nobody has answered it yet" in text_of(ines.get(place(shipped)))
    assert not ItemSums.objects.exists()


def test_a_stranger_counts_nothing(ivan, question):
    take(make_quiz(questions=[question]), [question], 404)
    response = ivan.post(place(question, "count/"), {"csrfmiddlewaretoken": ivan.token()})
    assert response.status_code == 404
    assert not ItemSums.objects.exists()


def test_sums_of_a_quiz_that_one_may_not_see_are_not_told(ines, ivan):
    shipped = make_question()
    quiz = make_quiz(owner=ivan.user, questions=[shipped])
    attempt = make_attempt(quiz=quiz, questions=[shipped])
    make_answer(attempt=attempt, code=404)
    ivan.get(f"/author/quizzes/{quiz.pk}/statistics/")
    assert ItemSums.objects.count() == 2
    assert "in quizzes 1" in text_of(ivan.get(place(shipped)))
    assert "Nobody has answered it yet" in text_of(ines.get(place(shipped)))


def test_a_stranger_finds_nothing(ivan, question):
    assert ivan.get(place(question)).status_code == 404


def test_a_colleague_with_whom_it_was_shared_may_look(ivan, question):
    Share.objects.create(question=question, user=ivan.user, right="view", given_at=NOW)
    assert ivan.get(place(question)).status_code == 200


def test_a_learner_is_told_who_may(ada, question):
    response = ada.get(place(question))
    assert response.status_code == 403
    assert "written by instructors" in text_of(response)


def test_no_learner_is_named(ines, ada, question):
    make_answer(question=question, learner=ada.learner)
    assert "ada" not in text_of(ines.get(place(question))).split()
