"""The sentences of the statistics on their way into another language."""

import pytest

from quizzes.core.statistics.figures import ALL_EQUAL, Sentence, too_few
from quizzes.reports import readings

GERMAN = {
    "At least %(least)d attempts are needed for %(what)s.": "%(what)s braucht %(least)d Versuche.",
    "skewness": "Die Schiefe",
}


@pytest.fixture(autouse=True)
def german(monkeypatch):
    monkeypatch.setattr(readings, "gettext", lambda text: GERMAN.get(text, text))


def test_a_sentence_is_translated_with_what_goes_into_it():
    assert readings.told(too_few(3, "skewness").missing) == "Die Schiefe braucht 3 Versuche."


def test_without_a_translation_it_is_english():
    assert readings.told(ALL_EQUAL) == "All marks are equal, so there is nothing to compare."


def test_a_percent_sign_is_one():
    assert readings.told(Sentence("Discrimination %(index)s %%.", index="5")) == "Discrimination 5 %."


def test_what_is_no_sentence_stays():
    assert readings.told("") == ""
