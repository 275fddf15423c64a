"""The file of the database is taken away and comes back: told as 503, made anew by nobody, found again by itself."""

import pytest

from tests.faults.crowd import Answerer, Person, Unanswered
from tests.faults.files import FILE, codes, counted, is_whole, on_sqlite, port_of, words
from tests.running import running_site

pytestmark = on_sqlite

PARTS = ("", "-wal", "-shm")


def move(source, target):
    for part in PARTS:
        path = source.with_name(source.name + part)
        if path.exists():
            path.rename(target.with_name(target.name + part))


@pytest.mark.parametrize("parts", ["alone", "with its log"])
def test_a_file_that_is_moved_away_and_back_loses_nothing(site, parts):
    file, away = site.data / FILE, site.data / "away.sqlite3"
    person = Answerer(port_of(site), 1)
    questions = codes(file)
    for question in questions[:5]:
        person.answer(question)
    path = f"/questions/{questions[5]}/"
    values = person.form(path, person.insist(path)).values | {"answer": "unknown"}

    move(file, away) if parts == "with its log" else file.rename(away)
    for _ in range(10):  # both workers
        with pytest.raises(Unanswered, match="503") as told:
            Person(port_of(site), 2).fetch("/progress/")
        assert told.value.reply.headers["Retry-After"] == "10"
        assert "Everything that was shown as saved is kept." in words(told.value.reply.text)
    with pytest.raises(Unanswered, match="503") as told:
        person.fetch(path, values)
    assert "it is not saved" in words(told.value.reply.text)
    with pytest.raises(Unanswered, match="503"):
        person.fetch("/readyz")
    assert person.fetch("/healthz").status == 200
    assert not file.exists(), "an empty database stands where the old one belongs"

    move(away, file) if parts == "with its log" else away.rename(file)
    assert person.fetch(path, values).status == 200
    assert person.fetch("/readyz").status == 200
    assert sorted(counted(file, person).items()) == [(name, 1) for name in sorted(questions[:6])]
    assert is_whole(file)


def test_a_file_that_is_deleted_takes_no_answers_any_more():
    """It would take them as long as it is open, show them as saved, and be gone with the server."""
    with running_site() as site:
        file = site.data / FILE
        person = Answerer(port_of(site), 1)
        questions = codes(file)
        person.answer(questions[0])
        path = f"/questions/{questions[1]}/"
        values = person.form(path, person.insist(path)).values | {"answer": "unknown"}
        for part in PARTS:
            file.with_name(file.name + part).unlink(missing_ok=True)
        with pytest.raises(Unanswered, match="503"):
            person.fetch(path, values)
