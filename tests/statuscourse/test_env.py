"""Readers of the environment: what they take, and the sentence with which they refuse."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from statuscourse import env


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("X", value)


@pytest.mark.parametrize(
    ("value", "read"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("False", False), ("", True)]
)
def test_a_flag_is_yes_or_no(given, value, read):
    given(value)
    assert env.flag("X", True) is read


@pytest.mark.parametrize("value", ["perhaps", "2", "ja"])
def test_another_flag_is_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"X is '{value}'; write 1 or 0"):
        env.flag("X", True)


def test_a_number_is_read(given):
    given("8001")
    assert env.whole("X", 8000, least=1, most=65535) == 8001


@pytest.mark.parametrize("value", ["0", "65536", "-1", "eighty", "8e3", "80.5", "²"])
def test_another_number_is_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="write a whole number from 1 to 65535"):
        env.whole("X", 8000, least=1, most=65535)


def test_words_are_separated_by_commas(given):
    given("a.example, b.example,,")
    assert env.words("X") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "value",
    [
        "https://course.example",
        "http://192.168.1.20:8000",
        "https://course.example/",
        "https://a.example/apps/course-2/",
    ],
)
def test_an_origin_is_taken(given, value):
    given(value)
    assert env.site_url("X", "") == value.rstrip("/")


@pytest.mark.parametrize(
    "value",
    [
        "course.example",
        "ftp://a.example",
        "https://",
        "https://a.example?x",
        "https://a.example#x",
        "https://a.example//course",
        "https://a.example/a/../b",
        "https://a.example/~ada",
        "https://a.example/my course",
        "https://a.example/kurs%20",
        'https://a.example/"x',
    ],
)
def test_what_is_no_origin_is_refused(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="write an origin such as https://"):
        env.site_url("X", "")


def test_a_folder_is_made(given, tmp_path):
    given(str(tmp_path / "a" / "b"))
    assert env.folder("X", tmp_path).is_dir()


def test_a_folder_that_cannot_be_made_is_refused(given, tmp_path):
    (tmp_path / "file").write_text("")
    given(str(tmp_path / "file" / "b"))
    with pytest.raises(ImproperlyConfigured, match="cannot be made"):
        env.folder("X", tmp_path)


def test_a_key_is_made_once(tmp_path):
    file = tmp_path / "key"
    assert env.secret_key("UNSET_KEY", file) == env.secret_key("UNSET_KEY", file)


def test_a_key_is_long(tmp_path):
    assert len(env.secret_key("UNSET_KEY", tmp_path / "key")) >= 64


def test_a_given_key_is_taken(given, tmp_path):
    given("k" * 50)
    assert env.secret_key("X", tmp_path / "key") == "k" * 50


def test_a_short_key_is_refused(given, tmp_path):
    given("k" * 49)
    with pytest.raises(ImproperlyConfigured, match="X has 49 characters; it needs at least 50"):
        env.secret_key("X", tmp_path / "key")


def test_a_place_need_not_be_there_yet(given, tmp_path):
    given(str(tmp_path / "a" / "b"))
    assert (env.path("X", tmp_path), (tmp_path / "a").exists()) == (tmp_path / "a" / "b", False)


def test_a_place_that_is_a_file_is_refused(given, tmp_path):
    (tmp_path / "file").write_text("")
    given(str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match="which is a file; write a folder"):
        env.path("X", tmp_path)
