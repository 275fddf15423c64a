"""docs/rights.md is true: every address of the site stands in its table, and everybody gets what the table says."""

import re
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction

from quizzes.models import Question, Quiz, Share
from statuscourse.accounts.guessing import OF_ADDRESS, OF_BROWSER, WINDOW
from statuscourse.accounts.models import Learner, User, new_token, token_digest
from statuscourse.classrooms.core.codes import ALPHABET, JOIN_LENGTH, PERSONAL_LENGTH
from statuscourse.classrooms.models import Classroom, Teacher
from tests.architecture import test_every_address
from tests.architecture.test_addresses import VIEWS
from tests.classrooms.factories import make_member
from tests.conforming import allowed
from tests.factories import NOW
from tests.visitor import Visitor

DOCUMENT = settings.BASE_DIR / "docs" / "rights.md"
WHO = ["anonymous", "learner", "member", "stranger", "co-teacher", "owner", "administrator"]
REFUSED = ("PATCH", "DELETE")  # no view has any other method than GET and POST, so all are refused alike
SECRET = "r" * 32  # the CSRF cookie of everybody here, and the token that goes with it

address = test_every_address.address


def plain(route):
    return "/" + re.sub(r"<\w+:", "<", route)


def read_table():
    """Each row as its address, the form that is sent, and what everybody gets for GET and POST; "-" for neither."""
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == ["address", "form", *WHO]
    return [(row[0].strip("`"), row[1].strip("`"), dict(zip(WHO, row[2:], strict=True))) for row in cells[2:]]


TABLE = read_table()
ROUTES = {plain(route): route for route in VIEWS}
ROWS = [pytest.param(*row, id=" ".join(row[:2])) for row in TABLE]


@pytest.fixture
def cast(anonymous, sam, ada, ivan, ines, olga, make_user):
    cora = Visitor.signed_in(make_user(username="cora", role="instructor"))
    cast = dict(zip(WHO, [anonymous, sam, ada, ivan, cora, ines, olga], strict=True))
    for visitor in cast.values():
        visitor.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    return cast


@pytest.fixture
def place(address, cast):
    """An address with something there, which Ines owns, Cora teaches or may change with her, and Ada is in or did."""

    def of(row):
        found = address(VIEWS[ROUTES[row]].name)
        cora, ines = cast["co-teacher"].user, cast["owner"].user
        for item in Classroom.objects.filter(owner=ines):
            Teacher.objects.create(classroom=item, user=cora, added_at=NOW)
        for name, model in (("question", Question), ("quiz", Quiz)):
            for item in model.objects.filter(owner=ines):
                Share.objects.create(**{name: item}, user=cora, right="edit", given_by=ines, given_at=NOW)
        return found

    return of


@contextmanager
def undone(visitor):
    """What is done here leaves nothing behind, neither in the database nor in the browser."""
    before = visitor.cookies.output()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    visitor.cookies.clear()
    visitor.cookies.load(before.replace("Set-Cookie: ", "").replace("\r\n", "; "))


def statuses(visitor, found, form, methods):
    """What somebody gets, as a cell of the table says it."""
    said = []
    for method in ("GET", "POST"):
        if method not in methods or (form and method == "GET"):
            said.append("-")
            continue
        with undone(visitor):
            said.append(str(ask(visitor, method, found, form).status_code))
    return " / ".join(said)


def ask(visitor, method, found, form):
    if method == "GET":
        return visitor.get(found)
    fields = dict(pair.split("=") for pair in form.split("&") if pair)
    return visitor.post(found, {**fields, "csrfmiddlewaretoken": SECRET})


def test_every_address_stands_in_the_table_and_no_other_one():
    assert sorted({row[0] for row in TABLE if not row[1]}) == sorted(ROUTES)
    assert {row[0] for row in TABLE} == set(ROUTES)


def test_no_row_stands_there_twice():
    assert len({row[:2] for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("row", "form", "cells"), ROWS)
def test_everybody_gets_what_the_table_says(cast, place, row, form, cells):
    found, methods = place(row), VIEWS[ROUTES[row]].callback.allowed_methods
    assert {who: statuses(visitor, found, form, methods) for who, visitor in cast.items()} == cells


@pytest.mark.parametrize("row", ROUTES)
def test_any_other_method_is_405_for_everybody_and_options_204(cast, place, row):
    found, methods = place(row), set(VIEWS[ROUTES[row]].callback.allowed_methods)
    others = [method for method in ("GET", "POST", *REFUSED) if method not in methods]
    answers = [visitor.generic(method, found) for visitor in cast.values() for method in others]
    assert {(answer.status_code, frozenset(allowed(answer))) for answer in answers} == {(405, frozenset(methods))}
    options = [visitor.generic("OPTIONS", found) for visitor in cast.values()]
    assert {(answer.status_code, frozenset(allowed(answer))) for answer in options} == {(204, frozenset(methods))}


# Parameters that name what only some may know of; those of questions that learners are asked are public.
PRIVATE = {"class_id", "session_id", "assignment_id", "attempt_id", "import_id", "question_id", "report_id"}
NOBODYS = {"question_id": "tests-nobody", "report_id": "999999999"}


def private_parameter(row):
    """The first part of an address that names something private, or None."""
    found = [name for name in re.findall(r"<(\w+)>", row) if name in PRIVATE]
    return found[0] if found and not row.startswith("/questions/") else None


def nowhere(row, found):
    """The same address with that part changed to what nobody has."""
    parameter = private_parameter(row)
    pattern = "^" + re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", re.escape(row).replace(r"\<", "<").replace(r"\>", ">")) + "$"
    begin, end = re.match(pattern, found).span(parameter)
    return found[:begin] + NOBODYS.get(parameter, str(test_every_address.NOBODYS)) + found[end:]


@pytest.mark.parametrize("row", [row for row in ROUTES if private_parameter(row)])
def test_those_who_have_no_business_there_cannot_tell_whether_it_exists(cast, place, row):
    found, methods = place(row), VIEWS[ROUTES[row]].callback.allowed_methods
    elsewhere = nowhere(row, found)
    for who in ("anonymous", "learner", "stranger"):
        here, there = (statuses(cast[who], each, "", methods) for each in (found, elsewhere))
        assert (who, here) == (who, there)


@pytest.mark.parametrize("row", [row for row in ROUTES if "<class_id>" in row or "<session_id>" in row])
def test_a_member_without_an_account_gets_what_a_member_gets(cast, place, row):
    found, methods = place(row), VIEWS[ROUTES[row]].callback.allowed_methods
    token = new_token()
    visitor = Visitor()
    visitor.cookies[settings.CSRF_COOKIE_NAME], visitor.cookies[settings.LEARNER_COOKIE] = SECRET, token
    learner = Learner.objects.create(token_digest=token_digest(token))
    make_member(classroom=Classroom.objects.get(), learner=learner)
    cells = next(cells for address, form, cells in TABLE if (address, form) == (row, ""))
    for_accounts = cells["anonymous"].startswith("302") or cells["anonymous"] == "- / 403"
    assert statuses(visitor, found, "", methods) == cells["anonymous" if for_accounts else "member"]


@pytest.mark.parametrize("row", [row for row in ROUTES if "<class_id>" in row or "<session_id>" in row])
def test_no_page_of_a_class_shows_a_member_another_one_or_a_teacher_an_address_of_mail(cast, place, row):
    found, member = place(row), cast["member"]
    make_member(classroom=Classroom.objects.get(), name="Zenobia of Palmyra", number="Z-267")
    User.objects.filter(pk=member.user.pk).update(email="ada@home.example")
    seen, told = member.get(found).content.decode(), cast["owner"].get(found).content.decode()
    assert ("Zenobia" in seen, "Z-267" in seen, "ada@home.example" in told) == (False, False, False)


def test_the_throttles_are_as_the_page_says():
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    minutes = settings.AXES_COOLOFF_TIME.total_seconds() // 60
    assert f"after {settings.AXES_FAILURE_LIMIT} wrong passwords" in text
    assert f"from that address for {minutes:.0f} minutes" in text
    assert (
        f"after {OF_BROWSER} wrong ones from one browser, or {OF_ADDRESS} from one address, within ten minutes" in text
    )
    assert (WINDOW.total_seconds(), settings.AXES_LOCKOUT_PARAMETERS) == (600, [["username", "ip_address"]])
    assert f"one of {len(ALPHABET) ** JOIN_LENGTH // 10**6} million" in text
    assert f"one of {len(ALPHABET) ** PERSONAL_LENGTH // 10**6:,} million" in text
