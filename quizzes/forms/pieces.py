"""Fields, rows and sections that several kinds of question share in the editor."""

from django.utils.translation import gettext_lazy as _

from ..core.cases import CASES
from ..core.kinds.base import MISTAKES, PAIRS
from .parts import Part, Rows, Section

POINTS = tuple((str(number), str(number)) for number in range(1, 7))
VERDICTS = (("wrong", _("wrong")), ("acceptable", _("acceptable")), ("best", _("best")))
CREDITS = (
    ("proportional-with-penalty", _("each right one earns its share, each wrong one takes one away")),
    ("proportional", _("each right one earns its share")),
    ("all-or-nothing", _("only everything right counts")),
)
ROW_ID = Part("id", "hidden", "")
WHY = Part(
    "why", "text", _("Explanation"), _("At least 40 characters: the reason, and what it means for a client."), wide=True
)
VERDICT = Part("verdict", "choice", _("Verdict"), choices=VERDICTS)
CODE = Part("code", "code", _("Code"), pick="codes")
POINT = Part("points", "choice", _("Points"), choices=POINTS)
CREDIT = Part("credit", "choice", _("How parts count"), choices=CREDITS)
TITLE = Part("title", "line", _("Title"), _("At most 70 characters. Learners see it above the scenario."))
SCENARIO = Part(
    "scenario",
    "text",
    _("Scenario"),
    _("A situation with real things in it, and what is asked. Markdown: `code`, *emphasis*, links."),
    height=5,
)
EXCHANGE = Part(
    "exchange",
    "wire",
    _("Exchange"),
    _("What is on the wire, if it helps. An empty line parts request and response; ??? is the status that is asked."),
    height=7,
)
REQUEST = Part("exchange", "wire", _("Request to answer"), _("One request, with its Host, and nothing else."), height=6)
GAPPED = Part(
    "exchange", "wire", _("Exchange"), _("If it helps. Three underscores ___ mark what is asked for."), height=7
)
CONSEQUENCE = Part(
    "consequence", "text", _("What it changes"), _("What goes wrong for a client, or right. At least 40 characters.")
)
REPLY = Part(
    "reply",
    "wire",
    _("The best answer, whole"),
    _("A complete response. Shown afterwards; wanted, not needed."),
    height=7,
)
MODEL = Part("reply", "wire", _("Model answer"), _("It has to earn every point."), height=7)
DECIDED_BY = Rows(
    "decided_by",
    _("What decides it"),
    _("source"),
    _("Add a source"),
    (Part("", "line", _("RFC section or guide"), pick="citations", wide=True),),
    _("At least one RFC section or named guide, such as RFC 9110, 15.5.2. Type a code to find its section."),
    least=1,
    single=True,
)
CLIENT = Rows(
    "client",
    _("What a client does differently"),
    _("code"),
    _("Add a code"),
    (CODE, Part("does", "line", _("What the client does"), wide=True)),
    _("Where you say it, say it of the best code too."),
)
HINTS = Rows(
    "hints",
    _("Hints"),
    _("hint"),
    _("Add a hint"),
    (Part("", "text", _("Hint"), _("Something to think about, never the answer."), height=2, wide=True),),
    most=6,
    single=True,
)
POSITIONS = Rows(
    "who_does_what",
    _("Who does what"),
    _("position"),
    _("Add a position"),
    (
        Part("who", "line", _("Who")),
        CODE,
        Part("does", "line", _("Does what"), wide=True),
        Part("source", "line", _("How we know"), wide=True),
    ),
    _("At least two, where guides differ."),
)
CASE = Part(
    "case",
    "choice",
    _("Contested case"),
    _("Of a question that asks for a code. A class that has a convention for the case grades by it."),
    choices=(("", _("none")), *((case.id, _(case.title)) for case in CASES.values())),
)
PLACE = Section(
    "place",
    _("Where it belongs"),
    (
        DECIDED_BY,
        Part(
            "difficulty",
            "choice",
            _("Difficulty"),
            choices=(("2", _("2, daily work")), ("1", _("1, warm-up")), ("3", _("3, sharp edge"))),
        ),
        Part(
            "section",
            "line",
            _("Lesson section that teaches it (optional)"),
            _("Begin to type to choose: a lesson, # and a part of it."),
            pick="sections",
        ),
    ),
)
DISPUTE = Section(
    "dispute",
    _("Do guides differ?"),
    (
        Part(
            "agreement",
            "choice",
            _("Agreement"),
            _("In a contested question an acceptable answer earns the full mark."),
            choices=(("agreed", _("agreed: all say the same")), ("contested", _("contested: serious guides differ"))),
        ),
        CASE,
        POSITIONS,
    ),
    folded=True,
)
MORE = Section(
    "more",
    _("Hints and labels"),
    (
        HINTS,
        Part("labels", "list", _("Labels"), _("Words of yours to find it by, one a line."), height=2),
        Part(
            "pairs",
            "ticks",
            _("Look-alikes that it tells apart"),
            choices=tuple((name, name.replace("-", " | ")) for name in PAIRS),
        ),
        Part(
            "mistake",
            "choice",
            _("Common mistake that it is about"),
            choices=(("", _("none")), *((name, name.replace("-", " ")) for name in MISTAKES)),
        ),
    ),
    folded=True,
)


def asked(*parts: Part, exchange: Part | None = EXCHANGE) -> Section:
    """What a learner reads first; ``parts`` are what a kind has besides."""
    first = (TITLE, *parts, SCENARIO)
    return Section("asked", _("What is asked"), (*first, exchange) if exchange else first)


def told(*parts: Part | Rows) -> Section:
    """What a learner is told whatever the answer was."""
    return Section("told", _("What is told afterwards"), parts)


def kind(asked: Section, answers: Section, told: Section) -> tuple[Section, ...]:
    """All sections of a kind."""
    return (asked, answers, told, PLACE, DISPUTE, MORE)


def options(*parts: Part, least: int = 3) -> Rows:
    """Options of which one is best."""
    hint = _("Exactly one is best. A wrong one is wrong for its own reason, and often right somewhere else: say where.")
    return Rows("options", _("Options"), _("option"), _("Add an option"), parts, hint, least=least)


ANSWERS = _("Answers, each with its reason")
OFFER = Part("text", "text", _("Text"), height=2, wide=True)
CODES = Rows("status-codes", _("Codes"), _("code"), _("Add a code"), (CODE, VERDICT, WHY), least=2)
