"""All revisions of a question, what changed between two of them, and going back to one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import authoring
from quizzes.models import Answer, Question
from tests.factories import NOW, make_answer, make_attempt, make_draft, make_question, make_user, revise
from tests.quizzes.exams import at
from tests.visitor import Visitor, text_of


@pytest.fixture
def question(ines):
    """A question of Ines's with two revisions."""
    made = make_question(owner=ines.user, title="The first title")
    revise(made, title="The second title")
    return made


@pytest.fixture
def page(question):
    return f"/author/questions/{question.pk}/history/"


def save(question, by, **changes):
    """Write a working copy; the question as it is stored."""
    item = Question.objects.get(pk=question.pk)
    source = item.working_copy | changes
    return authoring.save_working_copy(question=item, source=source, version=item.draft_version, by=by, now=NOW)


def test_the_last_two_are_compared_word_by_word(ines, page):
    answer = ines.get(page)
    assert answer.status_code == 200
    assert "Revision 1 to Revision 2" in text_of(answer)
    assert '<del><span class="unseen">removed: </span>first</del>' in answer.content.decode()
    assert '<ins><span class="unseen">added: </span>second</ins>' in answer.content.decode()


def test_revisions_stand_newest_first_with_their_answers(ines, question, page):
    make_answer(question=question)
    words = text_of(ines.get(page))
    assert words.index("Revision 2 published") < words.index("Revision 1 ")
    assert "1 answer " in words


def test_two_revisions_that_are_named_are_compared(ines, question, page):
    revise(question, title="The third title")
    assert "Revision 1 to Revision 3" in text_of(ines.get(f"{page}?from=1&to=3"))
    assert "Revision 2 to Revision 3" in text_of(ines.get(f"{page}?to=3"))


def test_the_working_copy_is_compared_with_what_is_published(ines, question, page):
    save(question, ines.user, title="The working title")
    words = text_of(ines.get(f"{page}?to=draft"))
    assert "Revision 2 to Working copy" in words
    assert "removed: second added: working title" in words


def test_nothing_differs_between_a_revision_and_itself(ines, page):
    assert "Nothing differs between these two." in text_of(ines.get(f"{page}?from=2&to=2"))


@pytest.mark.parametrize("query", ["?from=9&to=1", "?to=nonsense", "?from=1&to=draft", "?from=%00", "?to=" + "9" * 400])
def test_a_revision_that_is_not_there_is_404_with_a_way_on(ines, page, query):
    answer = ines.get(page + query)
    assert answer.status_code == 404
    assert "There is no such revision of this question." in text_of(answer)
    assert "Revision 1 to Revision 2" in text_of(answer)


def test_of_a_long_text_only_what_stands_around_a_change_is_shown(ines, question, page):
    lines = [f"The request number {number} came in the night." for number in range(40)]
    revise(question, scenario="\n".join(lines))
    revise(question, scenario="\n".join([*lines[:20], "One came in the morning.", *lines[21:]]))
    words = text_of(ines.get(page))
    assert "removed: The request number 20" in words
    assert "The request number 19" in words
    assert "The request number 5 " not in words


def test_markup_in_a_text_stays_text(ines, question, page):
    revise(question, title="<script>alert(1)</script>")
    html = ines.get(page).content.decode()
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_a_question_that_was_never_published_says_what_comes_here(ines):
    draft = Question.objects.create(
        id="tests-begun", kind="code", owner=ines.user, draft={"kind": "code"}, difficulty=1
    )
    assert "Nothing was published yet." in text_of(ines.get(f"/author/questions/{draft.pk}/history/"))


def test_a_shipped_question_shows_its_history_and_nothing_to_restore(ines):
    shipped = make_question()
    revise(shipped, title="Another title")
    answer = ines.get(f"/author/questions/{shipped.pk}/history/")
    assert "Revision 1 to Revision 2" in text_of(answer)
    assert "Restore" not in text_of(answer)


def test_the_number_of_queries_does_not_grow_with_revisions(ines, question, page):
    with CaptureQueriesContext(connection) as few:
        ines.get(page)
    for number in range(8):
        revise(question, title=f"Title {number}")
    with CaptureQueriesContext(connection) as many:
        ines.get(page)
    assert len(many) == len(few)


# Restoring


def test_restoring_fills_the_working_copy_and_publishes_nothing(ines, question, page):
    answer = ines.send(f"{page}?from=1&to=2", page)
    assert (answer.status_code, answer["Location"]) == (303, f"/author/questions/{question.pk}/")
    stored = Question.objects.get(pk=question.pk)
    assert (stored.state, stored.working_copy["title"]) == ("changed", "The first title")
    assert stored.current.body["title"] == "The second title"


def test_what_is_restored_has_the_tags_of_today(ines, question, page):
    Question.objects.filter(pk=question.pk).update(difficulty=1, tags={"labels": ["week 2"]})
    ines.send(f"{page}?from=1&to=2", page)
    kept = Question.objects.get(pk=question.pk).working_copy
    assert (kept["difficulty"], kept["labels"]) == (1, ["week 2"])


def test_what_was_restored_and_published_is_the_first_revision_again(ines, question, page):
    ines.send(f"{page}?from=1&to=2", page)
    item = Question.objects.get(pk=question.pk)
    Question.objects.filter(pk=item.pk).update(draft=item.draft | {"section": "who-are-you#a", "topic": "tests"})
    revision = authoring.publish(question=item, version=item.draft_version, by=ines.user, now=NOW)
    assert (revision.number, item.revisions.count()) == (1, 2)


def test_a_double_click_restores_once(ines, question, page):
    form = ines.form(f"{page}?from=1&to=2", page)
    first = ines.post(page, form.values)
    again = ines.post(page, form.values)
    assert (first.status_code, again.status_code) == (303, 303)
    assert Question.objects.get(pk=question.pk).draft_version == 1


def test_a_working_copy_is_replaced_only_where_that_is_said(ines, question, page):
    save(question, ines.user, title="The working title")
    answer = ines.send(f"{page}?from=1&to=2", page)
    assert answer.status_code == 422
    assert "There is a working copy with changes of its own." in text_of(answer)
    assert Question.objects.get(pk=question.pk).draft["title"] == "The working title"
    assert ines.send(f"{page}?from=1&to=2", page, replace="yes").status_code == 303


def test_what_somebody_saved_meanwhile_is_a_conflict(ines, question, page):
    form = ines.form(f"{page}?from=1&to=2", page)
    save(question, ines.user, title="The working title")
    answer = ines.post(page, form.values | {"replace": "yes"})
    assert answer.status_code == 409
    assert "Somebody changed the working copy since this page was read." in text_of(answer)
    assert Question.objects.get(pk=question.pk).draft["title"] == "The working title"


@pytest.mark.parametrize("sent", [{"revision": "9"}, {"revision": "x"}, {"version": "-1"}, {"version": ""}])
def test_a_form_that_names_nothing_is_refused(ines, question, page, sent):
    answer = ines.send(f"{page}?from=1&to=2", page, **sent)
    assert answer.status_code == 422
    assert "This form names no revision of this question." in text_of(answer)
    assert Question.objects.get(pk=question.pk).draft is None


# Who may


def test_a_stranger_learns_nothing(ivan, page):
    assert ivan.get(page).status_code == 404


def test_a_learner_is_told_whom_this_is_for(ada, page):
    answer = ada.get(page)
    assert answer.status_code == 403
    assert "Questions and quizzes are written by instructors." in text_of(answer)


def test_nobody_is_sent_to_sign_in(anonymous, page):
    assert anonymous.get(page).status_code == 302


def test_an_administrator_may_restore(olga, question, page):
    assert olga.send(f"{page}?from=1&to=2", page).status_code == 303


def test_who_may_only_look_cannot_restore(ivan, ines, question, page):
    question.shares.create(user=ivan.user, right="view", given_by=ines.user, given_at=NOW)
    shown = ivan.get(f"{page}?from=1&to=2")
    assert "Restore" not in text_of(shown)
    token = ivan.token()
    values = {"csrfmiddlewaretoken": token, "revision": "1", "version": "0"}
    assert ivan.post(page, values).status_code == 403
    assert Question.objects.get(pk=question.pk).draft is None


# Attempts under way keep their revision, and past results never change


def results_of(learner):
    return list(Answer.objects.of(learner).order_by("pk").values())


def test_an_attempt_under_way_is_asked_and_graded_as_it_was_begun(ada):
    question = make_question(title="The first title")
    attempt = make_attempt(learner=ada.learner, questions=[question, make_question()])
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    form = ada.form(place)
    revise(
        question, title="The second title", options=make_question(best=410, wrong=(400, 404)).current.body["options"]
    )
    assert "The first title" in text_of(ada.get(place))
    assert ada.post(place, form.values | {"answer": "404"}).status_code == 303
    assert (Answer.objects.get().verdict, Answer.objects.get().revision.number) == ("best", 1)


def test_drafts_of_an_exam_are_graded_by_what_was_asked(ada, begin_exam, clock):
    place = begin_exam("one", "one")
    attempt = ada.learner.attempts.get()
    for position, revision in enumerate(attempt.revision_ids, start=1):
        make_draft(attempt=attempt, position=position)
        asked = Question.objects.get(revisions=revision)
        revise(asked, options=[each | {"verdict": "wrong"} for each in asked.current.body["options"]])
    ada.send(at(place, "hand-in/"))
    assert {(answer.verdict, answer.revision.number) for answer in Answer.objects.all()} == {("best", 1)}


def test_a_later_try_is_graded_by_what_the_first_one_was(ada, begin_practice):
    place = begin_practice()
    asked = Question.objects.get(revisions=ada.learner.attempts.get().revision_ids[0])
    ada.send(place, answer="400")
    revise(asked, options=make_question(best=410, wrong=(400, 404)).current.body["options"])
    ada.send(place, answer="404")
    assert list(Answer.objects.order_by("number").values_list("verdict", "mark", "revision__number")) == [
        ("wrong", 0.0, 1),
        ("best", 0.75, 1),
    ]


def test_a_past_result_never_changes(ada):
    question = make_question()
    attempt = make_attempt(learner=ada.learner, questions=[question])
    make_answer(attempt=attempt)
    before, result = results_of(ada.learner), f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/"
    shown = text_of(ada.get(result))
    revise(question, options=make_question(best=410, wrong=(400, 404)).current.body["options"], title="Another")
    assert results_of(ada.learner) == before
    assert text_of(ada.get(result)) == shown


def test_somebody_elses_right_to_change_is_a_right_to_restore(ines, question, page):
    colleague = Visitor.signed_in(make_user(username="ida", role="instructor"))
    question.shares.create(user=colleague.user, right="edit", given_by=ines.user, given_at=NOW)
    assert colleague.send(f"{page}?from=1&to=2", page).status_code == 303
