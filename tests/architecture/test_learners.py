"""Everything that hangs on a learner moves with a merge, is in an export and goes with a deletion."""

import json

import pytest
from django.contrib.sessions.models import Session

from statuscourse import actions
from statuscourse.accounts.models import Learner
from tests import factories
from tests.rows import rows
from tests.visitor import Visitor

# One row of each relation to Learner. A new relation fails here until it is merged, exported and deleted.
MAKE = {
    "quizzes.Answer": factories.make_answer,
    "quizzes.Attempt": factories.make_attempt,
    "lessons.SectionReading": factories.make_reading,
}
RELATIONS = list(Learner._meta.related_objects)
LABELS = [relation.related_model._meta.label for relation in RELATIONS]


def belonging(relation, learner):
    return relation.related_model.objects.filter(**{relation.field.name: learner}).count()


def test_every_relation_to_a_learner_is_tried_here():
    assert set(LABELS) == set(MAKE)


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_a_merge_moves_it(make_learner, relation):
    source, target = make_learner(), make_learner()
    MAKE[relation.related_model._meta.label](learner=source)
    actions.merge_learners(source=source, target=target)
    assert belonging(relation, target) == 1


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_a_merge_keeps_what_the_target_had(make_learner, relation):
    source, target = make_learner(), make_learner()
    MAKE[relation.related_model._meta.label](learner=target)
    actions.merge_learners(source=source, target=target)
    assert belonging(relation, target) == 1


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_an_export_has_it(make_learner, relation):
    learner = make_learner()
    before = actions.export_learner(learner)
    MAKE[relation.related_model._meta.label](learner=learner)
    assert len(json.dumps(actions.export_learner(learner))) > len(json.dumps(before)) + 20


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_an_export_has_nothing_of_others(make_learner, relation):
    learner = make_learner()
    before = actions.export_learner(learner)
    MAKE[relation.related_model._meta.label](learner=make_learner())
    assert actions.export_learner(learner) == before


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_a_deletion_takes_it_along(make_learner, relation):
    learner = make_learner()
    MAKE[relation.related_model._meta.label](learner=learner)
    actions.delete_learner(learner)
    assert relation.related_model.objects.count() == 0


@pytest.mark.parametrize("relation", RELATIONS, ids=LABELS)
def test_a_deletion_leaves_what_others_have(make_learner, relation):
    learner, other = make_learner(), make_learner()
    MAKE[relation.related_model._meta.label](learner=other)
    actions.delete_learner(learner)
    assert belonging(relation, other) == 1


def test_a_merge_deletes_the_source(make_learner):
    source, target = make_learner(), make_learner()
    actions.merge_learners(source=source, target=target)
    assert list(Learner.objects.all()) == [target]


def test_the_same_submission_of_both_counts_once(make_learner, make_question, make_answer):
    source, target, question = make_learner(), make_learner(), make_question()
    for learner in (source, target):
        make_answer(learner=learner, question=question, key="the same form")
    actions.merge_learners(source=source, target=target)
    assert target.answers.count() == 1


def test_a_section_that_both_have_read_counts_once(make_learner, make_reading):
    source, target = make_learner(), make_learner()
    for learner in (source, target):
        make_reading(learner=learner)
    actions.merge_learners(source=source, target=target)
    assert target.readings.count() == 1


def test_an_attempt_moves_with_its_answers(make_learner, make_attempt, make_answer):
    source, target = make_learner(), make_learner()
    answer = make_answer(attempt=make_attempt(learner=source))
    actions.merge_learners(source=source, target=target)
    answer.refresh_from_db()
    assert (answer.learner, answer.attempt.learner) == (target, target)


def test_a_deletion_leaves_no_row_of_somebody_who_did_everything(make_user, make_attempt, make_answer, make_reading):
    before = rows()
    learner = make_user(username="gone").learner
    attempt = make_attempt(learner=learner, questions=[], finished_at=factories.NOW)
    make_attempt(learner=learner, quiz=attempt.quiz, questions=[], retry_of=attempt)
    make_reading(learner=learner)
    actions.delete_learner(learner)
    after = rows() | {"quizzes.Quiz": before["quizzes.Quiz"]}
    assert after == before


def test_a_deletion_ends_the_sessions_on_other_devices(make_user):
    user = make_user(username="gone")
    number = str(user.pk)
    Visitor.signed_in(user)
    actions.delete_learner(user.learner)
    assert [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == number] == []


def test_an_export_names_the_account_and_no_password(make_user):
    exported = actions.export_learner(make_user(username="ada").learner)
    assert (exported["account"]["user_name"], "password" in json.dumps(exported)) == ("ada", False)


def test_an_export_without_an_account_says_so(make_learner):
    assert actions.export_learner(make_learner())["account"] is None


def test_an_exported_answer_says_what_was_asked_and_how_it_went(make_learner, make_answer):
    learner = make_learner()
    answer = make_answer(learner=learner, code=400)
    (exported,) = actions.export_learner(learner)["answers"]
    assert (exported["question"], exported["verdict"], exported["response"]) == (
        answer.revision.question_id,
        "wrong",
        {"kind": "code", "code": 400},
    )
