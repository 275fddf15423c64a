"""/quizzes/<slug>/attempts/<uuid>/<n>/ of an exam: saved by a form without a script, and nothing is given away."""

from datetime import timedelta

import pytest

from quizzes.models import Answer, Attempt, Draft, Question
from tests.bodies import KINDS, PARTLY, REPLY, RIGHT, WRONG, sent, stored
from tests.factories import NOW, revise
from tests.quizzes.exams import MINUTES, at, other_device
from tests.rows import rows
from tests.visitor import text_of

# Whatever a place of an exam must not have: a reason, a verdict, a mark, the consequence.
GIVEN_AWAY = (
    "Holds here", "Does not hold", "What speaks for and against", "A client that is told so stops asking",
    "Not yet.", "more tries", "of the mark", "That is the one.", "holds.", "best answer", "Verdict", "data-announce",
)  # fmt: skip


def given_away(page):
    return [words for words in GIVEN_AWAY if words in page.content.decode()]


# Asking


def test_a_place_shows_its_question_and_when_the_time_ends(ada, begin_exam):
    words = text_of(ada.get(begin_exam()))
    assert ("A client asks for a teapot" in words, "1 of 2" in words, "Until 12:20" in words) == (True, True, True)


def test_a_page_counts_from_the_seconds_that_the_server_has_left(ada, begin_exam, clock):
    place = begin_exam()
    clock.shift(90)
    assert b'data-seconds-left="1110"' in ada.get(place).content


def test_an_exam_without_a_limit_shows_no_clock(ada, begin_exam):
    assert b"data-seconds-left" not in ada.get(begin_exam(minutes=None)).content


def test_an_exam_offers_no_hint_and_no_way_to_give_up(ada, make_attempt, make_question):
    attempt = make_attempt(
        learner=ada.learner, questions=[make_question(hints=["Think of who has to change something."])],
        behaviour={"mode": "exam"},
    )  # fmt: skip
    words = text_of(ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"))
    assert ("Think of who" in words, "I don't know" in words) == (False, False)


@pytest.mark.parametrize("answers", [RIGHT, WRONG, PARTLY, None])
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_of_an_exam_gives_anything_away(ada, begin_exam, kind, answers):
    place = begin_exam(kind, "one", confidence=True)
    values = sent(answers, kind) if answers and kind in answers else {}
    pages = [ada.get(place), ada.send(place, follow=True, **values), ada.get(place), ada.get(at(place, "hand-in/"))]
    assert [given_away(page) for page in pages] == [[], [], [], []]


@pytest.mark.parametrize("kind", KINDS)
def test_once_handed_in_the_same_pages_give_it_all_away(ada, begin_exam, kind):
    """So that the list of words above is known to find something."""
    place = begin_exam(kind)
    ada.send(place, **sent(WRONG, kind))
    ada.send(at(place, "hand-in/"))
    assert len(given_away(ada.get(place))) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_in_an_exam_gives_nothing_away(ada, begin_exam, kind):
    page = ada.send(begin_exam(kind), version="x", **sent(WRONG, kind))
    assert (page.status_code, given_away(page)) == (422, [])


def test_the_result_of_an_exam_under_way_leads_back_to_it(ada, begin_exam):
    place = begin_exam()
    answer = ada.get(at(place, "result/"))
    assert (answer.status_code, answer.headers["Location"]) == (303, at(place, ""))


def test_no_cache_keeps_a_page_of_an_exam(ada, begin_exam):
    place = begin_exam()
    stale = ada.form(place).values | {"answer": "luck"}
    pages = [
        ada.get(place),
        ada.get(at(place, "hand-in/")),
        ada.send(place, answer="nobody"),
        ada.send(place, answer="etag", follow=True),
        ada.post(place, stale),
    ]
    kept = [(page.status_code, page.headers["Cache-Control"]) for page in pages]
    assert kept == [(status, "private, no-store") for status in (200, 200, 422, 200, 409)]


# Saving without a script


@pytest.mark.parametrize("answers", [RIGHT, WRONG])
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_without_a_script_saves_each_kind(ada, begin_exam, kind, answers):
    answer = ada.send(begin_exam(kind), **sent(answers, kind))
    assert (answer.status_code, Draft.objects.get().response) == (303, stored(answers, kind))
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_can_be_changed_without_a_script(ada, begin_exam, kind):
    place = begin_exam(kind)
    for answers in (WRONG, RIGHT):
        ada.send(place, **sent(answers, kind))
    assert (Draft.objects.get().response, Draft.objects.get().version) == (stored(RIGHT, kind), 2)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_saved_stands_in_the_form(ada, begin_exam, kind):
    place = begin_exam(kind)
    ada.send(place, **sent(RIGHT, kind))
    ada.send(place)
    assert Draft.objects.get().response == stored(RIGHT, kind)


@pytest.mark.parametrize(
    ("go", "rest"), [("2", "2/"), ("1", "1/"), ("0", "hand-in/"), ("", "2/"), ("9", "hand-in/"), ("x", "2/")]
)
def test_a_saved_place_leads_where_the_button_says(ada, begin_exam, go, rest):
    place = begin_exam()
    assert ada.send(place, go=go).headers["Location"] == at(place, rest)


def test_the_last_place_leads_to_the_summary(ada, begin_exam):
    place = begin_exam()
    assert ada.send(at(place, "2/")).headers["Location"] == at(place, "hand-in/")


def test_a_flag_and_how_sure_one_is_are_saved(ada, begin_exam):
    place = begin_exam(confidence=True)
    ada.send(place, answer="etag", flagged="1", confidence="guess")
    again = ada.form(place).values
    assert (again["flagged"], again["confidence"]) == ("1", "guess")


def test_a_flagged_place_says_so_in_the_row(ada, begin_exam):
    place = begin_exam()
    ada.send(place, flagged="1")
    assert "1 , open, flagged" in text_of(ada.get(place))


def test_an_incomplete_place_says_so_in_the_row(ada, begin_exam):
    place = begin_exam("match", "one")
    ada.send(place, **{"pair-lost": "404"})
    assert "1 , incomplete" in text_of(ada.get(place))


def test_a_place_from_which_everything_was_taken_is_open(ada, begin_exam):
    place = begin_exam("several", "one")
    ada.send(place, answer="etag")
    ada.send(place, answer=None)
    assert "1 , open" in text_of(ada.get(place))


def test_the_order_of_the_attempt_stays(ada, make_attempt, make_question, clock):
    layout = [["luck", "etag", "date"]]
    attempt = make_attempt(
        learner=ada.learner, questions=[make_question(kind="one")], behaviour={"mode": "exam"}, layout=layout
    )
    html = ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/").content.decode()
    assert sorted(layout[0], key=lambda name: html.index(f'value="{name}"')) == layout[0]


# Refusals


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("one", {"answer": "nobody"}, "is not among what this question offers."),
        ("match", {"pair-nobody": "404"}, "is not one of the situations of this question."),
        ("match", {"pair-lost": "9" * 5000}, "is not among the codes that this question offers."),
        ("order", {"place-look": "5"}, "is no place among 4 steps."),
        ("write", {"text": "x" * 8001}, "8000 are the most"),
        ("type", {"text": "4" * 201}, "200 are the most"),
        ("one", {"revision": "0"}, "This form belongs to another question. Nothing was saved; this is question 1."),
    ],
)
def test_what_is_no_answer_is_refused_and_what_was_saved_stays(ada, begin_exam, kind, values, words):
    place = begin_exam(kind)
    ada.send(place, **sent(RIGHT, kind))
    before = rows()
    answer = ada.send(place, **values)
    assert (answer.status_code, rows(), words in text_of(answer)) == (422, before, True)
    assert Draft.objects.get().response == stored(RIGHT, kind)


def test_a_refusal_shows_again_all_that_was_sent(ada, begin_exam):
    text = "HTTP/1.1 405 Method Not Allowed\r\n" + "x" * 9000
    page = ada.send(begin_exam("write", confidence=True), text=text, flagged="1", confidence="sure")
    again = ada.form(page).values
    assert (again["text"], again["flagged"], again["confidence"]) == (text, "1", "sure")


def test_a_megabyte_is_413(ada, begin_exam):
    place = begin_exam("write")
    before = rows()
    assert (ada.send(place, text="x" * 1_000_000).status_code, rows()) == (413, before)


def test_a_stranger_gets_404(ada, sam, anonymous, ines, begin_exam):
    place = begin_exam()
    form = ada.form(place).values
    for visitor in (sam, anonymous, ines):
        values = form | {"csrfmiddlewaretoken": visitor.token(), "answer": "etag"}
        before = rows()
        assert {visitor.get(place).status_code, visitor.post(place, values).status_code} == {404}
        assert rows() == before


def test_a_question_that_was_revised_or_retired_is_asked_as_it_was(ada, begin_exam):
    place = begin_exam("one")
    question = Question.objects.get(pk=Attempt.objects.get().quiz.question_ids[0])
    revise(question, title="Another title", options=question.current.body["options"][1:])
    Question.objects.update(retired_at=NOW)
    answer = ada.send(place, answer="etag")
    assert (answer.status_code, "Another title" in text_of(ada.get(place))) == (303, False)


# Two devices


def test_another_device_goes_on_where_the_first_was_left(ada, begin_exam, clock):
    place = begin_exam("one", "one", "one")
    for number in (3, 2):
        ada.send(at(place, f"{number}/"), answer="etag")
        clock.shift(5)
    assert other_device(ada).get(at(place, "")).headers["Location"] == at(place, "2/")


def test_an_exam_begins_with_its_first_place(ada, begin_exam):
    place = begin_exam()
    assert ada.get(at(place, "")).headers["Location"] == place


@pytest.mark.parametrize(
    ("kind", "name"), [("one", "answer"), ("match", "pair-lost"), ("order", "place-look"), ("write", "text")]
)
def test_a_stale_form_is_a_conflict_that_shows_what_was_sent(ada, begin_exam, kind, name):
    place = begin_exam(kind, confidence=True)
    stale = ada.form(place).values | sent(WRONG, kind) | {"confidence": "guess", "flagged": "1"}
    other_device(ada).send(place, **sent(RIGHT, kind))
    page = ada.post(place, stale)
    again = ada.form(page).values
    assert (page.status_code, Draft.objects.get().response) == (409, stored(RIGHT, kind))
    assert "Another device changed this answer meanwhile." in text_of(page)
    assert (again[name], again["confidence"], again["flagged"]) == (
        sent(WRONG, kind)[name].replace("\n", "\r\n"),
        "guess",
        "1",
    )


def test_what_was_a_conflict_can_be_saved_all_the_same(ada, begin_exam):
    place = begin_exam()
    stale = ada.form(place).values | {"answer": "luck"}
    other_device(ada).send(place, answer="etag")
    answer = ada.send(ada.post(place, stale))
    assert (answer.status_code, Draft.objects.get().response) == (303, stored(WRONG, "one"))


# When the time is over


def test_after_the_time_a_form_counts_no_more_and_says_so(ada, begin_exam, clock):
    place = begin_exam()
    ada.send(place, answer="etag")
    late = ada.form(place).values | {"answer": "luck"}
    clock.shift(20 * MINUTES + 11)
    page = ada.post(place, late)
    assert (page.status_code, "The time ended at 12:20." in text_of(page)) == (409, True)
    assert Answer.objects.get(position=1).response == stored(RIGHT, "one")


def test_a_form_may_arrive_ten_seconds_after_the_time(ada, begin_exam, clock):
    place = begin_exam()
    form = ada.form(place).values | {"answer": "etag"}
    clock.shift(20 * MINUTES + 10)
    assert (ada.post(place, form).status_code, Draft.objects.count()) == (303, 1)


@pytest.mark.parametrize("rest", ["1/", "hand-in/", "result/"])
def test_the_next_visit_hands_in_at_the_deadline(ada, begin_exam, clock, rest):
    place = begin_exam()
    ada.send(place, answer="etag")
    clock.shift(3 * 60 * MINUTES)
    page = ada.get(at(place, rest), follow=True)
    attempt = Attempt.objects.get()
    assert (page.status_code, attempt.finished_at) == (200, NOW + timedelta(minutes=20))
    assert list(Answer.objects.order_by("position").values_list("mark", flat=True)) == [1, 0]


def test_the_quiz_hands_in_what_was_left_behind(ada, begin_exam, clock):
    begin_exam()
    clock.shift(60 * MINUTES)
    ada.get(f"/quizzes/{Attempt.objects.get().quiz_id}/")
    assert Attempt.objects.get().finished_at == NOW + timedelta(minutes=20)


def test_beginning_again_hands_in_what_was_left_behind(ada, begin_exam, clock):
    begin_exam()
    quiz = Attempt.objects.get().quiz_id
    form = ada.form(f"/quizzes/{quiz}/").values
    clock.shift(60 * MINUTES)
    ada.post(f"/quizzes/{quiz}/", form)
    assert list(Attempt.objects.order_by("started_at").values_list("finished_at", flat=True)) == [
        NOW + timedelta(minutes=20),
        None,
    ]


def test_an_exam_of_somebody_else_is_not_handed_in(ada, sam, begin_exam, clock):
    begin_exam()
    clock.shift(60 * MINUTES)
    sam.get(f"/quizzes/{Attempt.objects.get().quiz_id}/")
    assert Attempt.objects.get().finished_at is None


def test_a_save_after_it_was_handed_in_changes_nothing(ada, begin_exam):
    place = begin_exam()
    form = ada.form(place).values | {"answer": "luck"}
    ada.send(at(place, "hand-in/"))
    before, answers = rows(), list(Answer.objects.values())
    page = ada.post(place, form)
    assert (page.status_code, rows(), list(Answer.objects.values())) == (409, before, answers)
    assert "It was handed in before, perhaps on another device." in text_of(page)


def test_a_starter_that_nobody_touched_is_no_answer(ada, make_attempt, make_question):
    question = make_question(kind="write", starter=REPLY)
    attempt = make_attempt(learner=ada.learner, questions=[question], behaviour={"mode": "exam"})
    ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/")
    assert Draft.objects.get().response == {"kind": "write"}


# Queries


@pytest.mark.parametrize("length", [4, 40])
def test_a_place_takes_as_many_queries_at_four_questions_as_at_forty(
    ada, begin_exam, make_draft, length, django_assert_num_queries
):
    place = begin_exam(*["one"] * length)
    for position in range(1, length + 1):
        make_draft(attempt=Attempt.objects.get(), position=position)
    ada.get(place)
    with django_assert_num_queries(7):  # session, user, learner, attempt, its draft, all drafts, all revisions
        ada.get(place)


def test_a_double_click_without_a_script_is_one_save(ada, begin_exam):
    place = begin_exam("one", "one")
    values = ada.form(place).values | {"answer": "etag"}
    assert [ada.post(place, values).status_code for _ in range(2)] == [303, 303]
    assert Draft.objects.get().version == 1
