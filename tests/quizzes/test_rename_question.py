"""`manage.py rename_question`: another id, with everything that hangs on it."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from quizzes.models import Answer, Question, Quiz, Share
from tests.factories import NOW, make_answer, make_question, make_quiz, revise


@pytest.fixture
def item(ines):
    return make_question(id="tests-late", owner=ines.user)


def rename(name, new):
    out = StringIO()
    call_command("rename_question", name, new, stdout=out)
    return out.getvalue()


def test_it_keeps_its_revisions_answers_and_rights(item, ivan):
    make_answer(question=item)
    revise(item, scenario="Another scenario, and long enough to be one.")
    Share.objects.create(question=item, user=ivan.user, right="view", given_at=NOW)
    assert rename("tests-late", "tests-late-own") == "tests-late is tests-late-own now, in its quizzes as well.\n"
    renamed = Question.objects.get(pk="tests-late-own")
    assert (renamed.current_id, renamed.revisions.count(), renamed.shares.count()) == (item.current_id, 2, 1)
    assert Answer.objects.filter(revision__question=renamed).count() == 1
    assert not Question.objects.filter(pk="tests-late").exists()


def test_quizzes_pick_it_by_its_new_id(item, ines):
    picks = [{"question": "tests-late", "mark": 2.0}]
    quiz = make_quiz(owner=ines.user, picks=picks, draft={"picks": picks, "title": "Week 2"}, draft_version=3)
    rename("tests-late", "tests-late-own")
    after = Quiz.objects.get(pk=quiz.pk)
    wanted = [{"question": "tests-late-own", "mark": 2.0}]
    assert (after.picks, after.draft["picks"], after.draft_version) == (wanted, wanted, 4)


def test_its_working_copy_and_the_search_know_the_new_id(item):
    Question.objects.update(draft={"id": "tests-late", "kind": "code", "title": "Late"})
    rename("tests-late", "tests-soon")
    renamed = Question.objects.get(pk="tests-soon")
    assert (renamed.draft["id"], renamed.search_text.split()[0]) == ("tests-soon", "tests-soon")


def test_a_copy_and_what_it_replaced_point_at_it_still(item, ines):
    copy = make_question(owner=ines.user)
    Question.objects.filter(pk=copy.pk).update(copied_from=item, replaced_by=item)
    rename("tests-late", "tests-soon")
    assert set(Question.objects.filter(pk=copy.pk).values_list("copied_from", "replaced_by")) == {
        ("tests-soon", "tests-soon")
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tests Late", "small letters, digits and single hyphens"),
        ("tests-" + "x" * 80, "80 at most"),
        ("other-late", "begins with the topic and a hyphen: tests-."),
        ("tests-there", "is the id of a question already"),
    ],
)
def test_what_it_cannot_be_called_is_refused_and_nothing_changes(item, name, said):
    make_question(id="tests-there")
    with pytest.raises(CommandError, match=said):
        rename("tests-late", name)
    assert Question.objects.filter(pk="tests-late").exists()


def test_a_question_of_the_course_is_named_in_its_file(db):
    with pytest.raises(CommandError, match="comes with the course"):
        rename("six-one-brace", "six-two-braces")


def test_a_question_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="There is no question 'tests-none'"):
        rename("tests-none", "tests-some")
