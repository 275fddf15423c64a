"""/questions/<id>/: every kind of question by itself, answered by a form and by htmx, refused without a loss."""

import pytest
from pydantic import TypeAdapter

from quizzes.core.bank import revision_body
from quizzes.core.kinds import KINDS as KINDS_OF_THE_SITE
from quizzes.core.kinds import Question as AnyQuestion
from quizzes.models import Answer, Question
from quizzes.reports.feedback import GAP, _feedback_html, _frame_html
from tests.bodies import KINDS, NEW_KINDS, PARTLY, REPLY, RIGHT, WITHOUT_ALLOW, WRONG, body_of, sent, stored
from tests.factories import revise
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def ask(make_question):
    """Make a question of a kind; its address."""

    def make(kind, **changes):
        make_question(id=f"tests-{kind}", kind=kind, **changes)
        return f"/questions/tests-{kind}/"

    return make


def only_answer():
    return Answer.objects.get()


# What the factories make


def test_the_tests_know_every_kind():
    assert set(KINDS) == set(KINDS_OF_THE_SITE)


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_a_body_of_the_factories_is_one_that_the_loader_makes(kind):
    more = {"id": f"tests-{kind}", "difficulty": 1, "section": "who-are-you#a"}
    more |= {"samples": [{"text": WITHOUT_ALLOW, "mark": 0.5}]} if kind == "write" else {}
    question = TypeAdapter(AnyQuestion).validate_python(body_of(kind) | more)
    assert revision_body(question) == body_of(kind)


@pytest.mark.parametrize(
    ("kind", "best"),
    [("code", 404), ("situation", 404), ("type", 422), ("write", 405)]
    + [(kind, None) for kind in ("one", "several", "match", "order", "fault")],
)
def test_a_question_of_the_factories_names_its_best_code(make_question, kind, best):
    assert make_question(kind=kind).best_code == best


# Answering


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_kept_as_it_was_given(ada, ask, kind):
    ada.send(ask(kind), **sent(RIGHT, kind))
    assert only_answer().response == stored(RIGHT, kind)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_best_and_earns_the_mark(ada, ask, kind, htmx):
    answer = ada.send(ask(kind), htmx=htmx, **sent(RIGHT, kind))
    assert (answer.status_code, only_answer().verdict, only_answer().mark) == (200, "best", 1)


@pytest.mark.parametrize("kind", PARTLY)
def test_an_answer_that_holds_in_part_earns_a_part(ada, ask, kind):
    ada.send(ask(kind), **sent(PARTLY, kind))
    answer = only_answer()
    assert (answer.response, answer.verdict) == (stored(PARTLY, kind), "partly")
    assert answer.mark == pytest.approx(PARTLY[kind][2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_earns_nothing(ada, ask, kind):
    ada.send(ask(kind), **sent(WRONG, kind))
    answer = only_answer()
    assert (answer.response, answer.verdict, answer.mark) == (stored(WRONG, kind), "wrong", 0)


@pytest.mark.parametrize("kind", KINDS)
def test_not_knowing_is_an_answer_to_every_kind(ada, ask, kind):
    ada.send(ask(kind), answer="unknown")
    answer = only_answer()
    unknown = {"code": None} if kind == "code" else {"unknown": True}
    assert (answer.response, answer.verdict, answer.chosen_code) == ({"kind": kind} | unknown, "wrong", None)


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_not_knowing_wins_over_what_was_filled_in_before(ada, ask, kind):
    ada.send(ask(kind), **(sent(RIGHT, kind) | {"answer": "unknown"}))
    assert only_answer().response == {"kind": kind, "unknown": True}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("situation", (410, 404)), ("type", (409, 422)), ("write", (200, 405)), ("match", (None, None))],
)
def test_an_answer_that_is_a_code_keeps_what_was_chosen_and_what_was_best(ada, ask, kind, codes):
    ada.send(ask(kind), **sent(WRONG, kind))
    assert (only_answer().chosen_code, only_answer().best_code) == codes


def test_an_acceptable_text_is_worth_half(ada, ask):
    ada.send(ask("type"), text="400 bad request")
    assert (only_answer().verdict, only_answer().mark) == ("acceptable", 0.5)


# What is explained, and when


def with_reasons(kind, page):
    """Whether a page has a reason of what holds, and one of what does not."""
    words = text_of(page)
    if kind == "code":
        return "What speaks for and against 404" in words, "What speaks for and against 400" in words
    return "Holds here" in words, "Does not hold" in words


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_keeps_its_reasons_until_it_is_answered(anonymous, ask, kind):
    assert with_reasons(kind, anonymous.get(ask(kind))) == (False, False)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_is_explained(anonymous, ask, kind, htmx):
    page = anonymous.send(ask(kind), htmx=htmx, **sent(WRONG, kind))
    told = with_reasons(kind, page)
    assert told == (True, kind not in {"match", "order"})  # their reasons are of what belongs together


@pytest.mark.parametrize("answer", [RIGHT, WRONG, None])
@pytest.mark.parametrize("kind", NEW_KINDS)
def test_every_answer_is_told_what_it_changes(anonymous, ask, kind, answer):
    values = sent(answer, kind) if answer else {"answer": "unknown"}
    assert "A client that is told so stops asking" in text_of(anonymous.send(ask(kind), **values))


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_for_htmx_comes_without_the_page(anonymous, ask, kind):
    page = anonymous.send(ask(kind), htmx=True, **sent(RIGHT, kind))
    assert (b"<html" in page.content, with_reasons(kind, page)[0]) == (False, True)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("several", "1 of 2 holds."),
        ("match", "1 of 3 holds."),
        ("order", "A part of this order holds."),
        ("write", "1 of 2 holds."),
    ],
)
def test_an_answer_in_part_is_told_how_much_of_it_holds(anonymous, ask, kind, words):
    assert words in text_of(anonymous.send(ask(kind), **sent(PARTLY, kind)))


def test_a_status_that_does_not_fit_is_told_that_the_rest_earns_nothing(anonymous, ask):
    words = text_of(anonymous.send(ask("write"), **sent(WRONG, "write")))
    assert "Not this status, and without it the rest earns nothing." in words


def test_what_was_written_is_inert(anonymous, ask):
    page = anonymous.send(ask("write"), text="HTTP/1.1 405 Nope\n\n<script>alert(1)</script>").content
    assert (b"<script>alert" in page, b"&lt;script&gt;alert" in page) == (False, True)


def test_what_was_typed_is_inert(anonymous, ask):
    assert b"<script>alert" not in anonymous.send(ask("type"), text="<script>alert(1)</script>").content


@pytest.mark.parametrize(
    "text", ['Look" hx-post=/accounts/my-data/delete/ hx-trigger=load', "Look &quot; onclick=evil()"]
)
def test_a_quotation_mark_in_a_step_ends_no_attribute(anonymous, ask, text):
    steps = [step | {"text": text} for step in body_of("order")["steps"]]
    page = anonymous.get(ask("order", steps=steps)).content.decode()
    assert 'Look" ' not in page.split("<select", 1)[1].split("</select>", 1)[0]
    assert ": Look&quot; " in page or ": Look &quot; " in page


# Refusals: nothing is recorded, and what was sent stands in the form again


def refused(visitor, page, status, words, **values):
    """Send what has to be refused with these words and change nothing; the answer."""
    form = visitor.form(page)
    before = rows()
    answer = visitor.post(form.action, form.values | values)
    assert (answer.status_code, rows()) == (status, before)
    assert words in text_of(answer)
    return answer


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("code", "Pick a code, type its digits"),
        ("situation", "Nothing is chosen yet."),
        ("one", "Nothing is chosen yet."),
        ("several", "Nothing is chosen yet."),
        ("match", "No situation has a code yet."),
        ("order", "No step has a place yet. Put the steps in order, or say “I don't know”."),
        ("fault", "No line is ticked yet."),
        ("type", "Nothing is typed yet."),
        ("write", "Nothing is written yet."),
    ],
)
def test_an_empty_form_of_each_kind_is_refused(ada, ask, kind, words):
    refused(ada, ask(kind), 422, words)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("situation", {"answer": "nobody"}, "“nobody” is not among what this question offers."),
        ("one", {"answer": "<script>"}, "“<script>” is not among what this question offers."),
        ("one", {"answer": "x" * 81}, "at most 80 characters"),
        ("one", {"answer": "etag\x00"}, "Null characters are not allowed."),
        ("several", {"answer": ["etag", "nobody"]}, "“nobody” is not among what this question offers."),
        ("several", {"answer": ["etag", "etag"]}, "The same choice came twice."),
        ("several", {"answer": ["etag\x00"]}, "is not among what this question offers."),
        ("match", {"pair-nobody": "404"}, "“nobody” is not one of the situations of this question."),
        ("match", {"pair-lost": "418"}, "“418” is not among the codes that this question offers."),
        ("match", {"pair-lost": "４０４"}, "“４０４” is not among the codes that this question offers."),
        ("match", {"pair-lost": "9" * 5000}, f"“{'9' * 40}” is not among the codes that this question offers."),
        ("match", {"pair-lost": "404"}, "Every situation needs a code; without one: 2."),
        ("order", {"place-nobody": "1"}, "“nobody” is not one of the steps of this question."),
        ("order", {"place-look": "5"}, "“5” is no place among 4 steps."),
        ("order", {"place-look": "0"}, "“0” is no place among 4 steps."),
        ("order", {"place-look": "9" * 5000}, f"“{'9' * 40}” is no place among 4 steps."),
        ("order", {"place-look": "1"}, "Every step needs a place of its own; places still free: 3."),
        ("fault", {"line": ["5"]}, "“5” is not among what this question offers."),
        ("fault", {"line": ["2", "2"]}, "The same choice came twice."),
        ("type", {"text": "4" * 201}, "That is 201 characters; 200 are the most that an answer here may have."),
        ("type", {"text": "422\x00"}, "An answer cannot hold a zero byte."),
        ("write", {"text": "HTTP/1.1 405\x00"}, "An answer cannot hold a zero byte."),
        ("write", {"text": "x" * 8001}, "That is 8001 bytes; 8000 are the most that a response here may have."),
        ("write", {"text": "x" * 30_000}, "That is 30000 bytes; 8000 are the most"),
    ],
)
def test_what_is_no_answer_to_a_kind_is_refused(ada, ask, kind, values, words):
    refused(ada, ask(kind), 422, words, **values)


SAME_PLACE_TWICE = {"place-look": "1", "place-parse": "1", "place-check": "2", "place-act": "3"}


def test_an_order_with_repeats_is_refused(ada, ask):
    refused(ada, ask("order"), 422, "places still free: 1.", **SAME_PLACE_TWICE)


def test_more_than_was_asked_for_is_refused(ada, ask):
    words = "Choose 2 here; 3 came."
    refused(ada, ask("several", choose=2, credit="proportional"), 422, words, answer=["etag", "date", "luck"])


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_a_revision_of_another_question_is_refused(ada, ask, make_question, kind):
    values = sent(RIGHT, kind) | {"revision": str(make_question().current_id)}
    refused(ada, ask(kind), 422, "Nothing was recorded; answer it afresh below.", **values)


@pytest.mark.parametrize("kind", KINDS)
def test_a_megabyte_is_413(ada, ask, kind):
    refused(ada, ask(kind), 413, "Nothing was read, nothing has changed.", text="x" * 1_000_000)


LONG = "HTTP/1.1 405 Method Not Allowed\r\n" + "x" * 9000


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("several", {"answer": ["etag", "date", "luck"]}),
        ("match", {"pair-lost": "404", "pair-gone": "", "pair-taken": "422"}),
        ("order", SAME_PLACE_TWICE),
        ("order", {"place-look": "1", "place-parse": "", "place-check": "", "place-act": "2"}),
        ("type", {"text": "4" * 201}),
        ("write", {"text": LONG}),
        ("write", {"text": LONG * 3}),
    ],
)
def test_a_refusal_loses_nothing_of_what_was_sent(ada, ask, kind, values):
    more = {"choose": 2, "credit": "proportional"} if kind == "several" else {}
    page = ada.send(ask(kind, **more), **values)
    again = ada.form(page).values
    kept = {name: sorted(again[name]) if isinstance(again[name], list) else again[name] for name in values}
    assert (page.status_code, kept) == (
        422,
        {name: sorted(value) if isinstance(value, list) else value for name, value in values.items()},
    )


@pytest.mark.parametrize("kind", ["type", "write"])
def test_a_zero_byte_is_taken_out_of_what_is_shown_again(ada, ask, kind):
    page = ada.send(ask(kind), text="405\x00 and more")
    assert ada.form(page).values["text"] == "405 and more"


def test_an_edited_field_loses_no_other(ada, ask):
    page = ada.send(ask("match"), **{"pair-lost": "404", "pair-gone": "410", "pair-taken": "418"})
    again = ada.form(page).values
    assert (again["pair-lost"], again["pair-gone"], again["pair-taken"]) == ("404", "410", "")


def test_what_was_refused_can_be_mended_and_sent(ada, ask):
    page = ada.send(ask("match"), **{"pair-lost": "404", "pair-gone": "410"})
    ada.send(page, **{"pair-taken": "409"})
    assert only_answer().response == stored(RIGHT, "match")


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_a_refusal_for_htmx_is_the_question_with_the_reason(ada, ask, kind):
    answer = ada.send(ask(kind), htmx=True, key="k" * 65, **sent(RIGHT, kind))
    assert (answer.status_code, b"<html" in answer.content) == (422, False)
    assert "at most 64 characters" in text_of(answer)


def test_a_starter_stands_in_the_editor(ada, ask):
    page = ada.get(ask("write", starter=REPLY))
    assert ada.form(page).values["text"] == REPLY.replace("\n", "\r\n")


def test_a_starter_that_nobody_touched_is_nothing_written(ada, ask):
    refused(ada, ask("write", starter=REPLY), 422, "Nothing is written yet.")


def test_a_starter_that_was_changed_is_an_answer(ada, ask):
    text = REPLY.replace("GET, HEAD", "GET")
    ada.send(ask("write", starter=REPLY), text=text.replace("\n", "\r\n"))
    assert only_answer().response == {"kind": "write", "text": text}


# Queries


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_answering_takes_few_queries(ada, ask, kind, django_assert_max_num_queries):
    form = ada.form(ask(kind))
    with django_assert_max_num_queries(8):
        ada.post(form.action, form.values | sent(RIGHT, kind))


# A question of an exam under way


@pytest.fixture
def asked_in_exam(ada, begin_exam):
    """Begin an exam of Ada's; the address of its question by itself."""
    begin_exam("one")
    return f"/questions/{Question.objects.get(topic='tests', kind='one').pk}/"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("answer", ["etag", "luck", "unknown"])
def test_a_question_of_the_exam_under_way_is_not_explained_alone(ada, asked_in_exam, answer, htmx):
    form = ada.form(asked_in_exam).values | {"answer": answer}
    before = rows()
    page = ada.post(asked_in_exam, form, headers={"HX-Request": "true"} if htmx else {})
    assert (page.status_code, rows(), with_reasons("one", page)) == (409, before, (False, False))
    words = text_of(page)
    assert ("Not now" in words, "It is part of the exam that you have under way" in words) == (True, True)


def test_a_question_that_was_revised_since_the_exam_began_is_not_explained_alone(ada, asked_in_exam):
    revise(Question.objects.get(topic="tests", kind="one"), title="Another title")
    before = rows()
    assert (ada.send(asked_in_exam, answer="etag").status_code, rows()) == (409, before)


def test_who_is_refused_a_question_of_the_exam_is_led_back_to_it(ada, asked_in_exam):
    attempt = ada.learner.attempts.get()
    page = ada.send(asked_in_exam, answer="etag")
    assert f'href="/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"'.encode() in page.content


def test_an_exam_of_somebody_else_keeps_nobody_from_answering(sam, anonymous, asked_in_exam):
    assert [visitor.send(asked_in_exam, answer="etag").status_code for visitor in (sam, anonymous)] == [200, 200]


def test_an_exam_that_was_handed_in_keeps_nobody_from_answering(ada, asked_in_exam):
    attempt = ada.learner.attempts.get()
    ada.send(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/hand-in/")
    assert ada.send(asked_in_exam, answer="etag").status_code == 200


def test_an_exam_keeps_nobody_from_answering_what_it_does_not_ask(ada, asked_in_exam, make_question):
    assert ada.send(f"/questions/{make_question(kind='one').pk}/", answer="etag").status_code == 200


def test_practice_under_way_keeps_nobody_from_answering(ada, begin_practice):
    begin_practice("one")
    question = Question.objects.get(topic="tests", kind="one")
    assert ada.send(f"/questions/{question.pk}/", answer="etag").status_code == 200


# What was typed, in pages that are kept for everybody


@pytest.mark.parametrize("htmx", [True, False])
def test_two_wrong_texts_are_each_shown_as_they_were_typed(ada, anonymous, ask, htmx):
    page = ask("type")
    told = [visitor.send(page, text=text, htmx=htmx).content.decode() for visitor, text in
            ((ada, "<b>first</b>"), (anonymous, "<b>second</b>"))]  # fmt: skip
    shown = [[text in html for text in ("&lt;b&gt;first&lt;", "&lt;b&gt;second&lt;", "<b>first", "<b>second", "⟦")]
             for html in told]  # fmt: skip
    assert shown == [[True, False, False, False, False], [False, True, False, False, False]]


@pytest.mark.parametrize("kind", ["type", "write"])
def test_a_text_that_looks_like_the_gap_for_it_is_shown_as_it_was_typed(ada, ask, kind):
    """A finding quotes it too, and must not have the text put into its quotation."""
    words = text_of(ada.send(ask(kind), text=f"{GAP} and more"))
    assert (f"{GAP} and more" in words, "and more and more" in words) == (True, False)


def test_typed_texts_do_not_pile_up_in_the_memory(ada, ask):
    page = ask("type")
    sizes = []
    for number in range(5):
        assert f"&lt;{number}&gt;" in ada.send(page, text=f"<{number}>", htmx=True).content.decode()
        sizes.append(_feedback_html.cache_info().currsize)
    assert sizes == [1] * 5


def test_written_texts_do_not_pile_up_in_the_memory(ada, ask):
    page = ask("write")
    sizes = []
    for number in range(5):
        html = ada.send(page, text=f"{WITHOUT_ALLOW}X: <{number}>", htmx=True).content.decode()
        sizes.append((f"X: &lt;{number}&gt;" in html, _feedback_html.cache_info().currsize))
    assert sizes == [(True, 1)] * 5


def test_typed_texts_in_an_attempt_do_not_pile_up_in_the_memory(ada, make_attempt, make_question):
    attempt = make_attempt(learner=ada.learner, questions=[question := make_question(kind="type"), question, question])
    sizes = []
    for number in (1, 2, 3):
        place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{number}/"
        html = ada.send(place, text=f"<{number}>", follow=True).content.decode()
        sizes.append((f"&lt;{number}&gt;" in html, _feedback_html.cache_info().currsize))
    assert sizes == [(True, 1)] * 3


def test_the_reasons_are_kept_once_wherever_the_question_was_asked(ada, ask):
    page = ask("type")
    for context in ("practice", "check", "home"):
        ada.send(page, text="wrong", context=context, htmx=True)
    assert (_feedback_html.cache_info().currsize, _frame_html.cache_info().currsize) == (1, 3)
