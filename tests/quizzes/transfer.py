"""What the tests of import and export share: files of questions, and what a browser does with them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from quizzes.core.interchange.formats import FORMATS
from quizzes.models import Import, Question
from tests.quizzes.core.interchange.sources import source

GIFT = b"::Who may?:: A caller without a ticket knocks. {=401#No ticket. ~404#It is there. ~500#Nothing broke.}\n"


def entry(kind="one", **changes):
    """A complete entry of the bank with an id that the course does not have."""
    return source(kind) | {"topic": "tests", "id": "tests-own"} | changes


def written(*sources, name="yaml"):
    return FORMATS[name].write(sources).content


def send(visitor, content, *, name="bank.yaml", **fields):
    """Upload a file; the answer."""
    return visitor.send("/author/import/", file=SimpleUploadedFile(name, content), **fields)


def planned(visitor, content, **fields):
    """Upload a file; the address of its plan, and the plan."""
    answer = send(visitor, content, **fields)
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"], Import.objects.get(pk=answer["Location"].split("/")[-2])


def do(visitor, place, what):
    """Apply or undo a plan, as its form would."""
    return visitor.post(place, {"csrfmiddlewaretoken": visitor.token("/author/import/"), "do": what})


def imported(visitor, content, **fields):
    """Upload a file and take it over; the address of the plan."""
    place, _item = planned(visitor, content, **fields)
    assert do(visitor, place, "apply").status_code == 303
    return place


def own(visitor):
    return Question.objects.filter(owner=visitor.user)
