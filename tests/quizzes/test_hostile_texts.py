"""One hostile question, and every page of authors and learners that shows it: no text of it does anything anywhere."""

import csv
import io
import zipfile
from itertools import count
from xml.etree import ElementTree

import pytest

from quizzes.core.interchange.formats import FORMATS
from quizzes.core.interchange.table_cells import FORMULA
from quizzes.models import Question, Regrade, Share
from tests.bodies import KINDS, RIGHT, WRONG, body_of, sent
from tests.factories import NOW, body, make_answer, make_attempt, make_question, make_quiz, make_report, revise
from tests.factories import make_user as user_of
from tests.hostile import PAYLOADS, at_work, poisoned, some
from tests.quizzes.transfer import planned, send, written
from tests.visitor import Visitor

# What a question has from lists of the site, and by which an answer to it is found again.
KEEP = {
    "id", "kind", "topic", "verdict", "credit", "asks", "agreement", "rule", "order", "section", "pairs", "mistake",
    "replaces",
}  # fmt: skip
READ = {"type": {"text"}, "write": {"exchange", "reply"}}  # what grading compares, or the audit reads
MORE = {
    "hints": ["Think twice."],
    "reply": "HTTP/1.1 200 OK\nX: y\n\nz",
    "decided_by": ["A"],
    "who_does_what": [{"who": "Django", "code": 404, "does": "answers so", "source": "tried"}],
}
EXCHANGE = "POST /teapots HTTP/1.1\nHost: api.example.com\nX: y\n\n___ z"
PLACE = "/author/questions/tests-hostile/"
EXPORT = "/author/export/?owner=mine&drafts=on&format="


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def question(ines, kind):
    """A hostile question of Ines with a history, a working copy, a regrade and a colleague."""
    whole = (body() if kind == "code" else body_of(kind)) | MORE
    whole |= {"exchange": EXCHANGE} if kind not in {"fault", "write"} else {}
    made = poisoned(whole, count(KINDS.index(kind)), KEEP | READ.get(kind, set()))
    item = make_question(**made | {"id": "tests-hostile", "owner": ines.user})
    revise(item, title=f"Another {some(1)}", scenario=f"Another {some(2)}")
    item.revisions.update(note=some(3)[:200])
    item.draft = item.source() | {"labels": [*PAYLOADS], "scenario": " ".join(PAYLOADS), "title": some(4)}
    item.save()
    eve = user_of(username="<svg/onload=evil()>", role="instructor")
    Share.objects.create(question=item, user=eve, right="edit", given_by=ines.user, given_at=NOW)
    Regrade.objects.create(question=item, revision=item.current, by=eve, reason=some(5)[:200], applied_at=NOW)
    return item


def opened(visitor, *places):
    answers = {place: visitor.get(place) for place in places}
    assert {place: answer.status_code for place, answer in answers.items()} == dict.fromkeys(places, 200)
    return answers


def found_in(answers):
    """What is at work in these answers, by their names; each has to be a page, or a refusal that is one."""
    assert [name for name, answer in answers.items() if answer.status_code >= 500] == []
    found = {name: at_work(answer.content.decode()) for name, answer in answers.items()}
    return {name: things for name, things in found.items() if things}


# What is at work is found


@pytest.mark.parametrize("payload", [*PAYLOADS[:2], *PAYLOADS[3:9], "<a href='&#106;avascript:evil()'>x</a>"])
def test_a_payload_that_is_at_work_would_be_found(payload):
    assert at_work(f"<p>{payload}") or "svg" in payload


@pytest.mark.parametrize("html", ["<b onclick=x>", "<b style=x>", "<b hx-get='javascript:x'>", "<svg onload=x>"])
def test_an_attribute_that_is_at_work_would_be_found(html):
    assert at_work(html)


# Pages


def test_it_is_inert_on_every_page_of_its_author(ines, question):
    parts = ("", "try/", "history/", "regrade/", "statistics/", "sharing/", "retire/")
    pages = [*(f"{PLACE}{part}" for part in parts), "/author/", "/author/?q=evil", "/author/confusion/?topic=tests"]
    pages += [f"{EXPORT}{name}" for name, one in FORMATS.items() if one.write]
    assert found_in(opened(ines, *pages)) == {}


def test_it_is_inert_for_colleagues_and_administrators(question, ivan, olga):
    Share.objects.create(question=question, user=ivan.user, right="view", given_by=question.owner, given_at=NOW)
    eve = Visitor.signed_in(question.shares.get(right="edit").user)
    for visitor in (ivan, eve):
        assert found_in(opened(visitor, PLACE, f"{PLACE}history/", f"{PLACE}try/", "/author/")) == {}
    assert found_in(opened(olga, "/author/people/?name=evil", "/author/people/", "/author/")) == {}


@pytest.mark.parametrize("htmx", [True, False])
def test_it_is_inert_in_what_the_editor_answers(ines, question, htmx):
    told = {do: ines.send(PLACE, do=do, htmx=htmx) for do in ("preview", "publish", some(0))}
    values = ines.form(PLACE).values
    headers = {"HX-Request": "true"} if htmx else {}
    told["preview"] = ines.post(f"{PLACE}preview/", values | {"told": some(0)}, headers=headers)
    Question.objects.filter(pk=question.pk).update(draft=question.source(), draft_version=99)
    told["merge"] = ines.post(PLACE, values | {"do": "save"}, headers=headers)
    assert told["merge"].status_code == 409
    told["no version"] = ines.post(PLACE, values | {"do": "save", "version": some(1)}, headers=headers)
    assert found_in(told) == {}


def test_it_is_inert_where_it_is_tried_asked_and_explained(ines, ada, question, kind):
    told = {}
    for number, answers in enumerate((RIGHT, WRONG)):
        told[f"tried {number}"] = ines.send(f"{PLACE}try/", **sent(answers, kind))
        told[f"piece {number}"] = ada.send(f"/questions/{question.pk}/", htmx=True, **sent(answers, kind))
        told[f"page {number}"] = ada.send(f"/questions/{question.pk}/", **sent(answers, kind))
    told["nonsense"] = ada.send(f"/questions/{question.pk}/", answer=some(0), text=some(1), line=some(2))
    assert found_in(told | opened(ada, "/progress/", "/quizzes/")) == {}


def test_it_is_inert_once_it_is_retired(ada, question):
    Question.objects.filter(pk=question.pk).update(retired_at=NOW)
    answer = ada.get(f"/questions/{question.pk}/")
    assert (answer.status_code, at_work(answer.content.decode())) == (410, [])


@pytest.fixture(params=["practice", "exam"])
def quiz(request, ines, question):
    """A quiz of Ines with the hostile question and hostile texts of its own."""
    behaviour = {"mode": request.param}
    item = make_quiz(questions=[question], owner=ines.user, behaviour=behaviour)
    item.picks = [{"question": question.pk, "mark": 1.0}]
    item.title, item.summary = some(0), some(1)
    item.draft = {"title": some(2), "summary": some(3), "picks": item.picks, "behaviour": behaviour}
    item.save()
    return item


def test_it_is_inert_for_who_takes_a_quiz(ada, quiz, question, kind, clock):
    attempt = make_attempt(learner=ada.learner, quiz=quiz, questions=[question], behaviour=quiz.behaviour)
    place = f"/quizzes/{quiz.pk}/attempts/{attempt.pk}/"
    told = opened(ada, f"/quizzes/{quiz.pk}/", "/quizzes/", f"{place}1/")
    told["answered"] = ada.send(f"{place}1/", follow=True, **sent(WRONG, kind))
    if quiz.behaviour["mode"] == "exam":
        told["handed in"] = ada.send(f"{place}hand-in/", follow=True)
    told |= opened(ada, f"{place}result/", f"/quizzes/{quiz.pk}/", "/progress/")
    assert found_in(told) == {}


def test_it_is_inert_for_who_makes_a_quiz(ines, quiz, question):
    own = f"/author/quizzes/{quiz.pk}/"
    pages = [own, f"{own}statistics/", f"{own}sharing/", f"{own}try/?seed=7&place=1", "/author/quizzes/"]
    pages += [f"{PLACE}statistics/", f"/author/confusion/?quiz={quiz.pk}", f"{own}?q=Another"]
    assert found_in(opened(ines, *pages) | {"published": ines.send(own, do="publish")}) == {}


def test_a_report_and_its_reply_are_inert_on_both_sides(ada, ines, question, kind):
    answer = make_answer(learner=ada.learner, question=question, response={"kind": kind} | WRONG[kind][1])
    report = make_report(learner=ada.learner, answer=answer, text="\n".join(PAYLOADS), reply=" ".join(PAYLOADS))
    told = opened(ines, "/author/reports/", f"/author/reports/{report.pk}/")
    told |= opened(ada, "/reports/", f"/reports/new/{answer.revision_id}/")
    told["nothing said"] = ada.send(f"/reports/new/{answer.revision_id}/", text="")
    told["no reply"] = ines.send(f"/author/reports/{report.pk}/", reply="")
    assert found_in(told) == {}


# Files


def test_it_is_inert_in_the_plan_of_an_import(ines, question):
    entry = question.source() | {"id": "tests-other", "topic": "tests"}
    name = "<img src=x onerror=evil()>\u202e.yaml"
    place, plan = planned(ines, written(entry, question.working_copy), name=name)
    assert "\u202e" not in plan.file_name
    assert found_in(opened(ines, place, f"{place}?show={some(0)}", "/author/import/")) == {}


@pytest.mark.parametrize("name", ["x.gift", "x.xml", "x.csv", "x.yaml", "x.txt", "x.zip", '"><svg onload=evil()>.xml'])
def test_a_file_that_cannot_be_read_is_told_of_without_harm(ines, name):
    told = {number: send(ines, some(number).encode(), name=name, topic=some(number)) for number in range(12)}
    assert found_in(told) == {}


def download(visitor, name):
    answer = visitor.get(f"{EXPORT}{name}&download=1")
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Disposition"].isascii()
    assert "html" not in answer["Content-Type"]
    return answer.content


def test_the_files_of_its_author_hold_nothing_at_work(ines, question):
    table = csv.reader(io.StringIO(download(ines, "csv").decode("utf-8-sig")))
    assert [cell for row in table for cell in row if cell and cell[0] in FORMULA] == []
    for node in ElementTree.fromstring(download(ines, "moodle-xml")).iter():
        assert at_work(node.text or "") == []
    package = zipfile.ZipFile(io.BytesIO(download(ines, "qti")))
    assert [at_work(package.read(name).decode()) for name in package.namelist()] == [[]] * len(package.namelist())
    assert download(ines, "gift").count(b"\n") > 0 or question.kind in {"order", "fault", "write"}
