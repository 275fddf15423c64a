"""/author/reports/<pk>/: a reply closes a report; two colleagues do not answer over each other."""

import pytest

from quizzes.models import QuestionReport
from tests.factories import NOW, make_answer, make_question, make_report
from tests.visitor import Forms, text_of

REPLY = "It is 2026 now. Thank you."


@pytest.fixture
def report(ines, ada):
    question = make_question(id="tests-own", owner=ines.user)
    answer = make_answer(learner=ada.learner, question=question, code=400)
    return make_report(learner=ada.learner, answer=answer, text="The year is wrong.")


@pytest.fixture
def page(report):
    return f"/author/reports/{report.pk}/"


def stored():
    return QuestionReport.objects.get()


def post(visitor, page, **values):
    """Send a reply as from a page that was read now."""
    form = {"csrfmiddlewaretoken": visitor.token(), "version": stored().version, **values}
    return visitor.post(page, form)


def test_it_shows_what_was_reported_and_the_answer_as_it_was_graded(page, ines):
    words = text_of(ines.get(page))
    assert [text in words for text in ("The year is wrong.", "400 Bad Request", "Not 400. It is 404.")] == [True] * 3


def test_it_leads_to_no_report_of_their_own(page, ines):
    """Nobody reports what they have not answered: the address would be 404."""
    assert b"/reports/new/" not in ines.get(page).content


def test_a_reply_closes_it(page, ines, report):
    answer = ines.send(page, reply=REPLY)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?done=closed")
    assert (stored().reply, stored().closed_by, stored().closed_at is not None) == (REPLY, ines.user, True)


def test_the_learner_reads_the_reply(page, ines, ada):
    ines.send(page, reply=REPLY)
    assert REPLY in text_of(ada.get("/reports/"))


def test_the_same_reply_sent_twice_is_one(page, ines):
    form = ines.form(page).values | {"reply": REPLY}
    assert [ines.post(page, form).status_code for _click in range(2)] == [303, 303]


def test_the_second_of_two_colleagues_is_shown_the_first_ones_reply(page, ines, olga):
    late = olga.form(page).values | {"reply": "Another reply."}
    ines.send(page, reply=REPLY)
    answer = olga.post(page, late)
    assert (answer.status_code, stored().reply, stored().closed_by) == (409, REPLY, ines.user)
    words = text_of(answer)
    assert ("A colleague was here meanwhile" in words, REPLY in words) == (True, True)
    assert [form.values.get("reply") for form in forms(answer)][-1].strip() == "Another reply."


def forms(answer):
    return Forms(answer.content.decode()).found


def test_the_second_may_then_replace_it(page, ines, olga):
    late = olga.form(page).values | {"reply": "Another reply."}
    ines.send(page, reply=REPLY)
    again = next(form for form in forms(olga.post(page, late)) if "reply" in form.values)
    assert (olga.post(page, again.values).status_code, stored().reply.strip()) == (303, "Another reply.")


def test_a_reply_upon_one_that_was_reopened_meanwhile_is_told(page, ines, olga):
    late = olga.form(page).values | {"reply": "Another reply."}
    ines.send(page, reply=REPLY)
    post(ines, page, do="reopen")
    assert (olga.post(page, late).status_code, stored().reply) == (409, REPLY)


def test_it_is_opened_again_and_keeps_its_reply(page, ines):
    ines.send(page, reply=REPLY)
    answer = post(ines, page, do="reopen")
    assert (answer.status_code, stored().closed_at, stored().reply) == (303, None, REPLY)


def test_opened_twice_it_is_open(page, ines):
    ines.send(page, reply=REPLY)
    form = {"csrfmiddlewaretoken": ines.token(), "version": stored().version, "do": "reopen"}
    assert [ines.post(page, form).status_code for _click in range(2)] == [303, 303]


def test_it_is_not_opened_upon_a_reply_that_nobody_here_has_read(page, ines):
    ines.send(page, reply=REPLY)
    assert post(ines, page, do="reopen", version="older").status_code == 409
    assert stored().closed_at is not None


@pytest.mark.parametrize(
    ("reply", "words"), [("", "This is needed."), ("  ", "This is needed."), ("x" * 2001, "longer than the 2,000")]
)
def test_a_reply_that_says_nothing_or_too_much_is_refused(page, ines, reply, words):
    answer = ines.send(page, reply=reply)
    assert (answer.status_code, words in text_of(answer), stored().closed_at) == (422, True, None)


def test_markup_is_inert(page, ines, report):
    QuestionReport.objects.update(text="<script>alert(1)</script>", reply="<script>alert(2)</script>", closed_at=NOW)
    assert "<script>alert" not in ines.get(page).content.decode()


def test_a_report_whose_answer_was_deleted_is_shown(page, ines, ada):
    ada.learner.answers.all().delete()
    answer = ines.get(page)
    assert (answer.status_code, "not kept any more" in text_of(answer)) == (200, True)


def test_a_stranger_finds_nothing_and_changes_nothing(page, ivan):
    answers = [ivan.get(page), post(ivan, page, reply=REPLY)]
    assert ([answer.status_code for answer in answers], stored().closed_at) == ([404, 404], None)


def test_the_learner_who_wrote_it_is_no_author(page, ada):
    assert ada.get(page).status_code == 403


@pytest.mark.parametrize("number", ["0", "9" * 30, "x"])
def test_a_report_that_is_none_is_404(ines, number):
    assert ines.get(f"/author/reports/{number}/").status_code == 404


def test_without_a_token_nothing_is_answered(page, ines):
    assert (ines.post(page, {"reply": REPLY}).status_code, stored().closed_at) == (403, None)
