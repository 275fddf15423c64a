"""The rows of the template: a small question of every kind that a table carries."""

from .model import Source

EXPIRED = "A phone wakes up after a week and syncs. Its access token expired on Tuesday. Which code does it get?"
TASK = {"topic": "access", "difficulty": 1, "section": "who-are-you#unknown-caller", "decided_by": ["RFC 9110, 15.5.2"]}
LOOP = "The phone would give up, and its owner would call support about a session that one refresh repairs."

EXAMPLES: list[Source] = [
    {
        "id": "access-example-code", "title": "Example: which code", "kind": "code", "agreement": "agreed", **TASK,
        "pairs": ["401-403"], "scenario": EXPIRED, "hints": ["Does the server know who is asking?"],
        "options": [
            {"code": 401, "verdict": "best", "why": "The token did not verify, so nobody knows yet who is asking."},
            {"code": 403, "verdict": "wrong", "why": "Asking again would be pointless, and a fresh token does it."},
            {"code": 404, "verdict": "wrong", "why": "The address is right; the phone would look for another in vain."},
        ],
        "client": [
            {"code": 401, "does": "refreshes its token and asks again"},
            {"code": 403, "does": "shows “no access” and stops"},
        ],
    },
    {
        "id": "access-example-one", "title": "Example: one of several texts", "kind": "one", **TASK,
        "scenario": "An app gets 401 Unauthorized for a request that worked last week. What does it do?",
        "options": [
            {"id": "refresh", "text": "It gets a new token and sends the request again.", "verdict": "best",
             "why": "The challenge asks for credentials that verify, and a new token is just that."},
            {"id": "give-up", "text": "It tells its user that access was refused.", "verdict": "wrong",
             "why": "Nothing was refused: the server does not know who is asking, and says how to tell."},
        ],
        "consequence": LOOP,
    },
    {
        "id": "access-example-several", "title": "Example: several of several", "kind": "several", **TASK,
        "credit": "proportional-with-penalty",
        "scenario": "A server answers a request whose token expired. Which of these belong into that response?",
        "options": [
            {"id": "challenge", "text": "WWW-Authenticate", "right": True,
             "why": "With 401 it must be there, and it names the scheme that the client can use."},
            {"id": "date", "text": "Date", "right": True,
             "why": "A server with a clock sends it with every response from 2xx to 4xx."},
            {"id": "allow", "text": "Allow", "right": False,
             "why": "It lists methods and belongs to 405; the method was fine in this request."},
            {"id": "location", "text": "Location", "right": False,
             "why": "Nothing has moved: the same address answers once the token is a new one."},
        ],
        "consequence": LOOP,
    },
    {
        "id": "access-example-situation", "title": "Example: which situation", "kind": "situation", **TASK, "code": 401,
        "scenario": "A client got 401 Unauthorized. Which of these requests was it that got this answer?",
        "options": [
            {"id": "expired", "code": 401, "verdict": "best", "text": "An order list, with a token of last week.",
             "why": "The token does not verify any more, so the server asks for another one."},
            {"id": "staff", "code": 403, "verdict": "wrong",
             "text": "The staff reports, asked for by a known customer.",
             "why": "The caller is known and may not see this, and no token changes it."},
            {"id": "typo", "code": 404, "verdict": "wrong", "text": "An order list, asked for at /oders.",
             "why": "Nothing is at that address for anybody, whoever asks: that is 404."},
        ],
        "consequence": LOOP,
    },
    {
        "id": "access-example-match", "title": "Example: match situations to codes", "kind": "match", **TASK,
        "credit": "proportional", "scenario": "Three requests came in within one minute. Which code belongs to each?",
        "items": [
            {"id": "expired", "text": "The token expired on Tuesday.", "code": 401,
             "why": "Credentials that do not verify get a challenge, and the client tries new ones."},
            {"id": "customer", "text": "A customer asks for the staff reports.", "code": 403,
             "why": "The caller is known, and what they ask for is not for them."},
            {"id": "typo", "text": "Somebody asks for /oders.", "code": 404,
             "why": "There is nothing at this address, and nobody knows whether there ever will be."},
        ],
        "distractors": [
            {"code": 407, "why": "That one comes from a proxy between the two, and here there was none."},
        ],
        "consequence": LOOP,
    },
    {
        "id": "access-example-type", "title": "Example: type it", "kind": "type", **TASK, "asks": "code",
        "scenario": EXPIRED,
        "accepted": [
            {"text": "401", "verdict": "best", "why": "The token did not verify, and the client is asked for another."},
        ],
        "near_misses": [
            {"text": "403", "why": "That is for a caller who is known and may not; here nobody is known yet."},
            {"text": "407", "why": "That comes from a proxy, and the phone spoke to the server itself."},
        ],
        "otherwise": "No code but one asks a client to say again who it is. Look at the section once more.",
        "consequence": LOOP,
    },
]  # fmt: skip
