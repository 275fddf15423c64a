"""A real server, all of its processes, sees its clock set back an hour while people are in the middle of something."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from statuscourse.backups.files import time_of
from tests.factories import PASSWORD
from tests.faketime import Clock
from tests.faults.crowd import Answerer, Crowd, Examinee, Person
from tests.faults.files import FILE, codes, counted, draft, is_whole, on_sqlite, port_of, rows, wait_until, words
from tests.running import ROOT, running_site

pytestmark = on_sqlite

HOUR = timedelta(hours=1)
MINUTE = 60
SIGN_IN, SIGN_UP, CODE = "/accounts/sign-in/", "/accounts/sign-up/", "/accounts/code/"

# A class of which one member answers on a phone, at a question that has thirty seconds.
LIVE = """
from datetime import timedelta
from django.utils import timezone
from tests.classrooms.live import asked, move, player
session = asked(seconds=30, ends_at=timezone.now() + timedelta(seconds=30))
move(session, started_at=timezone.now())
print(session.pk, player(session).cookies["learner"].value)
"""


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return Clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def site(clock):
    """A site whose backup is ten minutes old at noon."""
    clock.set_to_noon()
    clock.shift(timedelta(minutes=-10))
    with running_site(is_started=False, BACKUP_HOURS="24", **clock.environment) as running:
        manage(running, "migrate", "--verbosity", "0")
        manage(running, "backup")
        running.start()
        yield running
    clock.clean(running.process.pid)


@pytest.fixture
def back(site, clock):
    """Sets the clock back; until then it is noon."""
    clock.set_to_noon()
    return lambda: clock.shift(-HOUR)


def manage(site, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)


def send(person, path, **values):
    """Fill in the form of a page and send it, so that each is sent once."""
    return person.fetch(path, person.form(path, person.fetch(path)).values | values)


def newcomer(site, number, name):
    """Somebody who has just made an account."""
    person = Person(port_of(site), number)
    assert send(person, SIGN_UP, username=name, password1=PASSWORD, password2=PASSWORD).status == 303
    return person


def attempt_of(person):
    """The number of somebody's exam as SQLite has it."""
    return person.attempt[0].replace("-", "")


def is_signed_in(person, name):
    return f'<a href="/accounts/">{name}</a>' in person.fetch("/").text


def backups(site):
    """When each of them was made, the oldest first."""
    return sorted(time_of(path.name) for path in (site.data / "backups").glob("statuscourse-*.zip"))


def given_at(site):
    """When answers were given, in the order in which they came."""
    found = rows(site.data / FILE, "SELECT created_at FROM quizzes_answer ORDER BY id")
    return [datetime.fromisoformat(time).replace(tzinfo=UTC) for (time,) in found]


def test_what_was_acknowledged_before_is_there_and_what_is_sent_again_counts_once(site, clock, back):
    questions = codes(site.data / FILE)
    person = Answerer(port_of(site), 1)
    for question in questions[:5]:
        person.answer(question)
    path = f"/questions/{questions[5]}/"
    values = person.form(path, person.fetch(path)).values | {"answer": "unknown"}
    assert person.fetch(path, values).status == 200
    late = f"/questions/{questions[6]}/"
    open_page = person.form(late, person.fetch(late)).values | {"answer": "unknown"}
    back()
    for _ in range(6):  # both workers
        assert person.fetch(path, values).status == 200
    assert person.fetch(late, open_page).status == 200
    for question in questions[7:12]:
        person.answer(question)
    assert counted(site.data / FILE, person) == Counter(questions[:12])
    before, after = given_at(site)[-7], given_at(site)[-1]
    assert timedelta(minutes=55) < before - after < HOUR, "the server did not see its clock go back"
    assert abs(after - clock.now) < timedelta(minutes=1)


def test_people_who_go_on_while_the_clock_is_set_notice_nothing(site, back):
    crowd = Crowd(port_of(site), codes(site.data / FILE))
    with crowd.at_work():
        wait_until(lambda: crowd.done > 60)
        back()
        wait_until(lambda least=crowd.done + 60: crowd.done > least)
    file = site.data / FILE
    assert crowd.lost == 0, "somebody was refused"
    assert [counted(file, each) for each in crowd.answerers] == [Counter(each.answered) for each in crowd.answerers]
    assert [draft(file, each) for each in crowd.examinees] == [(each.version, each.key) for each in crowd.examinees]
    assert is_whole(file)


def test_an_exam_takes_saves_does_not_end_and_is_handed_in_once(site, back):
    person = Examinee(port_of(site), 2)
    person.begin()
    for _ in range(3):
        person.save()
    sent = person.values | {"answer": person.offered[0], "version": person.version, "save_key": "the-same-twice"}
    first = json.loads(person.fetch(f"{person.place}draft/", sent).text)
    back()
    again = [json.loads(person.fetch(f"{person.place}draft/", sent).text) for _ in range(4)]
    assert {each["version"] for each in [first, *again]} == {person.version + 1}
    person.version += 1
    person.save()
    assert draft(site.data / FILE, person) == (person.version, person.key)
    assert 19 * MINUTE < first["seconds_left"] <= 20 * MINUTE
    assert all(79 * MINUTE < each["seconds_left"] <= 80 * MINUTE for each in again)
    assert "Until 12:20" in words(person.fetch(person.place).text)
    base = person.place.removesuffix(f"{person.attempt[1]}/")
    asked = person.form(f"{base}hand-in/", person.fetch(f"{base}hand-in/")).values
    assert [person.fetch(f"{base}hand-in/", asked).status for _ in range(2)] == [303, 303]
    assert "of 12" in words(person.fetch(f"{base}result/").text)
    statement = "SELECT position FROM quizzes_answer WHERE attempt_id = ? ORDER BY position"
    assert rows(site.data / FILE, statement, attempt_of(person)) == [(place,) for place in range(1, 13)]


def test_the_time_of_an_exam_ends_when_the_clock_says_so_again(site, clock, back):
    person = Examinee(port_of(site), 11)
    person.begin()
    person.save()
    back()
    clock.shift(timedelta(minutes=79))  # 12:19
    person.save()
    clock.shift(timedelta(minutes=2))
    late = person.values | {"answer": person.offered[0], "version": person.version, "save_key": "too-late"}
    assert person.fetch(f"{person.place}draft/", late).status == 409
    assert person.fetch(person.place).headers["Location"].endswith("/result/")
    answers = rows(site.data / FILE, "SELECT COUNT(*) FROM quizzes_answer WHERE attempt_id = ?", attempt_of(person))
    assert answers == [(12,)]


def test_who_had_to_wait_waits_no_longer(site, back):
    person = Person(port_of(site), 3)

    def tries():
        """Wrong codes until one has to wait."""
        for number in range(20):
            said = send(person, CODE, code="KTM4-7RWX")
            if said.status == 429:
                return number, int(said.headers["Retry-After"])
            assert said.status == 422
        raise AssertionError("nobody was slowed down")

    assert tries()[1] <= 10 * MINUTE + 1
    back()
    again, seconds = tries()
    assert again == 10, "the codes of before count for the time before"
    assert seconds <= 10 * MINUTE + 1


def test_nobody_is_signed_out_and_everybody_can_sign_in(site, back):
    person = newcomer(site, 4, "petra")
    other = newcomer(site, 5, "paul")
    assert (
        other.fetch("/accounts/sign-out/", other.form("/accounts/sign-out/", other.fetch("/accounts/")).values).status
        == 303
    )
    back()
    for _ in range(6):  # both workers
        assert is_signed_in(person, "petra")
    assert not is_signed_in(other, "paul")
    assert send(other, SIGN_IN, username="paul", password=PASSWORD).status == 303
    assert is_signed_in(other, "paul")
    assert is_signed_in(newcomer(site, 6, "paula"), "paula")


def test_a_name_that_is_locked_stays_so_until_it_is_let_go(site, back):
    newcomer(site, 7, "quentin")
    person = Person(port_of(site), 8)
    said = [send(person, SIGN_IN, username="quentin", password=f"wrong {number}").status for number in range(9)]
    assert (said[0], said[-1]) == (422, 429)
    back()
    assert send(person, SIGN_IN, username="quentin", password=PASSWORD).status == 429
    manage(site, "axes_reset_username", "quentin")
    assert send(person, SIGN_IN, username="quentin", password=PASSWORD).status == 303


def test_pages_are_drawn_of_what_is_dated_in_the_future(site, back):
    person = Answerer(port_of(site), 9)
    question, another = codes(site.data / FILE)[:2]
    person.answer(question)
    examinee = Examinee(port_of(site), 10)
    examinee.begin()
    back()
    for path in ("/", "/progress/", "/quizzes/", "/lessons/", "/accounts/", f"/questions/{question}/"):
        assert person.fetch(path).status == 200, path
    for path in ("/", "/quizzes/trial-exam/", examinee.place):
        assert examinee.fetch(path).status == 200, path
    person.answer(another)
    assert counted(site.data / FILE, person) == Counter([question, another])


def test_a_question_of_a_live_session_stays_open_until_its_host_closes_it(site, back):
    session, token = manage(site, "shell", "-c", LIVE).stdout.split()[-2:]
    person = Person(port_of(site), 12)
    person.cookies["learner"] = token
    back()
    assert person.fetch(f"/live/{session}/state/").status == 200
    path = f"/live/{session}/answer/"
    values = person.form(path, person.fetch(f"/live/{session}/")).values
    assert values["position"] == "1"
    assert person.fetch(path, values | {"answer": "404"}).status == 303
    assert rows(site.data / FILE, "SELECT COUNT(*) FROM classrooms_liveanswer") == [(1,)]


def test_a_backup_is_made_where_the_newest_is_from_the_future(site, clock, back):
    """The schedule looks a minute after the start for the first time. Without the change one of today is enough."""
    back()
    wait_until(lambda: len(backups(site)) > 1, seconds=150)
    made, before = backups(site)  # the older one is there too
    assert before - HOUR < made < before
    name = f"statuscourse-{made:%Y%m%d-%H%M%S}.zip"
    assert "is whole" in manage(site, "backup", "--check", str(site.data / "backups" / name)).stdout
