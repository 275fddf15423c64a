"""The process answers."""


def test_a_process_that_runs_says_ok(anonymous):
    response = anonymous.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_nobody_keeps_the_answer(anonymous):
    assert anonymous.get("/healthz").headers["Cache-Control"] == "no-store"


def test_the_database_is_left_alone(anonymous, django_assert_num_queries):
    with django_assert_num_queries(0):
        anonymous.get("/healthz")
