"""Questions of every kind as a file of the bank says them, their revisions, and the shipped bank."""

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from quizzes.core.bank import read_bank, revision_body
from quizzes.core.kinds import Question

REASON = "It says what speaks for or against this in a whole sentence."
BANK = Path(__file__).parents[3] / "quizzes" / "bank"
TAKEN = TypeAdapter(Question)


def code_option(code, verdict="wrong", why=REASON):
    return {"code": code, "verdict": verdict, "why": why}


def text_option(name, verdict="wrong", **changes):
    return {"id": name, "text": f"The one called {name}.", "verdict": verdict, "why": REASON} | changes


def choice(name, right, **changes):
    return {"id": name, "text": f"The one called {name}.", "right": right, "why": REASON} | changes


def pair(name, code):
    return {"id": name, "text": f"A request that is called {name}.", "code": code, "why": REASON}


def distractor(code):
    return {"code": code, "why": REASON}


def step(name):
    return {"id": name, "text": f"Do {name}", "why": REASON}


def order(*steps, who="RFC 9110"):
    return {"who": who, "order": list(steps), "why": REASON}


def line(text, wrong=False):
    return {"text": text, "wrong": wrong, "why": REASON}


def accepted(text, verdict="best"):
    return {"text": text, "verdict": verdict, "why": REASON}


def near(text):
    return {"text": text, "why": REASON}


def rule(name, points=1):
    return {"rule": name, "points": points, "why": REASON}


def field_check(name, field, points=1, **changes):
    return {"id": name, "field": field, "points": points, "why": REASON} | changes


def content_check(name, points=1, **changes):
    return {"id": name, "points": points, "why": REASON} | changes


def position(who, code=None):
    return {"who": who, "code": code, "does": "does it so", "source": "its documentation"}


CONTESTED = {"agreement": "contested", "who_does_what": [position("DRF", 403), position("GitHub", 404)]}
REQUEST = "DELETE /reports/2025 HTTP/1.1\nHost: api.example.com"
REPLY = "HTTP/1.1 405 Method Not Allowed\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nAllow: GET, HEAD\n"
WITHOUT_ALLOW = "HTTP/1.1 405 Method Not Allowed\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"

TASK = {
    "title": "A small thing to decide",
    "difficulty": 1,
    "section": "who-are-you#unknown-caller",
    "scenario": "A phone wakes up after a week and syncs with a token that expired on Tuesday.",
    "consequence": REASON,
    "decided_by": ["RFC 9110, 15.5.2"],
}
OWN = {
    "code": {
        "agreement": "agreed",
        "options": [code_option(401, "best"), code_option(403), code_option(404)],
        "client": [{"code": 401, "does": "refreshes"}, {"code": 403, "does": "gives up"}],
    },
    "situation": {
        "code": 404,
        "options": [
            text_option("gone", "acceptable", code=410),
            text_option("never", "best", code=404),
            text_option("taken", code=409),
        ],
    },
    "one": {"options": [text_option("a", "best"), text_option("b", "acceptable"), text_option("c")]},
    "several": {
        "credit": "proportional-with-penalty",
        "options": [choice("a", True), choice("b", True), choice("c", False), choice("d", False)],
    },
    "match": {
        "credit": "proportional",
        "items": [pair("lost", 404), pair("gone", 410), pair("taken", 409), pair("hidden", 404)],
        "distractors": [distractor(422)],
    },
    "order": {
        "credit": "proportional",
        "steps": [step("wash"), step("rinse"), step("dry"), step("fold")],
        "accepted": [order("wash", "rinse", "dry", "fold")],
    },
    "fault": {
        "credit": "proportional-with-penalty",
        "lines": [
            line("HTTP/1.1 200 OK"),
            line("Allow: everything", wrong=True),
            line("Content-Type: text/plain"),
            {"gap": True},
            line("no such page", wrong=True),
        ],
    },
    "type": {
        "asks": "code",
        "accepted": [accepted("422"), accepted("400", "acceptable")],
        "near_misses": [near("409"), near("500")],
        "otherwise": REASON,
    },
    "write": {
        "exchange": REQUEST,
        "status": {
            "points": 2,
            "codes": [code_option(404), code_option(405, "best"), code_option(403, "acceptable")],
            "otherwise": REASON,
        },
        "rules": [rule("allow-with-405", 2)],
        "reply": REPLY,
        "samples": [{"text": WITHOUT_ALLOW, "mark": 0.5}],
    },
}
KINDS = tuple(OWN)


def question(kind, **changes):
    """A question as its file says it. ``changes`` replace what it has, and None takes a key away."""
    task = TASK if kind != "code" else {name: value for name, value in TASK.items() if name != "consequence"}
    whole = {"id": f"access-{kind}", "kind": kind, **task, **OWN[kind]} | changes
    return {name: value for name, value in whole.items() if value is not None}


def body(kind, **changes):
    """The body of the revision that a question makes."""
    return revision_body(TAKEN.validate_python(question(kind, **changes)))


@cache
def shipped():
    """The bodies of all questions that the course ships, by id."""
    return {asked.id: revision_body(asked) for _topic, asked in read_bank(BANK)[0].questions()}


def best_answer(asked):
    """What a form sends for the answer that a body calls right."""
    match asked["kind"]:
        case "code":
            return {"code": str(next(row["code"] for row in asked["options"] if row["verdict"] == "best"))}
        case "situation" | "one":
            return {"chosen": next(row["id"] for row in asked["options"] if row["verdict"] == "best")}
        case "several":
            return {"chosen": [row["id"] for row in asked["options"] if row["right"]]}
        case "match":
            return {"pairs": {row["id"]: str(row["code"]) for row in asked["items"]}}
        case "order":
            return {"places": {name: str(n) for n, name in enumerate(asked["accepted"][0]["order"], start=1)}}
        case "fault":
            lines = [row for row in asked["lines"] if "text" in row]
            return {"lines": [str(number) for number, row in enumerate(lines, start=1) if row["wrong"]]}
        case "type":
            return {"text": next(row["text"] for row in asked["accepted"] if row["verdict"] == "best")}
        case "write":
            return {"text": asked["reply"]}
