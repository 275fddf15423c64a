"""/questions/<id>/: one question by itself, asked and graded."""

from importlib import import_module

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from lessons.models import Section
from quizzes.forms import DAY
from quizzes.models import Answer
from quizzes.reports import graded_html
from statuscourse.accounts.middleware import learner_cookie
from statuscourse.accounts.models import Learner
from tests.factories import NOW, revise
from tests.rows import rows
from tests.visitor import text_of


@pytest.fixture
def teapot(make_question):
    return make_question(id="tests-teapot")


PAGE = "/questions/tests-teapot/"


# Asking


def test_a_question_shows_its_scenario(anonymous, teapot):
    assert "A client asks for a teapot" in text_of(anonymous.get(PAGE))


def test_a_question_offers_its_codes(anonymous, teapot):
    words = text_of(anonymous.get(PAGE))
    assert [code for code in ("400 Bad Request", "404 Not Found", "410 Gone") if code not in words] == []


def test_a_question_keeps_its_reasons_until_it_is_answered(anonymous, teapot):
    assert "What speaks for and against" not in anonymous.get(PAGE).content.decode()


def test_asking_makes_nobody_a_learner(anonymous, teapot):
    anonymous.get(PAGE)
    assert Learner.objects.count() == 0


def test_htmx_gets_the_question_without_the_page(anonymous, teapot):
    page = anonymous.get(PAGE, headers={"HX-Request": "true"}).content
    assert (b"<html" in page, b'id="ask-tests-teapot"' in page) == (False, True)


def test_a_question_that_never_was_is_404(anonymous, db):
    assert anonymous.get("/questions/tests-nobody/").status_code == 404


def test_authored_text_is_inert(anonymous, make_question):
    make_question(id="tests-evil", scenario="<script>alert(1)</script> asks for a teapot that is not there, again.")
    assert b"<script>alert" not in anonymous.get("/questions/tests-evil/").content


# Answering


def test_the_best_answer_is_told_so(anonymous, teapot):
    assert "404 it is." in text_of(anonymous.send(PAGE, answer="404"))


def test_a_wrong_answer_is_told_both_codes(anonymous, teapot):
    assert "Not 400. It is 404." in text_of(anonymous.send(PAGE, answer="400"))


def test_a_wrong_answer_is_told_both_reasons(anonymous, teapot):
    words = text_of(anonymous.send(PAGE, answer="400"))
    assert [code for code in (400, 404) if f"What speaks for and against {code} here" not in words] == []


def test_an_acceptable_answer_to_an_agreed_question_is_worth_half(anonymous, make_question):
    make_question(id="tests-half", acceptable=(410,), wrong=(400,))
    assert "Acceptable. 404 says more." in text_of(anonymous.send("/questions/tests-half/", answer="410"))
    assert Answer.objects.get().mark == 0.5


def test_an_acceptable_answer_to_a_contested_question_is_worth_all(anonymous, make_question):
    make_question(id="tests-whole", acceptable=(410,), wrong=(400,), agreement="contested")
    assert "Guides differ here." in text_of(anonymous.send("/questions/tests-whole/", answer="410"))
    assert Answer.objects.get().mark == 1


def test_i_do_not_know_is_explained(anonymous, teapot):
    assert "You did not know. It is 404." in text_of(anonymous.send(PAGE, answer="unknown"))


def test_three_typed_digits_are_an_answer(anonymous, teapot):
    anonymous.send(PAGE, typed="404")
    assert Answer.objects.get().chosen_code == 404


def test_i_do_not_know_wins_over_what_was_typed_before(anonymous, teapot):
    anonymous.send(PAGE, typed="404", answer="unknown")
    assert Answer.objects.get().chosen_code is None


def test_feedback_links_the_section_that_decides(anonymous, teapot):
    page = anonymous.send(PAGE, answer="404").content
    assert b"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5" in page


def test_feedback_links_the_section_of_the_lesson(anonymous, teapot):
    assert b'href="/lessons/who-are-you/#a"' in anonymous.send(PAGE, answer="404").content


def test_htmx_gets_the_feedback_without_the_page(anonymous, teapot):
    page = anonymous.send(PAGE, answer="404", htmx=True).content
    assert (b"<html" in page, b"404 it is." in page) == (False, True)


@pytest.mark.parametrize("htmx", [True, False])
def test_feedback_shows_once_what_was_asked(anonymous, teapot, htmx):
    assert text_of(anonymous.send(PAGE, answer="404", htmx=htmx)).count("A client asks for a teapot") == 1


def test_the_outline_of_a_lesson_hears_of_an_answer(anonymous, teapot):
    assert anonymous.send(PAGE, answer="404", htmx=True).headers["HX-Trigger"] == "answered"


def test_feedback_is_nobody_elses_to_keep(anonymous, teapot):
    assert anonymous.send(PAGE, answer="404").headers["Cache-Control"] == "private, no-cache"


def test_an_answer_has_all_that_results_need(ada, teapot):
    ada.send(PAGE, answer="400")
    answer = Answer.objects.get()
    assert (answer.learner, answer.revision, answer.verdict, answer.mark, answer.chosen_code, answer.best_code) == (
        ada.learner, teapot.current, "wrong", 0.0, 400, 404,
    )  # fmt: skip


@pytest.mark.parametrize("context", ["home", "check", "practice"])
def test_an_answer_knows_where_it_was_given(anonymous, teapot, context):
    anonymous.send(PAGE, answer="404", context=context)
    assert Answer.objects.get().context == context


@pytest.mark.parametrize("context", [*Answer.Context.values, "nonsense"])
def test_whatever_an_address_says_of_where_it_is_the_form_can_be_answered(anonymous, teapot, context):
    page = anonymous.get(f"{PAGE}?context={context}")
    assert anonymous.send(page, PAGE, answer="404").status_code == 200


def test_a_page_that_does_not_say_where_it_is_is_practice(anonymous, teapot):
    anonymous.send(PAGE, answer="404", context=None)
    assert Answer.objects.get().context == "practice"


def test_the_first_answer_makes_a_visitor_a_learner(anonymous, teapot):
    anonymous.send(PAGE, answer="404")
    assert Answer.objects.get().learner == anonymous.learner


def test_the_cookie_of_a_learner_is_for_the_server_alone(anonymous, teapot):
    cookie = anonymous.send(PAGE, answer="404").cookies["learner"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_cookie_of_a_learner_stays_on_https_where_the_site_does(anonymous, teapot, settings):
    settings.HTTPS = True
    middleware = learner_cookie(lambda request: HttpResponse())
    request = RequestFactory().get("/")
    request.new_learner_token = "token"
    assert middleware(request).cookies["learner"]["secure"] is True


def test_the_second_answer_is_of_the_same_learner(anonymous, teapot, make_question):
    anonymous.send(PAGE, answer="404")
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert Learner.objects.count() == 1


def test_a_made_up_cookie_is_nobody(anonymous, teapot, make_learner):
    make_learner()
    anonymous.cookies["learner"] = "guess"
    anonymous.send(PAGE, answer="404")
    assert Learner.objects.count() == 2


# The same twice


def test_the_same_form_sent_twice_counts_once(anonymous, teapot):
    form = anonymous.form(PAGE)
    answers = [anonymous.post(PAGE, form.values | {"answer": "404"}) for _ in range(2)]
    assert ([answer.status_code for answer in answers], Answer.objects.count()) == ([200, 200], 1)


def test_the_second_time_shows_the_first_result(anonymous, teapot):
    form = anonymous.form(PAGE)
    first, second = (anonymous.post(PAGE, form.values | {"answer": "400"}) for _ in range(2))
    assert text_of(second) == text_of(first)


def test_another_form_counts_again(anonymous, teapot):
    for _ in range(2):
        anonymous.send(PAGE, answer="404")
    assert Answer.objects.count() == 2


def test_another_choice_in_the_same_form_counts_again(anonymous, teapot):
    """A lesson's page may come out of the browser's own cache with its old form."""
    form = anonymous.form(PAGE)
    for answer in ("400", "404"):
        anonymous.post(PAGE, form.values | {"answer": answer})
    assert Answer.objects.count() == 2


def test_the_same_form_of_two_people_counts_for_both(ada, sam, teapot):
    for visitor in (ada, sam):
        visitor.send(PAGE, answer="404", key="one key")
    assert Answer.objects.count() == 2


def test_the_same_answer_out_of_yesterdays_page_counts_again(anonymous, teapot, time_machine):
    """A lesson's page may come out of the browser's own cache, and its check is answered anew."""
    time_machine.move_to(NOW, tick=False)
    form = anonymous.form(PAGE)
    for _ in range(2):
        anonymous.post(PAGE, form.values | {"answer": "404", "context": "check"})
        time_machine.shift(DAY)
    days = [at.day for at in Answer.objects.order_by("created_at").values_list("created_at", flat=True)]
    assert days == [NOW.day, NOW.day + 1]


def test_the_same_answer_later_on_the_same_day_counts_once(anonymous, teapot, time_machine):
    time_machine.move_to(NOW, tick=False)
    form = anonymous.form(PAGE)
    for _ in range(2):
        anonymous.post(PAGE, form.values | {"answer": "404", "context": "check"})
        time_machine.shift(11 * 60 * 60)
    assert Answer.objects.count() == 1


# How long it took


@pytest.mark.parametrize("seconds", [0, 1, 75, DAY])
def test_the_time_that_an_answer_took_is_kept(anonymous, teapot, time_machine, seconds):
    time_machine.move_to(NOW, tick=False)
    form = anonymous.form(PAGE)
    time_machine.shift(seconds)
    anonymous.post(PAGE, form.values | {"answer": "404"})
    assert Answer.objects.get().seconds == seconds


@pytest.mark.parametrize(
    "asked_at",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param(str(int(NOW.timestamp()) + 1), id="in the future"),
        pytest.param("9" * 30, id="in the far future"),
        pytest.param(str(int(NOW.timestamp()) - DAY - 1), id="older than a day"),
        pytest.param("0", id="at the beginning of time"),
        pytest.param("-" + "9" * 30, id="before the beginning of time"),
    ],
)
def test_a_time_that_makes_no_sense_is_left_open(anonymous, teapot, time_machine, asked_at):
    """The answer counts all the same: the time is only the form's own word."""
    time_machine.move_to(NOW, tick=False)
    answer = anonymous.send(PAGE, answer="404", asked_at=asked_at)
    assert (answer.status_code, Answer.objects.get().seconds) == (200, None)


@pytest.mark.parametrize("asked_at", ["noon", "1.5", "NaN", "9" * 5000])
def test_a_time_that_is_no_number_is_refused(anonymous, teapot, asked_at):
    refused(anonymous, 422, "Enter a whole number.", answer="404", asked_at=asked_at)


def test_a_form_that_was_refused_asks_from_then_on(anonymous, teapot, time_machine):
    time_machine.move_to(NOW, tick=False)
    page = anonymous.send(PAGE)
    time_machine.shift(20)
    anonymous.send(page, PAGE, answer="404")
    assert Answer.objects.get().seconds == 20


def test_a_check_of_a_lesson_does_not_say_when_it_was_asked(anonymous, db):
    """The page of a lesson is the same for everybody, and a browser keeps it."""
    check = Section.objects.get(lesson="who-are-you", anchor="unknown-caller").check_question
    form = anonymous.form("/lessons/who-are-you/", f"/questions/{check}/")
    anonymous.post(form.action, form.values | {"answer": "unknown"})
    assert (Answer.objects.get().context, Answer.objects.get().seconds) == ("check", None)


# Revisions


def test_an_older_revision_of_the_question_is_graded_as_it_was_seen(anonymous, teapot):
    form = anonymous.form(PAGE)
    revise(teapot, title="Another title", options=[*teapot.current.body["options"][:2]])
    answer = anonymous.post(PAGE, form.values | {"answer": "410"})
    assert (answer.status_code, Answer.objects.get().revision.number) == (200, 1)


def test_a_code_of_the_newer_revision_is_not_in_the_older(anonymous, teapot):
    form = anonymous.form(PAGE)
    options = [
        option | {"code": 499 if option["code"] == 410 else option["code"]} for option in teapot.current.body["options"]
    ]
    revise(teapot, options=options)
    assert anonymous.post(PAGE, form.values | {"answer": "499"}).status_code == 422


def refused(visitor, status, words, **values):
    """Send a form that has to be refused with these words and to change nothing."""
    form = visitor.form(PAGE)
    before = rows()
    sent = {name: value for name, value in (form.values | values).items() if value is not None}
    answer = visitor.post(PAGE, sent)
    assert (answer.status_code, rows()) == (status, before)
    assert words in text_of(answer)


FOREIGN = "This form does not belong to this question any more. Nothing was recorded"


def test_a_revision_of_another_question_is_refused(anonymous, teapot, make_question):
    refused(anonymous, 422, FOREIGN, answer="404", revision=str(make_question().current_id))


@pytest.mark.parametrize("revision", [None, "", "0", "-1", "999999999", "x", "1.5", "²", "1" * 30, "1; DROP TABLE"])
def test_a_revision_that_is_not_there_is_refused(anonymous, teapot, revision):
    refused(anonymous, 422, FOREIGN, answer="404", revision=revision)


def test_a_refused_form_can_be_answered_afresh(anonymous, teapot):
    page = anonymous.send(PAGE, answer="404", revision="0")
    assert anonymous.send(page, answer="404").status_code == 200


# Refusals


def test_nothing_chosen_is_refused(anonymous, teapot):
    refused(anonymous, 422, "Nothing is chosen yet. Pick a code, type its digits")


@pytest.mark.parametrize("answer", ["418", "999", "000"])
def test_a_code_that_was_not_offered_is_refused(anonymous, teapot, answer):
    refused(anonymous, 422, f"{answer} is not among the codes that this question offers.", answer=answer)


@pytest.mark.parametrize("answer", ["40", "four", "404 Not Found", "<script>", "４０４"])
def test_what_is_no_code_is_refused(anonymous, teapot, answer):
    refused(anonymous, 422, "An answer is one of the offered codes, three digits.", answer=answer)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"answer": "4" * 17}, "at most 16 characters"),
        ({"answer": "404", "key": "k" * 65}, "at most 64 characters"),
        ({"answer": "404\x00"}, "Null characters are not allowed."),
        ({"answer": "404", "context": "exam"}, "exam is not one of the available choices."),
    ],
)
def test_a_field_that_was_tampered_with_is_refused(anonymous, teapot, values, words):
    refused(anonymous, 422, words, **values)


def test_a_refusal_for_htmx_is_the_question_with_the_reason(anonymous, teapot):
    answer = anonymous.send(PAGE, htmx=True)
    assert (answer.status_code, b"<html" in answer.content, b"Nothing is chosen yet" in answer.content) == (
        422,
        False,
        True,
    )


def test_a_refusal_repeats_nothing_that_can_act(anonymous, teapot):
    answer = anonymous.send(PAGE, answer="404", context='"><script>alert(1)</script>')
    assert b"<script>alert" not in answer.content


def test_a_form_without_a_token_is_refused(anonymous, teapot):
    before = rows()
    answer = anonymous.send(PAGE, answer="404", csrfmiddlewaretoken=None)
    assert (answer.status_code, rows(), "This form has expired" in text_of(answer)) == (403, before, True)


def test_a_token_of_somebody_else_is_refused(anonymous, ada, teapot):
    answer = anonymous.send(PAGE, answer="404", csrfmiddlewaretoken=ada.token())
    assert (answer.status_code, Answer.objects.count()) == (403, 0)


def test_a_body_over_the_limit_is_413(anonymous, teapot):
    before = rows()
    answer = anonymous.send(PAGE, answer="404", more="x" * 70_000)
    assert (answer.status_code, rows()) == (413, before)
    assert "No form of this site needs more than 64 kB. Nothing was read, nothing has changed." in text_of(answer)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=\xc3\xa4", b"--x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(500))),
    ],
)
def test_a_body_that_cannot_be_read_is_400(anonymous, teapot, kind, body):
    token = anonymous.token()
    before = rows()
    kind = kind if isinstance(kind, str) else kind.decode("latin-1")
    answer = anonymous.generic("POST", PAGE, body, content_type=kind, headers={"X-CSRFToken": token})
    assert (answer.status_code, rows(), "A request that cannot be read" in text_of(answer)) == (400, before, True)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_a_body_of_another_format_changes_nothing(anonymous, teapot, kind):
    token = anonymous.token()
    before = rows()
    answer = anonymous.generic("POST", PAGE, b'{"answer": "404"}', content_type=kind, headers={"X-CSRFToken": token})
    assert (400 <= answer.status_code < 500, rows()) == (True, before)


@pytest.mark.parametrize("length", ["ten", "-1"])
def test_a_length_that_is_no_number_is_400(anonymous, teapot, length):
    answer = anonymous.generic("POST", PAGE, b"", CONTENT_LENGTH=length)
    assert (answer.status_code, Answer.objects.count()) == (400, 0)


# Retired


def test_a_retired_question_is_410(anonymous, make_question):
    make_question(id="tests-teapot", retired_at=NOW)
    answer = anonymous.get(PAGE)
    assert (answer.status_code, "This question was retired." in text_of(answer)) == (410, True)


def test_a_retired_question_names_what_replaced_it(anonymous, make_question):
    make_question(id="tests-teapot", retired_at=NOW, replaced_by=make_question(id="tests-kettle"))
    assert b'href="/questions/tests-kettle/"' in anonymous.get(PAGE).content


def test_a_retired_question_takes_no_answer(anonymous, make_question):
    question = make_question(id="tests-teapot")
    form = anonymous.form(PAGE)
    question.retired_at = NOW
    question.save()
    before = rows()
    answer = anonymous.post(PAGE, form.values | {"answer": "404"})
    assert (answer.status_code, rows()) == (410, before)


# Queries


def test_asking_takes_two_queries(anonymous, teapot, django_assert_num_queries):
    with django_assert_num_queries(2):  # the question, its revision
        anonymous.get(PAGE)


def test_answering_takes_few_queries(ada, teapot, django_assert_max_num_queries):
    form = ada.form(PAGE)
    with django_assert_max_num_queries(8):
        ada.post(PAGE, form.values | {"answer": "404"})


def test_feedback_that_was_made_in_one_language_is_not_shown_in_another(make_answer, monkeypatch):
    words = import_module("quizzes.reports.feedback")  # the package has a function of this name
    monkeypatch.setattr(words, "_", lambda text: f"{translation.get_language()}: {text}")
    answer = make_answer(code=400)
    with translation.override("en"):
        assert "en: Not 400. It is 404." in graded_html(answer)
    with translation.override("de"):
        assert "de: Not 400. It is 404." in graded_html(answer)
