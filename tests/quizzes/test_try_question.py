"""/author/questions/<id>/try/: as a learner sees it, and without a trace."""

import pytest

from quizzes.models import Share
from tests.bodies import KINDS, RIGHT, WRONG, sent
from tests.factories import NOW
from tests.rows import rows
from tests.visitor import Visitor, text_of

PIECE = {"HX-Request": "true"}


def address(item):
    return f"/author/questions/{item.pk}/try/"


def answered(visitor, item, answers, **more):
    return visitor.post(address(item), {"csrfmiddlewaretoken": visitor.token(), **sent(answers, item.kind)}, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_asked_as_a_learner_is_asked(ines, make_question, kind):
    item = make_question(kind=kind, owner=ines.user)
    page = ines.get(address(item))
    assert "Nothing is recorded." in text_of(page)
    assert item.current.body["scenario"] in text_of(page)
    assert f'action="{address(item)}"' in page.content.decode()
    assert "data-autosave" not in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_graded_as_a_learner_is_graded(ines, make_question, kind):
    item = make_question(kind=kind, owner=ines.user)
    right, wrong = (answered(ines, item, answers) for answers in (RIGHT, WRONG))
    assert (right.status_code, right.context["feedback"].verdict) == (200, "best")
    assert (wrong.status_code, wrong.context["feedback"].verdict) == (200, "wrong")
    assert wrong.context["feedback"].headline in text_of(wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_any_table(ines, make_question, kind):
    item = make_question(kind=kind, owner=ines.user)
    token = ines.token()
    before = rows()
    ines.get(address(item))
    for fields in (sent(RIGHT, kind), sent(WRONG, kind), {"answer": "unknown"}, {}):
        ines.post(address(item), {"csrfmiddlewaretoken": token, **fields})
    assert rows() == before


def test_no_learner_is_made_for_who_had_none(make_user, make_question):
    vera = Visitor.signed_in(make_user(username="vera", role="instructor", with_learner=False))
    item = make_question(owner=vera.user)
    before = rows()
    assert answered(vera, item, RIGHT).status_code == 200
    assert rows() == before
    assert "learner" not in vera.cookies


def test_the_working_copy_is_tried_and_not_what_is_published(ines, make_question):
    item = make_question(owner=ines.user)
    item.draft = {**item.source(), "scenario": "Another scenario altogether, which nobody was asked before this hour."}
    item.save()
    page = ines.get(address(item))
    assert "Another scenario altogether" in text_of(page)
    assert "This is the working copy." in text_of(page)
    assert "Another scenario altogether" in text_of(answered(ines, item, WRONG))


def test_what_cannot_be_graded_yet_says_what_is_missing(ines, make_question):
    item = make_question(owner=ines.user)
    item.draft = {**item.source(), "options": []}
    item.save()
    page = ines.get(address(item))
    assert "It cannot be answered yet" in text_of(page)
    assert "<code>options</code>" in page.content.decode()
    assert answered(ines, item, RIGHT).status_code == 422


def test_a_half_written_one_is_asked_as_far_as_it_goes(ines, make_question):
    item = make_question(owner=ines.user)
    item.draft = {**item.source(), "decided_by": [], "client": [], "title": "", "section": ""}
    item.save()
    assert answered(ines, item, WRONG).context["feedback"].verdict == "wrong"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_chosen_is_refused_as_a_learner_is_refused(ines, make_question, kind):
    item = make_question(kind=kind, owner=ines.user)
    answer = ines.post(address(item), {"csrfmiddlewaretoken": ines.token()})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_who_does_not_know_is_told(ines, make_question):
    item = make_question(owner=ines.user)
    answer = ines.post(address(item), {"csrfmiddlewaretoken": ines.token(), "answer": "unknown"})
    assert "You did not know. It is 404." in text_of(answer)


def test_a_piece_takes_the_place_of_the_piece(ines, make_question):
    item = make_question(owner=ines.user)
    piece = answered(ines, item, RIGHT, headers=PIECE)
    assert piece.content.decode().startswith('<div id="tried"')
    assert "Nothing is recorded." in text_of(piece)


def test_hostile_text_is_inert(ines, make_question):
    item = make_question(owner=ines.user)
    item.draft = {
        **item.source(),
        "scenario": "<script>alert(1)</script> [x](javascript:alert(1)) and some more words here.",
    }
    item.save()
    page = ines.get(address(item)).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_a_shipped_question_can_be_tried(ines, make_question):
    assert ines.get(address(make_question())).status_code == 200


def test_who_may_look_may_try(ines, ivan, make_question):
    item = make_question(owner=ivan.user)
    assert ines.get(address(item)).status_code == 404
    Share.objects.create(question=item, user=ines.user, right="view", given_at=NOW)
    assert ines.get(address(item)).status_code == 200


def test_a_learner_may_not(ada, make_question):
    assert ada.get(address(make_question())).status_code == 403
