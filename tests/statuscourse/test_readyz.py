"""The database answers and the course is loaded, or a 503 that says when to ask again."""

from lessons.models import Lesson


def test_a_site_with_its_course_is_ready(anonymous):
    answer = anonymous.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_a_site_without_a_course_is_not_ready(anonymous):
    Lesson.objects.all().delete()
    answer = anonymous.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (503, "10", b"not ready\n")


def test_a_site_without_a_database_is_not_ready(anonymous, without_database):
    with without_database():
        answer = anonymous.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (503, "10", b"not ready\n")


def test_it_takes_one_query(anonymous, django_assert_num_queries):
    with django_assert_num_queries(1):
        anonymous.get("/readyz")


def test_nobody_keeps_the_answer(anonymous):
    assert anonymous.get("/readyz").headers["Cache-Control"] == "no-store"
