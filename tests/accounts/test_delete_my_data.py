"""/accounts/my-data/delete/: after it nothing of a learner is left, in no table."""

import pytest
from django.db import OperationalError

from quizzes.models import Answer, Question, Quiz
from statuscourse.accounts.models import Learner, User
from tests.factories import NOW, PASSWORD
from tests.rows import rows, traces
from tests.visitor import Visitor, text_of

PAGE = "/accounts/my-data/delete/"


@pytest.fixture
def busy(make_user, make_question, make_quiz):
    """Somebody who has used everything, as a browser would."""
    visitor = Visitor()
    visitor.send(f"/questions/{make_question().pk}/", answer="404")
    quiz = make_quiz(questions=[make_question()])
    visitor.send(f"/quizzes/{quiz.pk}/")
    exam = make_quiz(questions=[make_question(kind="write")], behaviour={"mode": "exam"})
    place = visitor.send(f"/quizzes/{exam.pk}/").headers["Location"]
    visitor.send(f"{place}1/", text="HTTP/1.1 405 Method Not Allowed\n\nzenobia was here")
    visitor.send("/lessons/who-are-you/", "/lessons/who-are-you/sections/unknown-caller/read/")
    form = {"username": "zenobia", "password1": PASSWORD, "password2": PASSWORD, "email": "zenobia@example.com"}
    visitor.send("/accounts/sign-up/", **form)
    Visitor().send("/accounts/sign-in/", username="zenobia", password="wrong")
    return visitor


def test_a_deletion_leads_home_and_says_so(ada):
    answer = ada.send("/accounts/", PAGE, confirm="delete", follow=True)
    assert "Everything of yours is deleted." in text_of(answer)


def test_a_deletion_leaves_nothing(busy):
    busy.send("/accounts/", PAGE, confirm="delete")
    left = {model: count for model, count in rows().items() if count}
    assert {
        model for model in left if model.startswith(("accounts.", "axes.", "sessions.", "lessons.SectionR"))
    } == set()
    assert {"quizzes.Answer", "quizzes.Attempt", "quizzes.Draft"} & set(left) == set()


def test_a_deletion_leaves_no_trace_of_the_name(busy):
    assert traces(["zenobia"]) != set()
    busy.send("/accounts/", PAGE, confirm="delete")
    assert traces(["zenobia"]) == set()


def test_a_deletion_signs_other_devices_out(ada):
    other = Visitor.signed_in(ada.user)
    ada.send("/accounts/", PAGE, confirm="delete")
    assert (other.get("/accounts/password/").status_code, rows()["sessions.Session"]) == (302, 0)


def test_a_deletion_leaves_others_alone(ada, sam, make_answer):
    make_answer(learner=sam.learner)
    ada.send("/accounts/", PAGE, confirm="delete")
    assert (User.objects.get().username, Answer.objects.get().learner) == ("sam", sam.learner)


def test_somebody_known_by_a_cookie_may_delete(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    answer = anonymous.send("/accounts/", PAGE, confirm="delete")
    assert (answer.cookies["learner"]["max-age"], Learner.objects.count(), Answer.objects.count()) == (0, 0, 0)


def test_a_deletion_that_the_database_refuses_may_be_sent_again(ada, monkeypatch):
    """Signed out already, they would be told that nothing is kept of them."""

    def locked(**kwargs):
        raise OperationalError("database is locked")

    ada.raise_request_exception = False
    form = ada.form("/accounts/", PAGE)
    with monkeypatch.context() as patch:
        patch.setattr("statuscourse.actions.forget_sign_in_attempts", locked)
        assert ada.post(PAGE, form.values | {"confirm": "delete"}).status_code == 503
    assert User.objects.filter(username="ada").exists()
    assert ada.post(PAGE, form.values | {"confirm": "delete"}).headers["Location"] == "/?deleted=1"
    assert not User.objects.filter(username="ada").exists()


@pytest.mark.parametrize("word", ["delete", "Delete", " DELETE "])
def test_the_word_may_be_written_in_any_case(ada, word):
    assert ada.send("/accounts/", PAGE, confirm=word).status_code == 303


@pytest.mark.parametrize(("word", "words"), [("", "This is needed."), ("yes", "Nothing was deleted: the word is")])
def test_without_the_word_nothing_is_deleted(ada, word, words):
    before = rows()
    answer = ada.send("/accounts/", PAGE, confirm=word)
    assert (answer.status_code, rows(), words in text_of(answer)) == (422, before, True)


def test_without_a_token_nothing_is_deleted(ada):
    before = rows()
    answer = ada.send("/accounts/", PAGE, confirm="delete", csrfmiddlewaretoken=None)
    assert (answer.status_code, rows()) == (403, before)


def test_where_nothing_is_kept_there_is_nothing_to_delete(anonymous, db):
    assert anonymous.get(PAGE).status_code == 404


def test_sent_twice_it_is_done_once(ada):
    form = ada.form("/accounts/", PAGE)
    first = ada.post(PAGE, form.values | {"confirm": "delete"})
    second = ada.post(PAGE, form.values | {"confirm": "delete"})
    assert (first.status_code, second.status_code in {403, 404}) == (303, True)


def test_after_it_the_name_is_free(ada, anonymous):
    ada.send("/accounts/", PAGE, confirm="delete")
    answer = anonymous.send("/accounts/sign-up/", username="ada", password1=PASSWORD, password2=PASSWORD)
    assert answer.status_code == 303


def test_looking_makes_nobody_a_learner(make_user):
    visitor = Visitor.signed_in(make_user(with_learner=False))
    assert (visitor.get(PAGE).status_code, Learner.objects.count()) == (200, 0)


def test_an_account_without_a_learner_can_be_deleted(make_user):
    visitor = Visitor.signed_in(make_user(with_learner=False))
    assert (visitor.send(PAGE, PAGE, confirm="delete").status_code, User.objects.count()) == (303, 0)


def test_looking_deletes_nothing(ada):
    before = rows()
    assert (ada.get(PAGE).status_code, rows()) == (200, before)


# What an author leaves behind


def draft(make, **more):
    """A question that was never published."""
    item = make(**more)
    Question.objects.filter(pk=item.pk).update(current=None)
    item.revisions.all().delete()
    return item


def shared(item, visitor, right):
    item.shares.create(user=visitor.user, right=right, given_by=item.owner, given_at=NOW)
    return item


def leave(visitor):
    visitor.send("/accounts/", PAGE, confirm="delete")


def test_what_was_published_stays_without_a_name(ines, make_question, make_quiz):
    question, quiz = make_question(owner=ines.user), make_quiz(owner=ines.user)
    leave(ines)
    assert (Question.objects.get(pk=question.pk).owner, Quiz.objects.get(pk=quiz.pk).owner) == (None, None)


def test_answers_to_what_an_author_published_stay(ines, sam, make_question, make_answer):
    make_answer(learner=sam.learner, question=make_question(owner=ines.user))
    leave(ines)
    assert sam.learner.answers.count() == 1


@pytest.mark.parametrize(("right", "stays"), [("edit", True), ("view", False)])
def test_a_draft_stays_with_a_colleague_who_may_change_it(ines, ivan, make_question, make_quiz, right, stays):
    item = shared(draft(make_question, owner=ines.user), ivan, right)
    quiz = shared(make_quiz(owner=ines.user, published_at=None), ivan, right)
    leave(ines)
    assert Question.objects.editable_by(ivan.user).filter(pk=item.pk).exists() is stays
    assert Quiz.objects.editable_by(ivan.user).filter(pk=quiz.pk).exists() is stays
    assert (Question.objects.filter(pk=item.pk).exists(), Quiz.objects.filter(pk=quiz.pk).exists()) == (stays, stays)


def test_a_colleague_who_is_a_learner_again_keeps_no_draft(ines, ivan, make_question):
    item = shared(draft(make_question, owner=ines.user), ivan, "edit")
    User.objects.filter(pk=ivan.user.pk).update(role="learner")
    leave(ines)
    assert not Question.objects.filter(pk=item.pk).exists()


def test_drafts_of_others_stay(ines, ivan, make_question, make_quiz):
    item, quiz = draft(make_question, owner=ivan.user), make_quiz(owner=ivan.user, published_at=None)
    leave(ines)
    assert (Question.objects.filter(pk=item.pk).exists(), Quiz.objects.filter(pk=quiz.pk).exists()) == (True, True)


def test_the_course_stays_as_it_was(ines):
    before = Question.objects.shipped().count(), Quiz.objects.shipped().count()
    leave(ines)
    assert (Question.objects.shipped().count(), Quiz.objects.shipped().count()) == before


def test_the_page_says_what_stays_and_what_goes(ines, ivan, make_question, make_quiz):
    for _number in range(2):
        make_question(owner=ines.user)
    make_quiz(owner=ines.user)
    shared(draft(make_question, owner=ines.user), ivan, "edit")
    draft(make_question, owner=ines.user)
    make_quiz(owner=ines.user, published_at=None)
    words = text_of(ines.get(PAGE))
    assert "3 questions that you published or share with others stay, without your name." in words
    assert "1 quiz stays, without your name." in words
    assert "2 drafts that nobody else may change are deleted." in words


def test_who_wrote_nothing_is_told_nothing_of_it(ada):
    assert "without your name" not in text_of(ada.get(PAGE))


def test_an_author_leaves_no_trace_of_the_name(make_user, ivan, make_question, make_quiz):
    visitor = Visitor.signed_in(make_user(username="zenobia", role="instructor"))
    shared(make_question(owner=visitor.user), ivan, "view")
    item = shared(make_question(owner=ivan.user), visitor, "edit")
    Question.objects.filter(pk=item.pk).update(edited_by=visitor.user)
    leave(visitor)
    assert traces(["zenobia"]) == set()
