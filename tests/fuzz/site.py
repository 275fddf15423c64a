"""The site under attack, and what is known of it: its people, its addresses, the forms that were found."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.postgres import FAST, private_cluster
from tests.running import ROOT, RunningSite, running_site

# A proxy in front, so that addresses can be changed: the throttles of codes and passwords would end the walk.
SETTINGS = {"BEHIND_PROXY": "1", "PAGE_THROTTLES": "0"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@contextmanager
def fuzzed_site(*, postgres: bool) -> Iterator[RunningSite]:
    if not postgres:
        with running_site(**SETTINGS) as site:
            yield site
        return
    with private_cluster(*FAST) as cluster, running_site(**SETTINGS, DATABASE_URL=cluster.create("fuzz")) as site:
        yield site


@dataclass(frozen=True)
class Found:
    """A form of a page, and who found it there."""

    who: str
    page: str
    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()


@dataclass
class Map:
    cookies: dict[str, list[str]]
    values: dict[str, list[str]]
    routes: list[str]
    forms: dict[tuple[str, str], Found] = field(default_factory=dict)
    pages: dict[str, set[str]] = field(default_factory=dict)

    def address(self, route: str, rng: random.Random) -> str:
        """An address of a route, with something there where that is to be had."""
        place = rng.randrange(10_000)
        has_attempt = "attempt_id" in route

        def value(match: re.Match[str]) -> str:
            name = "attempt_slug" if has_attempt and match[1] == "slug" else match[1]
            known = self.values.get(name) or ["1"]
            return known[place % len(known)] if has_attempt else rng.choice(known)

        return "/" + PARAMETER.sub(value, route)

    def cookie(self, who: str) -> str:
        return self.cookies[who][0]

    def next_session(self, who: str) -> None:
        """Signed out: the next of the sessions that were made in store."""
        if len(self.cookies[who]) > 1:
            self.cookies[who].pop(0)


def survey(site: RunningSite) -> Map:
    """Fill the site and learn its addresses."""
    env = {**site.environment, "DJANGO_SETTINGS_MODULE": "statuscourse.settings"}
    script = (
        "import django, json; django.setup();"
        "from tests.architecture.test_addresses import VIEWS; print(json.dumps(list(VIEWS)))"
    )
    made = json.loads(_output([sys.executable, "-m", "tests.fuzz.world"], env))
    return Map(made["cookies"], made["values"], json.loads(_output([sys.executable, "-c", script], env)))


def _output(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return done.stdout.splitlines()[-1]


class _Page(HTMLParser):
    """The links of a page and its forms, with every choice that they offer."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, list[tuple[str, str]], list[str]]] = []
        self._select = ""
        self._area: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: text or "" for name, text in attributes}
        self.links += [attrs[name] for name in ("href", "src", "hx-get") if name in attrs]
        if tag == "form":
            self.forms.append((attrs.get("method", "get").lower(), attrs.get("action", ""), [], []))
        if not self.forms:
            return
        fields, files = self.forms[-1][2:]
        name = attrs.get("name", "")
        if tag == "input" and attrs.get("type") == "file":
            files.append(name or "file")
        elif tag in {"input", "button"} and name:
            fields.append((name, attrs.get("value", "on" if tag == "input" else "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            fields.append((self._select, attrs.get("value", "")))
        elif tag == "textarea" and name:
            self._area = [name, ""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area and self.forms:
            self.forms[-1][2].append((self._area[0], self._area[1].removeprefix("\n")))
            self._area = []


def read_page(who: str, page: str, html: str) -> tuple[list[str], list[Found]]:
    """The links of the site in a page, and its forms."""
    seen = _Page(html)
    links = [urljoin(page, link) for link in seen.links]
    links = [link.partition("#")[0] for link in links if link.startswith("/") and not link.startswith("//")]
    forms = [
        Found(who, page, method, urljoin(page, action or page), tuple(fields), tuple(files))
        for method, action, fields, files in seen.forms
    ]
    return links, [form for form in forms if not urlsplit(form.action).netloc]
