"""/classes/<class>/gradebook/import/: marks come back from a spreadsheet."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from statuscourse.classrooms.models import GradeChange
from tests.classrooms.factories import make_assignment, make_change, make_class, make_member, make_work
from tests.visitor import text_of


@pytest.fixture
def taught(ines):
    return make_class(owner=ines.user, name="7b / Physik")


@pytest.fixture
def member(taught):
    return make_member(classroom=taught, name="Ada L.", number="17")


@pytest.fixture
def quiz(taught):
    return make_assignment(classroom=taught, title="Quiz 3")


def page(item):
    return f"/classes/{item.pk}/gradebook/import/"


def sheet(quiz, *rows):
    return f"name,{quiz.title} [{quiz.pk.hex[:8]}]\n{chr(10).join(rows)}\n".encode()


def send(visitor, item, content, name="marks.csv"):
    return visitor.send(page(item), file=SimpleUploadedFile(name, content))


def take(visitor, preview, reason="Marked on paper."):
    """Send the form of a preview."""
    return visitor.post(preview.request["PATH_INFO"], visitor.form(preview).values | {"reason": reason})


def decided():
    rows = GradeChange.objects.order_by("pk")
    return list(rows.values_list("membership__name", "decision", "percent", "reason"))


def test_the_file_as_it_came_changes_nothing(ines, taught, member, quiz):
    make_work(assignment=quiz, member=member, share=2 / 3)
    make_change(assignment=make_assignment(classroom=taught), member=member, decision="excused", percent=None)
    content = ines.get(f"/classes/{taught.pk}/gradebook.csv").content
    answer = send(ines, taught, content)
    assert (answer.status_code, GradeChange.objects.count()) == (200, 1)
    assert "Nothing would change" in text_of(answer)


def test_first_it_is_shown_what_would_change(ines, taught, member, quiz):
    make_work(assignment=quiz, member=member, share=0.5)
    answer = send(ines, taught, sheet(quiz, "Ada L.,80"))
    assert (answer.status_code, decided()) == (200, [])
    said = text_of(answer)
    assert "1 mark would change. Nothing is written yet." in said
    assert "2 Ada L. Quiz 3 50 % 80 %" in said


def test_with_a_reason_all_of_it_is_taken_over(ines, taught, member, quiz):
    make_member(classroom=taught, name="Bo")
    answer = take(ines, send(ines, taught, sheet(quiz, "Ada L.,80", "Bo,excused")))
    assert (answer.status_code, answer["Location"]) == (303, f"/classes/{taught.pk}/gradebook/?taken=2")
    assert decided() == [("Ada L.", "mark", 80.0, "Marked on paper."), ("Bo", "excused", None, "Marked on paper.")]
    assert "2 marks taken over." in text_of(ines.get(answer["Location"]))


def test_earned_takes_a_decision_back(ines, taught, member, quiz):
    make_change(assignment=quiz, member=member, percent=70)
    take(ines, send(ines, taught, sheet(quiz, "Ada L.,earned")))
    assert decided()[-1][1:3] == ("withdrawn", None)


def test_a_file_of_excel_in_windows_1252_is_read_and_said_so(ines, taught, quiz):
    make_member(classroom=taught, name="Jörg")
    content = f"name;Quiz [{quiz.pk.hex[:8]}]\r\nJörg;66,7\r\n".encode("windows-1252")
    answer = send(ines, taught, content)
    assert "windows-1252" in text_of(answer)
    assert take(ines, answer).status_code == 303
    assert decided() == [("Jörg", "mark", 66.7, "Marked on paper.")]


def test_without_a_reason_nothing_is_taken_over(ines, taught, member, quiz):
    answer = take(ines, send(ines, taught, sheet(quiz, "Ada L.,80")), reason="")
    assert (answer.status_code, decided()) == (422, [])
    assert "Say why" in text_of(answer)
    assert take(ines, answer).status_code == 303


def test_one_bad_row_keeps_the_others_back(ines, taught, member, quiz):
    answer = send(ines, taught, sheet(quiz, "Ada L.,80", "Eve,70"))
    assert answer.status_code == 422
    said = text_of(answer)
    assert "line 3 Nobody in this class now is “Eve”." in said
    assert "Nothing can be taken over like this" in said
    with pytest.raises(AssertionError):
        ines.form(answer)


def test_a_form_that_says_so_all_the_same_is_refused(ines, taught, member, quiz):
    preview = send(ines, taught, sheet(quiz, "Ada L.,80"))
    member.name = "Ada Lovelace"
    member.save()
    answer = take(ines, preview)
    assert (answer.status_code, decided()) == (409, [])


def test_somebody_elses_decision_in_between_is_a_conflict(ines, taught, member, quiz):
    preview = send(ines, taught, sheet(quiz, "Ada L.,80"))
    make_change(assignment=quiz, member=member, percent=60)
    answer = take(ines, preview)
    assert (answer.status_code, len(decided())) == (409, 1)
    said = text_of(answer)
    assert "Marks have changed since you looked: nothing was taken over." in said
    assert "Ada L. Quiz 3 60 % 80 %" in said
    assert take(ines, answer).status_code == 303


def test_work_that_was_handed_in_in_between_is_one_too(ines, taught, member, quiz):
    preview = send(ines, taught, sheet(quiz, "Ada L.,80"))
    make_work(assignment=quiz, member=member, share=0.9)
    assert (take(ines, preview).status_code, decided()) == (409, [])


def test_sent_twice_it_is_taken_over_once(ines, taught, member, quiz):
    preview = send(ines, taught, sheet(quiz, "Ada L.,80"))
    assert [take(ines, preview).status_code for _ in range(2)] == [303, 409]
    assert len(decided()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0", "which no text has"),
        (b"a,b\n1,2\n", "Line 1: The first row has to name the columns"),
        (b"name,Quiz\nAda,5\n", "No column names an assignment"),
    ],
)
def test_what_is_no_gradebook_is_refused_with_the_reason(ines, taught, content, words):
    answer = send(ines, taught, content)
    assert (answer.status_code, words in text_of(answer)) == (422, True)


def test_without_a_file_it_says_so(ines, taught):
    answer = ines.send(page(taught))
    assert (answer.status_code, "Choose a file" in text_of(answer)) == (422, True)


def test_a_file_may_have_a_megabyte_and_no_more(ines, taught, quiz, member):
    content = sheet(quiz, "Ada L.,80")
    assert send(ines, taught, content + b"\n" * (1_000_000 - len(content))).status_code == 200
    answer = send(ines, taught, content + b"\n" * 1_000_000)
    assert (answer.status_code, "larger than 1 MB" in text_of(answer)) == (413, True)


def test_a_much_larger_one_is_refused_before_it_is_read(ines, taught):
    assert send(ines, taught, b"x" * 1_200_000).status_code == 413


def test_what_is_no_form_is_415(ines, taught):
    headers = {"X-CSRFToken": ines.token()}
    answer = ines.post(page(taught), b"name,mark", content_type="text/csv", headers=headers)
    assert answer.status_code == 415


def test_an_altered_text_is_refused_and_nothing_changes(ines, taught, member, quiz):
    preview = send(ines, taught, sheet(quiz, "Ada L.,80"))
    values = ines.form(preview).values | {"reason": "So.", "content": "nonsense"}
    answer = ines.post(page(taught), values)
    assert (answer.status_code, decided()) == (422, [])
    assert "name the columns" in text_of(answer)


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 403), ("sam", 403), ("ada", 403), ("ivan", 404), ("olga", 200)]
)
def test_a_file_is_taken_from_those_who_teach_the_class(request, ada, taught, quiz, who, status):
    make_member(classroom=taught, learner=ada.learner)
    visitor = request.getfixturevalue(who)
    file = SimpleUploadedFile("marks.csv", sheet(quiz))
    answer = visitor.post(page(taught), {"file": file, "csrfmiddlewaretoken": visitor.token()})
    assert answer.status_code == status


def test_a_preview_takes_as_many_queries_for_many_as_for_few(ines, taught, quiz, django_assert_num_queries):
    rows = [f"{make_member(classroom=taught).name},80" for _ in range(30)]
    form = ines.form(page(taught)).values
    # session, user, class, taught, learner, membership; assignments, members, decisions, attempts, extensions
    with django_assert_num_queries(11):
        ines.post(page(taught), form | {"file": SimpleUploadedFile("marks.csv", sheet(quiz, *rows))})
