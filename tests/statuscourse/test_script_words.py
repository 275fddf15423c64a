"""The words of the scripts can be translated, and cost a page in English nothing."""

import re

import pytest

from tests.running import ROOT

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
WORDS = re.compile(r"""["`][A-Z][a-z]+[:,]?(?: [^"`]*)?["`]""")
TAKEN = re.compile(r"""n?gettext\((?:"[^"]*",\s*)?$""")
OTHER = {'"Content-Type"', '"Enter"', '"Tab"', '"Escape"'}  # names of fields and keys


def test_a_page_in_english_loads_no_catalogue(anonymous):
    assert "words.js" not in anonymous.get("/quizzes/").content.decode()


def test_a_page_in_another_language_loads_its_catalogue_before_the_scripts(anonymous, settings):
    settings.LANGUAGE_CODE = "de"
    page = anonymous.get("/quizzes/").content.decode()
    assert 0 < page.index('<script src="/words.js" defer>') < page.index("js/course")


def test_the_catalogue_is_a_script_that_defines_gettext(anonymous, settings):
    settings.LANGUAGE_CODE = "de"
    answer = anonymous.get("/words.js")
    assert (answer.status_code, "globals.gettext" in answer.content.decode()) == (200, True)
    assert answer.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_sentence_in_a_script_goes_through_gettext(script):
    text = "\n".join(line for line in script.read_text().splitlines() if not line.lstrip().startswith("//"))
    bare = [found[0] for found in WORDS.finditer(text) if not TAKEN.search(text[: found.start()])]
    assert [words for words in bare if words not in OTHER] == []
