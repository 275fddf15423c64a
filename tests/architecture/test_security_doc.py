"""docs/security.md has every requirement of ASVS 5.0 level 1 and 2 once, and each test that it names exists."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from statuscourse import page_throttles
from statuscourse.accounts import guessing

DOCUMENT = settings.BASE_DIR / "docs" / "security.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
TESTS = settings.BASE_DIR / "tests"
STATES = {"met", "partly", "not met", "n/a"}


def wanted():
    """The ids of the standard; the file says where they are from."""
    lines = (Path(__file__).parent / "asvs-5.0.0.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("V")]


def read_rows():
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines()]
    return [row for row in cells if re.fullmatch(r"V\d+\.\d+\.\d+", row[0])]


ROWS = read_rows()
CITED = sorted(set(re.findall(r"`([a-z_/]+\.py)::(\w+)`", TEXT)))


def test_every_requirement_of_level_1_and_2_stands_there_once():
    assert len(wanted()) == len(set(wanted())) == 253
    assert Counter(row[0] for row in ROWS) == Counter(wanted())


def test_every_row_has_words_and_one_of_four_states():
    assert [row for row in ROWS if len(row) != 4 or row[2] not in STATES or not (row[1] and row[3])] == []


def test_what_is_missing_has_its_reason():
    assert [row[0] for row in ROWS if row[2] in {"not met", "partly"} and len(row[3].split()) < 3] == []


def test_what_is_not_met_is_not_hidden():
    assert {row[0] for row in ROWS if row[2] == "not met"} >= {"V6.3.3", "V7.3.1", "V7.5.2"}


@pytest.mark.parametrize(("file", "name"), CITED)
def test_each_test_that_is_named_exists(file, name):
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {item.name for item in tree.body if isinstance(item, ast.FunctionDef)}


def test_the_numbers_of_the_throttles_are_those_of_the_code():
    trickle = guessing.TRICKLES
    numbers = [
        f"| {settings.AXES_FAILURE_LIMIT} in 10 minutes | one name from one address |",
        f"| {guessing.OF_NAMES} in 10 minutes | one address | a trickle of {trickle['address'].limit} ",
        f"| {guessing.OF_NAME} in 10 minutes, from anywhere | one name | a trickle of {trickle['name'].limit} ",
        f"| {guessing.SIGNED_IN.limit} in 10 minutes, from anywhere | one name | until",
        f"| {guessing.CHANGE_FORMS.limit} in 10 minutes | one account |",
        f"the address has a trickle of {guessing.CODES.limit} tries a minute |",
        f"| {guessing.PASSWORD_CHANGES.limit} wrong in 10 minutes | one account |",
        f"| {guessing.OF_BROWSER} from a browser, {guessing.OF_ADDRESS} from an address, in 10 minutes |",
        f"| {guessing.SIGN_UPS.limit:,} an hour | one address | "
        f"a trickle of {guessing.SIGN_UP_TRICKLE.limit} a minute |",
        f"| {page_throttles.ANSWERS.limit} a minute | account or learner; {page_throttles.ROOM} times that ",
        f"| {page_throttles.UPLOADS.limit} an hour | account |",
        f"| {page_throttles.DEAR_PAGES.limit} in 10 minutes | as for answers |",
        f"| {page_throttles.SEARCHES.limit} in 10 minutes | as for answers |",
        f"| {page_throttles.PREVIEWS.limit} in 10 minutes | account |",
    ]
    assert [number for number in numbers if number not in TEXT] == []
