"""What the tests of attempts share: practice of Ada's, an exam of hers, and a clock that stands at noon."""

import pytest

from tests.factories import NOW


@pytest.fixture
def begin_practice(ada, make_attempt, make_question):
    """Begin practice of Ada's with three tries: one question of a kind, and another; the address of the first."""

    def make(kind="code", *, layout=(), question=None, **behaviour):
        questions = [make_question(kind=kind, **question or {}), make_question()]
        behaviour = {"tries": 3, "penalty": 0.25} | behaviour
        attempt = make_attempt(learner=ada.learner, questions=questions, behaviour=behaviour, layout=layout)
        return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"

    return make


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def begin_exam(clock, ada, make_attempt, make_question):
    """Begin an exam of Ada's of twenty minutes, a question of each of these kinds; the address of its first place."""

    def make(*kinds, **behaviour):
        questions = [make_question(kind=kind) for kind in kinds or ("one", "match")]
        behaviour = {"mode": "exam", "minutes": 20} | behaviour
        attempt = make_attempt(learner=ada.learner, questions=questions, behaviour=behaviour)
        return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"

    return make
