"""/author/import/: a file is sent, and either planned or refused with the reason."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quizzes.core.interchange.text import LIMIT
from quizzes.models import Import, Question
from statuscourse.web.turns import turn
from tests.quizzes.transfer import GIFT, entry, planned, send, written
from tests.visitor import text_of

PAGE = "/author/import/"


def test_a_file_becomes_a_plan_at_an_address_of_its_own(ines):
    answer = send(ines, written(entry()))
    item = Import.objects.get(by=ines.user)
    assert (answer.status_code, answer["Location"]) == (303, f"/author/import/{item.pk}/")
    assert (item.file_name, item.format, item.applied_at) == ("bank.yaml", "yaml", None)


def test_nothing_is_written_to_questions_by_a_plan(ines):
    before = Question.objects.count()
    planned(ines, written(entry()))
    assert Question.objects.count() == before


def test_a_text_may_be_pasted(ines):
    answer = ines.send(PAGE, text=GIFT.decode())
    item = Import.objects.get(by=ines.user)
    assert (answer.status_code, item.format, item.file_name) == (303, "gift", "pasted text")


def test_a_pasted_text_may_be_larger_than_any_other_form(ines):
    text = GIFT.decode() * 1000
    assert len(text) > 64 * 1024
    assert ines.send(PAGE, text=text).status_code == 303


def test_the_format_may_be_chosen(ines):
    _place, item = planned(ines, b"What?\nA. a\nB. b\nANSWER: A\n", name="x.dat", format="aiken")
    assert item.format == "aiken"


def test_questions_without_a_topic_get_the_one_that_was_asked_for(ines):
    _place, item = planned(ines, GIFT, name="a.gift", topic="week-3")
    assert item.plan["steps"][0]["id"].startswith("week-3-who-may-")


def test_a_topic_that_is_none_is_refused_and_nothing_typed_is_lost(ines):
    answer = ines.send(PAGE, text=GIFT.decode(), topic="Week 3")
    assert answer.status_code == 422
    assert "small letters, digits and hyphens" in text_of(answer)
    form = ines.form(answer)
    assert (form.values["topic"], form.values["text"].split()) == ("Week 3", GIFT.decode().split())


REFUSED = {
    "nothing": (b"", "bank.yaml", 422, "The file is empty."),
    "no question": (b"format: statuscourse questions 1\nquestions: []\n", "bank.yaml", 422, "There is no question"),
    "a letter": (b"Dear Ines,\nhow are you?\n", "letter.txt", 415, "This is no file of questions that is known here."),
    "a workbook": (
        b"PK\x03\x04\x14\x00\x06\x00" + b"\0" * 22 + b"[Content_Types].xml", "bank.xlsx", 415, "Save a table as CSV"
    ),
    "broken YAML": (b"questions:\n  - id: [\n", "bank.yaml", 422, "Line 3:"),
    "broken XML": (b"<quiz>\n<question>\n</quiz>", "bank.xml", 422, "Line 3: The file is not well-formed XML"),
    "an entity bomb": (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "bank.xml", 422, "Line 1:"),
    "NUL bytes": (b"::A::\nb\0{=a ~b}", "bank.gift", 422, "Line 2: The file is not text: it has NUL bytes."),
    "UTF-32": ("questions:".encode("utf-32"), "bank.yaml", 422, "UTF-32"),
    "no zip": (b"PK\x03\x04" + b"\0" * 40, "bank.zip", 422, "."),
    "braces": (b"{" * 100_000, "bank.yaml", 422, "Line 1"),
    "quotation marks": (b'id,scenario\n"a', "bank.csv", 422, "Line 2: The row that begins here is not CSV"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(ines, what):
    content, name, status, says = REFUSED[what]
    answer = send(ines, content, name=name)
    assert (answer.status_code, says in text_of(answer)) == (status, True), text_of(answer)
    assert not Import.objects.exists()


def test_a_file_of_braces_is_a_plan_with_nothing_to_take_over(ines):
    place, _item = planned(ines, b"{" * 100_000, name="bank.gift")
    assert "There is nothing to take over." in text_of(ines.get(place))


def test_a_file_in_utf_16_is_read(ines):
    _place, item = planned(ines, written(entry()).decode().encode("utf-16"))
    assert item.plan["steps"][0]["id"] == "tests-own"


def test_a_file_that_is_not_utf_8_is_read_and_that_is_said(ines):
    place, _item = planned(ines, GIFT.replace(b"ticket", b"billet d'acc\xe8s"), name="a.gift")
    assert "it was read as windows-1252" in text_of(ines.get(place))


def test_a_file_that_is_too_large_is_413(ines):
    answer = send(ines, b"#" * (LIMIT + 1))
    assert (answer.status_code, "larger than 5 MB" in text_of(answer)) == (413, True)


def test_a_body_that_no_upload_has_is_413_and_not_looked_at(ines):
    answer = send(ines, b"#" * (LIMIT + 100_000))
    assert (answer.status_code, "A file may have 5 MB here" in text_of(answer)) == (413, True)


def test_what_is_no_form_is_415(ines):
    headers = {"X-CSRFToken": ines.token(PAGE)}
    answer = ines.post(PAGE, "[]", content_type="application/json", headers=headers)
    assert (answer.status_code, "multipart/form-data" in text_of(answer)) == (415, True)


def test_nothing_sent_is_said(ines):
    answer = ines.send(PAGE)
    assert (answer.status_code, "Choose a file, or paste its text." in text_of(answer)) == (422, True)


def test_a_file_and_a_text_are_too_much(ines):
    answer = send(ines, GIFT, text="What?")
    assert (answer.status_code, "Send one of them." in text_of(answer)) == (422, True)


def test_a_name_of_a_file_is_only_a_name(ines):
    file = SimpleUploadedFile("x.gift", GIFT)
    file._name = "../<b>\u202e.gift"
    ines.send(PAGE, file=file)
    assert Import.objects.get().file_name == "<b>.gift"


def test_a_second_plan_takes_the_place_of_the_first(ines):
    planned(ines, written(entry()))
    _place, item = planned(ines, GIFT, name="a.gift")
    assert list(Import.objects.all()) == [item]


def test_a_plan_of_yesterday_goes_and_what_was_applied_stays(ines, ivan):
    old = timezone.now() - timedelta(days=1, minutes=1)
    kept = Import.objects.create(by=ivan.user, file_name="a", format="yaml", plan={}, created_at=old, applied_at=old)
    Import.objects.create(by=ivan.user, file_name="b", format="yaml", plan={}, created_at=old)
    _place, item = planned(ines, GIFT, name="a.gift")
    assert set(Import.objects.all()) == {kept, item}


def test_a_plan_of_a_colleague_stays(ines, ivan):
    planned(ivan, GIFT, name="a.gift")
    planned(ines, GIFT, name="a.gift")
    assert Import.objects.count() == 2


def test_the_last_imports_are_listed(ines):
    place, _item = planned(ines, GIFT, name="a.gift")
    page = ines.get(PAGE)
    assert place in page.content.decode()
    assert "a plan, not applied" in text_of(page)


def test_the_page_takes_few_queries(ines, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        ines.get(PAGE)


def test_planning_a_hundred_questions_takes_as_many_queries_as_planning_one(ines, django_assert_max_num_queries):
    content = written(*(entry(id=f"tests-own-{number}") for number in range(100)))
    form = ines.form(PAGE)
    sent = {**form.values, "file": SimpleUploadedFile("bank.yaml", content)}
    with django_assert_max_num_queries(14):
        assert ines.post(PAGE, sent).status_code == 303


def test_a_learner_is_refused(ada):
    assert ada.get(PAGE).status_code == 403


def test_anonymous_is_sent_to_sign_in(anonymous):
    assert anonymous.get(PAGE)["Location"] == "/accounts/sign-in/?next=/author/import/"


def test_a_large_file_waits_for_another_one(ines):
    with turn():
        answer = send(ines, GIFT * 800, name="a.gift")
    assert (answer.status_code, answer["Retry-After"], Import.objects.count()) == (429, "20", 0)
    assert "Another large file is being read just now." in text_of(answer)
    assert send(ines, GIFT * 800, name="a.gift").status_code == 303


def test_a_small_file_waits_for_nobody(ines):
    with turn():
        assert send(ines, GIFT, name="a.gift").status_code == 303
