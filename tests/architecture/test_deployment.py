"""The two profiles, each as a process of its own with its own environment."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def manage(tmp_path, *arguments, **environment):
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    env |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "statuscourse.settings", **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def test_the_https_profile_has_nothing_to_warn_of(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://course.example")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_http_profile_warns_of_itself(tmp_path):
    done = manage(tmp_path, "check", "--deploy", SITE_URL="http://192.168.1.20:8000")
    assert "statuscourse.W002" in done.stderr


def test_a_server_for_everybody_without_a_name_is_warned_of(tmp_path):
    done = manage(tmp_path, "check", "--deploy", HOST="0.0.0.0")
    assert "statuscourse.W001" in done.stderr


SHOW = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT, s.DEBUG)
"""


@pytest.mark.parametrize(
    ("site", "expected"),
    [("https://course.example", "True True True True False"), ("http://10.0.0.5", "False False False False False")],
)
def test_the_address_chooses_the_profile(tmp_path, site, expected):
    assert manage(tmp_path, "shell", "--no-imports", "-v0", "-c", SHOW, SITE_URL=site).stdout.strip() == expected


COOKIES = """
from django.conf import settings as s
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory
answer = CsrfViewMiddleware(lambda request: HttpResponse(get_token(request)))(RequestFactory().get("/"))
print(*[(name, c["secure"], c["httponly"], c["path"], c["domain"]) for name, c in answer.cookies.items()])
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.LEARNER_COOKIE)
"""


def test_with_https_no_other_host_can_plant_a_cookie(tmp_path):
    """The prefix __Host- asks for Secure, Path=/ and no Domain."""
    done = manage(tmp_path, "shell", "--no-imports", "-v0", "-c", COOKIES, SITE_URL="https://course.example")
    assert done.stdout.splitlines() == [
        "('__Host-csrftoken', True, True, '/', '')",
        "__Host-sessionid True / None __Host-learner",
    ], done.stderr


ASK = """
from django.test import Client
for said in ("https", "http"):
    answer = Client(headers={"Host": "course.example", "X-Forwarded-Proto": said}).options("/")
    print(answer.status_code, answer.headers.get("Location"), answer.wsgi_request.is_secure())
"""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ["204 None True", "301 https://course.example/ False"]),
        ({"BEHIND_PROXY": "1"}, ["204 None True", "301 https://course.example/ False"]),
        ({"SSL_REDIRECT": "0"}, ["204 None True", "204 None False"]),
        ({"BEHIND_PROXY": "0", "SSL_REDIRECT": "0"}, ["204 None False", "204 None False"]),
    ],
)
def test_an_https_site_believes_its_proxy_unless_it_is_told_not_to(tmp_path, environment, expected):
    """Whether a page was asked for by https, and is redirected there."""
    words = ["shell", "--no-imports", "-v0", "-c", ASK]
    done = manage(tmp_path, *words, SITE_URL="https://course.example", **environment)
    assert done.stdout.splitlines() == expected


@pytest.mark.parametrize("redirect", ["", "1"])
def test_https_that_would_redirect_to_itself_for_ever_stops_the_start(tmp_path, redirect):
    """The server itself speaks plain http: without a proxy's word no request is ever one of https."""
    environment = {"SITE_URL": "https://course.example", "BEHIND_PROXY": "0", "SSL_REDIRECT": redirect}
    refused = manage(tmp_path, "check", **environment)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("BEHIND_PROXY is 0 and SITE_URL is https: every page would redirect to itself")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


BELIEVES = "from django.conf import settings as s; print(s.BEHIND_PROXY, s.SECURE_PROXY_SSL_HEADER)"
HEADER = "('HTTP_X_FORWARDED_PROTO', 'https')"


@pytest.mark.parametrize(("environment", "expected"), [({}, "False None"), ({"BEHIND_PROXY": "1"}, f"True {HEADER}")])
def test_an_http_site_believes_nobody_unless_it_is_told_to(tmp_path, environment, expected):
    done = manage(tmp_path, "shell", "--no-imports", "-v0", "-c", BELIEVES, SITE_URL="http://10.0.0.5", **environment)
    assert done.stdout.strip() == expected


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SITE_URL", "course.example", "SITE_URL is 'course.example'; write an origin"),
        ("PORT", "eighty", "PORT is 'eighty'; write a whole number"),
        ("BEHIND_PROXY", "nginx", "BEHIND_PROXY is 'nginx'; write 1 or 0"),
        ("PAGE_THROTTLES", "sometimes", "PAGE_THROTTLES is 'sometimes'; write 1 or 0"),
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'; write 1 or 0"),
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters; it needs at least 50"),
    ],
)
def test_nonsense_in_the_environment_stops_the_start(tmp_path, name, value, words):
    assert words in manage(tmp_path, "check", **{name: value}).stderr


def test_the_secret_key_is_for_its_owner_alone(tmp_path):
    manage(tmp_path, "check")
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
