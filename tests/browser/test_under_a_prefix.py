"""The whole site behind an nginx that keeps one path for it: no link, form, file or cookie leads out of it."""

import http.client
import re
from collections import Counter
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import expect

from tests.browser import authors, classes
from tests.browser.chromium import wait_for_behaviours
from tests.browser.test_every_page import listened_to
from tests.nginx import private_nginx
from tests.running import ROOT, free_port, running_site
from tests.visitor import Forms

PREFIX = "/statuscourse"
EXAMPLE = (ROOT / "deploy" / "nginx-prefix.conf").read_text(encoding="utf-8")
SERVER = "server {{ listen 127.0.0.1:{port}; {locations} location / {{ return 404 'outside'; }} }}"
PASSED_ON = "proxy_pass http://127.0.0.1:8000;"


class Placed:
    """A running site under its prefix: ``url`` where it is passed on, ``stripped`` where the proxy takes it off."""

    def __init__(self, site, ports, folder):
        self.site, self.folder = site, folder
        self.origin, self.stripped = (f"http://127.0.0.1:{port}" for port in ports)
        self.url = self.origin + PREFIX


@contextmanager
def placed_site():
    ports = [free_port(), free_port()]
    with running_site(SITE_URL=f"http://127.0.0.1:{ports[0]}{PREFIX}", BEHIND_PROXY="1") as site:
        passed = EXAMPLE.replace(PASSED_ON, f"proxy_pass {site.url};")
        taken_off = EXAMPLE.replace(PASSED_ON, f"proxy_pass {site.url}/;")
        assert passed != EXAMPLE, "the example has the line that is replaced here"
        servers = [
            SERVER.format(port=port, locations=locations)
            for port, locations in zip(ports, (passed, taken_off), strict=True)
        ]
        with private_nginx("\n".join(servers), ports=ports) as folder:
            yield Placed(site, ports, folder)


@pytest.fixture(scope="module")
def placed():
    with placed_site() as site:
        yield site


class Addresses(HTMLParser):
    """Every value of an attribute that is an address of a host, and what a browser would follow."""

    def __init__(self, html):
        super().__init__()
        self.all, self.links = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if value and re.match(r"/[^/\s]|/$|https?://127\.", value):
                self.all.add((name, value))
                if tag == "a" and name == "href":
                    self.links.add(value)


class Walker:
    """A browser without a script that notes every address that it is shown."""

    def __init__(self, origin):
        self.origin, self.cookies = origin, {}
        self.outside, self.failed, self.seen = set(), {}, Counter()

    def ask(self, path, method="GET", body=None):
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        self._note(path, answer, text)
        return answer, text

    def _note(self, path, answer, text):
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if f"Path={PREFIX};" not in f"{cookie};" or not name.startswith("statuscourse-"):
                self.outside.add((path, "Set-Cookie", name))
        places = [("Location", answer.headers.get("Location", ""))]
        if "html" in answer.headers.get("Content-Type", ""):
            places += Addresses(text).all
        for name, place in places:
            if place and not self._is_inside(path, place):
                self.outside.add((path, name, place))

    def _is_inside(self, path, place):
        found = urlsplit(urljoin(self.origin + path, place))
        ours = f"{found.scheme}://{found.netloc}" == self.origin
        return (not ours and found.hostname != "127.0.0.1") or found.path.startswith(f"{PREFIX}/")

    def send(self, path, action=None, **values):
        """Fill in the form of a page that posts to ``action`` and send it."""
        _, text = self.ask(path)
        wanted = PREFIX + action if action else path
        form = next(f for f in Forms(text).found if f.method == "post" and (f.action or path).split("?")[0] == wanted)
        return self.ask(form.action or path, "POST", urlencode({**form.values, **values}, doseq=True))

    def walk(self, *begin, each=3):
        """Follow links, at most ``each`` pages of a view; every answer is 200 or leads on."""
        waiting = [PREFIX + place for place in begin]
        known = set(waiting)
        while waiting:
            path = waiting.pop(0)
            answer, text = self.ask(path)
            # The page of a report links to where its author, who did not answer, finds nothing.
            if answer.status not in {200, 302} and "/reports/new/" not in path:
                self.failed[path] = answer.status
            for link in sorted(Addresses(text).links if "html" in answer.headers.get("Content-Type", "") else ()):
                place = urldefrag(unescape(link).removeprefix(self.origin))[0]
                if place not in known and self._is_wanted(place, each):
                    known.add(place)
                    waiting.append(place)
        return known

    def _is_wanted(self, place, each):
        inside = place.removeprefix(PREFIX)
        if inside == place or inside.startswith("/static/"):
            return False  # outside is noted where it was found
        try:
            name = resolve(urlsplit(inside).path).view_name
        except Resolver404:
            return True
        self.seen[name] += 1
        return self.seen[name] <= each


def test_nobody_is_led_out_of_the_prefix(placed):
    walker = Walker(placed.origin)
    known = walker.walk("/", "/accounts/sign-in/", "/join/", "/quizzes/trial-exam/", "/codes/404/", "/search/?q=retry")
    assert (walker.outside, walker.failed, len(known) > 20) == (set(), {}, True)


def test_a_learner_answers_signs_up_and_stays_inside(placed):
    walker = Walker(placed.origin)
    answer, _ = walker.send(f"{PREFIX}/questions/six-one-brace/", answer="400")
    assert answer.status == 200
    answer, _ = walker.send(f"{PREFIX}/quizzes/six-requests/")
    assert (answer.status, answer.headers["Location"].startswith(f"{PREFIX}/quizzes/six-requests/")) == (303, True)
    phrase = "a long enough phrase"
    page = f"{PREFIX}/accounts/sign-up/"
    answer, _ = walker.send(page, username="pia", password1=phrase, password2=phrase)
    assert (answer.status, answer.headers["Location"]) == (303, f"{PREFIX}/progress/?welcome=1")
    walker.walk("/", "/progress/", "/accounts/", "/quizzes/")
    answer, _ = walker.send(f"{PREFIX}/accounts/", "/accounts/sign-out/")
    assert (answer.status, answer.headers["Location"]) == (303, f"{PREFIX}/?signed-out=1")
    assert (walker.outside, walker.failed) == (set(), {})


def test_an_instructor_with_questions_and_a_class_stays_inside(placed):
    world, taught = authors.begin(placed.site, "irene"), classes.begin(placed.site, "theo")
    for name, pages in (("irene", authors.addresses(world)), ("theo", classes.addresses(taught))):
        walker = Walker(placed.origin)
        page = f"{PREFIX}/accounts/sign-in/?next={PREFIX}/author/"
        answer, _ = walker.send(page, "/accounts/sign-in/", username=name, password=authors.PHRASE)
        assert (answer.status, answer.headers["Location"]) == (303, f"{PREFIX}/author/")
        walker.walk("/", "/author/", "/classes/", *pages.values(), each=2)
        assert (walker.outside, walker.failed) == (set(), {})


def test_who_is_not_signed_in_is_sent_to_sign_in_inside(placed):
    walker = Walker(placed.origin)
    answer, _ = walker.ask(f"{PREFIX}/author/")
    assert (answer.status, answer.headers["Location"]) == (302, f"{PREFIX}/accounts/sign-in/?next={PREFIX}/author/")
    answer, _ = walker.ask(f"{PREFIX}/lessons/success")
    assert (answer.status, answer.headers["Location"]) == (301, f"{PREFIX}/lessons/success/")


def test_the_address_for_phones_has_the_prefix_once(placed):
    taught = classes.begin(placed.site, "thea")
    walker = Walker(placed.origin)
    walker.send(f"{PREFIX}/accounts/sign-in/", username="thea", password=authors.PHRASE)
    _, text = walker.ask(f"{PREFIX}/classes/{taught.made['class']}/code/")
    assert f"{placed.url}/join/{taught.made['code']}/" in text
    assert f"{PREFIX}{PREFIX}" not in text


def test_a_proxy_that_takes_the_prefix_off_is_answered_the_same(placed):
    walker = Walker(placed.stripped)
    known = walker.walk("/", "/accounts/sign-in/", each=1)
    answer, _ = walker.send(f"{PREFIX}/questions/six-one-brace/", answer="422")
    assert (answer.status, walker.outside, walker.failed, len(known) > 15) == (200, set(), {}, True)


@pytest.fixture
def open_inside(placed, chromium):
    """A page of the site in a real browser, with what it fetches from outside of the prefix, and complains of."""
    contexts = []

    def opened(path, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        said = listened_to(page, placed)
        page.goto(placed.url + path)
        if options.get("java_script_enabled", True):
            wait_for_behaviours(page)
        return page, said

    yield opened
    for context in contexts:
        context.close()


def answer_first_option(page):
    page.locator(".asking .keys .key").first.click()
    page.get_by_role("button", name="Send the answer").first.click()
    page.locator(".graded").first.wait_for()


def test_a_browser_answers_in_a_lesson_and_in_a_quiz_in_place(placed, open_inside):
    page, said = open_inside("/lessons/redirection/")
    answer_first_option(page)
    expect(page.locator("#outline .done")).to_have_count(1)
    page.locator("[data-read]").first.click()
    assert page.url.split("#")[0] == f"{placed.url}/lessons/redirection/"
    page.goto(f"{placed.url}/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    for _ in range(2):
        answer_first_option(page)
        page.locator("[data-next]").click()
    page.wait_for_url(f"{placed.url}/quizzes/six-requests/attempts/**")
    assert said == ([], [])


def test_a_browser_saves_in_an_exam_and_finds_the_server_again(placed, open_inside):
    page, said = open_inside("/quizzes/trial-exam/")
    page.get_by_role("button", name="Begin the exam").click()
    page.locator("main form[action$='/1/']").wait_for()
    page.locator("input[name=flagged]").check()
    page.locator("[data-state=saved]").wait_for()
    script = page.locator("script[type=module][src]").first.get_attribute("src")
    reachable = page.evaluate("async (place) => (await import(place)).reachable()", outbox(placed, script))
    assert (reachable, said) == (True, ([], []))


def outbox(placed, script):
    """The address of the module that asks whether the server is there, under its hashed name."""
    names = [path.name for path in (placed.site.data / "static" / "js").glob("outbox.*.js")]
    return urljoin(script, names[0])


def test_a_browser_without_a_script_answers_too(placed, open_inside):
    page, said = open_inside("/questions/six-one-brace/", java_script_enabled=False)
    page.locator(".asking input[name=answer]").first.check(force=True)
    page.get_by_role("button", name="Send the answer").first.click()
    page.locator(".graded").wait_for()
    assert said == ([], [])


def test_nothing_was_asked_for_outside_of_the_prefix(placed, open_inside):
    """The proxy's own log of everything that the tests above did. A browser asks for the icon of a host by itself."""
    open_inside("/")
    asked = re.findall(r'"[A-Z]+ (\S+) HTTP', (placed.folder / "access.log").read_text(encoding="utf-8"))
    assert (len(asked) > 5, [path for path in asked if not path.startswith(f"{PREFIX}/")]) == (True, [])
