"""/cheatsheet/: the codes of the course on one sheet."""

from lessons.models import CodeReference
from statuscourse.protocol.registry import registry
from tests.visitor import text_of


def test_every_code_of_the_course_is_on_it(anonymous):
    words = text_of(anonymous.get("/cheatsheet/"))
    missing = [
        code for code, status in registry().items() if status.in_course and f"{code} {status.phrase}" not in words
    ]
    assert missing == []


def test_every_code_has_its_half_line(anonymous):
    words = text_of(anonymous.get("/cheatsheet/"))
    course = [code for code, status in registry().items() if status.in_course]
    lines = dict(CodeReference.objects.filter(pk__in=course).values_list("code", "in_short"))
    assert [code for code, line in lines.items() if line not in words] == []


def test_codes_that_the_course_leaves_out_are_not_on_it(anonymous):
    assert "Loop Detected" not in text_of(anonymous.get("/cheatsheet/"))


def test_the_sheet_takes_one_query(anonymous, django_assert_num_queries):
    with django_assert_num_queries(1):
        anonymous.get("/cheatsheet/")
