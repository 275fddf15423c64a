"""Each request has a number that its page, its answer and its log lines share; and no line tells a secret."""

import io
import json
import logging
import re

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse

from statuscourse import env
from statuscourse.accounts.lockout import Tried
from statuscourse.web import logs
from statuscourse.web.waiting import IS_LOCKED, MAY_WAIT
from tests.visitor import text_of

MADE = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def lines():
    """What a formatter writes of everything that is logged meanwhile: ``lines(logs.Json)``."""
    root, added = logging.getLogger(), []

    def listen(formatter):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter())
        root.addHandler(handler)
        added.append(handler)
        return lambda: stream.getvalue().splitlines()

    yield listen
    for handler in added:
        root.removeHandler(handler)


# The number


def test_every_answer_has_a_number_of_its_own(anonymous):
    numbers = [anonymous.get(place).headers["X-Request-ID"] for place in ("/healthz", "/healthz", "/", "/nowhere/")]
    assert [MADE.fullmatch(number) is not None for number in numbers] == [True] * 4
    assert len(set(numbers)) == 4


def test_a_visitor_does_not_choose_the_number(anonymous):
    answer = anonymous.get("/healthz", headers={"X-Request-ID": "chosen-by-a-visitor"})
    assert MADE.fullmatch(answer.headers["X-Request-ID"])


def test_a_proxy_chooses_it(anonymous, settings):
    settings.BEHIND_PROXY = True
    answer = anonymous.get("/healthz", headers={"X-Request-ID": "4bf92f35-77b3.4da6_a3ce"})
    assert answer.headers["X-Request-ID"] == "4bf92f35-77b3.4da6_a3ce"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "a,b,c,d,e,f", "<script>alert", "número-uno"])
def test_a_number_that_is_none_is_not_taken(anonymous, settings, given):
    settings.BEHIND_PROXY = True
    assert MADE.fullmatch(anonymous.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"])


def test_outside_of_a_request_there_is_none(anonymous):
    anonymous.get("/healthz")
    assert logs.current_request_id() == ""


def test_the_page_of_a_500_has_it(ada, without_database):
    ada.raise_request_exception = False
    with without_database():
        answer = ada.get("/")
    number = answer.headers["X-Request-ID"]
    assert f"quote this number to whoever runs the site: {number}" in " ".join(text_of(answer).split())


def test_a_page_that_is_the_readers_own_mistake_has_none(anonymous):
    assert "quote this number" not in text_of(anonymous.get("/nowhere/"))


def test_problem_details_of_a_503_have_it(ada, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "maintenance.json").touch()
    answer = ada.get("/", headers={"Accept": "application/json"})
    assert json.loads(answer.content)["request_id"] == answer.headers["X-Request-ID"]


# The lines


def test_a_line_of_an_error_has_the_number_of_its_page(ada, monkeypatch, lines):
    ada.raise_request_exception = False
    read = lines(logs.Json)
    monkeypatch.setattr("statuscourse.views.code_map", lambda levels: 1 / 0)
    answer = ada.get("/")
    said = [json.loads(line) for line in read()]
    assert [(each["request_id"], each["level"]) for each in said] == [(answer.headers["X-Request-ID"], "ERROR")]
    assert said[0]["traceback"].endswith("ZeroDivisionError: division by zero")


def test_a_line_for_people_has_it_too(anonymous, lines):
    read = lines(logs.Text)
    number = anonymous.get("/nowhere/").headers["X-Request-ID"]
    assert [line.split(" WARNING ")[1] for line in read()] == [f"django.request [{number}]: Not Found: /nowhere/"]


def test_a_line_break_in_a_path_is_no_second_line(anonymous, lines):
    for formatter in (logs.Text, logs.Json):
        read = lines(formatter)
        anonymous.get("/nowhere/%0A2026-11-30%20ERROR%20forged")
        assert len(read()) == 1


def test_a_line_break_in_a_message_is_no_second_line(lines):
    read = lines(logs.Text)
    logging.getLogger("tests").warning("one\ntwo\u2028three\x1b[31m")
    assert read()[0].endswith(r"one\ntwo\u2028three\x1b[31m")


def test_what_an_error_quotes_is_no_line_and_moves_no_cursor(lines):
    """An error may say what somebody sent."""
    read = lines(logs.Text)
    try:
        raise ValueError("2026-11-30 12:00:00,000 INFO forged: x\n2026-11-30 12:00:00,000 INFO forged\r\x1b[2J")
    except ValueError:
        logging.getLogger("statuscourse").exception("broken")
    assert [line for line in read() if line.startswith("2026-11-30 12:00:00,000")] == []
    assert read()[-1] == "  2026-11-30 12:00:00,000 INFO forged\\r\\x1b[2J"


def test_requests_are_not_logged_unless_it_is_wanted(anonymous, lines):
    read = lines(logs.Json)
    anonymous.get("/healthz")
    assert read() == []


def test_a_request_is_one_line(anonymous, settings, lines):
    settings.LOG_REQUESTS = True
    read = lines(logs.Json)
    answer = anonymous.get("/codes/404/?secret=1")
    (said,) = [json.loads(line) for line in read()]
    assert {name: said[name] for name in ("method", "path", "status", "route", "request_id", "logger")} == {
        "method": "GET",
        "path": "/codes/404/",
        "status": 200,
        "route": "code",
        "request_id": answer.headers["X-Request-ID"],
        "logger": "statuscourse.requests",
    }
    assert 0 < said["milliseconds"] < 60_000


def test_a_request_that_is_run_again_has_its_line_when_it_is_answered(rf, settings, lines):
    settings.LOG_REQUESTS = True
    read = lines(logs.Json)
    marks = {MAY_WAIT: True, IS_LOCKED: True}
    logs.request_log(lambda request: HttpResponse(status=503))(rf.post("/quizzes/mixed/", **marks))
    assert read() == []


# Secrets


@pytest.fixture(params=[logs.Json, logs.Text])
def everything(request, settings, lines):
    settings.LOG_REQUESTS = True
    read = lines(request.param)
    return lambda: "\n".join(read())


def test_no_password_and_no_cookie_is_logged(anonymous, everything, make_user, without_database):
    make_user(username="ada")
    anonymous.raise_request_exception = False
    anonymous.send("/accounts/sign-in/", username="ada", password="correct-horse-1")
    anonymous.send("/accounts/code/", code="KTM4-7RWX")
    anonymous.get("/", headers={"Authorization": "Bearer of-secrets-1"})
    form = {"username": "ada", "password": "correct-horse-1", "csrfmiddlewaretoken": anonymous.token()}
    with without_database():
        anonymous.post("/accounts/sign-in/", form)
    said = everything()
    cookies = [cookie.value for cookie in anonymous.cookies.values()]
    assert "POST /accounts/sign-in/ 503" in said
    found = [word for word in ["correct-horse-1", "KTM4", "7RWX", "of-secrets-1", *cookies] if word in said]
    assert found == []


def test_a_password_in_the_place_of_a_name_is_not_logged(anonymous, everything):
    anonymous.send("/accounts/sign-in/", username="correct-horse-1", password="correct-horse-1")
    said = everything()
    assert ("login failure by a name that no account has from 127.0.0.1" in said, "correct-horse" in said) == (
        True,
        False,
    )


def test_the_name_of_an_account_that_is_tried_is_logged(anonymous, everything, make_user):
    make_user(username="ada")
    anonymous.send("/accounts/sign-in/", username="Ada", password="wrong-1234")
    assert "login failure by Ada from 127.0.0.1" in everything()


def test_without_the_database_no_name_is_logged(without_database):
    with without_database():
        assert str(Tried("correct-horse-1", "192.0.2.7")) == "a name that no account has from 192.0.2.7"


def test_no_code_of_a_class_is_logged(anonymous, everything):
    anonymous.get("/join/KTM47R/")
    anonymous.post("/join/KTM47R/", headers={"Referer": "http://testserver/join/KTM47R/"})
    said = everything()
    assert ("/join/***" in said, "KTM47R" in said) == (True, False)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("could not connect to postgres://course:pass@db/x", "could not connect to postgres://course:***@db/x"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("at /?token=abc&x=1", "at /?token=***&x=1"),
        ("csrfmiddlewaretoken=abc&password1=secret", "csrfmiddlewaretoken=***&password1=***"),
        ("from https://site.example/join/KTM47R/?a", "from https://site.example/join/***/?a"),
        ("/JOIN/KTM47R", "/JOIN/***"),
        ("/accounts/sign-in/?next=%2Fjoin%2FKTM47R%2F", "/accounts/sign-in/?next=%2Fjoin%2F***%2F"),
        ("nothing to hide: /codes/404/", "nothing to hide: /codes/404/"),
    ],
)
def test_what_could_be_a_secret_is_hidden(text, hidden):
    assert logs.hidden(text) == hidden


def test_the_secrets_of_the_site_are_hidden_wherever_they_turn_up(lines):
    read = lines(logs.Json)
    try:
        raise OperationalError(f"odd: {site.SECRET_KEY}")
    except OperationalError:
        logging.getLogger("tests").exception("broken with %s", site.SECRET_KEY)
    assert ("***" in read()[0], site.SECRET_KEY in read()[0]) == (True, False)


def test_the_values_of_queries_are_never_logged():
    made = logs.configuration(form="text", level="DEBUG", requests=False)
    assert made["loggers"]["django.db.backends"]["level"] == "WARNING"


# The settings


def test_a_word_of_another_case_is_taken(monkeypatch):
    monkeypatch.setenv("X", "JSON")
    assert env.choice("X", "text", ["text", "json"]) == "json"


@pytest.mark.parametrize("value", ["xml", "text,json", "1"])
def test_another_word_is_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=f"X is '{value}'; write one of: text, json"):
        env.choice("X", "text", ["text", "json"])


def test_the_form_chooses_the_formatter():
    made = {form: logs.configuration(form=form, level="INFO", requests=True) for form in ("text", "json")}
    assert {form: each["formatters"]["line"]["()"] for form, each in made.items()} == {
        "text": logs.Text,
        "json": logs.Json,
    }
