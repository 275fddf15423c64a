"""One hostile class, and every page and file of teachers and learners that shows it: no text of it does anything."""

import csv
import io
import json

import pytest

from quizzes.core.interchange.table_cells import FORMULA
from statuscourse.classrooms.models import Membership
from tests.architecture.test_addresses import VIEWS
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_live_answer,
    make_member,
    make_player,
    make_session,
    make_work,
)
from tests.factories import NOW, make_question, make_quiz, make_user
from tests.hostile import PAYLOADS, some
from tests.quizzes.test_hostile_texts import found_in
from tests.visitor import Visitor

OWN = ("classes/<uuid:class_id>/", "live/<uuid:session_id>/", "join/<str:code>/", "assignments/<uuid:assignment_id>/")
ROUTES = [route for route in VIEWS if route.startswith(OWN)]


@pytest.fixture
def place(ines, ada):
    """What stands in the addresses of a class of Ines in which every text attacks whoever reads it."""
    eve = make_user(username="<svg/onload=evil()>", role="instructor")
    item = make_class(owner=ines.user, name=PAYLOADS[0] + PAYLOADS[1], teachers=[eve], join_code="KTM47R")
    quiz = make_quiz(questions=[make_question()])
    quiz.title = some(6)[:120]
    quiz.save()
    task = make_assignment(classroom=item, quiz=quiz, title=some(0)[:120], note="\n".join(PAYLOADS), created_by=eve)
    session = make_session(classroom=item, join_code="CDF346", host=eve)
    session.title = some(2)[:120]
    session.save()
    members = [make_member(classroom=item, learner=ada.learner, name=PAYLOADS[0], number=PAYLOADS[1])]
    members += [make_member(classroom=item, name=text[:80], number=text[:40]) for text in PAYLOADS]
    members += [make_member(classroom=item, name=f"{text[:70]} gone", left_at=NOW) for text in PAYLOADS]
    for member in members[:12]:
        make_extension(assignment=task, member=member, attempts=2, reason=some(member.pk)[:200], given_by=eve)
        make_change(assignment=task, member=member, reason=some(member.pk)[:200], by=eve)
        make_player(session=session, member=member)
        make_live_answer(session=session, member=member)
    make_work(assignment=task, member=members[0])
    values = {"class_id": item.pk, "member_id": members[0].pk, "assignment_id": task.pk, "session_id": session.pk}
    return {**values, "code": "KTM47R", "position": 1, "eve": eve}


def addresses(place):
    """Every address of the class, with the name of its view."""
    for route in ROUTES:
        filled = route
        for name, value in place.items():
            for kind in ("uuid", "int", "str"):
                filled = filled.replace(f"<{kind}:{name}>", str(value))
        yield VIEWS[route].name, f"/{filled}"


def drawn(visitor, place):
    """What a visitor gets from every address that is a page; pieces of state for scripts are no pages."""
    answers = {name: visitor.get(address) for name, address in addresses(place)}
    return {name: answer for name, answer in answers.items() if "html" in answer.headers.get("Content-Type", "")}


def test_it_is_inert_on_every_page_of_those_who_teach_it(ines, olga, place):
    for visitor in (ines, olga, Visitor.signed_in(place["eve"])):
        pages = drawn(visitor, place)
        assert {pages[name].status_code for name in ("classroom", "class_people", "class_settings")} == {200}
        assert found_in(pages) == {}


def test_it_is_inert_for_its_learners(ada, place):
    pages = drawn(ada, place) | {
        address: ada.get(address) for address in ("/", "/classes/", "/progress/", "/accounts/")
    }
    assert {pages[name].status_code for name in ("classroom", "assignment", "/", "/classes/")} == {200}
    assert found_in(pages) == {}


def test_it_is_inert_for_whoever_has_its_code_and_for_strangers(anonymous, sam, ivan, place):
    for visitor in (anonymous, sam, ivan):
        assert found_in(drawn(visitor, place) | {"": visitor.get("/classes/")}) == {}


def test_it_is_inert_on_lists_of_whoever_taught_and_searched(ines, place):
    home = f"/classes/{place['class_id']}/"
    pages = [f"{home}people/?q={PAYLOADS[0]}", f"{home}people/?added=<b>", f"{home}settings/?done={PAYLOADS[0]}"]
    pages += ["/classes/", f"{home}assignments/{place['assignment_id']}/extensions/?member={place['member_id']}"]
    assert found_in({page: ines.get(page) for page in pages}) == {}


def test_it_is_inert_on_slips_and_where_a_code_is_shown(ines, anonymous, place):
    home = f"/classes/{place['class_id']}/"
    token = {"csrfmiddlewaretoken": ines.token()}
    others = list(Membership.objects.present().filter(classroom=place["class_id"]).values_list("pk", flat=True))
    told = {"slips": ines.post(f"{home}slips/", token | {"member": others})}
    told["code"] = ines.post(f"{home}people/{others[-1]}/", token | {"do": "code"})
    told["joined"] = anonymous.send("/join/KTM47R/", name="<b onclick=evil()>")
    assert {name: answer.status_code for name, answer in told.items()} == dict.fromkeys(told, 200)
    assert found_in(told) == {}


@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 3))
def test_it_is_inert_in_every_refusal(ines, anonymous, place, number):
    home, text = f"/classes/{place['class_id']}/", some(number)
    token = {"csrfmiddlewaretoken": ines.token()}
    sent = {
        "people/": [{"do": "add", "names": text * 2}, {"do": "add", "names": PAYLOADS[0]}, {"do": text}],
        f"people/{place['member_id']}/": [{"do": "save", "name": text * 2, "number": text, "extra_time": text}],
        "settings/": [{"do": do, "name": text, "time_zone": text, "teacher": text, "confirm": text}
                      for do in ("describe", "add-teacher", "remove-teacher", "delete", "give-away", text)],
        "roster/": [{"text": f"name,{text}\n{text}"}, {"text": text}, {"text": f"name\n{text}\n{text}"}],
        "code/": [{"do": "keep", "lasts": text}],
        "slips/": [{"who": text, "member": text, "key": text}],
        "convention/": [{"validation": text}],
        "assignments/new/": [dict.fromkeys(("target", "title", "note", "opens", "due", "late", "weight"), text)],
        f"assignments/{place['assignment_id']}/": [dict.fromkeys(("title", "note", "due", "weight", "version"), text)],
        f"assignments/{place['assignment_id']}/extensions/": [dict.fromkeys(("member", "due", "reason"), text)],
    }  # fmt: skip
    told = {f"{page} {n}": ines.post(home + page, token | values) for page, forms in sent.items()
            for n, values in enumerate(forms)}  # fmt: skip
    told["name"] = anonymous.send("/join/KTM47R/", name=text * 2)
    told["taken"] = anonymous.send("/join/KTM47R/", name=PAYLOADS[0])
    told["code"] = anonymous.get("/join/", {"code": text})
    told["own code"] = anonymous.send("/accounts/code/", code=text)
    assert found_in(told) == {}


# Files


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(ines, place):
    tables = [(name, ines.get(address)) for name, address in addresses(place) if address.endswith(".csv")]
    assert "class_roster_csv" in dict(tables)
    for _name, answer in tables:
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert (answer.status_code, len(rows) > len(PAYLOADS)) == (200, True)
        assert [cell for row in rows for cell in row if cell and cell[0] in FORMULA] == []


def test_files_are_saved_and_not_opened(ines, ada, place):
    files = [address for _name, address in addresses(place) if address.endswith((".csv", "export/"))]
    answers = [ines.get(address) for address in files] + [ada.get("/accounts/my-data/export/")]
    for answer in answers:
        assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer["Content-Disposition"].isascii()
        assert "html" not in answer["Content-Type"]
    assert json.loads(answers[-1].content)["classes"][0]["known_as"] == PAYLOADS[0]
