"""Pages with gaps: the compressed page and the plain one are the same page."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.core.splicing import gap, spliced

PAGE = spliced(f"<p>{gap('account')}</p><input value='{gap('csrf-token')}'>{gap('account')}")
VALUES = {"account": "Ada", "csrf-token": "secret"}

words = st.text(max_size=300).filter(lambda text: "⟦" not in text and "⟧" not in text)
pages = st.lists(words, min_size=1, max_size=6)


def page_of(parts):
    """A page with a gap between every two parts, and a value for each."""
    text = parts[0]
    for number, part in enumerate(parts[1:]):
        text += gap("abcdef"[number]) + part
    return spliced(text)


def test_a_page_is_cut_at_its_gaps():
    assert (len(PAGE.pieces), PAGE.gaps) == (4, ("account", "csrf-token", "account"))


def test_values_stand_where_the_gaps_were():
    assert PAGE.identity(VALUES) == b"<p>Ada</p><input value='secret'>Ada"


def test_gzip_reads_the_compressed_page():
    assert gzip.decompress(PAGE.gzipped(VALUES)) == PAGE.identity(VALUES)


def test_a_page_without_gaps_is_one_piece():
    assert spliced("whole").identity({}) == b"whole"


def test_a_value_that_looks_like_a_gap_stays_as_it_is():
    assert PAGE.identity({"account": gap("csrf-token"), "csrf-token": "x"}).count(b"x") == 1


def test_a_value_is_never_compressed():
    secret = "s3cr3t" * 40
    assert secret.encode() in PAGE.gzipped({"account": "Ada", "csrf-token": secret})


def test_a_missing_value_is_an_error_and_no_hole():
    with pytest.raises(KeyError):
        PAGE.identity({"account": "Ada"})


def test_the_digest_does_not_depend_on_values():
    assert spliced(f"a{gap('x')}b").digest == spliced(f"a{gap('x')}b").digest


def test_the_digest_depends_on_the_content():
    assert spliced("a").digest != spliced("b").digest


def test_the_digest_depends_on_where_the_gaps_are():
    assert spliced(f"a{gap('x')}b").digest != spliced(f"ab{gap('x')}").digest


def test_a_page_is_smaller_compressed():
    page = spliced("<p>the same words again</p>" * 200 + gap("account"))
    assert len(page.gzipped(VALUES)) < len(page.identity(VALUES)) / 10


@given(pages, st.lists(words, min_size=6, max_size=6))
def test_the_compressed_page_is_the_plain_page_for_gzip(parts, given_values):
    page, values = page_of(parts), dict(zip("abcdef", given_values, strict=True))
    assert gzip.decompress(page.gzipped(values)) == page.identity(values)


@given(pages, st.lists(words, min_size=6, max_size=6))
def test_the_compressed_page_is_the_plain_page_for_zlib(parts, given_values):
    page, values = page_of(parts), dict(zip("abcdef", given_values, strict=True))
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert reader.decompress(page.gzipped(values)) + reader.flush() == page.identity(values)
    assert (reader.eof, reader.unused_data) == (True, b"")


@pytest.mark.parametrize("length", [0, 1, 65_534, 65_535])
def test_a_value_may_be_as_long_as_a_stored_block(length):
    values = {"account": "x" * length, "csrf-token": ""}
    assert gzip.decompress(PAGE.gzipped(values)) == PAGE.identity(values)
