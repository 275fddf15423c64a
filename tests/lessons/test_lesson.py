"""/lessons/<slug>/: made once, personalised by splicing, and 304 where it is known."""

import gzip
import re

import pytest

from lessons.models import Lesson, Section
from quizzes.models import Question
from statuscourse.accounts.models import Learner
from tests.conforming import wrong_with
from tests.factories import NOW
from tests.visitor import Visitor, text_of

PAGE = "/lessons/who-are-you/"


@pytest.fixture
def check(db):
    """The question that the section `unknown-caller` ends with."""
    section = Section.objects.get(lesson="who-are-you", anchor="unknown-caller")
    return Question.objects.get(pk=section.check_question)


def test_a_lesson_shows_its_sections(anonymous):
    page = anonymous.get(PAGE).content.decode()
    anchors = Lesson.objects.get(pk="who-are-you").sections.values_list("anchor", flat=True)
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []


def test_every_section_asks_its_check(anonymous):
    page = anonymous.get(PAGE).content.decode()
    checks = Lesson.objects.get(pk="who-are-you").sections.values_list("check_question", flat=True)
    assert [check for check in checks if f'action="/questions/{check}/"' not in page] == []


def test_a_check_of_a_lesson_is_answered_from_there(anonymous, check):
    answer = anonymous.send(PAGE, f"/questions/{check.pk}/", answer=str(check.best_code))
    assert f"{check.best_code} it is." in text_of(answer)


def test_an_answered_check_leads_back_to_the_lesson(anonymous, check):
    answer = anonymous.send(PAGE, f"/questions/{check.pk}/", answer="unknown")
    assert b'href="/lessons/who-are-you/#unknown-caller"' in answer.content


def test_a_lesson_tells_no_reason_before_the_answer(anonymous):
    assert b"Each choice, with its reason" not in anonymous.get(PAGE).content


def test_no_gap_is_left_open(anonymous, ada):
    assert [visitor for visitor in (anonymous, ada) if "⟦" in visitor.get(PAGE).content.decode()] == []


def test_a_lesson_names_who_is_signed_in(ada):
    assert '<a href="/accounts/">ada</a>' in ada.get(PAGE).content.decode()


def test_a_name_in_a_lesson_is_escaped(make_user):
    page = Visitor.signed_in(make_user(username="<b>ada</b>")).get(PAGE).content.decode()
    assert ("<b>ada</b>" in page, "&lt;b&gt;ada&lt;/b&gt;" in page) == (False, True)


def test_reading_makes_nobody_a_learner(anonymous):
    anonymous.get(PAGE)
    assert Learner.objects.count() == 0


def test_a_lesson_that_never_was_is_404(anonymous, db):
    assert anonymous.get("/lessons/nobody/").status_code == 404


def test_a_retired_lesson_is_410(anonymous):
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    assert anonymous.get(PAGE).status_code == 410


def test_a_lesson_loaded_anew_is_drawn_anew(anonymous):
    anonymous.get(PAGE)
    Lesson.objects.filter(pk="who-are-you").update(body="<p>quite another text</p>", digest="new")
    assert "quite another text" in text_of(anonymous.get(PAGE))


def test_two_visits_have_two_keys_and_one_content(anonymous):
    pages = [anonymous.get(PAGE).content.decode() for _ in range(2)]
    keys = [re.search(r'name="key" value="([\w-]+)"', page)[1] for page in pages]
    assert keys[0] != keys[1]


# Compressed


def test_a_compressed_lesson_is_the_same_lesson(anonymous):
    zipped = anonymous.get(PAGE, headers={"Accept-Encoding": "gzip"})
    words = [
        re.sub(r'value="[\w-]+"', "", text)
        for text in (gzip.decompress(zipped.content).decode(), anonymous.get(PAGE).content.decode())
    ]
    assert (zipped.headers["Content-Encoding"], words[0]) == ("gzip", words[1])


def test_a_compressed_lesson_never_compresses_its_token(anonymous):
    zipped = anonymous.get(PAGE, headers={"Accept-Encoding": "gzip"}).content
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', gzip.decompress(zipped))[1]
    assert token in zipped


def test_a_lesson_varies_by_cookie_and_encoding(anonymous):
    assert {"Cookie", "Accept-Encoding"} <= {name.strip() for name in anonymous.get(PAGE).headers["Vary"].split(",")}


# Revalidation


@pytest.fixture(params=["anonymous", "without cookies", "ada"])
def reader(request, anonymous, ada):
    class Forgetful(Visitor):
        def get(self, *arguments, **more):
            self.cookies.clear()
            return super().get(*arguments, **more)

    return {"anonymous": anonymous, "without cookies": Forgetful(), "ada": ada}[request.param]


def test_a_known_lesson_is_304(reader):
    tag = reader.get(PAGE).headers["ETag"]
    tag = reader.get(PAGE).headers["ETag"] if reader.cookies else tag
    answer = reader.get(PAGE, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, wrong_with("GET", answer)) == (304, b"", [])


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_known_lesson_is_304_however_it_was_sent(ada, encoding):
    tag = ada.get(PAGE, headers={"Accept-Encoding": encoding}).headers["ETag"]
    assert ada.get(PAGE, headers={"If-None-Match": tag, "Accept-Encoding": encoding}).status_code == 304


def test_a_304_repeats_the_tag(anonymous):
    tag = anonymous.get(PAGE).headers["ETag"]
    assert anonymous.get(PAGE, headers={"If-None-Match": tag}).headers["ETag"] == tag


def test_one_of_several_tags_is_enough(anonymous):
    tag = anonymous.get(PAGE).headers["ETag"]
    assert anonymous.get(PAGE, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304


def test_the_command_that_a_lesson_shows_gets_a_304(anonymous):
    shown = re.search(r"If-None-Match: (W/(?:&quot;|\")[^&\"]+(?:&quot;|\"))", anonymous.get(PAGE).content.decode())[1]
    answer = Visitor().head(PAGE, headers={"If-None-Match": shown.replace("&quot;", '"')})
    assert answer.status_code == 304


def test_another_lesson_is_not_known(anonymous):
    tag = anonymous.get("/lessons/success/").headers["ETag"]
    assert anonymous.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_a_changed_lesson_is_sent_again(anonymous):
    tag = anonymous.get(PAGE).headers["ETag"]
    Lesson.objects.filter(pk="who-are-you").update(body="<p>quite another text</p>", digest="new")
    assert anonymous.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_after_signing_in_the_lesson_is_sent_again(anonymous, make_user):
    tag = anonymous.get(PAGE).headers["ETag"]
    anonymous.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    assert anonymous.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_after_signing_out_the_lesson_is_sent_again(ada):
    tag = ada.get(PAGE).headers["ETag"]
    ada.send("/accounts/", "/accounts/sign-out/")
    assert ada.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


def test_a_stored_lesson_keeps_a_token_that_works(anonymous, check):
    """Whoever is told 304 goes on with the form that they have."""
    page = anonymous.get(PAGE)
    anonymous.get(PAGE, headers={"If-None-Match": page.headers["ETag"]})
    assert anonymous.send(page, f"/questions/{check.pk}/", answer="unknown").status_code == 200


def test_who_lost_their_cookies_is_helped_by_the_reload_that_the_refusal_asks_for(anonymous, check):
    """A browser asks for text/html; without its cookie a stored page has a dead token."""
    page = anonymous.get(PAGE)
    anonymous.cookies.clear()
    assert anonymous.send(page, f"/questions/{check.pk}/", answer="unknown").status_code == 403
    again = anonymous.get(PAGE, headers={"If-None-Match": page.headers["ETag"], "Accept": "text/html"})
    assert again.status_code == 200
    assert anonymous.send(again, f"/questions/{check.pk}/", answer="unknown").status_code == 200


# Queries


def test_a_lesson_takes_one_query_for_a_visitor(anonymous, django_assert_num_queries):
    anonymous.get(PAGE)
    with django_assert_num_queries(1):  # whether the lesson is still the one that this process keeps
        anonymous.get(PAGE)


def test_a_lesson_takes_three_queries_for_somebody_signed_in(ada, django_assert_num_queries):
    ada.get(PAGE)
    with django_assert_num_queries(3):  # and session, user
        ada.get(PAGE)
