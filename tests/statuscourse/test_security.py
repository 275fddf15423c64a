"""Attacks on the site as a whole that no single page has a test for; docs/security.md names all of them."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from statuscourse.accounts.models import User
from statuscourse.urls import handler500
from tests.factories import PASSWORD
from tests.visitor import Visitor, text_of

SIGN_IN = "/accounts/sign-in/"
ADA = {"username": "ada", "password": PASSWORD}
HOSTILE_HOSTS = [
    "evil.example",
    "evil.example:80",
    "testserver.evil.example",
    "a b",
    "[::1",
    "",
    "testserver@evil.example",
]


@pytest.fixture
def account(make_user):
    return make_user(username="ada")


# Host


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
def test_a_host_that_is_not_ours_is_400_and_stands_in_no_page(anonymous, host):
    answer = anonymous.get("/", headers={"Host": host}) if host else anonymous.get("/", SERVER_NAME="evil.example")
    assert (answer.status_code, b"evil.example" in answer.content) == (400, False)


def test_a_forwarded_host_is_not_believed(anonymous):
    answer = anonymous.get("/accounts/password/", headers={"X-Forwarded-Host": "evil.example"})
    assert (answer.status_code, "evil.example" in answer.headers["Location"]) == (302, False)


# Sessions


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(anonymous, account):
    """Session fixation: a victim's browser has a cookie that an attacker chose."""
    anonymous.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    anonymous.send(SIGN_IN, **ADA)
    planted = Visitor()
    planted.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert anonymous.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32
    assert planted.get("/accounts/password/").status_code == 302


def test_signing_in_draws_a_new_token_for_forms(anonymous, account):
    before = anonymous.token()
    anonymous.send(SIGN_IN, **ADA)
    answer = anonymous.post("/accounts/sign-out/", {"csrfmiddlewaretoken": before})
    assert answer.status_code == 403


def test_after_signing_out_the_session_opens_nothing(anonymous, account):
    anonymous.send(SIGN_IN, **ADA)
    kept = anonymous.cookies[settings.SESSION_COOKIE_NAME].value
    anonymous.send("/accounts/", "/accounts/sign-out/")
    thief = Visitor()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert (thief.get("/accounts/password/").status_code, Session.objects.count()) == (302, 0)


def test_an_account_that_is_closed_is_signed_out_everywhere(ada):
    User.objects.filter(pk=ada.user.pk).update(is_active=False)
    assert ada.get("/accounts/password/").status_code == 302


def test_a_session_ends_after_a_term(ada, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60))
    assert ada.get("/accounts/password/").status_code == 302


def test_going_on_does_not_make_a_session_longer(ada):
    before = Session.objects.get().expire_date
    ada.get("/progress/")
    assert Session.objects.get().expire_date == before


# Passwords


@pytest.mark.parametrize(
    "password", ["x" * 128, "pass phrase with spaces  ", "пароль-пароль", "🧿" * 20, "Ünïcödé wörds"]
)
def test_a_password_may_be_anything_and_is_taken_as_it_was_typed(anonymous, db, password):
    anonymous.send("/accounts/sign-up/", username="newcomer", password1=password, password2=password)
    anonymous.send("/accounts/", "/accounts/sign-out/")
    wrong = anonymous.send(SIGN_IN, username="newcomer", password=password.strip()[:-1])
    right = anonymous.send(SIGN_IN, username="newcomer", password=password)
    assert (wrong.status_code, right.status_code) == (422, 303)


@pytest.mark.parametrize("password", ["password123", "sunshine1", "1q2w3e4r5t", "newcomer-1", "iloveyou1", "84930175"])
def test_a_password_that_others_try_first_is_refused(anonymous, db, password):
    answer = anonymous.send("/accounts/sign-up/", username="newcomer", password1=password, password2=password)
    assert (answer.status_code, User.objects.count()) == (422, 0)


# Headers, redirects, methods


@pytest.mark.parametrize(
    "target", ["/%0d%0aX-Injected: yes", "/\r\nX-Injected: yes", "/\tx", "///evil.example", "http:evil"]
)
def test_no_address_to_go_on_to_makes_a_header(anonymous, account, target):
    answer = anonymous.send(SIGN_IN, **ADA, next=target)
    assert (answer.status_code, answer.has_header("X-Injected")) == (303, False)
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


@pytest.mark.parametrize("place", ["/", "/accounts/sign-in/", "/search/", "/healthz"])
def test_trace_is_refused_and_repeats_nothing(anonymous, place):
    answer = anonymous.generic("TRACE", place, headers={"Authorization": "Bearer secret-of-mine"})
    assert (answer.status_code, b"secret-of-mine" in answer.content) == (405, False)


def test_no_other_origin_may_read_or_frame_an_answer(anonymous):
    for place in ("/", "/search/?q=404", "/healthz", "/nowhere/", "/words.js"):
        answer = anonymous.get(place, headers={"Origin": "https://evil.example"})
        assert not answer.has_header("Access-Control-Allow-Origin")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_method_in_a_header_is_not_believed(ada):
    values = {"csrfmiddlewaretoken": ada.token(), "_method": "DELETE"}
    answer = ada.post("/accounts/", values, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "place",
    [
        "/.git/config",
        "/.env",
        "/static/",
        "/static/../manage.py",
        "/static/%2e%2e/secret_key",
        "/admin/",
        "/data/secret_key",
        "/static/css/",
    ],
)
def test_nothing_of_the_server_is_served(anonymous, place):
    assert anonymous.get(place).status_code == 404


def test_a_text_with_tags_of_templates_stays_text(ada):
    assert "{{ 7|add:7 }}" in text_of(ada.get("/search/?q={{ 7|add:7 }}{% debug %}"))


# What the log says


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO)
    return lambda: "\n".join(record.getMessage() for record in caplog.records)


def test_signing_in_and_out_and_failing_leave_a_line_each(anonymous, account, told):
    anonymous.send(SIGN_IN, **ADA | {"password": "wrong"})
    anonymous.send(SIGN_IN, **ADA)
    anonymous.send("/accounts/", "/accounts/sign-out/")
    lines = [line for line in told().splitlines() if ": account " in line]  # axes has its own
    number = account.pk
    assert lines == [
        "sign-in refused: account -, from 127.0.0.1",
        f"signed in: account {number}, from 127.0.0.1",
        f"signed out: account {number}, from 127.0.0.1",
    ]


def test_a_change_of_the_password_leaves_a_line(ada, told):
    new = "quite another phrase"
    ada.send("/accounts/password/", old_password="wrong", new_password1=new, new_password2=new)
    ada.send("/accounts/password/", old_password=PASSWORD, new_password1=new, new_password2=new)
    assert f"password of now typed wrong: account {ada.user.pk}, from 127.0.0.1" in told()
    assert f"password changed: account {ada.user.pk}, from 127.0.0.1" in told()


def test_no_secret_stands_in_the_log(anonymous, account, told):
    secrets = ["a wrong secret", PASSWORD, "quite another phrase", "KTM4-7RWX", "KTM47RWX", "typed-into-the-name"]
    anonymous.send(SIGN_IN, username="ada", password="a wrong secret")
    anonymous.send(SIGN_IN, username="typed-into-the-name", password="x")
    anonymous.send("/accounts/code/", code="KTM4-7RWX")
    anonymous.send(SIGN_IN, **ADA)
    anonymous.send("/accounts/password/", old_password="a wrong secret", new_password1="short", new_password2="short")
    cookies = [cookie.value for cookie in anonymous.cookies.values() if cookie.value]
    assert [each for each in secrets + cookies if each in told()] == []


def test_nothing_of_a_password_is_in_a_report_of_a_fault(account, monkeypatch, caplog):
    """Django's debug filter leaves it out of what it would mail or log."""
    monkeypatch.setattr("statuscourse.views.login", lambda *given: 1 / 0)
    Visitor(raise_request_exception=False).send(SIGN_IN, **ADA)
    assert "ZeroDivisionError" in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    "place", ["/a%0aWARNING%20forged/", "/a%0d%0aforged/", "/%1b[31mforged/", "/a%e2%80%a8forged/"]
)
def test_an_address_makes_no_line_of_its_own_in_the_log(anonymous, caplog, place):
    anonymous.get(place)
    lines = [record.getMessage() for record in caplog.records if "forged" in record.getMessage()]
    assert [line for line in lines if not line.isprintable()] == []
    assert len(lines) == 1


def test_a_fault_has_one_last_page():
    assert handler500 == "statuscourse.errors.server_error"
