"""docs/authoring.md is true: its examples could be published, its addresses and pictures exist."""

import re

import pytest
import yaml
from django.conf import settings
from django.urls import Resolver404, resolve

from quizzes.core.interchange import bank_yaml
from quizzes.core.interchange.checking import problems
from quizzes.core.interchange.formats import FORMATS
from quizzes.core.interchange.table_cells import columns
from quizzes.core.kinds import KINDS

DOCS = settings.BASE_DIR / "docs"
TEXT = (DOCS / "authoring.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ADDRESSES = sorted(set(re.findall(r"`(/[\w/<>.-]+)`", TEXT)))
STANDS_FOR = {"<id>": "some-question", "<slug>": "some-quiz"}


def sources(block):
    return [found.source for found in bank_yaml.read(block.encode()).found]


def test_there_is_an_example_of_every_kind():
    assert [source["kind"] for block in BLOCKS for source in sources(block)] == list(
        dict.fromkeys(source["kind"] for block in BLOCKS for source in sources(block))
    )
    assert {source["kind"] for block in BLOCKS for source in sources(block)} == set(KINDS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: yaml.safe_load(block)["questions"][0]["kind"])
def test_an_example_could_be_published_as_it_stands(block):
    reading = bank_yaml.read(block.encode())
    assert [(found.reason, found.notes) for found in reading.found] == [("", ())]
    assert problems(reading.found[0].source) == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: yaml.safe_load(block)["questions"][0]["kind"])
def test_an_example_is_written_as_an_export_writes_it(block):
    assert bank_yaml.write(sources(block)).content.decode() == block


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_named_exists(address):
    for name, sample in STANDS_FOR.items():
        address = address.replace(name, sample)
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{address} is no address of the site")


def test_addresses_are_found_in_the_text():
    assert {"/author/", "/author/questions/<id>/regrade/", "/author/import/template.csv"} <= set(ADDRESSES)


def test_every_picture_is_there_and_small():
    pictures = re.findall(r"!\[[^\]]+\]\(([\w.-]+\.png)\)", TEXT)
    assert sorted(pictures) == sorted(path.name for path in DOCS.glob("authoring-*.png"))
    assert all((DOCS / name).stat().st_size < 120_000 for name in pictures)


def test_every_format_stands_in_the_table():
    assert all(f"| `{name}` | yes | {'yes' if one.write else 'no'} |" in TEXT for name, one in FORMATS.items())


def test_every_column_of_the_table_is_named():
    assert [name for name in columns(1) if f"`{name}`" not in TEXT] == []


def test_every_link_within_the_page_leads_to_a_heading():
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^## (.+)$", TEXT, re.M)
    }
    assert set(re.findall(r"\(#([\w-]+)\)", TEXT)) <= headings
