"""Two servers on one PostgreSQL behind nginx: one dies under load, then the database goes away and comes back.

Two machines are two data folders here, with one SECRET_KEY, as docs/deploy.md says.
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from statuscourse.accounts.models import token_digest
from tests.browser.chromium import wait_for_behaviours
from tests.faults.crowd import Answerer, Crowd, Person, Unanswered
from tests.faults.files import wait_until
from tests.nginx import proxy
from tests.postgres import Cluster, private_cluster
from tests.running import RunningSite, asked, free_port, running_site

OUTAGE = 10.0  # seconds


@dataclass
class Pair:
    """The address that people have, what stands behind it, and its database."""

    port: int
    sites: list[RunningSite]
    cluster: Cluster
    database: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        return asked(self.database, statement, *values)


@pytest.fixture(scope="module")
def started() -> Iterator[Pair]:
    with ExitStack() as stack:
        cluster = stack.enter_context(private_cluster())
        database, port = cluster.create("course"), free_port()
        one = {"DATABASE_URL": database, "SECRET_KEY": "k" * 50, "SITE_URL": f"http://127.0.0.1:{port}"}
        with ThreadPoolExecutor(2) as pool:  # at once, as two machines are after a power cut: one waits for the other
            opened = [pool.submit(stack.enter_context, running_site(**one, BEHIND_PROXY="1")) for _ in range(2)]
        sites = [site.result() for site in opened]
        stack.enter_context(proxy(port, [int(site.url.rpartition(":")[2]) for site in sites]))
        yield Pair(port, sites, cluster, database)


@pytest.fixture
def pair(started):
    """With both servers and the database, whatever the test before did to them."""
    if started.cluster.process is None:
        started.cluster.start()
    for site in started.sites:
        if site.process.poll() is not None:
            site.start()
    return started


def codes(pair):
    """The ids of all questions that ask for a code."""
    rows = pair.rows("SELECT id FROM quizzes_question WHERE kind = 'code' AND retired_at IS NULL ORDER BY id")
    return [name for (name,) in rows]


def counted(pair, person):
    """How often each question of somebody's is in the database."""
    statement = """
        SELECT revision.question_id, COUNT(*) FROM quizzes_answer AS answer
        JOIN quizzes_questionrevision AS revision ON revision.id = answer.revision_id
        JOIN accounts_learner AS learner ON learner.id = answer.learner_id
        WHERE learner.token_digest = %s GROUP BY 1
    """
    return dict(pair.rows(statement, token_digest(person.cookies["learner"])))


def test_a_server_that_is_killed_under_load_loses_no_answer_and_counts_none_twice(pair):
    crowd = Crowd(pair.port, codes(pair))
    for person in crowd.examinees:
        person.save()
    with crowd.at_work():
        wait_until(lambda: crowd.done > 100)
        pair.sites[0].kill()
        at_death = crowd.done
        wait_until(lambda: crowd.done > at_death + 150)

    assert [counted(pair, each) for each in crowd.answerers] == [Counter(each.answered) for each in crowd.answerers]
    drafts = {(str(attempt), place): row for attempt, place, *row in pair.rows(DRAFTS)}
    assert [drafts[each.attempt] for each in crowd.examinees] == [[each.version, each.key] for each in crowd.examinees]
    assert crowd.lost > 0, "the server died between two requests"


DRAFTS = "SELECT attempt_id, position, version, save_key FROM quizzes_draft"


def test_a_learner_is_known_to_both_servers(pair):
    """What one of them gave out, a cookie or a token of a form, the other one takes."""
    person = Answerer(pair.port, 1)
    first, second = (int(site.url.rpartition(":")[2]) for site in pair.sites)
    questions = codes(pair)
    person.port = first
    person.answer(questions[0])
    page = person.insist(f"/questions/{questions[1]}/")
    person.port = second
    values = person.form(f"/questions/{questions[1]}/", page).values | {"answer": "unknown"}
    assert person.insist(f"/questions/{questions[1]}/", values).status == 200
    assert counted(pair, person) == {questions[0]: 1, questions[1]: 1}


@pytest.fixture
def exam(pair, chromium):
    """A page of an exam in a real browser, at a question in which a response is written."""
    context = chromium.new_context(base_url=pair.url)
    page = context.new_page()
    page.goto("/quizzes/trial-exam/")
    page.get_by_role("button", name="Begin the exam").click()
    page.locator("form.asking").wait_for()
    base = page.url.rsplit("/", 2)[0]
    for number in range(1, 13):
        page.goto(f"{base}/{number}/")
        if page.locator(".editor").count():
            break
    wait_for_behaviours(page)
    yield page
    context.close()


def asked_while_down(person, path):
    """What somebody is told, whatever it is."""
    try:
        person.fetch(path)
    except Unanswered as told:
        return str(told)
    return "an answer"


def test_through_ten_seconds_without_its_database_nothing_is_lost_and_nothing_pretends(pair, exam):
    state = exam.locator("[data-saving]")
    exam.locator(".editor").fill("HTTP/1.1 404")
    expect(state).to_have_attribute("data-state", "saved")
    exam.evaluate("() => { window.sameAsBefore = true }")
    questions = codes(pair)
    person = Answerer(pair.port, 7)
    person.answer(questions[0])
    page = person.insist(f"/questions/{questions[1]}/")
    values = person.form(f"/questions/{questions[1]}/", page).values | {"answer": "unknown"}

    pair.cluster.stop()
    back = time.monotonic() + OUTAGE
    with exam.expect_response("**/draft/") as save:
        exam.locator(".editor").fill("HTTP/1.1 404 Not Found")
    assert (save.value.status, save.value.headers["content-type"]) == (503, "application/problem+json")
    assert int(save.value.headers["retry-after"]) > 0
    expect(state).to_have_attribute("data-state", "lost")
    expect(state).to_contain_text("Not saved")

    visit = exam.context.new_page()
    for path in ("/", "/quizzes/", "/lessons/who-are-you/", f"/questions/{questions[2]}/", "/accounts/sign-in/"):
        answer = visit.goto(path)
        assert (path, answer.status, int(answer.headers["retry-after"]) > 0) == (path, 503, True)
    visit.close()

    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(person.insist, f"/questions/{questions[1]}/", values)
        stranger = Person(pair.port, 0)
        while time.monotonic() < back:
            assert asked_while_down(stranger, "/quizzes/") == "503"
        pair.cluster.start()
        assert sent.result().status == 200
    expect(state).to_have_attribute("data-state", "saved", timeout=30_000)
    assert exam.evaluate("() => window.sameAsBefore")  # without a reload
    attempt, place = exam.url.strip("/").split("/")[-2:]
    statement = "SELECT response ->> 'text', version FROM quizzes_draft WHERE attempt_id = %s AND position = %s"
    assert pair.rows(statement, attempt, int(place)) == [("HTTP/1.1 404 Not Found", 2)]
    assert counted(pair, person) == {questions[0]: 1, questions[1]: 1}
