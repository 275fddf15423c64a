"""One description for each kind of question: what its editor asks for, in the order in which one writes it.

``quizzes.core.kinds`` says what is valid, docs/content.md what it means. A test holds this to the keys of the bank.
"""

from django.utils.translation import gettext_lazy as _

from statuscourse.audit.core.rules import RULES

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
    _("At least one RFC section or named guide, such as RFC 9110, 15.5.2."),
    least=1,
    single=True,
)
CLIENT = Rows(
    "client",
    _("What a client does differently"),
    _("code"),
    _("Add a code"),
    (CODE, Part("does", "line", _("What the client does"), wide=True)),
    _("The best code, and at least one of the others."),
    least=2,
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
PLACE = Section(
    "place",
    _("Where it belongs"),
    (
        Part(
            "difficulty",
            "choice",
            _("Difficulty"),
            choices=(("2", _("2, daily work")), ("1", _("1, warm-up")), ("3", _("3, sharp edge"))),
        ),
        Part(
            "section",
            "line",
            _("Lesson section that teaches it"),
            _("A lesson, # and a part of it; begin to type to choose."),
            pick="sections",
        ),
        DECIDED_BY,
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


def _asked(*parts: Part, exchange: Part | None = EXCHANGE) -> Section:
    first = (TITLE, *parts, SCENARIO)
    return Section("asked", _("What is asked"), (*first, exchange) if exchange else first)


def _told(*parts: Part | Rows) -> Section:
    return Section("told", _("What is told afterwards"), parts)


def _kind(asked: Section, answers: Section, told: Section) -> tuple[Section, ...]:
    return (asked, answers, told, PLACE, DISPUTE, MORE)


def _options(*parts: Part, least: int = 3) -> Rows:
    hint = _("Exactly one is best. A wrong one is wrong for its own reason, and often right somewhere else: say where.")
    return Rows("options", _("Options"), _("option"), _("Add an option"), parts, hint, least=least)


ANSWERS = _("Answers, each with its reason")
OFFER = Part("text", "text", _("Text"), height=2, wide=True)
CODES = Rows("status-codes", _("Codes"), _("code"), _("Add a code"), (CODE, VERDICT, WHY), least=2)
SECTIONS: dict[str, tuple[Section, ...]] = {
    "code": _kind(
        _asked(), Section("answers", ANSWERS, (_options(CODE, VERDICT, WHY),)), _told(CLIENT, REPLY)
    ),
    "situation": _kind(
        _asked(Part("code", "code", _("The code that is given"), pick="codes")),
        Section("answers", ANSWERS, (_options(ROW_ID, OFFER, CODE, VERDICT, WHY),)),
        _told(CONSEQUENCE, REPLY),
    ),
    "one": _kind(
        _asked(),
        Section("answers", ANSWERS, (_options(ROW_ID, OFFER, VERDICT, WHY),)),
        _told(CONSEQUENCE, REPLY),
    ),
    "several": _kind(
        _asked(),
        Section(
            "answers",
            ANSWERS,
            (
                CREDIT,
                Part("choose", "number", _("How many to choose"), _("As many as are right; learners are told it.")),
                Rows(
                    "options",
                    _("Options"),
                    _("option"),
                    _("Add an option"),
                    (ROW_ID, OFFER, Part("right", "flag", _("right")), WHY),
                    _("At least one is right and at least one is not."),
                    least=4,
                ),
            ),
        ),
        _told(CONSEQUENCE, REPLY),
    ),
    "match": _kind(
        _asked(),
        Section(
            "answers",
            ANSWERS,
            (
                CREDIT,
                Rows(
                    "items", _("Situations"), _("situation"), _("Add a situation"),
                    (ROW_ID, OFFER, CODE, WHY), least=3,
                ),
                Rows(
                    "distractors", _("Codes that belong to none"), _("code"), _("Add a code"), (CODE, WHY), most=6,
                ),
            ),
        ),
        _told(CONSEQUENCE, REPLY),
    ),
    "order": _kind(
        _asked(),
        Section(
            "answers",
            ANSWERS,
            (
                CREDIT,
                Rows(
                    "steps", _("Steps"), _("step"), _("Add a step"),
                    (ROW_ID, Part("text", "line", _("Text"), wide=True), WHY), least=3,
                ),
                Rows(
                    "accepted",
                    _("Accepted orders"),
                    _("order"),
                    _("Add an order"),
                    (Part("who", "line", _("Who keeps to it"), wide=True), WHY),
                    _("Give each step its place. The first order is the one that is taught."),
                    least=1,
                    most=6,
                    ordered="steps",
                ),
            ),
        ),
        _told(CONSEQUENCE, REPLY),
    ),
    "fault": _kind(
        _asked(exchange=None),
        Section(
            "answers",
            _("The exchange, line by line"),
            (
                Part("credit", "choice", _("How lines count"), choices=(CREDITS[0], CREDITS[2])),
                Rows(
                    "lines",
                    _("Lines"),
                    _("line"),
                    _("Add a line"),
                    (
                        Part(
                            "is",
                            "choice",
                            _("This line is"),
                            choices=(("sound", _("sound")), ("wrong", _("wrong")), ("gap", _("the empty line"))),
                        ),
                        Part("text", "wire", _("On the wire"), height=1, wide=True),
                        WHY,
                    ),
                    _("At least one is wrong and at least one is sound. A body of several lines is one line here."),
                    least=3,
                    most=40,
                ),
            ),
        ),
        _told(CONSEQUENCE, Part("reply", "wire", _("How it should have been"), height=7)),
    ),
    "type": _kind(
        _asked(exchange=GAPPED),
        Section(
            "answers",
            ANSWERS,
            (
                Part(
                    "asks",
                    "choice",
                    _("What is typed"),
                    choices=(
                        ("code", _("a code")),
                        ("field-name", _("the name of a field")),
                        ("field-value", _("the value of a field")),
                        ("words", _("a few words")),
                    ),
                ),
                Part("case_sensitive", "flag", _("Capital letters matter")),
                Rows(
                    "accepted",
                    _("Accepted texts"),
                    _("text"),
                    _("Add a text"),
                    (
                        Part("text", "line", _("Text")),
                        Part("verdict", "choice", _("Verdict"), choices=(VERDICTS[2], VERDICTS[1])),
                        WHY,
                    ),
                    _("Exactly one is best."),
                    least=1,
                ),
                Rows(
                    "near_misses",
                    _("Near misses"),
                    _("near miss"),
                    _("Add a near miss"),
                    (Part("text", "line", _("Text"), wide=True), WHY),
                    _("What somebody is likely to type, and why that is not it."),
                    least=2,
                    most=16,
                ),
                Part("otherwise", "text", _("To whoever typed anything else")),
            ),
        ),
        _told(CONSEQUENCE, REPLY),
    ),
    "write": _kind(
        _asked(exchange=REQUEST),
        Section(
            "answers",
            _("What earns points, and why"),
            (
                Part("starter", "wire", _("What stands in the editor at first"), height=3),
                Part("status-points", "choice", _("Points for the status"), choices=POINTS),
                CODES,
                Part("status-otherwise", "text", _("To whoever wrote another code")),
                Rows(
                    "rules",
                    _("Rules of the audit"),
                    _("rule"),
                    _("Add a rule"),
                    (
                        Part(
                            "rule",
                            "choice",
                            _("Rule"),
                            choices=(
                                ("", _("choose a rule")),
                                *((name, f"{name}: {rule.summary}") for name, rule in RULES.items()),
                            ),
                        ),
                        POINT,
                        WHY,
                    ),
                ),
                Rows(
                    "fields",
                    _("Fields that it must have"),
                    _("field"),
                    _("Add a field"),
                    (
                        ROW_ID,
                        Part("field", "line", _("Name of the field")),
                        POINT,
                        Part("includes", "list", _("Has these members"), _("One a line."), height=2),
                        Part("equals", "line", _("Or is exactly")),
                        Part("matches", "line", _("Or matches this regular expression")),
                        Part("absent", "flag", _("Or must not be there")),
                        WHY,
                    ),
                ),
                Rows(
                    "content",
                    _("Content"),
                    _("check"),
                    _("Add a check"),
                    (
                        ROW_ID,
                        Part("contains", "list", _("Contains"), _("One a line; in capitals or not."), height=2),
                        POINT,
                        Part("absent", "flag", _("There must be none")),
                        WHY,
                    ),
                    most=6,
                ),
                Rows(
                    "samples",
                    _("Samples that test the question"),
                    _("sample"),
                    _("Add a sample"),
                    (
                        Part("text", "wire", _("What somebody may write"), height=5, wide=True),
                        Part("mark", "share", _("Mark that it must get"), _("From 0 to 1, such as 0.5.")),
                    ),
                    _("At least one that loses a part of the mark."),
                    least=1,
                ),
            ),
        ),
        _told(CONSEQUENCE, MODEL),
    ),
}  # fmt: skip
