"""Citations of RFCs and their addresses."""

import pytest

from statuscourse.protocol.citations import CITATION, address

EDITOR = "https://www.rfc-editor.org/rfc"


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("RFC 9110, 15.5.2", f"{EDITOR}/rfc9110.html#section-15.5.2"),
        ("RFC 9110 15.5.2", f"{EDITOR}/rfc9110.html#section-15.5.2"),
        ("RFC 9110, section 15.5.2", f"{EDITOR}/rfc9110.html#section-15.5.2"),
        ("RFC 6585, 4", f"{EDITOR}/rfc6585.html#section-4"),
        ("RFC 9457", f"{EDITOR}/rfc9457.html"),
        ("RFC 9110, B.2", f"{EDITOR}/rfc9110.html#appendix-B.2"),
    ],
)
def test_a_citation_has_an_address(citation, expected):
    assert address(citation) == expected


@pytest.mark.parametrize(
    "text", ["", "Stripe's API reference", "see RFC 9110", "RFC nonsense", "draft-ietf-httpbis-resumable-upload"]
)
def test_what_is_no_citation_has_no_address(text):
    assert address(text) == ""


def test_a_full_stop_after_a_citation_is_not_part_of_it():
    assert CITATION.search("It must, says RFC 9110, 15.5.2.")[0] == "RFC 9110, 15.5.2"


def test_a_number_that_begins_the_next_clause_is_not_swallowed_by_a_letter():
    assert CITATION.search("RFC 9110 Another word")[0] == "RFC 9110"
