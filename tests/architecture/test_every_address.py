"""Every address with every method as everybody: never an error of ours, always a right answer, always headed."""

from random import Random
from uuid import UUID

import pytest
from django.templatetags.static import static

from quizzes.actions.transfer import draw_plan, keep_plan
from quizzes.core.interchange.planning import Wishes
from quizzes.models import Regrade
from tests.architecture.test_addresses import VIEWS
from tests.classrooms.factories import make_assignment, make_class, make_member, make_session
from tests.conforming import allowed, wrong_with
from tests.factories import NOW, make_answer, make_attempt, make_question, make_quiz, make_report
from tests.visitor import Visitor

NAMES = [item.name for item in VIEWS.values()]
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT")
FINISHED = ("attempt_result",)

SAMPLES = {
    "lesson": {"slug": "who-are-you"},
    "lesson_state": {"slug": "who-are-you"},
    "read_section": {"slug": "who-are-you", "anchor": "unknown-caller"},
    "code": {"number": "404"},
    "quiz": {"slug": "mixed"},
    "author_quiz_statistics": {"slug": "mixed"},
    "author_quiz_count": {"slug": "mixed"},
    "author_quiz_rebuild": {"slug": "mixed"},
}


@pytest.fixture
def cast(anonymous, ada, sam, ines, ivan, olga):
    return {"anonymous": anonymous, "ada": ada, "sam": sam, "ines": ines, "ivan": ivan, "olga": olga}


def make_regrade(question, by):
    """The number of a regrade of a question."""
    made = Regrade.objects.create(question=question, revision=question.current, by=by, reason="So.", applied_at=NOW)
    return str(made.pk)


def a_class(owner, learner):
    """A class with a member, an assignment and a live session."""
    item = make_class(owner=owner, join_code="KTM47R")
    member = make_member(classroom=item, learner=learner)
    return {
        "class_id": str(item.pk),
        "member_id": str(member.pk),
        "assignment_id": str(make_assignment(classroom=item).pk),
        "session_id": str(make_session(classroom=item).pk),
        "position": "1",
        "code": "KTM47R",
    }


@pytest.fixture
def address(ada, ines):
    """The address of a view with something there: Ada's attempt or report, a question, a quiz or a plan of Ines."""

    def of(name):
        item = next(item for item in VIEWS.values() if item.name == name)
        route = next(route for route in VIEWS if VIEWS[route] is item)
        values = dict(SAMPLES.get(name, {}))
        if "attempt_id" in route:
            attempt = make_attempt(learner=ada.learner, length=1)
            if name in FINISHED:
                make_answer(attempt=attempt, code=400)
            values = {"slug": attempt.quiz_id, "attempt_id": str(attempt.pk), "number": "1"}
        if "import_id" in route:
            values = {"import_id": str(keep_plan(item=a_plan(ines.user), now=NOW).pk)}
        if "question_id" in route:
            item = make_question(owner=ines.user if route.startswith("author/") else None)
            values = {"question_id": item.pk, "regrade_id": make_regrade(item, ines.user)}
        if route.startswith("author/quizzes/<slug:slug>/"):
            picks = [{"question": make_question(owner=ines.user).pk, "mark": 2.0}]
            values = {"slug": make_quiz(owner=ines.user, picks=picks).pk}
        if "report_id" in route:
            answer = make_answer(learner=ada.learner, question=make_question(owner=ines.user))
            values = {"report_id": str(make_report(learner=ada.learner, answer=answer).pk)}
        if "revision_id" in route:
            values = {"revision_id": str(make_answer(learner=ada.learner).revision_id)}
        if "class_id" in route or "session_id" in route or route.startswith("join/<"):
            values = a_class(ines.user, ada.learner)
        for kind in ("slug", "uuid", "int", "str"):
            for parameter, value in values.items():
                route = route.replace(f"<{kind}:{parameter}>", value)
        assert "<" not in route, f"{name} needs a sample"
        return "/" + route

    return of


def a_plan(user):
    content, wishes = b"::Who may?:: Who? {=401 ~404}", Wishes()
    return draw_plan(
        by=user, file_name="a.gift", content=content, format_name="", wishes=wishes, rng=Random(1), now=NOW
    )


def ask(visitor, method, address, **headers):
    if method == "POST":
        token = visitor.token()
        return visitor.post(address, {"csrfmiddlewaretoken": token}, headers=headers)
    return visitor.generic(method, address, headers=headers)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_right(cast, address, name, method):
    place = address(name)
    answers = {who: ask(visitor, method, place) for who, visitor in cast.items()}
    assert {who: wrong_with(method, answer) for who, answer in answers.items()} == {who: [] for who in cast}
    has = next(set(item.callback.allowed_methods) for item in VIEWS.values() if item.name == name)
    if method not in has:
        assert {(answer.status_code, frozenset(allowed(answer))) for answer in answers.values()} == {
            (405, frozenset(has))
        }
    if method == "OPTIONS":
        assert {(answer.status_code, frozenset(allowed(answer))) for answer in answers.values()} == {
            (204, frozenset(has))
        }


@pytest.mark.parametrize("name", NAMES)
def test_a_piece_for_htmx_is_a_right_answer_too(cast, address, name):
    place = address(name)
    headers = {"HX-Request": "true"}
    found = [wrong_with(method, ask(v, method, place, **headers)) for v in cast.values() for method in ("GET", "POST")]
    assert found == [[]] * 2 * len(cast)


@pytest.mark.parametrize("name", NAMES)
def test_head_says_what_get_says(cast, address, name):
    place = address(name)
    for visitor in cast.values():
        head, get = visitor.head(place), visitor.get(place)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert set(head.headers) == set(get.headers)


@pytest.mark.parametrize("name", [item.name for item in VIEWS.values() if "POST" in item.callback.allowed_methods])
def test_a_post_without_a_token_is_refused(cast, address, name):
    place = address(name)
    assert {visitor.post(place).status_code for visitor in cast.values()} == {403}


# Who may what, below /author/: everybody is sent to sign in, told why not, or finds nothing.
OWN = {"anonymous": 302, "ada": 403, "ines": 200, "ivan": 404, "olga": 200}
EVERYBODYS = OWN | {"ivan": 200}
ADMINISTRATORS = OWN | {"ines": 403, "ivan": 403}
RIGHTS = {
    "question_sharing": OWN,
    "quiz_sharing": OWN,
    "author_reports": EVERYBODYS,
    "author_report": OWN,
    "author_people": ADMINISTRATORS,
    "author_quizzes": EVERYBODYS,
    "author_quiz_new": EVERYBODYS,
    "author_quiz": OWN,
    "author_quiz_try": {**OWN, "ines": 302, "olga": 302},  # to a seed
}


@pytest.mark.parametrize("name", RIGHTS)
def test_a_page_of_authors_is_for_who_may_see_it(cast, address, name):
    place = address(name)
    assert {who: cast[who].get(place).status_code for who in RIGHTS[name]} == RIGHTS[name]


NOBODYS = UUID("11111111-2222-4333-8444-555555555555")
ELSEWHERE = {
    "/nowhere/": 404,
    "/lessons/nobody/": 404,
    "/lessons/nobody/state/": 404,
    "/lessons/who-are-you": 301,
    "/codes/299/": 404,
    "/codes/999999999999999999999/": 404,
    "/questions/nobody/": 404,
    "/quizzes/nobody/": 404,
    f"/quizzes/mixed/attempts/{NOBODYS}/": 404,
    f"/quizzes/mixed/attempts/{NOBODYS}/1/": 404,
    f"/quizzes/mixed/attempts/{NOBODYS}/result/": 404,
    "/quizzes/mixed/attempts/not-a-uuid/": 404,
    "/reports/new/0/": 404,
    f"/reports/new/{'9' * 30}/": 404,
    "/static/nothing.css": 404,
    "/search/?q=%00": 200,
    "/search/?q=" + "x" * 5000: 200,
    "/questions/..%2f..%2fetc/": 404,
    "/%ff%fe/": 404,
}


@pytest.mark.parametrize("place", ELSEWHERE)
def test_an_address_where_nothing_is_gets_a_right_answer(cast, place):
    answers = [visitor.get(place) for visitor in cast.values()]
    assert {answer.status_code for answer in answers} == {ELSEWHERE[place]}
    assert [wrong_with("GET", answer) for answer in answers] == [[]] * len(cast)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_where_nothing_is_no_method_helps(cast, method):
    answers = [visitor.generic(method, "/nowhere/") for visitor in cast.values()]
    assert [(answer.status_code, wrong_with(method, answer)) for answer in answers] == [(404, [])] * len(cast)


def test_a_method_that_nobody_knows_is_501(anonymous):
    answer = anonymous.generic("BREW", "/")
    assert (answer.status_code, wrong_with("BREW", answer)) == (501, [])


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 405), ("DELETE", 405)])
def test_a_static_file_is_a_right_answer(anonymous, method, status):
    answer = anonymous.generic(method, static("css/site.css"))
    found = [text for text in wrong_with(method, answer) if status == 200 or text != "Cache-Control is missing"]
    assert (answer.status_code, found) == (status, [])


def test_a_fault_of_ours_is_a_right_answer_too(monkeypatch, db):
    def broken():
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("statuscourse.views.by_frequency", broken)
    answer = Visitor(raise_request_exception=False).get("/")
    assert (answer.status_code, [text for text in wrong_with("GET", answer) if text != "a 500"]) == (500, [])
    assert b"a secret of the server" not in answer.content
