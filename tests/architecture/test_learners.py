"""Everything that hangs on a learner moves with a merge, is in an export and goes with a deletion."""

import json

import pytest
from django.contrib.sessions.models import Session

from quizzes.models import Draft
from statuscourse import actions
from statuscourse.accounts.models import Device, Learner, PersonalCode, new_token, token_digest
from tests import factories
from tests.classrooms.factories import make_member
from tests.rows import rows
from tests.visitor import Visitor

# One row of each relation to Learner. A new relation fails here until it is merged, exported and deleted.
MAKE = {
    "quizzes.Answer": factories.make_answer,
    "quizzes.Attempt": factories.make_attempt,
    "quizzes.QuestionReport": factories.make_report,
    "lessons.SectionReading": factories.make_reading,
    "accounts.Device": lambda learner: Device.objects.create(
        learner=learner, token_digest=token_digest(new_token()), made_at=factories.NOW
    ),
    "accounts.PersonalCode": lambda learner: PersonalCode.objects.create(
        learner=learner, digest=token_digest(new_token()), made_at=factories.NOW
    ),
    "classrooms.Membership": make_member,
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


@pytest.mark.parametrize("mine", ["source", "target"])
def test_an_attempt_moves_with_its_drafts(make_learner, make_attempt, make_draft, mine):
    learners = {"source": make_learner(), "target": make_learner()}
    draft = make_draft(attempt=make_attempt(learner=learners[mine], behaviour={"mode": "exam"}), flagged=True)
    before = {name: value for name, value in vars(draft).items() if name != "_state"}
    actions.merge_learners(source=learners["source"], target=learners["target"])
    draft.refresh_from_db()
    assert {name: value for name, value in vars(draft).items() if name in before and name != "_state"} == before
    assert draft.attempt.learner == learners["target"]


def test_both_keep_the_drafts_of_their_attempts_at_one_exam(make_learner, make_attempt, make_draft, make_question):
    source, target, questions = make_learner(), make_learner(), [make_question()]
    quiz = make_attempt(learner=target, questions=questions, behaviour={"mode": "exam"}).quiz
    make_attempt(learner=source, questions=questions, quiz=quiz, behaviour={"mode": "exam"})
    for attempt in quiz.attempts.all():
        make_draft(attempt=attempt)
    actions.merge_learners(source=source, target=target)
    assert [attempt.drafts.count() for attempt in target.attempts.all()] == [1, 1]


def test_every_try_of_an_attempt_moves(make_learner, make_attempt, make_answer):
    source, target = make_learner(), make_learner()
    attempt = make_attempt(learner=source, behaviour={"tries": 3, "penalty": 0.25})
    for number, code in ((1, 400), (2, 410)):
        make_answer(attempt=attempt, position=1, number=number, code=code)
    actions.merge_learners(source=source, target=target)
    assert list(target.answers.order_by("number").values_list("number", "stands")) == [(1, False), (2, False)]


def test_an_export_has_what_stands_in_an_exam_under_way(make_learner, make_attempt, make_draft):
    learner = make_learner()
    make_draft(attempt=make_attempt(learner=learner, behaviour={"mode": "exam"}), flagged=True, confidence="guess")
    (exported,) = actions.export_learner(learner)["attempts"]
    assert exported["drafts"] == [
        {
            "question": 1,
            "response": {"kind": "code", "code": 404},
            "flagged": True,
            "confidence": "guess",
            "at": factories.NOW.isoformat(),
        }
    ]


def test_an_export_has_every_try(make_learner, make_attempt, make_answer):
    learner = make_learner()
    attempt = make_attempt(learner=learner, behaviour={"tries": 3, "penalty": 0.25, "confidence": True})
    for number, code in ((1, 400), (2, 404)):
        make_answer(attempt=attempt, position=1, number=number, code=code, confidence="think")
    exported = actions.export_learner(learner)["answers"]
    assert [(row["try"], row["stands"], row["mark"], row["confidence"]) for row in exported] == [
        (1, False, 0.0, "think"),
        (2, True, 0.75, "think"),
    ]


def test_a_deletion_takes_drafts_along(make_learner, make_attempt, make_draft):
    learner, other = make_learner(), make_learner()
    for each in (learner, other):
        make_draft(attempt=make_attempt(learner=each, behaviour={"mode": "exam"}))
    actions.delete_learner(learner)
    assert list(Draft.objects.values_list("attempt__learner", flat=True)) == [other.pk]


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
