"""A live session in real browsers: the screen leads, phones follow, and no answer is lost on its way."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE
from tests.browser.test_every_page import found_by_axe
from tests.running import ROOT

WORLD = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from quizzes.models import Question, Quiz
from statuscourse.accounts.models import Learner, User, new_token, token_digest
from statuscourse.classrooms.models import Classroom, LiveSession, Membership

host = User.objects.create(username="{name}", role="instructor", password="!")
store = SessionStore()
store[SESSION_KEY], store[HASH_SESSION_KEY] = str(host.pk), host.get_session_auth_hash()
store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
store.save()
room = Classroom.objects.create(name="7b", owner=host, created_at=timezone.now())
token = new_token()
learner = Learner.objects.create(token_digest=token_digest(token))
Membership.objects.create(classroom=room, learner=learner, name="Ada", joined_at=timezone.now())
kinds = ("code", "type")
asked = [Question.objects.shipped().filter(kind=kind, retired_at=None).order_by("pk")[0] for kind in kinds]
session = LiveSession.objects.create(
    classroom=room, host=host, quiz="mixed", title="Two", started_at=timezone.now(),
    revision_ids=[question.current_id for question in asked], seconds={seconds},
)
print(json.dumps({{"host": store.session_key, "token": token, "session": str(session.pk)}}))
"""


@pytest.fixture
def room(site, open_page, request):
    """The screen and a phone of a session that has two questions."""
    seconds = getattr(request, "param", None)
    code = WORLD.format(name=f"host-{abs(hash(request.node.name))}", seconds=seconds)
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    made = json.loads(done.stdout.splitlines()[-1])
    screen, phone = open_page("/"), open_page("/", **PHONE)
    screen.context.add_cookies([{"name": "sessionid", "value": made["host"], "url": site.url}])
    phone.context.add_cookies([{"name": "learner", "value": made["token"], "url": site.url}])
    screen.goto(f"/live/{made['session']}/screen/")
    phone.goto(f"/live/{made['session']}/")
    phone.wait_for_load_state("networkidle")
    return screen, phone


def heading(page, text):
    return page.get_by_role("heading", name=text)


def go_on(screen):
    screen.locator("[data-next-step]").wait_for()
    screen.keyboard.press("ArrowRight")


def choose_first(phone):
    phone.locator("label.key").first.tap()


def test_phones_follow_the_screen_by_themselves(room):
    screen, phone = room
    go_on(screen)
    choose_first(phone)
    phone.get_by_role("button", name="Send the answer").tap()
    expect(heading(phone, "Your answer is kept")).to_be_visible()
    expect(screen.locator(".live-given")).to_contain_text("1 of 1 answered")
    go_on(screen)
    expect(heading(phone, "Answers are closed")).to_be_visible()
    go_on(screen)
    expect(phone.locator(".verdict")).to_be_visible()


def test_an_answer_without_a_connection_goes_out_when_there_is_one(room):
    screen, phone = room
    go_on(screen)
    choose_first(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Send the answer").tap()
    expect(phone.locator("[data-live-state]")).to_contain_text("Your answer is kept on this device")
    phone.context.set_offline(False)
    expect(heading(phone, "Your answer is kept")).to_be_visible()
    expect(screen.locator(".live-given")).to_contain_text("1 of 1 answered")


def test_a_server_that_has_no_time_for_a_poll_takes_nothing_away(room):
    screen, phone = room
    go_on(screen)
    choose_first(phone)
    phone.route("**/state/", lambda route: route.fulfill(status=503, body="More than this server comes to."))
    expect(phone.locator("[data-live-state]")).to_contain_text("It goes on by itself")
    expect(phone.locator("label.key input:checked")).to_have_count(1)
    phone.unroute("**/state/")
    phone.get_by_role("button", name="Send the answer").tap()
    expect(heading(phone, "Your answer is kept")).to_be_visible()


def test_a_poll_takes_nothing_away_that_is_being_typed(room):
    screen, phone = room
    for _step in range(4):
        go_on(screen)
        screen.wait_for_load_state("networkidle")
        screen.wait_for_timeout(300)
    phone.locator("input[name=text]").fill("half of it")
    with phone.expect_response(lambda answer: "/state/" in answer.url and answer.status == 304):
        pass
    with phone.expect_response(lambda answer: "/state/" in answer.url and answer.status == 304):
        pass
    expect(phone.locator("input[name=text]")).to_have_value("half of it")


@pytest.mark.parametrize("room", [4], indirect=True)
def test_what_is_chosen_counts_when_the_time_is_up(room):
    screen, phone = room
    go_on(screen)
    choose_first(phone)
    expect(heading(phone, "Answers are closed")).to_be_visible(timeout=10_000)
    expect(phone.get_by_text("Yours is kept.")).to_be_visible()


def test_a_reload_shows_what_was_kept(room):
    screen, phone = room
    go_on(screen)
    choose_first(phone)
    phone.get_by_role("button", name="Send the answer").tap()
    expect(heading(phone, "Your answer is kept")).to_be_visible()
    phone.reload()
    expect(heading(phone, "Your answer is kept")).to_be_visible()


def test_screen_and_phone_are_accessible_and_fit_at_every_step(room):
    screen, phone = room
    found = []
    for phase in ("lobby", "asking", "closed", "revealed"):
        for page in (screen, phone):
            page.locator(f"#live[data-tag*='-{phase}-']").wait_for()
            found += found_by_axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{wide} px wide"] if wide > page.viewport_size["width"] else []
        go_on(screen)
    assert found == []
