"""XML from strangers: a tree with lines, or a refusal that says why."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.elements import DEEPEST, parse
from quizzes.core.interchange.model import FileRefused

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<quiz>&c;</quiz>"""
OUTSIDE = b"""<!DOCTYPE quiz [<!ENTITY secret SYSTEM "file:///etc/passwd">]><quiz>&secret;</quiz>"""
OUTSIDE_TYPE = b"""<!DOCTYPE quiz SYSTEM "http://evil.example/quiz.dtd"><quiz/>"""


def refused(content):
    with pytest.raises(FileRefused) as caught:
        parse(content)
    return caught.value


def test_an_element_knows_its_line():
    root, _notes = parse(b"<quiz>\n\n<question/>\n<question\n/></quiz>")
    assert [node.line for node in root.elements("question")] == [3, 4]


def test_names_lose_their_namespaces():
    root, _notes = parse(b'<a:item xmlns:a="urn:x" a:title="T" xml:lang="en"><a:body/></a:item>')
    assert (root.name, root.get("title"), root.get("lang"), root.find("body").name) == ("item", "T", "en", "body")


def test_cdata_comments_and_instructions_leave_the_text():
    root, _notes = parse(b"<?xml-stylesheet href='x'?><a><!-- no -->1 <![CDATA[<b> & ]]><?php echo 1 ?>2</a>")
    assert root.text() == "1 <b> & 2"


def test_elements_come_back_as_html():
    root, _notes = parse(b'<a><p class="x">1 &lt; 2<br/></p><script>no</script></a>')
    assert root.markup(frozenset({"script"})) == '<p class="x">1 &lt; 2<br></p>'


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, OUTSIDE_TYPE], ids=["laughs", "outside", "outside type"])
def test_a_document_type_is_refused(content):
    assert "document type" in refused(content).text


def test_a_truncated_file_is_refused_with_the_line_where_it_ends():
    refusal = refused(b"<quiz>\n<question>\n<name>half")
    assert (refusal.line, refusal.text) == (
        3,
        "The file ends before its last element is closed, or there is no XML in it.",
    )


def test_what_is_not_well_formed_is_refused_with_its_line():
    refusal = refused(b"<quiz>\n<a></b>\n</quiz>")
    assert (refusal.line, refusal.text) == (2, "The file is not well-formed XML: mismatched tag.")


def test_an_unknown_entity_is_refused_with_its_line():
    assert (refused(b"<a>\n&nbsp;</a>").line, "undefined entity" in refused(b"<a>&nbsp;</a>").text) == (2, True)


def test_elements_too_deep_in_each_other_are_refused():
    assert parse(b"<a>" * DEEPEST + b"</a>" * DEEPEST)[0].name == "a"
    assert "within each other" in refused(b"<a>" * (DEEPEST + 1)).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-15"])
def test_a_declared_encoding_is_honoured(encoding):
    name = encoding.removesuffix("-sig")
    root, notes = parse(f'<?xml version="1.0" encoding="{name}"?><a>caf\u00e9 \u20ac</a>'.encode(encoding))
    assert (root.text(), notes) == ("café €", [])


def test_windows_1252_that_calls_itself_utf_8_is_repaired_and_said():
    root, notes = parse('<?xml version="1.0" encoding="UTF-8"?>\n<a>“café”</a>'.encode("windows-1252"))
    assert root.text() == "“café”"
    assert "not in the encoding that it declares" in notes[0].text


def test_an_encoding_that_is_not_read_is_named():
    refusal = refused(b'<?xml version="1.0" encoding="idna"?><a/>')
    assert refusal.text == "The file says that its encoding is idna, which is not read here. Save it as UTF-8."


def test_control_characters_are_left_out_and_said():
    root, notes = parse(b"<a>x\x07\x00y</a>")
    assert (root.text(), [note.text for note in notes]) == (
        "xy",
        ["2 control characters, which XML does not have, were left out."],
    )


def test_an_element_is_handed_over_when_it_is_read_and_forgotten():
    seen = []
    root, _notes = parse(b"<quiz><a>1</a><b>2</b> </quiz>", lambda root, node: seen.append((root.name, node.text())))
    assert (seen, list(root.elements())) == ([("quiz", "1"), ("quiz", "2")], [])


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda inner: b"<a>" + inner + b"</a>"))
def test_any_bytes_are_read_or_refused(content):
    with suppress(FileRefused):
        assert parse(content)
