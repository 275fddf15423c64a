"""Templates and scripts as the content policy needs them, and no text that escapes escaping."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "templates").rglob("*.html"))}
SCRIPTS = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "static" / "js").rglob("*.js"))}
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)


def found(pattern, path):
    return re.findall(pattern, path.read_text(encoding="utf-8"))


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"<script(?![^>]*\ssrc=)", id="script without a file"),
        pytest.param(r"<style\b", id="style element"),
        pytest.param(r"\sstyle\s*=", id="style attribute"),
        pytest.param(r"\son[a-z]+\s*=\s*[\"']", id="event handler"),
        pytest.param(r"\bhx-on\b", id="hx-on"),
        pytest.param(r"hx-trigger=\"[^\"]*\[", id="trigger filter"),
        pytest.param(r"=[\"']js(?:on)?:", id="js value"),
        pytest.param(r"=[\"']javascript:", id="javascript address"),
        pytest.param(r"(?:src|srcset)=[\"']?(?:https?:)?//", id="file of another site"),
        pytest.param(r"<link[^>]*href=[\"']?(?:https?:)?//", id="style sheet of another site"),
        pytest.param(r"\bautoescape off\b", id="autoescape off"),
    ],
)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_nothing_that_the_policy_refuses(name, pattern):
    assert found(pattern, TEMPLATES[name]) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_safe_is_argued_where_it_is_used(name):
    """``{# safe: because ... #}`` in the same line."""
    lines = TEMPLATES[name].read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if re.search(r"\|\s*safe\b|\bsafeseq\b", line) and "{# safe: " not in line] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_posts_carries_a_token(name):
    forms = FORM.findall(TEMPLATES[name].read_text(encoding="utf-8"))
    assert [form for form in forms if "csrf_token" not in form] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_of_htmx_works_without_it(name):
    tags = found(r"<form\b[^>]*>", TEMPLATES[name])
    assert [tag for tag in tags if "hx-post" in tag and ("action=" not in tag or 'method="post"' not in tag)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_page_says_successfully(name):
    assert found(r"(?i)successful(?:ly)?\b", TEMPLATES[name]) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_evaluates_nothing(name):
    assert (
        found(
            r"\beval\(|new Function\(|\.innerHTML\b|\.outerHTML\s*=|document\.write|insertAdjacentHTML", SCRIPTS[name]
        )
        == []
    )


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_asks_nobody_else(name):
    assert found(r"https?://(?!www\.w3\.org/)", SCRIPTS[name]) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_asks_nobody_else(path):
    assert found(r"url\([\"']?(?:https?:)?//|@import", path) == []


def test_vendored_files_carry_their_version():
    names = [path.name for path in (ROOT / "static" / "vendor").glob("*.js")]
    assert [name for name in names if not re.search(r"-\d+\.\d+\.\d+", name)] == []


def test_vendored_files_name_no_source_map():
    assert [path.name for path in (ROOT / "static" / "vendor").glob("*.js") if found("sourceMappingURL", path)] == []
