"""docs/classroom.md is true: its table is read, its numbers, addresses and pictures are those of the site."""

import re

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from statuscourse.classrooms.core import marksheet, names, roster
from statuscourse.classrooms.core.live import FORGOTTEN
from statuscourse.classrooms.models import Assignment
from statuscourse.classrooms.reports.gradebook import PART

DOCS = settings.BASE_DIR / "docs"
TEXT = (DOCS / "classroom.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
TABLES = re.findall(r"^```csv\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ADDRESSES = sorted(set(re.findall(r"`(/[\w/<>.-]+)`", TEXT)))


def test_the_table_is_read_as_it_stands():
    (table,) = TABLES
    read = roster.read_roster(table.encode())
    assert (read.notes, read.problems) == ((), ())
    assert [(row.name, row.number, row.extra_time) for row in read.rows] == [
        ("Ada Lovelace", "S-2017", 25),
        ("Benjamin Okonkwo", "S-2018", None),
        ("Cléo Ångström", None, None),
    ]


def test_every_column_of_the_list_is_named():
    assert [name for name in roster.COLUMNS if f"| `{name}` |" not in TEXT] == []


def test_every_column_and_word_of_a_file_of_marks_is_named():
    named = (marksheet.LEARNER, marksheet.NUMBER, marksheet.NAME, marksheet.TOTAL, marksheet.EXCUSED, marksheet.EARNED)
    assert [name for name in named if f"`{name}`" not in TEXT] == []


@pytest.mark.parametrize(
    "sentence",
    [
        f"{names.LONGEST} characters at most, and no name twice",
        f"{names.NUMBER_LONGEST} characters at most; only",
        f"per cent more for every exam of the class, 0 to {names.MOST_EXTRA}",
        f"{roster.ROWS:,} rows and 1 MB at most",
        f"in sheets of {PART} columns",
        f"a sign-in for {settings.SESSION_COOKIE_AGE // 86400} days",
    ],
)
def test_a_number_is_that_of_the_code(sentence):
    assert sentence in FLAT


def test_numbers_in_words_are_those_of_the_code():
    assert ("over after twelve hours" in FLAT, FORGOTTEN.total_seconds()) == (True, 12 * 3600)
    assert ("remembered for a year" in FLAT, settings.LEARNER_COOKIE_AGE) == (True, 365 * 86400)


def test_every_way_of_counting_attempts_is_named():
    words = {"best": "the best,", "first": "the first,", "last": "the last,", "mean": "the mean of all"}
    assert set(words) == set(Assignment.Counts.values)
    assert [each for each in words.values() if each not in FLAT] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_named_exists(address):
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{address} is no address of the site")


def test_addresses_are_found_in_the_text():
    assert {"/classes/", "/join/", "/accounts/code/"} <= set(ADDRESSES)


def test_every_picture_is_there_and_small():
    pictures = re.findall(r"!\[[^\]]+\]\(([\w.-]+\.png)\)", TEXT)
    assert sorted(pictures) == sorted(path.name for path in DOCS.glob("classroom-*.png"))
    assert all((DOCS / name).stat().st_size < 120_000 for name in pictures)


def test_every_link_leads_to_a_heading_or_a_file():
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^## (.+)$", TEXT, re.M)
    }
    assert set(re.findall(r"\(#([\w-]+)\)", TEXT)) <= headings
    assert all((DOCS / name).is_file() for name in re.findall(r"\(([\w-]+\.md)\)", TEXT))
