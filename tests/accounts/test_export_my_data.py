"""/accounts/my-data/export/: everything, as JSON, to take along."""

import json

from lessons.models import Section

PAGE = "/accounts/my-data/export/"


def test_an_export_is_a_file(ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statuscourse-my-data.json"'


def test_an_export_has_everything(ada, make_answer, make_attempt, make_reading):
    make_answer(attempt=make_attempt(learner=ada.learner))
    make_reading(learner=ada.learner)
    data = json.loads(ada.get(PAGE).content)
    assert {name: len(data[name]) for name in ("answers", "attempts", "sections_read")} == {
        "answers": 1,
        "attempts": 1,
        "sections_read": 1,
    }


def test_an_export_has_what_was_written_in_an_exam(ada, make_attempt, make_draft):
    attempt = make_attempt(learner=ada.learner, behaviour={"mode": "exam"})
    make_draft(attempt=attempt, position=2, response={"code": 410})
    (exported,) = json.loads(ada.get(PAGE).content)["attempts"]
    assert [(row["question"], row["response"]["code"]) for row in exported["drafts"]] == [(2, 410)]


def test_an_export_names_the_account(ada):
    assert json.loads(ada.get(PAGE).content)["account"]["user_name"] == "ada"


def test_an_export_has_nothing_of_others(ada, sam, make_answer):
    make_answer(learner=sam.learner)
    assert json.loads(ada.get(PAGE).content)["answers"] == []


def test_somebody_known_by_a_cookie_may_export(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    data = json.loads(anonymous.get(PAGE).content)
    assert (data["account"], len(data["answers"])) == (None, 1)


def test_where_nothing_is_kept_there_is_nothing_to_export(anonymous, db):
    assert anonymous.get(PAGE).status_code == 404


def test_an_export_is_nobody_elses_to_keep(ada):
    assert ada.get(PAGE).headers["Cache-Control"] == "private, no-cache"


def test_an_export_takes_as_many_queries_at_one_row_as_at_twenty(
    ada, make_answer, make_attempt, make_draft, make_reading, django_assert_num_queries
):
    for section in Section.objects.all()[:20]:
        make_answer(attempt=make_attempt(learner=ada.learner, length=1))
        make_draft(attempt=make_attempt(learner=ada.learner, length=1, behaviour={"mode": "exam"}))
        make_reading(learner=ada.learner, section=section)
    with django_assert_num_queries(8):  # session, user, learner, withheld exams, answers, attempts, drafts, readings
        ada.get(PAGE)
