"""A working copy as a learner would see it, and as the feedback would read: nothing is stored or kept in a cache."""

from ..core import grading
from ..core.bank import digest
from ..core.interchange.checking import SourceRefused, problems
from ..core.interchange.model import Source
from ..core.kinds import KINDS
from ..core.shuffling import standing
from ..core.sketching import is_gradable, sketch
from ..models import Question, QuestionRevision
from .feedback import Feedback, Response, feedback_on
from .questions import ShownQuestion, show_body


def unsaved_revision(source: Source, question: Question) -> QuestionRevision:
    """The revision that publishing would make, as far as it is written; it has no number and is not stored."""
    body = sketch({**source, "kind": question.kind})
    return QuestionRevision(question=question, body=body, digest=digest(body))


def shown_source(source: Source, question: Question) -> ShownQuestion:
    """A working copy ready to be drawn, whole or half written.

    Texts stand in an order that comes from the question's id and not from what it says, as it does once published:
    or they would change places under the hands of whoever types them.
    """
    body = unsaved_revision(source, question).body
    whole = is_gradable(body)
    best = grading.grade(body, grading.unknown(body["kind"])).best if whole else body.get("code")
    layout = standing(body, question.pk) if whole else KINDS[body["kind"]].keys(body)
    section = source.get("section")
    return show_body(
        body, name=question.pk, section=section if isinstance(section, str) else "", layout=layout, best=best
    )


def feedback_for(source: Source, question: Question, response: Response) -> Feedback:
    """What a learner would be told of a response. Raises SourceRefused where the source says too little to grade it.

    ``response`` is typed, as ``grading.read_response`` makes it of the body of ``unsaved_revision``;
    ``grading.unknown(kind)`` gives the feedback of somebody who does not know.
    """
    body = unsaved_revision(source, question).body
    if not is_gradable(body):
        raise SourceRefused(problems({**source, "kind": question.kind}))
    return feedback_on(shown_source(source, question), body, response)
