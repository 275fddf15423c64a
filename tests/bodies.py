"""A small question of each kind: the body of its revision as ``revision_body`` makes it, and answers to it.

Reasons of what holds begin "Holds here", reasons of what does not "Does not hold": tests look for them in pages.
"""


def holds(name):
    return f"Holds here: {name}, and a whole sentence on it."


def fails(name):
    return f"Does not hold: {name}, and a whole sentence on it."


def offered(name, verdict="wrong", **more):
    why = fails(name) if verdict == "wrong" else holds(name)
    return {"id": name, "text": f"The one called {name}.", "verdict": verdict, "why": why} | more


def choice(name, right):
    return {"id": name, "text": f"The one called {name}.", "right": right, "why": (holds if right else fails)(name)}


def pair(name, code):
    return {"id": name, "text": f"A request that is called {name}.", "code": code, "why": holds(name)}


def step(name):
    return {"id": name, "text": f"First {name} it", "why": holds(name)}


def line(text, wrong=False):
    return {"text": text, "wrong": wrong, "why": (holds if wrong else fails)(text)}


def status(code, verdict="wrong"):
    why = fails(str(code)) if verdict == "wrong" else holds(str(code))
    return {"code": code, "verdict": verdict, "why": why}


REQUEST = "DELETE /teapots/7 HTTP/1.1\nHost: api.example.com"
REPLY = "HTTP/1.1 405 Method Not Allowed\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nAllow: GET, HEAD\n"
WITHOUT_ALLOW = "HTTP/1.1 405 Method Not Allowed\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"
NO_ERROR = "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nContent-Type: text/plain\n\nno"

TASK = {
    "title": "The teapot that is not there",
    "agreement": "agreed",
    "scenario": "A client asks for a teapot that nobody has ever heard of, and not for the first time.",
    "exchange": "",
    "reply": "",
    "consequence": "A client that is told so stops asking, and nobody wakes up.",
    "decided_by": ["RFC 9110, 15.5.5"],
    "who_does_what": [],
}

OWN = {
    "situation": {
        "code": 404,
        "options": [offered("never", "best", code=404), offered("gone", code=410), offered("taken", code=409)],
    },
    "one": {"options": [offered("etag", "best"), offered("date"), offered("luck")]},
    "several": {
        "credit": "proportional-with-penalty",
        "choose": None,
        "options": [choice("etag", True), choice("date", True), choice("luck", False), choice("hope", False)],
    },
    "match": {
        "credit": "proportional",
        "items": [pair("lost", 404), pair("gone", 410), pair("taken", 409)],
        "distractors": [{"code": 422, "why": fails("422")}],
    },
    "order": {
        "credit": "proportional",
        "steps": [step("look"), step("parse"), step("check"), step("act")],
        "accepted": [{"who": "RFC 9110", "order": ["look", "parse", "check", "act"], "why": holds("the order")}],
    },
    "fault": {
        "credit": "proportional-with-penalty",
        "lines": [
            line("HTTP/1.1 200 OK"),
            line("Allow: everything", wrong=True),
            line("Content-Type: text/plain"),
            {"gap": True},
            line("no such teapot", wrong=True),
        ],
    },
    "type": {
        "asks": "code",
        "case_sensitive": False,
        "accepted": [
            {"text": "422", "verdict": "best", "why": holds("422")},
            {"text": "400", "verdict": "acceptable", "why": holds("400")},
        ],
        "near_misses": [{"text": "409", "why": fails("409")}, {"text": "500", "why": fails("500")}],
        "otherwise": fails("anything else"),
    },
    "write": {
        "exchange": REQUEST,
        "reply": REPLY,
        "starter": "",
        "status": {"points": 2, "codes": [status(404), status(405, "best")], "otherwise": fails("otherwise")},
        "rules": [{"rule": "allow-with-405", "points": 2, "why": holds("allow")}],
        "fields": [],
        "content": [],
    },
}

# What a form sends, and the JSON that is stored. "code" is the body that the factories make where nothing is named.
RIGHT = {
    "code": ({"answer": "404"}, {"code": 404}),
    "situation": ({"answer": "never"}, {"chosen": "never"}),
    "one": ({"answer": "etag"}, {"chosen": "etag"}),
    "several": ({"answer": ["date", "etag"]}, {"chosen": ["etag", "date"]}),
    "match": (
        {"pair-lost": "404", "pair-gone": "410", "pair-taken": "409"},
        {"pairs": {"lost": 404, "gone": 410, "taken": 409}},
    ),
    "order": (
        {"place-look": "1", "place-parse": "2", "place-check": "3", "place-act": "4"},
        {"places": {"look": 1, "parse": 2, "check": 3, "act": 4}},
    ),
    "fault": ({"line": ["2", "4"]}, {"lines": ["2", "4"]}),
    "type": ({"text": " 422  Unprocessable Content"}, {"text": "422 Unprocessable Content"}),
    "write": ({"text": REPLY.replace("\n", "\r\n")}, {"text": REPLY}),
}
PARTLY = {
    "several": ({"answer": "etag"}, {"chosen": ["etag"]}, 0.5),
    "match": (
        {"pair-lost": "404", "pair-gone": "422", "pair-taken": "422"},
        {"pairs": {"lost": 404, "gone": 422, "taken": 422}},
        1 / 3,
    ),
    "order": (
        {"place-look": "1", "place-parse": "2", "place-check": "4", "place-act": "3"},
        {"places": {"look": 1, "parse": 2, "check": 4, "act": 3}},
        5 / 6,
    ),
    "fault": ({"line": "2"}, {"lines": ["2"]}, 0.5),
    "write": ({"text": WITHOUT_ALLOW}, {"text": WITHOUT_ALLOW}, 0.5),
}
WRONG = {
    "code": ({"answer": "400"}, {"code": 400}),
    "situation": ({"answer": "gone"}, {"chosen": "gone"}),
    "one": ({"answer": "luck"}, {"chosen": "luck"}),
    "several": ({"answer": ["luck"]}, {"chosen": ["luck"]}),
    "match": (
        {"pair-lost": "422", "pair-gone": "422", "pair-taken": "422"},
        {"pairs": {"lost": 422, "gone": 422, "taken": 422}},
    ),
    "order": (
        {"place-look": "4", "place-parse": "3", "place-check": "2", "place-act": "1"},
        {"places": {"look": 4, "parse": 3, "check": 2, "act": 1}},
    ),
    "fault": ({"line": "1"}, {"lines": ["1"]}),
    "type": ({"text": "409"}, {"text": "409"}),
    "write": ({"text": NO_ERROR}, {"text": NO_ERROR}),
}
KINDS = tuple(RIGHT)
NEW_KINDS = tuple(OWN)


def sent(answers, kind):
    """The fields of a form for an answer of ``RIGHT``, ``PARTLY`` or ``WRONG``."""
    return answers[kind][0]


def stored(answers, kind):
    """The same as it is kept in a row."""
    return {"kind": kind} | answers[kind][1]


def body_of(kind, **changes):
    """The body of a revision of any kind but "code", which ``factories.body`` makes."""
    return {"kind": kind} | TASK | OWN[kind] | changes
