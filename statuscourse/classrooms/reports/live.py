"""What a live session shows: the list of a class, the screen on the wall, and each phone."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quizzes.core.grading import UNKNOWN, is_unknown, unknown
from quizzes.core.statistics.chosen import options
from quizzes.models import Answer, Attempt, get_revision
from quizzes.reports import Feedback, ShownQuestion, feedback, shown_question
from quizzes.reports.feedback import GAP, feedback_on
from quizzes.reports.previews import best_answer

from ..core import live
from ..core.codes import show_join_code
from ..models import Assignment, Classroom, LiveAnswer, LiveSession, Membership, Player
from .joining import is_only_here, join_address, qr_code, site_address

CHOSEN_FROM = ("code", "situation", "one", "several", "fault")  # kinds whose bars stand beside what was offered
NAMES = 120  # that are shown in the lobby, at most


def sessions_of(classroom: Classroom) -> list[LiveSession]:
    """A class's sessions, the newest first, each with the assignment that it became."""
    rows = list(LiveSession.objects.filter(classroom=classroom).order_by("-started_at")[:100])
    became = Assignment.objects.filter(classroom=classroom, target_type=Assignment.Target.LIVE)
    by_session = dict(became.values_list("target", "pk"))
    for row in rows:
        row.assignment_id = by_session.get(str(row.pk))  # type: ignore[attr-defined]
    return rows


# The tag of a state: it says nothing but whether anything has changed.


def phone_tag(session: LiveSession, answered: str, now: datetime) -> str:
    """For a phone: the version, whether the time is over, and its own answer."""
    return f'"p{session.version}-{session.standing.at(now).phase}-{_digits(answered)}"'


def wall_tag(session: LiveSession, players: int, given: int, latest: str, now: datetime) -> str:
    """For the screen: the same, with how many have come and have answered, and the last answer where bars show it."""
    moves = f"b{_digits(latest)}" if _shows_bars(session, session.standing.at(now)) else ""
    return f'"s{session.version}-{session.standing.at(now).phase}-{players}-{given}-{moves}"'


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _shows_bars(session: LiveSession, here: live.Standing) -> bool:
    return here.phase in (live.CLOSED, live.REVEALED) or (here.phase == live.ASKING and session.shows_bars)


# The screen


@dataclass(frozen=True)
class Bar:
    """How many chose something; ``share`` is of all who answered, in per cent."""

    key: str
    text: SafeString
    count: int
    share: float
    verdict: str = ""  # best, acceptable or nothing, once the answer is shown
    letter: str = ""
    code: int | None = None
    phrase: str = ""

    @property
    def digit(self) -> int | str:
        return self.code // 100 if self.code else ""


def screen(session: LiveSession, *, players: int, given: int, now: datetime) -> dict[str, Any]:
    """All that the screen shows at that time."""
    here = session.standing.at(now)
    data: dict[str, Any] = {
        "session": session,
        "here": here,
        "players": players,
        "given": given,
        "left": here.seconds_left(now),
        "next_step": here.next_step,
    }
    if here.phase == live.LOBBY:
        return data | _lobby(session)
    if here.phase == live.OVER:
        return data | {"rows": _rows_of_result(session), "assignment": assignment_of(session)}
    question = _question(session)
    data |= {"question": question, "shows_bars": _shows_bars(session, here)}
    data |= {"has_house": session.house(session.position) is not None, "code": show_join_code(session.join_code or "")}
    shown = data["shows_bars"]
    is_told = here.phase == live.REVEALED
    if question.kind in CHOSEN_FROM:
        data["bars"] = bars(session, question, counted=shown, told=is_told)
    elif is_told:
        data["verdicts"] = verdict_bars(session)
    if is_told:
        data["explained"] = explanation(question.revision, session.house(session.position))
    return data


def _lobby(session: LiveSession) -> dict[str, Any]:
    players = Player.objects.filter(session=session).order_by("joined_at", "pk")
    names = [] if session.hides_names else list(players.values_list("membership__name", flat=True)[:NAMES])
    code = session.join_code or session.classroom.join_code  # its own leads into the class and the session
    if not code:
        return {"names": names}
    address = join_address(code)
    return {
        "code": show_join_code(code),
        "address": address,
        "short": site_address("join").partition("//")[2],
        "qr": qr_code(address),
        "only_here": is_only_here(),
        "names": names,
    }


def _question(session: LiveSession) -> ShownQuestion:
    asked = shown_question(session.revision_ids[session.position - 1])
    return asked.under(session.house(session.position)).asked(session.place_layout(session.position), None)


def bars(session: LiveSession, question: ShownQuestion, *, counted: bool, told: bool) -> list[Bar]:
    """What is offered with how many chose it, and last how many do not know. Not counted, all is nothing yet."""
    body = get_revision(question.revision).body
    found: Counter[str] = Counter()
    responses = _responses(session) if counted else []
    for response in responses:
        found.update(options(body, response))
    offered = [row for row in question.rows if row] if question.kind == "fault" else question.items
    right = {"wrong": "best"} if question.kind == "fault" else {"best": "best", "acceptable": "acceptable"}
    rows = [
        Bar(
            item.key,
            item.text,
            found[item.key],
            _share(found[item.key], len(responses)),
            right.get(item.verdict, "") if told else "",
            "" if question.kind == "fault" else item.letter,
            item.code if question.kind == "code" else None,
            item.phrase if question.kind == "code" else "",
        )
        for item in offered
    ]
    text = mark_safe(_("I don't know"))  # noqa: S308 - a sentence of ours
    return [*rows, Bar(UNKNOWN, text, found[UNKNOWN], _share(found[UNKNOWN], len(responses)))]


def _responses(session: LiveSession) -> list[dict[str, Any]]:
    rows = LiveAnswer.objects.filter(session=session, position=session.position)
    return list(rows.values_list("response", flat=True))


def _share(count: int, of: int) -> float:
    return round(100 * count / of, 1) if of else 0.0


def verdict_bars(session: LiveSession) -> list[Bar]:
    """Of what has parts: how many had all of it, some of it or nothing."""
    rows = LiveAnswer.objects.filter(session=session, position=session.position).values_list("verdict", "response")
    found = Counter("unknown" if is_unknown(response) else verdict for verdict, response in rows)
    words = {
        "best": _("right"),
        "acceptable": _("acceptable"),
        "partly": _("right in part"),
        "wrong": _("not right"),
        "unknown": _("I don't know"),
    }
    return [
        Bar(name, mark_safe(word), found[name], _share(found[name], len(rows)), "best" if name == "best" else "")  # noqa: S308 - words of ours
        for name, word in words.items()
        if found[name] or name not in ("acceptable", "partly")
    ]


@dataclass(frozen=True)
class Explained:
    """A question as a class is told it: what is best, and every reason."""

    question: ShownQuestion
    feedback: Feedback

    @property
    def rows_html(self) -> SafeString:
        """The parts of the best answer, with the text that was typed in it put back."""
        rows = self.feedback.rows_html
        return mark_safe(rows.replace(GAP, escape(self.feedback.typed)))  # noqa: S308 - drawn by our templates


def explanation(revision_id: int, house: int | None) -> Explained:
    """Made once in each process: it is the same for everybody."""
    return _explanation(revision_id, house, get_language() or "")


@lru_cache(maxsize=256)
def _explanation(revision_id: int, house: int | None, language: str) -> Explained:
    question, body = shown_question(revision_id), get_revision(revision_id).body
    return Explained(question.under(house), feedback_on(question, body, best_answer(body)))


def _rows_of_result(session: LiveSession) -> list[dict[str, Any]]:
    """How each question went: of those who answered, how many were right."""
    rows = LiveAnswer.objects.filter(session=session).values_list("position", "mark")
    marks: dict[int, list[float]] = {}
    for position, mark in rows:
        marks.setdefault(position, []).append(mark)
    return [
        {
            "number": number,
            "title": shown_question(session.revision_ids[number - 1]).title,
            "answers": len(mine),
            "right": sum(mark == 1 for mark in mine),
            "share": _share(sum(mark == 1 for mark in mine), len(mine)),
        }
        for number, mine in sorted(marks.items())
    ]


def assignment_of(session: LiveSession) -> Assignment | None:
    """What the session became when it ended; None where nobody was there."""
    target = {"classroom": session.classroom_id, "target_type": Assignment.Target.LIVE, "target": str(session.pk)}
    return Assignment.objects.filter(**target).first()


# A phone


TAG, TOKEN, LEFT, WHOLE = "⟦tag⟧", "⟦token⟧", "⟦left⟧", "⟦whole⟧"  # no file of the bank may hold these brackets


def phone_html(
    session: LiveSession, membership_id: int, answered: str, now: datetime, *, token: str, problem: str = ""
) -> SafeString:
    """The piece that a phone shows at that time.

    While a question stands there, and nobody typed, it is the same for all who answered alike, and made once in each
    process: 300 phones ask for it within two seconds.
    """
    here = session.standing.at(now)
    tag = phone_tag(session, answered, now)
    mine = _answer_of(session, membership_id) if answered and not problem else None
    is_own = mine is not None and "text" in mine.response  # nobody else typed the same
    if here.phase in (live.LOBBY, live.OVER) or problem or is_own:
        data = phone(session, membership_id, now) | {"tag": tag, "problem": problem, "csrf_token": token}
        return render_to_string("classrooms/_phone.html", data)
    given = (json.dumps(mine.response, sort_keys=True), mine.verdict, mine.mark) if mine else None
    left = here.seconds_left(now)
    html = _question_html(session.pk, here.position, here.phase, left is not None, given, get_language())
    html = html.replace(TAG, escape(tag)).replace(TOKEN, token)
    if left is not None:
        html = html.replace(LEFT, f"{left:g}").replace(WHOLE, f"{left:.0f}")
    return mark_safe(html)  # noqa: S308 - drawn by our templates


@lru_cache(maxsize=256)
def _question_html(
    session_id: UUID,
    position: int,
    phase: str,
    timed: bool,
    given: tuple[str, str, float] | None,
    language: str | None,
) -> str:
    session = LiveSession.objects.get(pk=session_id)
    session.position = position  # it may have moved on since it was asked for
    mine = None
    if given:
        mine = LiveAnswer(response=json.loads(given[0]), verdict=given[1], mark=given[2])
    here = replace(session.standing, phase=phase, position=position)
    data = {"session": session, "here": here, "is_last": position >= here.length, "tag": TAG, "csrf_token": TOKEN}
    data |= {"left": LEFT, "whole": WHOLE} if timed else {}
    return render_to_string("classrooms/_phone.html", data | _of_question(session, here.phase, mine))


def phone(
    session: LiveSession, membership_id: int, now: datetime, given: dict[str, Any] | None = None
) -> dict[str, Any]:
    """All that a member's phone shows at that time; ``given`` is what was sent and refused, to be mended."""
    here = session.standing.at(now)
    left = here.seconds_left(now)
    data: dict[str, Any] = {"session": session, "here": here, "is_last": here.position >= here.length}
    if left is not None:
        data |= {"left": f"{left:g}", "whole": f"{left:.0f}"}
    if here.phase == live.LOBBY:
        return data | {"name": Membership.objects.values_list("name", flat=True).get(pk=membership_id)}
    if here.phase == live.OVER:
        return data | result_of(session, membership_id)
    data |= _of_question(session, here.phase, _answer_of(session, membership_id))
    if given is not None and here.phase == live.ASKING:
        data["question"] = data["question"].asked([], given)
    return data


def _answer_of(session: LiveSession, membership_id: int) -> LiveAnswer | None:
    return LiveAnswer.objects.filter(session=session, position=session.position, membership=membership_id).first()


def _of_question(session: LiveSession, phase: str, mine: LiveAnswer | None) -> dict[str, Any]:
    """A question as a phone shows it: to be answered, answered, or explained."""
    asked = shown_question(session.revision_ids[session.position - 1])
    data: dict[str, Any] = {"mine": mine, "has_house": session.house(session.position) is not None}
    if phase == live.REVEALED:
        return data | {"question": asked, "feedback": _feedback(session, mine)}
    given = mine.response if mine else None
    question = asked.asked(session.place_layout(session.position), given)
    return data | {"question": question, "words": in_words(question, given) if given else ""}


def _feedback(session: LiveSession, mine: LiveAnswer | None) -> Feedback:
    """What was answered, explained as in an attempt, which it is going to be in."""
    revision = session.revision_ids[session.position - 1]
    kind = get_revision(revision).body["kind"]
    answer = Answer(revision_id=revision, context=Answer.Context.EXAM, house=session.house(session.position))
    answer.response = mine.response if mine else unknown(kind)
    answer.verdict, answer.mark = (mine.verdict, mine.mark) if mine else ("wrong", 0.0)
    if mine:
        answer.context = Answer.Context.QUIZ  # "you did not know" where somebody said so
    return feedback(answer)


def in_words(question: ShownQuestion, response: dict[str, Any]) -> str:
    """What was answered, where it can be said in a line; the form shows the rest."""
    if is_unknown(response):
        return _("I don't know")
    if question.kind == "code":
        item = question.option(response["code"])
        return f"{response['code']} {item.phrase if item else ''}".strip()
    if question.kind in ("one", "situation", "several"):
        return " · ".join(item.plain for item in question.items if item.checked)
    return str(response["text"]) if question.kind == "type" else ""


def result_of(session: LiveSession, membership_id: int) -> dict[str, Any]:
    """What a member earned in a session that is over, and where its explanations are."""
    assignment = assignment_of(session)
    learner = Membership.objects.values_list("learner", flat=True).get(pk=membership_id)
    attempt = Attempt.objects.begun_for(str(assignment.pk)).filter(learner=learner).first() if assignment else None
    if attempt is None:
        return {"attempt": None}
    rows = attempt.answers.standing().order_by("position").values_list("position", "verdict", "mark", "weight")
    earned = sum(mark * weight for _position, _verdict, mark, weight in rows)
    address = reverse("attempt_result", args=[attempt.quiz_id, attempt.pk])
    return {"attempt": attempt, "rows": rows, "earned": earned, "possible": attempt.possible, "address": address}
