"""Lesson files: how they are read, and each refusal with its file and line."""

import pytest
import yaml

from lessons.core.content import read_course, read_lesson
from statuscourse.protocol.registry import registry

WORDS = "word " * 60
EXCHANGE = """```http Nothing there
GET /a HTTP/1.1
Host: a.example

HTTP/1.1 404 Not Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

none
```"""
HEAD = """slug: a-lesson
title: A lesson
summary: a half line
order: 1
minutes: 5
language: en
topic: access
codes: [404]
goals: [Know one thing, Know another]
prerequisites: []
recap: [One., Two., Three.]"""


def section(name, *, prose=WORDS, thing=EXCHANGE, check=None):
    return f"## About {name} {{#{name}}}\n\n{prose}\n\n{thing}\n\n```check {check or f'access-{name}'}\n```\n"


def lesson(*sections, head=HEAD, opening="It opens with a situation."):
    parts = sections or (section("one"), section("two"), section("three"))
    return f"---\n{head}\n---\n\n{opening}\n\n" + "\n".join(parts)


def problems(text):
    return [(problem.place, problem.text) for problem in read_lesson("a.md", text)[1]]


def line_of(text, start):
    return str(1 + text.split("\n").index(next(line for line in text.split("\n") if line.startswith(start))))


def test_a_right_lesson_has_no_problems():
    assert problems(lesson()) == []


def test_sections_are_read_with_id_title_and_check():
    read, _ = read_lesson("a.md", lesson())
    first = read.sections[0]
    assert (first.id, first.title, first.check) == ("one", "About one", "access-one")


def test_blocks_are_read_in_order():
    read, _ = read_lesson("a.md", lesson())
    assert [block.kind for block in read.sections[0].blocks] == ["prose", "exchange", "check"]


def test_lines_are_lines_of_the_file():
    text = lesson()
    read, _ = read_lesson("a.md", text)
    assert str(read.sections[0].blocks[1].line) == line_of(text, "```http")


def test_what_stands_before_the_first_section_is_the_opening():
    read, _ = read_lesson("a.md", lesson())
    assert read.opening[0].text == "It opens with a situation."


def test_the_words_of_a_section_leave_the_check_out():
    read, _ = read_lesson("a.md", lesson())
    assert ("404 Not Found" in read.sections[0].words, "access-one" in read.sections[0].words) == (True, False)


# Front matter


@pytest.mark.parametrize("text", ["", "# A lesson", "---\nslug: a", "\n---\nslug: a\n---\n"])
def test_a_file_without_front_matter_is_refused(text):
    assert read_lesson("a.md", text)[0] is None
    assert problems(text) == [("1", "a lesson begins with front matter between two lines of ---")]


def test_front_matter_that_is_not_yaml_is_refused_with_its_line():
    assert problems(lesson(head="slug: a\ntitle: b: c\n")) == [("3", "the front matter is not YAML")]


@pytest.mark.parametrize(
    ("before", "after", "place", "words"),
    [
        ("slug: a-lesson", "slug: A Lesson", "slug", "String should match pattern"),
        ("title: A lesson", "titel: A lesson", "titel", "Extra inputs are not permitted"),
        ("title: A lesson", "title: ''", "title", "at least 1 character"),
        ("order: 1", "order: first", "order", "valid integer"),
        ("minutes: 5", "minutes: 0", "minutes", "greater than or equal to 1"),
        ("language: en", "language: de", "language", "Input should be 'en'"),
        ("codes: [404]", "codes: ['404']", "codes.0", "valid integer"),
        ("goals: [Know one thing, Know another]", "goals: [One]", "goals", "at least 2 items"),
        ("recap: [One., Two., Three.]", "recap: [One.]", "recap", "at least 3 items"),
    ],
)
def test_a_wrong_field_of_the_front_matter_is_refused_by_name(before, after, place, words):
    found = problems(lesson(head=HEAD.replace(before, after)))
    assert any(at == place and words in text for at, text in found), found


def test_an_empty_front_matter_is_refused():
    assert len(problems("---\n\n---\n\nhello")) > 0


def test_a_code_of_the_head_is_registered():
    assert problems(lesson(head=HEAD.replace("[404]", "[404, 299]"))) == [("codes", "299 is not registered")]


# Structure


def with_first(text=None, **changes):
    return lesson(text or section("one", **changes), section("two"), section("three"))


def test_a_lesson_has_three_sections():
    assert problems(lesson(section("one"))) == [("", "a lesson has at least three sections")]


def test_a_lesson_has_an_opening():
    assert problems(lesson(opening="")) == [("", "there is no opening before the first section")]


@pytest.mark.parametrize("heading", ["# Too large", "### Too small", "## Without an id", "## Bad {#Not_Kebab}"])
def test_a_heading_of_another_kind_is_refused_with_its_line(heading):
    text = with_first(prose=f"{WORDS}\n\n{heading}\n\nmore")
    assert (line_of(text, heading), "a heading is written `## Title {#id}`") in problems(text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prose": "Too few."}, "the prose has 2 words; aim for 60 to 180"),
        ({"prose": "word " * 261}, "the prose has 261 words; aim for 60 to 180"),
        ({"thing": ""}, "a section has an exchange, a diagram, a duel or a table"),
    ],
)
def test_a_section_out_of_shape_is_refused_with_its_line(changes, words):
    text = with_first(**changes)
    assert problems(text) == [(line_of(text, "## About one"), words)]


@pytest.mark.parametrize(
    "text",
    [
        section("one").split("```check")[0],
        section("one") + "\n```check access-more\n```\n",
        section("one") + "\nAnd some words after it.\n",
    ],
)
def test_a_section_ends_with_one_check(text):
    whole = with_first(text)
    assert problems(whole) == [(line_of(whole, "## About one"), "a section ends with exactly one check")]


def test_a_section_with_nothing_in_it_is_refused():
    assert any("a section ends with exactly one check" in text for _, text in problems(with_first("## Empty {#one}\n")))


def test_a_section_id_is_used_once():
    assert "the section id one is used twice" in {
        text for _, text in problems(lesson(section("one"), section("one"), section("two")))
    }


@pytest.mark.parametrize(
    "thing", ["| a |\n|---|\n| 1 |", "```duel\n401: Who?\n403: No.\n```", "```diagram gates\nA caption.\n```"]
)
def test_there_are_other_things_to_look_at(thing):
    assert problems(with_first(thing=thing)) == []


# Fences


def fault_at(thing, offset):
    """The problems of a lesson whose first section shows ``thing``, which has to be at a line of that fence."""
    text = with_first(thing=f"| a |\n|---|\n| 1 |\n\n{thing}")
    at = str(int(line_of(text, thing.split("\n", maxsplit=1)[0])) + offset)
    return [words for place, words in problems(text) if place == at]


@pytest.mark.parametrize(
    ("before", "after", "offset", "words"),
    [
        ("404 Not Found", "404 Nothing", 4, "the registered phrase of 404 is 'Not Found'"),
        ("Host: a.example", "Accept: */*", 1, "a request carries Host"),
        ("Date: Sun", "Date: Sunday", 4, "not an HTTP date"),
        ("Content-Type: text/plain", "Content-Type: application/json", 4, "the content is not JSON"),
        ("Content-Type: text/plain", "nonsense", 6, "not a header field"),
        ("GET /a HTTP/1.1", "GET /a", 1, "begin with a request line"),
    ],
)
def test_a_wrong_exchange_is_refused_with_its_line(before, after, offset, words):
    (found,) = fault_at(EXCHANGE.replace(before, after).replace("Nothing there", "Broken"), offset)
    assert words in found


def test_an_exchange_that_is_meant_wrong_is_not_checked():
    assert (
        problems(with_first(thing=EXCHANGE.replace("```http", "```http-fault").replace("404 Not Found", "200 Fine")))
        == []
    )


def test_an_exchange_that_is_meant_wrong_can_still_be_read():
    assert fault_at("```http-fault Broken\nhello\n```", 1) == [
        "begin with a request line such as `GET /path HTTP/1.1` or a status line"
    ]


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("```spec\nPERHAPS: It may. RFC 9110, 1\n```", "an entry begins with one of MUST NOT"),
        ("```spec\nMUST: It must.\n```", "a MUST names its section, such as RFC 9110, 15.5.2"),
        ("```spec\nsays: It is.\n```", "a says names its section, such as RFC 9110, 15.5.2"),
        ("```duel\nfour: words\n```", "an entry is `code: sentence` with a registered code"),
        ("```duel\n299: words\n```", "an entry is `code: sentence` with a registered code"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(thing, words):
    (found,) = fault_at(thing, 1)
    assert found.startswith(words)


@pytest.mark.parametrize("key", ["convention", "practice"])
def test_a_habit_needs_no_section(key):
    assert fault_at(f"```spec\n{key}: Most do it.\n```", 1) == []


@pytest.mark.parametrize("name", ["python", "", "htttp"])
def test_a_fence_of_another_kind_is_refused(name):
    (found,) = fault_at(f"```{name}\nx\n```", 0)
    assert found == f"a fence is http, http-fault, spec, duel, diagram or check, not {name or 'empty'}"


def test_code_by_indentation_is_refused():
    text = with_first(prose=f"{WORDS}\n\n    indented")
    assert (line_of(text, "    indented"), "code stands in a fence, and HTML is not allowed") in problems(text)


# The course as a whole


@pytest.fixture
def course(tmp_path):
    """A folder of content that is right; ``write`` puts another file into it and ``read`` returns its problems."""
    for folder in ("diagrams", "codes"):
        (tmp_path / folder).mkdir()

    class Course:
        questions = {f"access-{name}" for name in ("one", "two", "three")}

        def write(self, name, text):
            (tmp_path / name).write_text(text, encoding="utf-8")
            return self

        def read(self):
            found = [str(problem) for problem in read_course(tmp_path, self.questions)[1]]
            return [problem for problem in found if "there is no entry" not in problem]

        def codes_missing(self):
            return [p.place for p in read_course(tmp_path, self.questions)[1] if p.text == "there is no entry"]

    return Course().write("01-a.md", lesson())


FILE = "lessons/content/01-a.md"


def test_a_right_course_has_no_problems(course):
    assert course.read() == []


def test_every_registered_code_has_an_entry(course):
    assert course.codes_missing() == [str(code) for code in registry()]


def test_lessons_stand_in_their_order(tmp_path):
    for number, name in ((2, "a"), (1, "b")):
        head = HEAD.replace("a-lesson", name).replace("order: 1", f"order: {number}")
        (tmp_path / f"{name}.md").write_text(lesson(head=head), encoding="utf-8")
    assert [item.head.slug for item in read_course(tmp_path, set())[0].lessons] == ["b", "a"]


def test_a_slug_is_used_once(course):
    found = course.write("02-b.md", lesson(head=HEAD.replace("order: 1", "order: 2"))).read()
    assert f"{FILE}:slug: another lesson has this slug or this order" in found


def test_an_order_is_used_once(course):
    found = course.write("02-b.md", lesson(head=HEAD.replace("a-lesson", "b-lesson"))).read()
    assert f"{FILE}:slug: another lesson has this slug or this order" in found


def test_a_prerequisite_is_a_lesson(course):
    found = course.write("01-a.md", lesson(head=HEAD.replace("prerequisites: []", "prerequisites: [nobody]"))).read()
    assert found == [f"{FILE}:prerequisites: there is no lesson nobody"]


def test_a_check_is_a_question(course):
    course.questions = {"access-one", "access-two"}
    assert course.read() == [f"{FILE}:{line_of(lesson(), '```check access-three')}: there is no question access-three"]


def test_a_question_checks_one_section(course):
    found = course.write("01-a.md", lesson(section("one"), section("two", check="access-one"), section("three"))).read()
    assert [problem.split(": ", 1)[1] for problem in found] == ["access-one is a check elsewhere too"]


def test_a_diagram_is_there(course):
    text = with_first(thing="```diagram gates\nA caption.\n```")
    assert course.write("01-a.md", text).read() == [f"{FILE}:{line_of(text, '```diagram')}: there is no diagram gates"]


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("lesson:nobody", "there is no lesson:nobody"),
        ("lesson:a-lesson#nothing", "there is no lesson:a-lesson#nothing"),
        ("code:299", "there is no code:299"),
        ("code:x", "there is no code:x"),
        ("http://a.example/", "a link is lesson:, code: or https, not http://a.example/"),
    ],
)
def test_a_link_leads_somewhere(course, href, words):
    text = with_first(prose=f"{WORDS}\n\n[a link]({href})")
    assert [problem.split(": ", 1)[1] for problem in course.write("01-a.md", text).read()] == [words]


@pytest.mark.parametrize(
    "href", ["lesson:a-lesson", "lesson:a-lesson#two", "code:404", "https://a.example/", "/quizzes/"]
)
def test_a_right_link_is_taken(course, href):
    assert course.write("01-a.md", with_first(prose=f"{WORDS}\n\n[a link]({href})")).read() == []


def test_a_link_in_the_opening_is_looked_at_too(course):
    assert len(course.write("01-a.md", lesson(opening="[a link](code:299)")).read()) == 1


def test_bytes_that_are_no_text_are_refused_and_hide_nothing_else(course, tmp_path):
    course.write("01-a.md", lesson(opening="[a link](code:299)"))
    (tmp_path / "02-b.md").write_bytes(b"title: \xff")
    problems = course.read()
    assert (len(problems), "lessons/content/02-b.md: not UTF-8 at byte 7" in problems) == (2, True)


def test_the_marks_of_a_gap_are_not_for_authors(course):
    assert course.write("01-a.md", lesson(opening="Here is ⟦account⟧.")).read() != []


# Diagrams

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 90" role="img" aria-labelledby="gates-t gates-d">'
    '<title id="gates-t">Gates</title><desc id="gates-d">Two gates.</desc><path class="ln" d="M0 0"/></svg>'
)


def test_a_right_diagram_is_taken(course):
    assert course.write("diagrams/gates.svg", SVG).read() == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('class="ln"', 'style="color:red"', "path.style: this attribute is not used in diagrams"),
        ('class="ln"', 'onclick="x()"', "path.onclick: this attribute is not used in diagrams"),
        ('class="ln"', 'href="https://a.example"', "path.href: this attribute is not used in diagrams"),
        ("<path", "<script>x()</script><path", "script: this element is not used in diagrams"),
        ("<path", "<foreignObject/><path", "foreignObject: this element is not used in diagrams"),
        ("<path", "<style>a{}</style><path", "style: this element is not used in diagrams"),
        ('role="img"', "", '1: a diagram has viewBox, role="img" and aria-labelledby'),
        ('viewBox="0 0 360 90"', "", '1: a diagram has viewBox, role="img" and aria-labelledby'),
        ('id="gates-t"', 'id="t"', "t: ids begin with gates-"),
        ('<desc id="gates-d">Two gates.</desc>', "", " a diagram has a title and a desc"),
        ("</svg>", "", "1: not XML"),
    ],
)
def test_a_wrong_diagram_is_refused(course, before, after, words):
    assert course.write("diagrams/gates.svg", SVG.replace(before, after)).read() == [
        f"lessons/content/diagrams/gates.svg:{words}"
    ]


def test_a_heavy_diagram_is_refused(course):
    heavy = SVG.replace("M0 0", "M0 0" + " L1 1" * 2000)
    assert course.write("diagrams/gates.svg", heavy).read() == [
        "lessons/content/diagrams/gates.svg: a diagram has at most 6000 bytes"
    ]


# The reference

ENTRY = """language: en
entries:
- code: 404
  in_short: No representation here.
  use: Words.
  exchange: |
    HTTP/1.1 404 Not Found
    Date: Sun, 22 Nov 2026 09:00:00 GMT
  body: Words.
  caching: Words.
  retry: Words.
  look_alikes:
  - code: 410
    difference: says that it was here
"""
CODES = "lessons/content/codes/4xx.yaml"


def test_a_right_entry_is_taken(course):
    assert course.write("codes/4xx.yaml", ENTRY).read() == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("code: 404", "code: 299", "299: not registered, in the wrong file, or here twice"),
        ("code: 404", "code: 500", "500: not registered, in the wrong file, or here twice"),
        ("- code: 410", "- code: 419", "404: the look-alike 419 is not registered"),
        ("404 Not Found", "404 Nowhere", "404.exchange, line 1: the registered phrase of 404 is 'Not Found'"),
        (
            "in_short: No representation here.",
            "in_short: ''",
            "entries.0.in_short: String should have at least 1 character",
        ),
        ("retry:", "again:", "entries.0.retry: Field required"),
        ("code: 404", "code: 4: 04", "3: not YAML"),
    ],
)
def test_a_wrong_entry_of_the_reference_is_refused(course, before, after, expected):
    found = course.write("codes/4xx.yaml", ENTRY.replace(before, after, 1)).read()
    assert f"{CODES}:{expected}" in found


def test_a_code_has_one_entry(course):
    twice = ENTRY + ENTRY.split("entries:\n")[1]
    assert course.write("codes/4xx.yaml", twice).read() == [
        f"{CODES}:404: not registered, in the wrong file, or here twice"
    ]


@pytest.mark.parametrize(("part", "words"), [("exchange", "has a worked exchange"), ("look_alikes", "has look-alikes")])
def test_a_code_of_the_course_is_shown_whole(course, part, words):
    document = yaml.safe_load(ENTRY)
    del document["entries"][0][part]
    (problem,) = course.write("codes/4xx.yaml", yaml.safe_dump(document)).read()
    assert words in problem
