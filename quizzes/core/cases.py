"""The contested cases: where serious guides answer differently, so that a team, or a class, has to choose. Pure.

A question names its case; a class's convention names for a case the code that it answers (``grading.under``).
"""

from dataclasses import dataclass

from .sentences import gettext_noop


@dataclass(frozen=True)
class Choice:
    """A code that a case may be answered with, and who does that."""

    code: int
    who: str


@dataclass(frozen=True)
class Case:
    """A contested case: what it is about, in a question that a team can settle, and its choices."""

    id: str
    title: str
    asks: str
    choices: tuple[Choice, ...]

    @property
    def codes(self) -> tuple[int, ...]:
        return tuple(choice.code for choice in self.choices)


CASES: dict[str, Case] = {
    case.id: case
    for case in (
        Case(
            "validation",
            gettext_noop("A value that makes no sense"),
            gettext_noop("The JSON parses, and a field is missing or its value is refused. Which code?"),
            (
                Choice(400, gettext_noop("Google's AIPs, Zalando, Azure, Stripe, Django REST framework")),
                Choice(422, gettext_noop("GitHub, FastAPI, Laravel, Rails for a record that is invalid")),
            ),
        ),
        Case(
            "hidden",
            gettext_noop("Something that the caller may not see"),
            gettext_noop("It exists, the caller is known and has no right to it. Say so, or hide it?"),
            (
                Choice(403, gettext_noop("Google's AIPs, always; Azure unless existence is a secret")),
                Choice(404, gettext_noop("GitHub for private repositories; RFC 9110, 15.5.4 allows it")),
            ),
        ),
        Case(
            "anonymous",
            gettext_noop("Nobody is signed in"),
            gettext_noop("A request without credentials at a page for members. Which code?"),
            (
                Choice(401, gettext_noop("RFC 9110, 11.4, with a challenge; Zalando, Google's AIPs, FastAPI")),
                Choice(403, gettext_noop("Django REST framework as it comes, with session authentication")),
            ),
        ),
        Case(
            "duplicate",
            gettext_noop("A name that is taken"),
            gettext_noop("A create asks for a value that has to be unique and is in use. Which code?"),
            (
                Choice(409, gettext_noop("Google's AIPs (ALREADY_EXISTS), Zalando for what is not idempotent")),
                Choice(422, gettext_noop("GitHub (already_exists), Rails and Laravel by their uniqueness rule")),
                Choice(400, gettext_noop("Django REST framework's unique validator")),
            ),
        ),
        Case(
            "stale",
            gettext_noop("A write that is based on an old version"),
            gettext_noop("The client changes a version that is not the newest any more. Which code?"),
            (
                Choice(412, gettext_noop("RFC 9110, 13.1.1 where If-Match was sent; Zalando, Azure")),
                Choice(409, gettext_noop("Google's AIPs (ABORTED), also for an etag; Rails for a stale object")),
            ),
        ),
        Case(
            "state",
            gettext_noop("A state that forbids it"),
            gettext_noop("The request is in order, and the thing is in a state that does not allow it. Which code?"),
            (
                Choice(409, gettext_noop("RFC 9110, 15.5.10, and most guides")),
                Choice(400, gettext_noop("Google's AIPs (FAILED_PRECONDITION)")),
                Choice(422, gettext_noop("teams for whom it is one more rule that the content breaks")),
            ),
        ),
        Case(
            "deleted-twice",
            gettext_noop("Deleting what is not there"),
            gettext_noop("A DELETE for something that was deleted before. Which code?"),
            (
                Choice(204, gettext_noop("Azure: the state that was asked for is there")),
                Choice(404, gettext_noop("Google's AIPs, JSON:API, Zalando")),
                Choice(410, gettext_noop("Zalando where deletions are kept track of")),
            ),
        ),
        Case(
            "done",
            gettext_noop("Done, and what comes back"),
            gettext_noop("A change was made. Does the answer carry the new representation?"),
            (
                Choice(200, gettext_noop("Azure for an update, with the resource; JSON:API, Zalando either")),
                Choice(204, gettext_noop("Azure for a deletion, Django REST framework for DELETE")),
            ),
        ),
        Case(
            "quota",
            gettext_noop("A quota that is used up"),
            gettext_noop("The caller has no more requests until next week or next month. Which code?"),
            (
                Choice(429, gettext_noop("RFC 6585, 4; Zalando, Google's AIPs, Stripe")),
                Choice(403, gettext_noop("GitHub, beside 429")),
            ),
        ),
        Case(
            "unknown-method",
            gettext_noop("A method that the server has never heard of"),
            gettext_noop("The method is not one that this server implements anywhere. Which code?"),
            (
                Choice(501, gettext_noop("RFC 9110, 15.6.2")),
                Choice(405, gettext_noop("Django and most frameworks, which know methods by resource alone")),
            ),
        ),
    )
}
