"""The site is closed for a while: who asks is told 503, when to come again, and that nothing is lost."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from quizzes.models import Answer
from statuscourse.accounts.models import Learner
from statuscourse.web import maintenance
from tests.conforming import wrong_with
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def closed():
    maintenance.begin()


# The switch


def test_a_site_is_open_by_itself():
    assert maintenance.under_way() is None


def test_a_site_is_closed_with_its_words_and_its_end():
    until = datetime(2026, 11, 30, 12, tzinfo=UTC)
    maintenance.begin(text="A new disk.", until=until)
    assert maintenance.under_way() == maintenance.Maintenance("A new disk.", until)


def test_an_open_site_is_open_again():
    maintenance.begin()
    maintenance.end()
    assert maintenance.under_way() is None


def test_opening_an_open_site_does_nothing():
    maintenance.end()
    assert maintenance.under_way() is None


def test_a_second_closing_replaces_the_first():
    maintenance.begin(text="One.")
    assert maintenance.under_way().text == "One."
    maintenance.begin(text="Two.")
    assert maintenance.under_way().text == "Two."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"until": 7}',
        '{"until": "tomorrow"}',
        '{"until": "9999-12-31T23:59-12:00"}',
        "\ud800",
    ],
)
def test_a_file_that_says_nothing_closes_the_site(content):
    maintenance.switch().write_text(content, encoding="utf-8", errors="surrogatepass")
    assert maintenance.under_way() == maintenance.Maintenance()


def test_a_time_without_a_zone_is_that_of_the_site(anonymous):
    maintenance.switch().write_text('{"until": "2999-01-01T12:00:00"}', encoding="utf-8")
    assert maintenance.under_way().until == datetime(2999, 1, 1, 12, tzinfo=UTC)
    assert anonymous.get("/").status_code == 503


def test_no_half_of_a_file_is_left():
    maintenance.begin()
    assert [path.name for path in maintenance.switch().parent.iterdir()] == ["maintenance.json"]


# A closed site


def test_the_way_out_leads_to_no_other_host(anonymous, closed):
    answer = anonymous.get("/", PATH_INFO="//evil.example/")  # as a server gives it
    assert (answer.status_code, 'href="/%2Fevil.example/"' in answer.content.decode()) == (503, True)
    assert b'href="//' not in answer.content


@pytest.mark.parametrize("place", ["/", "/lessons/", "/progress/", "/classes/", "/nowhere/", "/accounts/sign-in/"])
def test_every_page_says_503_without_the_database(ada, closed, place, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = ada.get(place)
    assert (answer.status_code, answer.headers["Retry-After"], wrong_with("GET", answer)) == (503, "60", [])
    assert "Closed for maintenance" in text_of(answer)


def test_the_page_is_not_kept(ada, closed):
    assert ada.get("/").headers["Cache-Control"] == "no-store"


def test_learners_read_the_words(ada):
    maintenance.begin(text="We are moving to a <larger> machine.")
    assert b"We are moving to a &lt;larger&gt; machine." in ada.get("/").content


def test_they_are_told_when_to_come_again(ada, settings):
    settings.TIME_ZONE = "UTC"
    until = timezone.now() + timedelta(minutes=20)
    maintenance.begin(until=until)
    answer = ada.get("/")
    assert 1190 <= int(answer.headers["Retry-After"]) <= 1200
    assert f" at {until:%H:%M} (UTC)." in text_of(answer)


def test_they_are_told_the_day_where_it_is_not_today(ada, settings, time_machine):
    settings.TIME_ZONE = "UTC"
    time_machine.move_to("2026-11-30T12:00:00Z", tick=False)
    maintenance.begin(until=datetime(2026, 11, 30, 18, 5, tzinfo=UTC))
    assert "It is meant to be open again at 18:05 (UTC)." in text_of(ada.get("/"))
    maintenance.begin(until=datetime(2026, 12, 1, 18, 5, tzinfo=UTC))
    assert "It is meant to be open again on 1 December at 18:05 (UTC)." in text_of(ada.get("/"))


def test_they_are_told_what_is_kept_whatever_an_operator_writes(ada):
    maintenance.begin(text="We are moving to a larger machine")
    words = "We are moving to a larger machine. Everything that was shown as saved is kept."
    assert words in text_of(ada.get("/"))


def test_the_page_leads_to_itself(ada, closed):
    assert b'<a class="go" href="/search/?q=retry">Ask again</a>' in ada.get("/search/?q=retry").content


def test_nothing_on_the_page_is_only_for_an_open_site(ada, closed):
    page = ada.get("/").content
    main = page.split(b"<main")[1].split(b"</main>")[0]
    assert (b"/codes/503/" in main, b"quote this number" in main, b"Sign in" in page) == (False, False, False)


def test_an_end_that_has_passed_opens_nothing(ada):
    maintenance.begin(until=timezone.now() - timedelta(minutes=1))
    answer = ada.get("/")
    assert (answer.status_code, answer.headers["Retry-After"], "open again" in text_of(answer)) == (503, "60", False)


def test_an_answer_is_refused_and_said_to_be_not_stored(anonymous, make_question):
    place = f"/questions/{make_question().pk}/"
    form = anonymous.form(place)
    maintenance.begin()
    answer = anonymous.post(place, form.values | {"answer": "404"})
    assert (answer.status_code, "What you sent now was not stored" in text_of(answer)) == (503, True)
    assert (Answer.objects.count(), Learner.objects.count()) == (0, 0)


def test_htmx_gets_a_piece(ada, closed):
    answer = ada.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, b"<html" in answer.content, b"Closed for maintenance" in answer.content) == (
        503,
        False,
        True,
    )


def test_a_piece_says_that_what_was_typed_still_stands(ada, closed):
    answer = ada.post("/questions/six-one-brace/", headers={"HX-Request": "true"})
    assert "It still stands here: send it again afterwards." in text_of(answer)


def test_a_script_gets_problem_details(ada, closed):
    answer = ada.post("/live/", headers={"Accept": "application/json"})
    said = json.loads(answer.content)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert (said["status"], said["reason"], answer.headers["Retry-After"]) == (503, "maintenance", "60")


def test_the_process_is_still_said_to_run(anonymous, closed):
    assert anonymous.get("/healthz").status_code == 200


def test_the_site_is_said_to_be_not_ready(anonymous, closed):
    answer = anonymous.get("/readyz")
    assert (answer.status_code, answer.content, answer.headers["Retry-After"]) == (503, b"maintenance\n", "60")


def test_static_files_go_on(anonymous, closed):
    page = anonymous.get("/").content.decode()
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert anonymous.get(style).status_code == 200


def test_it_goes_on_when_it_is_opened(ada, closed):
    assert ada.get("/").status_code == 503
    maintenance.end()
    assert ada.get("/").status_code == 200


def test_no_line_of_an_error_is_written(ada, closed, caplog):
    ada.get("/")
    assert caplog.records == []


# A site that may be read


@pytest.fixture
def read_only():
    maintenance.begin(read_only=True)


@pytest.mark.parametrize(
    "place",
    ["/", "/lessons/", "/lessons/who-are-you/", "/quizzes/", "/progress/", "/accounts/", "/readyz", "/search/?q=a"],
)
def test_its_pages_are_read(ada, read_only, place):
    assert (ada.get(place).status_code, ada.head(place).status_code) == (200, 200)


def test_what_writes_is_refused(ada, make_question):
    place = f"/questions/{make_question().pk}/"
    form = ada.form(place)
    maintenance.begin(read_only=True)
    answer = ada.post(place, form.values | {"answer": "404"})
    assert (answer.status_code, Answer.objects.count()) == (503, 0)
    assert "Only to be read for a while" in text_of(answer)


def test_a_page_that_would_write_is_refused_before_it_does(ada, make_attempt, monkeypatch):
    """A read that tidies up on the way: whatever it is, the database does not hear of it."""

    @transaction.atomic
    def writes(*args, **kwargs):
        Learner.objects.create()

    monkeypatch.setattr("statuscourse.views.lesson_states", writes)
    maintenance.begin(read_only=True)
    before = Learner.objects.count()
    answer = ada.get("/")
    assert (answer.status_code, answer.headers["Retry-After"], Learner.objects.count()) == (503, "60", before)


def test_a_statement_that_changes_rows_is_no_read():
    for sql in ("UPDATE x", "insert into x", "WITH a AS (DELETE FROM x) SELECT 1", "VACUUM"):
        with pytest.raises(maintenance.Closed):
            maintenance._only_reading(lambda *args: None, sql, (), False, {})
