"""An author's own tags, through every format that is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange import labels
from quizzes.core.interchange.formats import FORMATS

from .sources import source

WRITTEN = [name for name, one in FORMATS.items() if one.write]
TRAPS = ["week 2", "difficulty:2", "topic:basics", "label:x", "case_sensitive", "pairs:401-403", "é ☕", "a:b"]


def through(name, given):
    """The labels of a question that was written and read again, and what the writer said of them."""
    written = FORMATS[name].write([source("one", labels=given)])
    [found] = FORMATS[name].read(written.content).found
    return found.source.get("labels", []), [loss.text for loss in written.losses if "labels" in loss.text]


@pytest.mark.parametrize("name", WRITTEN)
def test_labels_come_back_from_every_format(name):
    assert through(name, TRAPS) == (TRAPS, [])


@pytest.mark.parametrize("name", WRITTEN)
@given(st.lists(st.text("ab:<>&[]`\\=+' é", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=4))
def test_a_label_comes_back_or_is_named(name, given):
    back, losses = through(name, given)
    assert back == given or losses


def test_a_label_that_would_be_a_fact_says_that_it_is_none():
    tags = labels.written({"labels": ["fact", "word"]}, lambda tag: tag == "fact", lambda tag: True)
    assert tags == (["label:fact", "word"], False)


def test_more_than_twenty_labels_are_told():
    own, rest = labels.taken([f"week {number}" for number in range(22)])
    assert (len(own), rest) == (20, ["week 20", "week 21"])
