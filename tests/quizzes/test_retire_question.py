"""/author/questions/<id>/retire/: what it means, doing it, and taking it back."""

from random import Random

import pytest

from quizzes.actions import start_attempt
from quizzes.models import Question, Share
from tests.factories import NOW, make_answer, make_attempt
from tests.visitor import text_of


def address(item):
    return f"/author/questions/{item.pk}/retire/"


@pytest.fixture
def item(ines, make_question):
    return make_question(owner=ines.user, title="The lost parcel")


def now(item):
    return Question.objects.get(pk=item.pk)


def test_the_page_says_which_quizzes_hold_it_and_who_is_in_the_middle(ines, item, make_quiz, make_question):
    quiz = make_quiz(questions=[item], owner=ines.user)
    other = make_quiz(questions=[make_question()])
    make_attempt(quiz=quiz, questions=[item])
    make_attempt(quiz=quiz, questions=[item], finished_at=NOW)
    words = text_of(ines.get(address(item)))
    assert quiz.title in words
    assert other.title not in words
    assert "One is under way." in words


def test_a_quiz_that_picks_it_is_named_too(ines, item, make_quiz):
    quiz = make_quiz(owner=ines.user, picks=[{"question": item.pk, "mark": 2}])
    assert quiz.title in text_of(ines.get(address(item)))


def test_looking_changes_nothing(ines, item):
    ines.get(address(item))
    assert now(item).retired_at is None


def test_retiring_says_how_it_stands_then(ines, item):
    answer = ines.send(address(item))
    assert (answer.status_code, answer["Location"]) == (303, address(item))
    assert now(item).state == "retired"
    assert "Bring it back" in text_of(ines.get(address(item)))


def test_what_replaces_it_is_told_to_who_has_the_old_address(ines, anonymous, item, make_question):
    other = make_question()
    ines.send(address(item), replaced_by=other.pk)
    answer = anonymous.get(f"/questions/{item.pk}/")
    assert answer.status_code == 410
    assert f'href="/questions/{other.pk}/"' in answer.content.decode()


def test_published_ones_of_the_topic_are_offered(ines, item, make_question):
    other, elsewhere = make_question(), make_question(topic="caching")
    page = ines.get(address(item)).content.decode()
    assert f'<option value="{other.pk}">' in page
    assert elsewhere.pk not in page
    assert f'<option value="{item.pk}">' not in page


def refused_replacements(ivan, item, make_question):
    return {
        "no-such-question": "There is no question with the id no-such-question.",
        item.pk: "It cannot replace itself.",
        make_question(owner=ivan.user).pk: "There is no question with the id",
        make_question(retired_at=NOW).pk: "is not published",
    }


def test_what_cannot_replace_it_is_refused_and_kept(ines, ivan, item, make_question):
    for name, said in refused_replacements(ivan, item, make_question).items():
        answer = ines.send(address(item), replaced_by=name)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert f'value="{name}"' in answer.content.decode()
    assert now(item).retired_at is None


def test_bringing_it_back_opens_the_editor(ines, item):
    ines.send(address(item))
    answer = ines.send(address(item), back="1")
    assert (answer.status_code, answer["Location"]) == (303, f"/author/questions/{item.pk}/")
    assert now(item).state == "published"


def test_a_double_click_retires_once(ines, item):
    form = ines.form(address(item))
    assert {ines.post(address(item), form.values).status_code for _ in range(2)} == {303}


def test_another_replacement_for_a_retired_one_is_a_conflict(ines, item, make_question):
    form = ines.form(address(item))
    ines.post(address(item), form.values)
    answer = ines.post(address(item), {**form.values, "replaced_by": make_question().pk})
    assert answer.status_code == 409
    assert now(item).replaced_by is None


@pytest.fixture
def shared(ivan, item):
    Share.objects.create(question=item, user=ivan.user, right="edit", given_at=NOW)
    return item


def test_what_a_colleague_changed_meanwhile_is_not_retired(ines, ivan, shared):
    form = ines.form(address(shared))
    ivan.send(f"/author/questions/{shared.pk}/", do="save", title="Better by far")
    answer = ines.post(address(shared), form.values)
    assert (answer.status_code, "It was not retired: look at it first." in text_of(answer)) == (409, True)
    assert (now(shared).retired_at, now(shared).draft["title"]) == (None, "Better by far")


def test_bringing_back_does_not_take_away_what_a_colleague_put_in_its_place(ines, ivan, shared, make_question):
    ines.send(address(shared))
    form, other = ines.form(address(shared)), make_question()
    ivan.send(address(shared), back="1")
    ivan.send(address(shared), replaced_by=other.pk)
    answer = ines.post(address(shared), {**form.values, "back": "1"})
    assert (answer.status_code, "It is still retired: look at it first." in text_of(answer)) == (409, True)
    assert (now(shared).state, now(shared).replaced_by_id) == ("retired", other.pk)


def test_bringing_back_twice_is_once(ines, item):
    ines.send(address(item))
    form = ines.form(address(item))
    assert {ines.post(address(item), {**form.values, "back": "1"}).status_code for _ in range(2)} == {303}
    assert now(item).state == "published"


@pytest.mark.parametrize("version", ["", "x", "9" * 30])
def test_a_form_without_its_version_retires_nothing(ines, item, version):
    assert ines.send(address(item), version=version).status_code == 409
    assert now(item).retired_at is None


def test_a_page_that_was_read_before_does_not_publish_it_back_into_use(ines, ivan, shared):
    editor = f"/author/questions/{shared.pk}/"
    form = ines.form(editor, editor)
    ivan.send(address(shared))
    answers = [
        ines.post(editor, {**form.values, "do": "publish", "title": title}) for title in ("The lost parcel", "A")
    ]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("It is retired now" in text_of(answer) for answer in answers)
    assert now(shared).state == "retired"


def test_the_form_that_is_refused_keeps_its_version(ines, ivan, shared):
    refused = ines.send(address(shared), replaced_by="no-such-question")
    ivan.send(f"/author/questions/{shared.pk}/", do="save", title="Better by far")
    form = ines.form(refused)
    assert ines.post(address(shared), {**form.values, "replaced_by": ""}).status_code == 409


def test_new_attempts_leave_it_out_and_those_under_way_keep_it(ines, item, make_quiz, make_question, make_learner):
    other = make_question()
    quiz = make_quiz(questions=[item, other])
    before = make_attempt(quiz=quiz, questions=[item, other])
    ines.send(address(item))
    begun = start_attempt(learner=make_learner(), quiz=quiz, now=NOW, rng=Random(1))
    assert begun.revision_ids == [other.current_id]
    before.refresh_from_db()
    assert before.revision_ids == [item.current_id, other.current_id]


@pytest.mark.parametrize("answered", [True, False])
def test_one_that_is_asked_in_quizzes_only_is_gone_only_for_who_could_know_its_address(
    ines, anonymous, make_question, answered
):
    item = make_question(owner=ines.user, is_linked=False)
    if answered:  # by itself: its address was given out before
        make_answer(question=item)
    assert anonymous.get(f"/questions/{item.pk}/").status_code == 404
    ines.send(address(item))
    assert anonymous.get(f"/questions/{item.pk}/").status_code == (410 if answered else 404)


def test_an_answer_in_a_quiz_gives_no_address_out(ines, anonymous, make_question):
    item = make_question(owner=ines.user, is_linked=False)
    make_answer(attempt=make_attempt(questions=[item]))
    ines.send(address(item))
    assert anonymous.get(f"/questions/{item.pk}/").status_code == 404


def test_a_shipped_question_is_retired_in_its_file_only(ines, make_question):
    answer = ines.get(address(make_question()))
    assert answer.status_code == 403
    assert "changed in its files only" in text_of(answer)


def test_who_may_only_look_does_not_retire(ivan, ines, item):
    Share.objects.create(question=item, user=ivan.user, right="view", given_at=NOW)
    answer = ivan.post(address(item), {"csrfmiddlewaretoken": ivan.token()})
    assert answer.status_code == 403
    assert now(item).retired_at is None


def test_a_strangers_question_does_not_exist(ivan, item):
    assert ivan.get(address(item)).status_code == 404
