"""A site that stands under a prefix, ``SITE_URL=https://school.example/statuscourse``: what is decided at the start.

That no page leads out of it is walked in ``tests/browser/test_under_a_prefix.py``.
"""

import ast
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from statuscourse.web import addresses, prose
from statuscourse.web.addresses import Site, at, placed, within
from tests.architecture.test_addresses import VIEWS
from tests.architecture.test_deployment import manage
from tests.architecture.test_templates import SCRIPTS, TEMPLATES, found
from tests.statuscourse.test_asgi import ask, environ  # noqa: F401 - a fixture

# What the addresses of the site begin with.
FIRST = ({route.partition("/")[0] for route in VIEWS} | {"static"}) - {""}


@pytest.fixture
def under(monkeypatch):
    monkeypatch.setattr(Site, "prefix", "/statuscourse")


# Settings, each time as a process of its own.

SHOW = """
import json
from django.conf import settings as s
from django.test import Client
from django.urls import reverse
names = "ORIGIN PREFIX STATIC_URL CSRF_TRUSTED_ORIGINS SESSION_COOKIE_NAME SESSION_COOKIE_PATH CSRF_COOKIE_NAME" \
    " CSRF_COOKIE_PATH LEARNER_COOKIE LEARNER_COOKIE_PATH SECURE_HSTS_SECONDS"
plain = Client(headers={"Host": "school.example", "X-Forwarded-Proto": "http"})
print(json.dumps({name: getattr(s, name) for name in names.split()} | {
    "lessons": reverse("lessons"),
    "health": plain.get("/healthz").status_code,
    "plain": plain.get("/lessons/").headers["Location"],
}))
"""


def shown(tmp_path, site):
    done = manage(tmp_path, "shell", "--no-imports", "-v0", "-c", SHOW, SITE_URL=site)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_addresses_and_cookies_stay_below_the_prefix(tmp_path):
    assert shown(tmp_path, "https://school.example/statuscourse") == {
        "ORIGIN": "https://school.example",
        "PREFIX": "/statuscourse",
        "STATIC_URL": "/statuscourse/static/",
        "CSRF_TRUSTED_ORIGINS": ["https://school.example"],
        "SESSION_COOKIE_NAME": "statuscourse-sessionid",
        "SESSION_COOKIE_PATH": "/statuscourse",
        "CSRF_COOKIE_NAME": "statuscourse-csrftoken",
        "CSRF_COOKIE_PATH": "/statuscourse",
        "LEARNER_COOKIE": "__Secure-statuscourse-learner",
        "LEARNER_COOKIE_PATH": "/statuscourse",
        "SECURE_HSTS_SECONDS": 0,
        "lessons": "/statuscourse/lessons/",
        "health": 200,
        "plain": "https://school.example/statuscourse/lessons/",
    }


def test_without_one_everything_is_as_it_was(tmp_path):
    assert shown(tmp_path, "https://school.example") == {
        "ORIGIN": "https://school.example",
        "PREFIX": "",
        "STATIC_URL": "/static/",
        "CSRF_TRUSTED_ORIGINS": ["https://school.example"],
        "SESSION_COOKIE_NAME": "sessionid",
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "csrftoken",
        "CSRF_COOKIE_PATH": "/",
        "LEARNER_COOKIE": "__Host-learner",
        "LEARNER_COOKIE_PATH": "/",
        "SECURE_HSTS_SECONDS": 31536000,
        "lessons": "/lessons/",
        "health": 200,
        "plain": "https://school.example/lessons/",
    }


def test_the_deploy_checks_have_nothing_to_warn_of(tmp_path):
    site = "https://school.example/statuscourse"
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SITE_URL=site)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_a_prefix_that_begins_like_a_page_stops_the_start(tmp_path):
    done = manage(tmp_path, "serve", SITE_URL="http://127.0.0.1:8000/lessons")
    assert (done.returncode, "SITE_URL ends in /lessons" in done.stderr) == (1, True)
    assert "Choose another path for the site" in done.stderr


def test_a_path_that_is_none_stops_the_start(tmp_path):
    done = manage(tmp_path, "check", SITE_URL="https://school.example/a/../b")
    assert "https://school.example/statuscourse" in done.stderr


# What writes addresses


def test_a_template_is_placed_when_it_is_read(under):
    source = (
        '<a href="/lessons/">a</a> <a href="/"> <img src="/static/a.svg"/> {% if p == "/author/" %}{% else %}/join/'
    )
    assert placed(source) == (
        '<a href="/statuscourse/lessons/">a</a> <a href="/statuscourse/"> <img src="/statuscourse/static/a.svg"/>'
        ' {% if p == "/statuscourse/author/" %}{% else %}/statuscourse/join/'
    )


def test_other_hosts_and_relative_addresses_stay(under):
    source = '<a href="https://a.example/b/">c</a> <a href="../b/">c</a> <a href="?d=/e/">f</a> "//g.example" 1/2'
    assert placed(source) == source


def test_a_link_of_a_text_is_placed(under):
    text = "[a](lesson:success#created) [b](code:404) [c](/search/) [d](https://e.example/f) `/orders`"
    assert re.findall(r'href="([^"]*)"', prose.render(text)) == [
        "/statuscourse/lessons/success/#created",
        "/statuscourse/codes/404/",
        "/statuscourse/search/",
        "https://e.example/f",
    ]


def test_without_a_prefix_nothing_is_placed():
    assert (at("/lessons/"), placed('href="/lessons/"')) == ("/lessons/", 'href="/lessons/"')


# What reads them


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/statuscourse/lessons/", "/lessons/"),
        ("/statuscourse/", "/"),
        ("/statuscourse", ""),
        ("/lessons/", "/lessons/"),
        ("/statuscourses/", "/statuscourses/"),
        ("/lessons/statuscourse/", "/lessons/statuscourse/"),
    ],
)
def test_a_proxy_may_pass_the_prefix_on_or_take_it_off(under, path, inside):
    assert within(path) == inside


@pytest.mark.parametrize("path", ["/statuscourse/author/import/", "/author/import/"])
def test_a_file_may_come_either_way(under, environ, path):  # noqa: F811
    body = [{"type": "http.request", "body": b"x" * 200_000}]
    fields = [(b"content-length", b"200000"), (b"cookie", b"sessionid=abc")]
    ask("POST", path, messages=body, headers=fields)
    assert (environ["PATH_INFO"], len(environ["body"])) == ("/author/import/", 200_000)


# That nobody forgets it


def test_an_address_in_a_template_is_one_of_the_site():
    """Otherwise what is no address would be placed as if it were one."""
    written = {
        (name, first)
        for name, path in TEMPLATES.items()
        for first in re.findall(r'(?:"|%\})/([a-z][a-z.]*)', path.read_text(encoding="utf-8"))
    }
    assert {(name, first) for name, first in written if first not in FIRST} == set()


def test_an_address_in_a_template_stands_where_it_is_placed():
    """Not in single quotation marks, and not without any."""
    wrong = rf"['=]/(?:{'|'.join(sorted(FIRST))})\b"
    assert {name: here for name, path in TEMPLATES.items() if (here := found(wrong, path))} == {}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_knows_no_address(name):
    assert found(rf"[\"'`]/(?:{'|'.join(sorted(FIRST))})\b", SCRIPTS[name]) == []


# Nobody is led there; they are compared with a path inside the site.
MACHINES = {"healthz", "readyz", "metrics", "words.js"}
ROOTS = ("statuscourse", "lessons", "quizzes")
# What compares a path inside the site, teaches, or hands an address on to ``at``.
NOT_LED_TO = (
    "statuscourse/settings.py",
    "statuscourse/asgi.py",
    "statuscourse/audit/core/",
    "statuscourse/web/maintenance.py",
    "statuscourse/web/prose.py",
)


def literals(path):
    """The texts of a module that begin with an address of the site and are not given to ``at``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at"
        for part in ast.walk(node)
    }
    begins = re.compile(rf"(?:.*=\"|)/(?:{'|'.join(sorted(FIRST - MACHINES))})(?:/|$)")
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if id(node) not in inside and begins.match(text):
            yield text


def test_an_address_in_python_is_given_to_at():
    found = {}
    for root in ROOTS:
        for path in sorted((Path(settings.BASE_DIR) / root).rglob("*.py")):
            name = str(path.relative_to(settings.BASE_DIR))
            if not name.startswith(NOT_LED_TO) and (texts := list(literals(path))):
                found[name] = texts
    assert found == {}


def test_that_test_finds_one(tmp_path):
    (tmp_path / "a.py").write_text("""a, b, c = "/lessons/", at("/lessons/"), f'<a href="/author/{1}/">'""")
    assert list(literals(tmp_path / "a.py")) == ["/lessons/", '<a href="/author/']


def test_addresses_are_pure():
    assert "django" not in Path(addresses.__file__).read_text(encoding="utf-8").replace("no Django", "")
