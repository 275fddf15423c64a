"""Pages with gaps: the compressed page and the plain one are the same page."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.core.splicing import LENGTHS, gap, spliced

PAGE = spliced(f"<p>{gap('account')}</p><input value='{gap('csrf-token')}'>{gap('account')}")
TOKEN = "t" * LENGTHS["csrf-token"]
VALUES = {"account": "Ada", "csrf-token": TOKEN, "form-key": "k" * LENGTHS["form-key"]}
NAMES = sorted(VALUES)


def test_a_page_is_cut_at_its_gaps():
    assert (len(PAGE.pieces), PAGE.gaps) == (4, ("account", "csrf-token", "account"))


def test_values_stand_where_the_gaps_were():
    assert PAGE.identity(VALUES) == f"<p>Ada</p><input value='{TOKEN}'>Ada".encode()


def test_a_page_without_gaps_is_one_piece():
    assert spliced("whole").identity({}) == b"whole"


def test_a_value_that_looks_like_a_gap_stays_as_it_is():
    assert PAGE.identity(VALUES | {"account": gap("csrf-token")}).count(TOKEN.encode()) == 1


def test_a_value_is_never_compressed():
    assert TOKEN.encode() in PAGE.gzipped(VALUES)


def test_a_value_of_another_length_than_agreed_is_an_error():
    with pytest.raises(ValueError, match="csrf-token has 3 bytes instead of 32"):
        PAGE.gzipped(VALUES | {"csrf-token": "abc"})


def test_a_missing_value_is_an_error_and_no_hole():
    with pytest.raises(KeyError):
        PAGE.identity({"account": "Ada"})


def test_the_digest_is_of_the_content_alone():
    assert spliced(f"a{gap('x')}b").digest == spliced(f"a{gap('x')}b").digest


def test_the_digest_depends_on_the_content():
    assert spliced("a").digest != spliced("b").digest


def test_the_digest_depends_on_where_the_gaps_are():
    assert spliced(f"a{gap('x')}b").digest != spliced(f"ab{gap('x')}").digest


def test_a_page_is_smaller_compressed():
    page = spliced(("<p>the same words again</p>" * 20 + gap("form-key")) * 20)
    assert len(page.gzipped(VALUES)) < len(page.identity(VALUES)) / 10


@pytest.mark.parametrize("length", [0, 1, 65_534, 65_535])
def test_a_value_may_be_as_long_as_a_stored_block(length):
    values = VALUES | {"account": "x" * length}
    assert gzip.decompress(PAGE.gzipped(values)) == PAGE.identity(values)


# Text that repeats itself, so that pieces refer back over gaps, and at times more of it than a reference can reach.
parts = st.one_of(
    st.text(max_size=200).filter(lambda text: "⟦" not in text and "⟧" not in text),
    st.sampled_from(
        ["<input name='csrf' value='", "'><p>the same words again</p>", "", "é", "0123456789abcdef" * 2500]
    ),
)
texts = st.lists(st.tuples(parts, st.sampled_from(NAMES)), max_size=8)
values_of = st.builds(
    lambda token, key, account: {"csrf-token": token, "form-key": key, "account": account},
    st.text("aZ09", min_size=32, max_size=32),
    st.text("aZ09", min_size=22, max_size=22),
    st.text(max_size=40),
)


@given(texts, parts, values_of)
def test_gzip_reads_the_plain_page_out_of_the_compressed_one(pairs, last, values):
    page = spliced("".join(text + gap(name) for text, name in pairs) + last)
    assert gzip.decompress(page.gzipped(values)) == page.identity(values)


@given(texts, parts, values_of)
def test_zlib_reads_it_to_the_end(pairs, last, values):
    page = spliced("".join(text + gap(name) for text, name in pairs) + last)
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert reader.decompress(page.gzipped(values)) + reader.flush() == page.identity(values)
    assert (reader.eof, reader.unused_data) == (True, b"")


@given(texts, parts)
def test_what_stands_around_the_values_does_not_depend_on_them(pairs, last):
    """Otherwise the length would tell something of a secret (BREACH)."""
    page = spliced("".join(text + gap(name) for text, name in pairs) + last)
    lengths = {len(page.gzipped(VALUES | {"csrf-token": letter * 32})) for letter in "ab<"}
    assert len(lengths) == 1
