"""/codes/: every registered code."""

from statuscourse.protocol.registry import registry
from tests.visitor import text_of


def test_every_registered_code_has_a_link(anonymous):
    page = anonymous.get("/codes/").content.decode()
    assert [code for code in registry() if f'href="/codes/{code}/"' not in page] == []


def test_every_code_has_its_phrase(anonymous):
    words = text_of(anonymous.get("/codes/"))
    assert [status.phrase for status in registry().values() if status.phrase not in words] == []


def test_the_list_takes_one_query(anonymous, django_assert_num_queries):
    with django_assert_num_queries(1):
        anonymous.get("/codes/")
