"""Items and packages of QTI 2.1 as other systems write them, and what is said of the rest."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from quizzes.core.interchange.archive import pack
from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.qti import read, write

from .entries import CARRIED, carried, entry

V21 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
V22 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
CORRECT = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
MAP = f'<responseProcessing template="{TEMPLATES}/map_response"/>'
ECHO = '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>'
FLIGHT = "<p>Look at the text in the picture.</p>"


def item(inside, title="Unattended luggage", name="access-luggage", namespace=V21):
    return f'<assessmentItem {namespace} identifier="{name}" title="{title}">\n{inside}</assessmentItem>'


def declared(*correct, cardinality="single", base="identifier", mapping=""):
    values = "".join(f"<value>{value}</value>" for value in correct)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapped(rest=0, **values):
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in values.items())
    return f'<mapping defaultValue="{rest}">{entries}</mapping>'


def choice(most=1, prompt="What does it say?", **texts):
    rows = "".join(f'<simpleChoice identifier="{key}">{text}</simpleChoice>' for key, text in texts.items())
    return (
        f'<itemBody>{FLIGHT}<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">'
        f"<prompt>{prompt}</prompt>{rows}</choiceInteraction></itemBody>"
    )


def modal(name, text, show="show"):
    return f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="{show}">{text}</modalFeedback>'


def found(inside, **changes):
    [only] = read(item(inside, **changes).encode()).found
    return only


def source(inside, **changes):
    return found(inside, **changes).source


def verdicts(taken):
    return [(row.get("code") or row.get("text"), row["verdict"]) for row in taken["options"]]


def package(**files):
    return pack({name.replace("__", "/") + ".xml": text.encode() for name, text in files.items()})


def manifest(*paths, kind="imsqti_item_xmlv2p1", keywords=""):
    rows = "".join(
        f'<resource identifier="r{n}" type="{kind}" href="{path}">{keywords}</resource>' for n, path in enumerate(paths)
    )
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{rows}</resources></manifest>'


ABC = {"a": "You must stay.", "b": "Do not let go.", "c": "May be removed."}
SIMPLE = declared("a") + choice(**ABC) + CORRECT

# Items


@pytest.mark.parametrize("namespace", [V21, V22, ""], ids=["2.1", "2.2", "none"])
def test_one_choice_is_read_in_every_namespace(namespace):
    taken = source(SIMPLE, namespace=namespace)
    assert (taken["kind"], taken["id"], taken["title"]) == ("one", "access-luggage", "Unattended luggage")
    assert taken["scenario"] == "Look at the text in the picture.\n\nWhat does it say?"
    assert verdicts(taken) == [(ABC["a"], "best"), (ABC["b"], "wrong"), (ABC["c"], "wrong")]


def test_a_prefix_is_read():
    text = item(SIMPLE).replace("<", "<q:").replace("<q:/", "</q:").replace("xmlns=", "xmlns:q=")
    assert read(text.encode()).found[0].source["kind"] == "one"


def test_codes_make_a_question_for_a_code():
    taken = source(declared("b", mapping=mapped(a=0.5, b=1)) + choice(a="422", b="400 Bad Request", c="404") + MAP)
    assert (taken["kind"], verdicts(taken)) == ("code", [(400, "best"), (404, "wrong"), (422, "acceptable")])


def test_a_mapping_that_is_not_used_does_not_count():
    taken = source(declared("a", mapping=mapped(b=1)) + choice(**ABC) + CORRECT)
    assert dict(verdicts(taken))[ABC["a"]] == "best"


def test_weights_are_read_as_shares_of_the_highest():
    taken = source(declared("a", mapping=mapped(a=4, b=2)) + choice(**ABC) + MAP)
    assert [verdict for _text, verdict in verdicts(taken)] == ["best", "acceptable", "wrong"]


def test_several_choices_have_a_penalty_where_the_mapping_has_one():
    texts = ABC | {"d": "Another one."}
    inside = declared("a", "b", cardinality="multiple", mapping=mapped(-1, a=1, b=1)) + choice(0, **texts) + MAP
    taken = source(inside)
    assert (taken["kind"], taken["credit"]) == ("several", "proportional-with-penalty")
    assert [row["right"] for row in taken["options"]] == [True, True, False, False]


def test_several_choices_without_a_mapping_are_all_or_nothing():
    assert source(declared("a", "b", cardinality="multiple") + choice(0, **ABC) + CORRECT)["credit"] == "all-or-nothing"


# Feedback


def test_modal_feedback_is_the_reason_of_its_choice():
    inside = f"{SIMPLE}{modal('a', '<p>Right, <em>stay</em>.</p>')}{modal('c', 'No.')}"
    assert [row["why"] for row in source(inside)["options"]] == ["Right, *stay*.", "", "No."]


def test_feedback_that_an_explicit_rule_calls_is_the_reason_of_its_choice():
    rules = "".join(
        f'<{name}><match><variable identifier="RESPONSE"/><baseValue baseType="identifier">{key}</baseValue></match>'
        f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}</baseValue></setOutcomeValue>'
        '<setOutcomeValue identifier="FEEDBACK">'
        f'<baseValue baseType="identifier">F{key}</baseValue></setOutcomeValue></{name}>'
        for name, key, score in (("responseIf", "a", 2), ("responseElseIf", "b", 1))
    )
    inside = (
        declared("a")
        + choice(**ABC)
        + f"<responseProcessing><responseCondition>{rules}</responseCondition></responseProcessing>"
    )
    taken = source(inside + modal("Fa", "Yes.") + modal("Fb", "Nearly."))
    assert [(row["verdict"], row["why"]) for row in taken["options"]] == [
        ("best", "Yes."), ("acceptable", "Nearly."), ("wrong", ""),
    ]  # fmt: skip


def test_feedback_inside_a_choice_is_its_reason_and_not_its_text():
    inline = '<feedbackInline outcomeIdentifier="FEEDBACK" identifier="a" showHide="show">Yes.</feedbackInline>'
    row = source(declared("a") + choice(a=f"Stay.{inline}", b="Go.") + CORRECT)["options"][0]
    assert (row["text"], row["why"]) == ("Stay.", "Yes.")


def test_feedback_that_belongs_to_no_choice_is_named():
    notes = " ".join(note.text for note in found(SIMPLE + modal("MOSTLY", "Well.")).notes)
    assert "Feedback that belongs to no single answer was left out: MOSTLY." in notes


def test_what_is_said_of_an_item_is_said_once():
    notes = [note.text for note in found(SIMPLE.replace(FLIGHT, FLIGHT + "<rubricBlock/><rubricBlock/>")).notes]
    assert notes.count("A note to those who grade was left out.") == 1


# Other interactions


def matching(*correct, left=("A", "B"), right=("404 Not Found", "409", "410"), mapping=""):
    def side(letter, texts):
        rows = "".join(
            f'<simpleAssociableChoice identifier="{letter}{n}" matchMax="1">{text}</simpleAssociableChoice>'
            for n, text in enumerate(texts)
        )
        return f"<simpleMatchSet>{rows}</simpleMatchSet>"

    return (
        declared(*correct, cardinality="multiple", base="directedPair", mapping=mapping)
        + f'<itemBody>{FLIGHT}<matchInteraction responseIdentifier="RESPONSE">{side("L", left)}{side("R", right)}'
        + f"</matchInteraction></itemBody>{MAP if mapping else CORRECT}"
    )


def test_situations_and_codes_make_a_matching():
    taken = source(matching("L0 R0", "L1 R1"))
    assert [(row["text"], row["code"]) for row in taken["items"]] == [("A", 404), ("B", 409)]
    assert ([row["code"] for row in taken["distractors"]], taken["credit"]) == ([410], "all-or-nothing")


def test_a_matching_may_stand_the_other_way_round():
    taken = source(matching("L0 R1", "L1 R0", left=("404", "409"), right=("Taken", "Lost")))
    assert [(row["text"], row["code"]) for row in taken["items"]] == [("Taken", 409), ("Lost", 404)]


def test_a_matching_without_codes_is_skipped():
    assert "no status codes" in found(matching("L0 R0", "L1 R1", right=("x", "y"))).reason


def test_a_matching_with_a_situation_that_belongs_nowhere_is_skipped():
    assert "Not every situation" in found(matching("L0 R0")).reason


def test_an_order_is_read():
    rows = "".join(f'<simpleChoice identifier="{key}">{text}</simpleChoice>' for key, text in ABC.items())
    body = f'<itemBody>{FLIGHT}<orderInteraction responseIdentifier="RESPONSE">{rows}</orderInteraction></itemBody>'
    taken = source(declared("c", "a", "b", cardinality="ordered") + body + CORRECT)
    assert [row["id"] for row in taken["steps"]] == ["a", "b", "c"]
    assert (taken["accepted"][0]["order"], taken["credit"]) == (["c", "a", "b"], "all-or-nothing")


def test_a_typed_text_is_read_with_its_place_as_a_gap():
    body = '<itemBody><p>The code is <textEntryInteraction responseIdentifier="RESPONSE"/> then.</p></itemBody>'
    mapping = mapped(**{"422": 1, "400": 0.5})
    taken = source(declared("422", base="string", mapping=mapping) + body + MAP)
    assert (taken["kind"], taken["asks"], taken["scenario"]) == ("type", "code", "The code is ___ then.")
    assert [(row["text"], row["verdict"]) for row in taken["accepted"]] == [("422", "best"), ("400", "acceptable")]


def test_an_interaction_that_is_not_known_is_skipped_with_its_name():
    one = found('<itemBody><extendedTextInteraction responseIdentifier="R"/></itemBody>')
    assert (one.source, one.reason) == (
        None,
        "Its answer is given in a way that is not known here (extendedTextInteraction).",
    )


def test_an_item_that_asks_two_things_is_skipped():
    assert (
        "It asks 2 things at once"
        in found(declared("a") + choice(**ABC).replace("</itemBody>", "") + choice(**ABC)[10:]).reason
    )


@pytest.mark.parametrize("inside", ["", "<itemBody/>", "<itemBody><p>Read this.</p></itemBody>"])
def test_an_item_that_asks_nothing_is_skipped(inside):
    assert found(inside).reason == "It asks nothing that can be answered."


def test_no_script_survives_and_pictures_are_named():
    hostile = '<script>alert(1)</script><p onclick="x()">Hi<object data="x.swf"/><img src="a.png"/></p>'
    one = found(declared("a") + choice(prompt=hostile, a=hostile, b="B") + CORRECT + modal("a", hostile))
    assert not [word for word in ("script", "onclick", "alert", "swf", "png") if word in str(one.source)]
    assert "Left out" in one.notes[0].text


# Files


def test_a_test_is_ignored_and_said():
    reading = read(b'<assessmentTest identifier="t" title="T"/>')
    assert (reading.found, "It was left out" in reading.notes[0].text) == ((), True)


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("questestinterop", "This is QTI 1.2"),
        ("qti-assessment-item", "This is QTI 3"),
        ("manifest", "whole zip file"),
        ("p", "begins with <p>"),
    ],
)
def test_other_xml_is_refused_with_what_it_is(root, said):
    with pytest.raises(FileRefused, match=said):
        read(f"<{root}/>".encode())


def test_a_truncated_item_is_refused_with_its_line():
    with pytest.raises(FileRefused) as caught:
        read(item(SIMPLE)[:-9].encode())
    assert caught.value.line == 2


def test_a_package_is_read_in_the_order_of_its_manifest_and_then_what_only_lies_there():
    reading = read(
        package(
            imsmanifest=manifest("items/b%20b.xml", "a.xml"),
            a=item(SIMPLE, name="a"),
            **{"items__b b": item(SIMPLE, name="b")},
            other=item(SIMPLE, name="other"),
            junk="<html/>",
        )
    )
    assert [one.source["id"] for one in reading.found] == ["b", "a", "other"]


def test_a_manifest_may_stand_in_a_folder():
    reading = read(package(exam__imsmanifest=manifest("a.xml"), exam__a=item(SIMPLE)))
    assert len(reading.found) == 1


def test_a_package_without_a_manifest_is_read_and_that_is_said():
    reading = read(package(a=item(SIMPLE)))
    assert (len(reading.found), reading.notes[0].text) == (
        1,
        "The package has no imsmanifest.xml; all items in it are read.",
    )


def test_a_file_that_is_missing_or_broken_does_not_stop_the_others():
    reading = read(
        package(imsmanifest=manifest("gone.xml", "half.xml", "a.xml"), half="<assessmentItem>\n<a", a=item(SIMPLE))
    )
    assert [(one.name, one.line, one.source is None) for one in reading.found] == [
        ("half.xml", 2, True),
        ("Unattended luggage", 1, False),
    ]
    assert reading.notes[0].text == "The manifest names gone.xml, which is not in the package or was left out."


def test_a_test_in_a_package_is_ignored_and_said():
    reading = read(package(imsmanifest=manifest("a.xml"), a=item(SIMPLE), test="<assessmentTest/>"))
    assert (len(reading.found), reading.notes[0].text.startswith("test.xml: A test")) == (1, True)


def test_a_manifest_that_cannot_be_read_is_said_and_the_items_are_read():
    reading = read(package(imsmanifest="<manifest>", a=item(SIMPLE)))
    assert (len(reading.found), "cannot be read" in reading.notes[0].text) == (1, True)


def test_keywords_of_the_manifest_are_tags():
    words = "".join(
        f"<keyword><langstring>{word}</langstring></keyword>" for word in ("topic:access", "difficulty:3", "fun")
    )
    reading = read(
        package(imsmanifest=manifest("a.xml", keywords=f"<metadata><lom>{words}</lom></metadata>"), a=item(SIMPLE))
    )
    [one] = reading.found
    assert (one.source["topic"], one.source["difficulty"]) == ("access", 3)
    assert one.source["labels"] == ["fun"]


def test_a_zip_file_without_items_says_so():
    reading = read(pack({"a.txt": b"x"}))
    assert (reading.found, reading.notes[-1].text) == ((), "There is no item of QTI 2.1 in this package.")


def test_a_document_type_in_one_item_skips_that_item():
    reading = read(package(a=item(SIMPLE), b="<!DOCTYPE x [<!ENTITY y 'z'>]><assessmentItem/>"))
    assert ["document type" in one.reason for one in reading.found] == [False, True]


# What is written


def written(*sources):
    with zipfile.ZipFile(io.BytesIO(write(sources).content)) as content:
        return {name: ElementTree.fromstring(content.read(name)) for name in content.namelist()}


def test_a_package_has_a_manifest_that_names_every_item():
    files = written(entry("one"), entry("code"))
    names = [node.get("href") for node in files["imsmanifest.xml"].iter() if node.tag.endswith("}resource")]
    assert sorted(names) == sorted(name for name in files if name != "imsmanifest.xml")


ELEMENTS = {
    *("assessmentItem", "responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "outcomeDeclaration"),
    *("defaultValue", "itemBody", "rubricBlock", "choiceInteraction", "simpleChoice", "matchInteraction"),
    *("simpleMatchSet", "simpleAssociableChoice", "orderInteraction", "textEntryInteraction", "responseProcessing"),
    *(
        "responseCondition",
        "responseIf",
        "responseElseIf",
        "responseElse",
        "setOutcomeValue",
        "mapResponse",
        "variable",
    ),
    *("match", "correct", "stringMatch", "baseValue", "modalFeedback", "p", "div", "pre", "code", "em", "strong", "a"),
    *("ul", "ol", "li", "table", "tbody", "tr", "td", "br", "blockquote"),
}


def test_only_elements_and_attributes_that_qti_has_are_written():
    for name, root in written(*carried()).items():
        if name != "imsmanifest.xml":
            assert {node.tag.rpartition("}")[2] for node in root.iter()} <= ELEMENTS
            assert not [node for node in root.iter() if {"start", "style"} & set(node.attrib)]


@pytest.mark.parametrize("kind", CARRIED)
def test_identifiers_are_names_and_stand_once(kind):
    for name, root in written(entry(kind)).items():
        if name != "imsmanifest.xml":
            names = [node.get("identifier") for node in root.iter() if node.tag.endswith("Choice")]
            assert len(names) == len(set(names))
            assert all(found[0].isalpha() or found[0] == "_" for found in names)


def test_what_a_choice_earns_and_what_is_said_of_it_stand_in_the_item():
    root = written(entry("one"))["items/access-one.xml"]
    space = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    assert {n.get("mapKey"): n.get("mappedValue") for n in root.iter(f"{space}mapEntry")} == {
        "a": "1",
        "b": "0.5",
        "c": "0",
    }
    assert [n.get("identifier") for n in root.iter(f"{space}modalFeedback")] == ["a", "b", "c", "never"]
