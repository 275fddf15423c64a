"""Grading given answers again: looked at first, with a reason, once, and told to the learner."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import regrading
from quizzes.actions.counting import forget_sums
from quizzes.models import Answer, Attempt, ItemSums, Question, QuizSums, Regrade, RegradedAnswer
from quizzes.reports import learner_picture
from quizzes.reports import regrading as shown
from tests.bodies import RIGHT as RIGHTS
from tests.bodies import body_of, line, stored
from tests.factories import (
    NOW,
    body,
    make_answer,
    make_attempt,
    make_question,
    make_quiz,
    make_user,
    revise,
)
from tests.visitor import text_of

REASON = "410 is what this server answers, and 404 was marked best by mistake."


@pytest.fixture
def question(ines):
    return make_question(owner=ines.user)


@pytest.fixture
def page(question):
    return f"/author/questions/{question.pk}/regrade/"


def turn(question):
    """Publish a revision by which 410 is best and 404 wrong."""
    return revise(question, options=body(best=410, wrong=(400, 404))["options"], title="The turned title")


def columns(*answers):
    rows = Answer.objects.filter(pk__in=[answer.pk for answer in answers]) if answers else Answer.objects.all()
    return list(rows.order_by("pk").values())


def apply(ines, page, reason=REASON):
    return ines.send(page, reason=reason)


def counted(answer):
    answer.refresh_from_db()
    return answer.verdict, answer.mark, answer.chosen_code, answer.best_code, answer.regraded_by_id


# The preview


def test_where_nothing_was_given_there_is_nothing_to_grade(ines, page):
    assert "There is nothing to grade again." in text_of(ines.get(page))


def test_the_preview_says_who_would_change_and_how(ines, question, page):
    attempt = make_attempt(questions=[question], learner=make_user(username="grace").learner)
    make_answer(attempt=attempt, code=404)
    make_answer(question=question, code=410)
    make_answer(question=question, code=400)
    turn(question)
    words = text_of(ines.get(page))
    assert "would change 3 of 3 better 1 worse 1 marks in all 1 to 1" in words
    assert "best wrong 1" in words
    assert "wrong best 1" in words
    assert "wrong wrong, with another mark or best code 1" in words
    assert f"{attempt.quiz.title} 22 November 2026, 12:00 best 1 → to wrong 0" in words
    assert "asked by itself" in words


def test_the_preview_names_nobody_and_changes_nothing(ines, question, page):
    make_answer(question=question, learner=make_user(username="grace").learner)
    turn(question)
    before = columns()
    assert "grace" not in ines.get(page).content.decode()
    assert columns() == before


def test_what_cannot_be_graded_is_counted_and_kept(ines, question, page):
    gone = make_answer(question=question, code=400)
    make_answer(question=question, code=410)
    revise(question, options=body(best=410, wrong=(404, 409))["options"])
    assert "1 keeps its grade: what was chosen cannot be chosen any more." in text_of(ines.get(page))
    before = columns(gone)
    apply(ines, page)
    assert columns(gone) == before


def test_what_was_not_asked_then_is_counted_and_kept(ines):
    item = make_question(owner=ines.user, kind="several")
    make_answer(question=item, response=stored(RIGHTS, "several"))
    more = {"id": "more", "text": "One more.", "right": True, "why": "It holds as well."}
    revise(item, options=[*item.current.body["options"], more])
    words = text_of(ines.get(f"/author/questions/{item.pk}/regrade/"))
    assert "1 keeps its grade: the question asks for more now than it did then." in words


def test_a_preview_of_a_part_says_how_many_there_are(ines, question, page, monkeypatch):
    monkeypatch.setattr(shown, "LOOKED_AT", 2)
    for _each in range(3):
        make_answer(question=question)
    turn(question)
    assert "3 answers were graded by another revision. This preview is of the newest 2" in text_of(ines.get(page))
    apply(ines, page)
    assert set(Answer.objects.values_list("verdict", flat=True)) == {"wrong"}


def test_the_number_of_queries_does_not_grow_with_answers(ines, question, page):
    def look(number):
        for _each in range(number):
            attempt = make_attempt(questions=[question], behaviour={"tries": 3})
            make_answer(attempt=attempt, position=1, code=400)
            make_answer(attempt=attempt, position=1, number=2, code=404)
        turn(question)
        with CaptureQueriesContext(connection) as queries:
            assert ines.get(page).status_code == 200
        return len(queries)

    few = look(1)
    Question.objects.filter(pk=question.pk).update(current=question.revisions.earliest("pk"))
    question.refresh_from_db()
    question.revisions.filter(number=2).delete()
    assert look(12) == few


# Applying


def test_applying_grades_by_what_the_question_says_now(ines, question, page):
    lost, won = make_answer(question=question, code=404), make_answer(question=question, code=410)
    current = turn(question)
    answer = apply(ines, page)
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert counted(lost) == ("wrong", 0.0, 404, 410, current.pk)
    assert counted(won) == ("best", 1.0, 410, 410, current.pk)


def test_what_was_answered_stays_as_it_was(ines, question, page):
    given = make_answer(question=question)
    (before,) = columns(given)
    turn(question)
    apply(ines, page)
    changed = {"verdict", "mark", "best_code", "regraded_by_id"}
    (after,) = columns(given)
    assert {name for name in before if before[name] != after[name]} == changed


def test_a_regrade_is_recorded_with_before_and_after(ines, question, page):
    given = make_answer(question=question)
    current = turn(question)
    apply(ines, page)
    made = Regrade.objects.get()
    assert (made.revision, made.by, made.reason, made.undone_at) == (current, ines.user, REASON, None)
    (row,) = made.answers.all()
    assert row.answer == given
    assert row.before == {"verdict": "best", "mark": 1.0, "chosen": 404, "best": 404, "by": None}
    assert row.after == {"verdict": "wrong", "mark": 0.0, "chosen": 404, "best": 410, "by": current.pk}


def test_an_answer_that_counts_the_same_is_left_alone(ines, question, page):
    given = make_answer(question=question)
    make_answer(question=question, code=400)
    revise(question, options=body(acceptable=(400,), wrong=(410,))["options"])
    before = columns(given)
    apply(ines, page)
    assert columns(given) == before
    assert RegradedAnswer.objects.count() == 1


def test_a_double_click_regrades_once(ines, question, page):
    make_answer(question=question)
    turn(question)
    form = ines.form(page)
    answers = [ines.post(page, form.values | {"reason": REASON}) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (Regrade.objects.count(), RegradedAnswer.objects.count()) == (1, 1)


def test_the_tries_of_a_place_are_weighed_together(ines, question, page):
    attempt = make_attempt(questions=[question, make_question()], behaviour={"tries": 3, "penalty": 0.25})
    tries = [
        make_answer(attempt=attempt, position=1, number=n, code=code) for n, code in ((1, 400), (2, 410), (3, 404))
    ]
    assert [each.stands for each in tries] == [False, False, True]
    turn(question)
    apply(ines, page)
    assert [counted(each)[:2] for each in tries] == [("wrong", 0.0), ("best", 0.75), ("best", 0.75)]
    assert [each.stands for each in tries] == [False, False, True]


def test_the_marks_of_the_attempt_hold(ines, question, page):
    marks = {"best": 1.0, "acceptable_agreed": 0.25, "acceptable_contested": 1.0}
    given = make_answer(attempt=make_attempt(questions=[question], marks=marks), code=410)
    revise(question, options=body(acceptable=(410,), wrong=(400,))["options"])
    apply(ines, page)
    assert counted(given)[:2] == ("acceptable", 0.25)


def test_a_place_with_tries_left_is_not_touched(ines, question, page):
    attempt = make_attempt(questions=[question], behaviour={"tries": 3})
    make_answer(attempt=attempt, code=410)
    make_answer(question=question)
    turn(question)
    before = columns(*attempt.answers.all())
    apply(ines, page)
    assert columns(*attempt.answers.all()) == before


def test_a_place_that_was_closed_later_can_be_graded_later(ines, question, page):
    attempt = make_attempt(questions=[question], behaviour={"tries": 2})
    first = make_answer(attempt=attempt, position=1, code=400)
    make_answer(question=question)
    turn(question)
    apply(ines, page)
    last = make_answer(attempt=attempt, position=1, number=2, code=410)
    apply(ines, page)
    assert (counted(first)[0], counted(last)[0]) == ("wrong", "best")
    assert Regrade.objects.count() == 2


def test_answers_of_an_older_regrade_are_graded_by_the_newest(ines, question, page):
    given = make_answer(question=question, code=400)
    turn(question)
    apply(ines, page)
    current = revise(question, options=body(best=400, wrong=(404, 410))["options"])
    apply(ines, page)
    assert counted(given) == ("best", 1.0, 400, 400, current.pk)


def test_another_question_is_not_touched(ines, question, page):
    other = make_answer(question=make_question(owner=ines.user))
    make_answer(question=question)
    turn(question)
    before = columns(other)
    apply(ines, page)
    assert columns(other) == before


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Say why: everybody whose answer changes reads it."),
        ("short", "at least 8 characters"),
        ("x" * 201, "at most 200 characters"),
        ("zero \x00 byte in it", "Null characters are not allowed"),
    ],
)
def test_a_regrade_needs_a_reason(ines, question, page, reason, said):
    make_answer(question=question)
    turn(question)
    before = columns()
    answer = apply(ines, page, reason)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (columns(), Regrade.objects.count()) == (before, 0)


def test_a_revision_that_came_after_the_preview_is_a_conflict(ines, question, page):
    make_answer(question=question)
    turn(question)
    form = ines.form(page)
    revise(question, title="Yet another title")
    before = columns()
    answer = ines.post(page, form.values | {"reason": REASON})
    assert answer.status_code == 409
    assert "It was published or graded again since this page was read." in text_of(answer)
    assert f'value="{REASON}"' in answer.content.decode()
    assert columns() == before


def test_where_nothing_would_change_nothing_is_recorded(ines, question, page):
    make_answer(question=question)
    turn(question)
    form = ines.form(page)
    Answer.objects.all().delete()
    answer = ines.post(page, form.values | {"reason": REASON})
    assert answer.status_code == 409
    assert "No answer would count anything else, so nothing was recorded." in text_of(answer)
    assert not Regrade.objects.exists()


def test_many_answers_are_written_in_batches(ines, question, page, monkeypatch):
    monkeypatch.setattr(regrading, "BATCH", 3)
    for number in range(8):
        make_answer(question=question, code=(404, 410)[number % 2])
    turn(question)
    apply(ines, page)
    assert Answer.objects.filter(verdict="best", chosen_code=410, best_code=410).count() == 4
    assert RegradedAnswer.objects.count() == 8


@pytest.fixture
def meanwhile(monkeypatch):
    """``meanwhile(act)``: it happens after the answers were graded and before anything is written."""

    def after_grading(act):
        grade = regrading._changes

        def graded(question, revision):
            found = grade(question, revision)
            monkeypatch.setattr(regrading, "_changes", grade)
            act()
            return found

        monkeypatch.setattr(regrading, "_changes", graded)

    return after_grading


def test_who_was_deleted_meanwhile_is_left_out(ines, question, page, meanwhile):
    gone, stays = make_answer(question=question), make_answer(question=question)
    turn(question)
    meanwhile(gone.learner.delete)
    assert apply(ines, page).status_code == 303
    assert list(RegradedAnswer.objects.values_list("answer", flat=True)) == [stays.pk]


def test_what_was_regraded_meanwhile_is_a_conflict(ines, olga, question, page, meanwhile):
    make_answer(question=question)
    turn(question)
    meanwhile(lambda: apply(olga, page, "Olga was faster than Ines."))
    answer = apply(ines, page)
    assert answer.status_code == 409
    assert "It was published or graded again since this page was read." in text_of(answer)
    assert Regrade.objects.get().by == olga.user


def test_every_kind_can_be_graded_again(ines):
    lines = [line("HTTP/1.1 200 OK", wrong=True), *body_of("fault")["lines"][1:]]
    item = make_question(owner=ines.user, kind="fault")
    given = make_answer(question=item, response=stored(RIGHTS, "fault"))
    revise(item, lines=lines)
    apply(ines, f"/author/questions/{item.pk}/regrade/")
    assert counted(given)[:2] == ("partly", pytest.approx(2 / 3))


# Kept sums


def test_the_sums_of_the_quizzes_concerned_are_forgotten(ines, question, page):
    attempt = make_attempt(questions=[question], finished_at=NOW)
    make_answer(attempt=attempt)
    other = make_attempt(finished_at=NOW)
    for each in (attempt, other):
        QuizSums.objects.create(quiz=each.quiz, first_only=True, updated_at=NOW)
        ItemSums.objects.create(quiz=each.quiz, revision=question.current, first_only=True)
    Attempt.objects.update(counted_at=NOW)
    turn(question)
    apply(ines, page)
    assert list(QuizSums.objects.values_list("quiz", flat=True)) == [other.quiz_id]
    assert list(ItemSums.objects.values_list("quiz", flat=True)) == [other.quiz_id]
    assert list(Attempt.objects.filter(counted_at=None)) == [attempt]


def test_forgetting_the_sums_of_no_quiz_forgets_nothing(db):
    QuizSums.objects.create(quiz=make_quiz(), first_only=True, updated_at=NOW)
    forget_sums([])
    assert QuizSums.objects.count() == 1


# What learners see


@pytest.fixture
def regraded(ada, ines, question, page):
    """A finished attempt of Ada's whose only answer was graded anew; its address."""
    attempt = make_attempt(learner=ada.learner, questions=[question])
    make_answer(attempt=attempt, code=410)
    turn(question)
    apply(ines, page)
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"


def test_the_feedback_says_that_it_was_graded_anew_and_why(ada, regraded):
    words = text_of(ada.get(regraded + "1/"))
    assert "Graded anew. The question was changed after you answered" in words
    assert REASON in words
    assert "410 it is." in words


def test_the_result_uses_the_new_values(ada, regraded):
    words = text_of(ada.get(regraded + "result/"))
    assert "1 of 1: every answer held" in words
    assert "best, graded anew" in words


def test_progress_uses_the_new_values(ada, regraded):
    picture = learner_picture(ada.learner, now=NOW + timedelta(hours=1))
    assert (picture.good, list(picture.levels)) == (1, [410])


def test_the_same_form_sent_again_tells_the_new_grade(ada, ines, question, page):
    place = f"/questions/{question.pk}/"
    form = ada.form(place)
    ada.post(place, form.values | {"answer": "404"})
    turn(question)
    apply(ines, page)
    for headers in ({}, {"HX-Request": "true"}):
        words = text_of(ada.post(place, form.values | {"answer": "404"}, headers=headers))
        assert "Graded anew." in words
        assert "Not 404. It is 410." in words


def test_the_lines_that_were_chosen_are_found_in_the_new_exchange(ada, ines):
    item = make_question(owner=ines.user, kind="fault")
    attempt = make_attempt(learner=ada.learner, questions=[item])
    make_answer(attempt=attempt, response={"kind": "fault", "lines": ["2"]})
    old = item.current.body["lines"]
    revise(item, lines=[line("GET / HTTP/1.1"), *old[:4], old[4] | {"wrong": False}])
    apply(ines, f"/author/questions/{item.pk}/regrade/")
    words = text_of(ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"))
    assert "All of it holds." in words
    assert "not this" not in words
    assert "missed" not in words


def test_a_reason_is_text(ada, ines, question, page):
    attempt = make_attempt(learner=ada.learner, questions=[question])
    make_answer(attempt=attempt)
    turn(question)
    apply(ines, page, "<script>alert(1)</script>")
    html = ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/").content.decode()
    assert "&lt;script&gt;alert(1)" in html


def test_what_a_learner_exports_says_it(ada, regraded):
    (answer,) = ada.get("/accounts/my-data/export/").json()["answers"]
    assert (answer["verdict"], answer["mark"]) == ("best", 1.0)
    (said,) = answer["regraded"]
    assert (said["reason"], said["revision"], said["verdict_before"], said["mark_before"]) == (REASON, 2, "wrong", 0.0)


def test_an_exam_that_is_not_explained_exports_nothing_of_it(ada, ines, question, page):
    behaviour = {"mode": "exam", "review": "never"}
    attempt = make_attempt(learner=ada.learner, questions=[question], behaviour=behaviour, finished_at=NOW)
    make_answer(attempt=attempt)
    turn(question)
    apply(ines, page)
    (answer,) = ada.get("/accounts/my-data/export/").json()["answers"]
    assert not {"verdict", "mark", "regraded"} & set(answer)


# Who may


def test_a_stranger_learns_nothing(ivan, page):
    assert ivan.get(page).status_code == 404


def test_a_learner_is_told_whom_this_is_for(ada, page):
    assert ada.get(page).status_code == 403


def test_nobody_is_sent_to_sign_in(anonymous, page):
    assert anonymous.get(page).status_code == 302


def test_an_administrator_may(olga, page):
    assert olga.get(page).status_code == 200


def test_who_may_change_the_question_may_regrade(ivan, ines, question, page):
    question.shares.create(user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    make_answer(question=question)
    turn(question)
    assert apply(ivan, page).status_code == 303


def test_who_may_only_look_may_not(ivan, ines, question, page):
    question.shares.create(user=ivan.user, right="view", given_by=ines.user, given_at=NOW)
    assert ivan.get(page).status_code == 403


def test_a_shipped_question_is_not_regraded_here(ines):
    answer = ines.get(f"/author/questions/{make_question().pk}/regrade/")
    assert answer.status_code == 403
    assert "This comes with the course and is changed in its files only." in text_of(answer)


def test_a_question_that_was_never_published_has_nothing_to_grade(ines):
    draft = Question.objects.create(
        id="tests-begun", kind="code", owner=ines.user, draft={"kind": "code"}, difficulty=1
    )
    place = f"/author/questions/{draft.pk}/regrade/"
    assert "This question was never published, so nobody has answered it." in text_of(ines.get(place))
    token = ines.token()
    assert ines.post(place, {"csrfmiddlewaretoken": token, "reason": REASON}).status_code == 409
