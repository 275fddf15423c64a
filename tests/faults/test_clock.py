"""The server's clock is set back an hour while people work: nothing is lost, refused, counted twice or ended early."""

import pytest

from quizzes.models import Answer, Attempt, Draft
from tests.classrooms.live import asked, phone, player, state
from tests.factories import NOW
from tests.visitor import Visitor

HOUR = 60 * 60
MINUTE = 60


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def exam(clock, ada, make_attempt, make_question):
    """The first place of an exam of Ada's of twenty minutes."""
    questions = [make_question(), make_question()]
    attempt = make_attempt(learner=ada.learner, questions=questions, behaviour={"mode": "exam", "minutes": 20})
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"


def save(visitor, place, **values):
    return visitor.post(f"{place}draft/", visitor.form(place).values | values)


def test_an_exam_under_way_takes_saves_and_does_not_end_early(ada, exam, clock):
    clock.shift(15 * MINUTE)
    assert save(ada, exam, answer="400", save_key="before").json()["seconds_left"] == 5 * MINUTE
    clock.shift(-HOUR)
    assert save(ada, exam, answer="404", save_key="after").json()["seconds_left"] == 65 * MINUTE
    assert (Draft.objects.get().version, Draft.objects.get().response) == (2, {"kind": "code", "code": 404})
    assert Attempt.objects.get().finished_at is None
    clock.shift(64 * MINUTE)
    assert save(ada, exam, answer="410", save_key="last").status_code == 200


def test_a_save_that_is_sent_again_after_the_change_is_one(ada, exam, clock):
    values = ada.form(exam).values | {"answer": "404", "save_key": "one"}
    versions = [ada.post(f"{exam}draft/", values).json()["version"]]
    clock.shift(-HOUR)
    versions.append(ada.post(f"{exam}draft/", values).json()["version"])
    assert (versions, Draft.objects.get().version) == ([1, 1], 1)


def test_an_exam_that_was_begun_in_the_future_is_handed_in_and_its_result_is_drawn(ada, exam, clock):
    save(ada, exam, answer="404", save_key="one")
    clock.shift(-HOUR)
    base = exam.removesuffix("1/")
    assert ada.send(f"{base}hand-in/", follow=True).status_code == 200
    assert ada.get(f"{base}result/").status_code == 200
    assert Answer.objects.filter(verdict="best").count() == 1


def test_an_answer_that_is_sent_again_after_the_change_counts_once(ada, clock, make_question):
    page = f"/questions/{make_question().pk}/"
    form = ada.form(page)
    for _ in range(2):
        assert ada.post(page, form.values | {"answer": "404"}).status_code == 200
        clock.shift(-HOUR)
    assert Answer.objects.count() == 1


def test_pages_are_drawn_of_answers_that_are_dated_in_the_future(ada, clock, make_question, make_reading):
    page = f"/questions/{make_question().pk}/"
    ada.send(page, answer="404")
    clock.shift(-HOUR)
    for place in ("/", "/progress/", "/quizzes/", "/lessons/", "/accounts/", page):
        assert ada.get(place).status_code == 200, place
    assert ada.send(page, answer="400").status_code == 200
    assert Answer.objects.count() == 2


def test_nobody_is_signed_out(ada, clock):
    clock.shift(-HOUR)
    assert '<a href="/accounts/">ada</a>' in ada.get("/").content.decode()


def test_a_browser_that_had_to_wait_does_not_wait_longer(db, clock):
    visitor = Visitor()
    for _ in range(11):
        answer = visitor.send("/accounts/code/", code="KTM4-7RWX")
    assert answer.status_code == 429
    clock.shift(-HOUR)
    assert visitor.send("/accounts/code/", code="KTM4-7RWX").status_code == 422
    assert int(answer.headers["Retry-After"]) <= 10 * MINUTE + 1


def test_a_question_of_a_live_session_stays_open_until_its_host_closes_it(ines, clock):
    session = asked(owner=ines.user, seconds=30)
    visitor = player(session)
    clock.shift(-HOUR)
    assert visitor.get(phone(session)).status_code == 200
    assert visitor.get(state(session)).status_code == 200
    assert visitor.form(phone(session), f"/live/{session.pk}/answer/").values["position"] == "1"
