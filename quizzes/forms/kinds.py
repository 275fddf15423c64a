"""One description for each kind of question: what its editor asks for, in the order in which one writes it.

``quizzes.core.kinds`` says what is valid, docs/content.md what it means. A test holds this to the keys of the bank.
"""

from django.utils.translation import gettext_lazy as _

from statuscourse.audit.core.rules import RULES

from .parts import Part, Rows, Section
from .pieces import (
    ANSWERS,
    CLIENT,
    CODE,
    CODES,
    CONSEQUENCE,
    CREDIT,
    CREDITS,
    GAPPED,
    MODEL,
    OFFER,
    POINT,
    POINTS,
    REPLY,
    REQUEST,
    ROW_ID,
    VERDICT,
    VERDICTS,
    WHY,
    asked,
    kind,
    options,
    told,
)

SECTIONS: dict[str, tuple[Section, ...]] = {
    "code": kind(
        asked(), Section("answers", ANSWERS, (options(CODE, VERDICT, WHY),)), told(CLIENT, REPLY)
    ),
    "situation": kind(
        asked(Part("code", "code", _("The code that is given"), pick="codes")),
        Section("answers", ANSWERS, (options(ROW_ID, OFFER, CODE, VERDICT, WHY),)),
        told(CONSEQUENCE, REPLY),
    ),
    "one": kind(
        asked(),
        Section("answers", ANSWERS, (options(ROW_ID, OFFER, VERDICT, WHY),)),
        told(CONSEQUENCE, REPLY),
    ),
    "several": kind(
        asked(),
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
        told(CONSEQUENCE, REPLY),
    ),
    "match": kind(
        asked(),
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
        told(CONSEQUENCE, REPLY),
    ),
    "order": kind(
        asked(),
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
                    _("The first one is taught: the steps as you wrote them, or by the places that you give them."),
                    least=1,
                    most=6,
                    ordered="steps",
                ),
            ),
        ),
        told(CONSEQUENCE, REPLY),
    ),
    "fault": kind(
        asked(exchange=None),
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
        told(CONSEQUENCE, Part("reply", "wire", _("How it should have been"), height=7)),
    ),
    "type": kind(
        asked(exchange=GAPPED),
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
        told(CONSEQUENCE, REPLY),
    ),
    "write": kind(
        asked(exchange=REQUEST),
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
        told(CONSEQUENCE, MODEL),
    ),
}  # fmt: skip
