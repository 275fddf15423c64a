"""Our registry against a snapshot of IANA's, both ways, and what the course says of codes that it does not know."""

import csv
from pathlib import Path

import pytest

from statuscourse.protocol.registry import class_rules, phrase, registry, treated_as

with Path(__file__).with_name("iana_http_status_codes.csv").open(encoding="utf-8") as file:
    IANA = {int(row["value"]): row for row in csv.DictReader(file)}

# Where IANA names more than one section, or the document that a code came from, we cite the one that defines it.
CITED_SHORTER = {
    104: ("draft-ietf-httpbis-resumable-upload, section (draft)", "draft-ietf-httpbis-resumable-upload"),
    207: ("RFC 4918, section 11.1 and 13", "RFC 4918, 11.1"),
    308: ("RFC 9110 (from RFC 7538), section 15.4.9", "RFC 9110, 15.4.9"),
    451: ("RFC 7725, section 3 and 4", "RFC 7725, 3"),
}

ARTICLE = {
    200,
    201,
    202,
    204,
    206,
    301,
    302,
    304,
    307,
    308,
    400,
    401,
    403,
    404,
    405,
    409,
    410,
    422,
    429,
    500,
    502,
    503,
    504,
}
BESIDES = {100, 101, 103, 303, 406, 407, 408, 412, 413, 414, 415, 416, 428, 501}


def test_the_snapshot_has_64_codes():
    assert len(IANA) == 64


def test_every_code_of_iana_is_ours():
    assert set(IANA) - set(registry()) == set()


def test_every_code_of_ours_is_ianas():
    assert set(registry()) - set(IANA) == set()


def test_phrases_are_ianas():
    assert {code: status.phrase for code, status in registry().items()} == {
        code: row["description"] for code, row in IANA.items()
    }


def test_references_are_ianas():
    expected = {code: row["reference"].replace(", section ", ", ") for code, row in IANA.items()}
    expected |= {code: cited for code, (_, cited) in CITED_SHORTER.items()}
    assert {code: status.citation for code, status in registry().items()} == expected


@pytest.mark.parametrize("code", CITED_SHORTER)
def test_a_shorter_citation_still_shortens_what_iana_says(code):
    assert IANA[code]["reference"] == CITED_SHORTER[code][0]


def test_the_registry_is_ascending():
    assert list(registry()) == sorted(registry())


def test_the_course_has_the_codes_of_the_article_and_fourteen_more():
    assert {code for code, status in registry().items() if status.in_course} == ARTICLE | BESIDES


@pytest.mark.parametrize(
    ("code", "former"),
    [
        (413, "Payload Too Large"),
        (414, "Request-URI Too Long"),
        (416, "Requested Range Not Satisfiable"),
        (422, "Unprocessable Entity"),
    ],
)
def test_a_renamed_code_knows_its_former_phrase(code, former):
    assert any(phrase.startswith(former) for phrase in registry()[code].former_phrases)


@pytest.mark.parametrize(
    ("code", "field"), [(401, "WWW-Authenticate"), (405, "Allow"), (407, "Proxy-Authenticate"), (426, "Upgrade")]
)
def test_a_code_knows_the_field_that_it_must_carry(code, field):
    assert [rule.name for rule in registry()[code].required_headers if rule.strength == "MUST"][:1] == [field]


@pytest.mark.parametrize("code", [100, 101, 103, 204, 304])
def test_a_code_without_content_says_so(code):
    assert registry()[code].body == "forbidden"


@pytest.mark.parametrize("code", [428, 429, 431, 511])
def test_a_code_that_must_not_be_stored_says_so(code):
    assert registry()[code].must_not_be_stored


def test_the_codes_that_a_cache_may_keep_by_its_own_judgement():
    kept = {code for code, status in registry().items() if status.cacheable_by_default}
    assert kept == {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501}


def test_a_code_has_a_line_and_a_class():
    status = registry()[404]
    assert (status.line, status.class_digit, status.class_name) == ("404 Not Found", 4, "Client error")


def test_an_unregistered_code_has_no_phrase():
    assert phrase(299) == ""


@pytest.mark.parametrize(
    ("code", "treated"), [(404, 404), (299, 200), (471, 400), (599, 500), (600, 500), (999, 500), (99, None), (0, None)]
)
def test_an_unknown_code_is_treated_as_the_first_of_its_class(code, treated):
    assert treated_as(code) == treated


def test_class_rules_cite_a_section():
    assert [rule for rule in class_rules() if "RFC " not in rule] == []
