"""System checks for whoever runs the site."""

import pytest

from lessons.models import Lesson
from statuscourse import checks


def ids(messages):
    return [message.id for message in messages]


def test_a_server_that_nobody_can_name_is_told(settings):
    settings.HOST, settings.ALLOWED_HOSTS = "0.0.0.0", ["127.0.0.1", "localhost"]
    assert ids(checks.reachable(None)) == ["statuscourse.W001"]


def test_a_server_with_a_name_is_left_alone(settings):
    settings.HOST, settings.ALLOWED_HOSTS = "0.0.0.0", ["127.0.0.1", "localhost", "course.example"]
    assert ids(checks.reachable(None)) == []


def test_plain_http_is_told(settings):
    settings.HTTPS = False
    assert ids(checks.plain_http(None)) == ["statuscourse.W002"]


def test_https_is_left_alone(settings):
    settings.HTTPS = True
    assert ids(checks.plain_http(None)) == []


@pytest.mark.parametrize("prefix", ["/lessons", "/author/of/this", "/static", "/healthz"])
def test_a_prefix_that_begins_like_a_page_is_refused(settings, prefix):
    settings.PREFIX = prefix
    assert ids(checks.prefix_is_no_page(None)) == ["statuscourse.E001"]


@pytest.mark.parametrize("prefix", ["", "/statuscourse", "/apps/lessons"])
def test_another_prefix_is_left_alone(settings, prefix):
    settings.PREFIX = prefix
    assert ids(checks.prefix_is_no_page(None)) == []


def test_a_site_without_a_course_is_told(db):
    Lesson.objects.all().delete()
    assert ids(checks.course_is_loaded(None, databases=["default"])) == ["statuscourse.W003"]


def test_a_site_with_its_course_is_left_alone(db):
    assert ids(checks.course_is_loaded(None, databases=["default"])) == []


def test_every_warning_says_what_to_do(settings, db):
    settings.HOST, settings.ALLOWED_HOSTS, settings.HTTPS = "0.0.0.0", ["localhost"], False
    messages = [*checks.reachable(None), *checks.plain_http(None)]
    assert [message.id for message in messages if not message.hint] == []
