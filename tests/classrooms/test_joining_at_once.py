"""Phones that join at the same moment, each in a thread of its own, on a database in a file as it is in use."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from statuscourse.accounts.models import Learner, Tally
from statuscourse.classrooms.models import Classroom
from tests.classrooms.people import JOIN, open_class, phone


@pytest.fixture
def item(committed):
    yield open_class()
    Classroom.objects.all().delete()
    Tally.objects.all().delete()


def at_once(*posts):
    """Send each (address, values, cookie) at the same moment; the codes that came back, sorted."""
    gate = Barrier(len(posts))

    def send(address, values, token):
        browser = phone()
        browser.cookies["csrftoken"] = token
        gate.wait(timeout=10)
        try:
            return browser.post(address, values | {"csrfmiddlewaretoken": token}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(lambda post: send(*post), posts))


def test_a_name_goes_to_one_of_two(item):
    posts = [(JOIN, {"name": "Ada", "key": key}, key * 32) for key in "ab"]
    assert at_once(*posts) == [200, 422]
    assert (item.members.count(), Learner.objects.filter(user=None).count()) == (1, 1)


def test_two_clicks_are_one_learner(item):
    post = JOIN, {"name": "Ada", "key": "the same form"}, "t" * 32
    assert at_once(post, post) == [200, 200]
    assert (item.members.count(), Learner.objects.filter(user=None).count()) == (1, 1)


def test_everybody_gets_in_and_nobody_is_told_that_the_database_is_locked(item):
    posts = [(JOIN, {"name": f"Learner {n}", "key": f"form {n}"}, f"{n:032}") for n in range(12)]
    assert at_once(*posts) == [200] * 12
    assert item.members.count() == 12


def test_wrong_codes_at_once_are_all_counted(item):
    gate = Barrier(6)

    def wrong(_number):
        gate.wait(timeout=10)
        try:
            return phone().get("/join/WXY346/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(wrong, range(6))) == [404] * 6
    assert max(Tally.objects.values_list("count", flat=True)) == 6
