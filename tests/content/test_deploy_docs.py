"""docs/deploy.md: every command, setting, file and section that it names is there."""

import re

import pytest
from django.core.management import get_commands

from tests.running import ROOT

TEXT = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
CODE = [*re.findall(r"`([^`\n]+)`", TEXT), *re.findall(r"```(?:sh)?\n(.*?)```", TEXT, re.DOTALL)]


def named(pattern):
    return {found for piece in CODE for found in re.findall(pattern, piece)}


def test_every_command_of_the_site_is_there():
    commands = named(r"manage\.py ([a-z_]+)")
    assert (commands - set(get_commands()), len(commands) > 4) == (set(), True)


def test_every_target_of_make_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = named(r"(?:^|\n|&& |: )make ([.a-z/-]+)")
    assert {name for name in targets if not re.search(rf"^{re.escape(name)}:", makefile, re.MULTILINE)} == set()
    assert {"serve", "appoint", ".venv/serve.stamp"} <= targets


def test_every_setting_is_there():
    """In capitals in code, but for what belongs to other programs."""
    others = {"RUN", "COPY", "NAME", "ROLE", "FILE", "UPSTREAM", "DNS"}
    settings = named(r"\b([A-Z][A-Z_]{3,})\b") - others
    assert settings - EXAMPLE == set()
    assert {"SITE_URL", "BEHIND_PROXY", "POSTGRES_PASSWORD"} <= settings


def test_every_file_is_there():
    files = named(r"(?:^|[\s])((?:deploy|docs)/[a-zA-Z./-]+)") | set(re.findall(r"\]\(([a-z./-]+)\)", TEXT))
    assert {name for name in files if not (ROOT / name).exists() and not (ROOT / "docs" / name).exists()} == set()


def test_every_file_for_deploying_is_told_of():
    told = {name.split("/")[-1] for name in named(r"(?:^|[\s])(deploy/[a-zA-Z./-]+)")}
    assert {path.name for path in (ROOT / "deploy").iterdir()} - told == set()


def test_every_section_that_it_links_is_there():
    titles = {re.sub(r"[^a-z0-9 -]", "", t.lower()).replace(" ", "-") for t in re.findall(r"^## (.+)$", TEXT, re.M)}
    links = set(re.findall(r"\]\(#([a-z0-9-]+)\)", TEXT))
    assert (links - titles, len(links) > 4) == (set(), True)


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        (
            "20,000 × (10 × 2.1 + 30 × 16 + 20 × 20) ms are 18,020 seconds",
            20_000 * (10 * 2.1 + 30 * 16 + 20 * 20) / 1000,
        ),
        ("100,000 × 40 × (16 + 2 × 6) ms are 112,000 seconds", 100_000 * 40 * (16 + 2 * 6) / 1000),
        ("100,000 × 240 ms are 24,000 seconds", 100_000 * 240 / 1000),
    ],
)
def test_a_sum_on_paper_is_right(said, figure):
    assert said in TEXT
    assert f"{figure:,.0f} seconds" in said


def test_what_a_message_says_is_what_the_program_says():
    checks = (ROOT / "statuscourse" / "checks.py").read_text(encoding="utf-8")
    assert "and the site has pages of its own that begin so" in checks
    assert "write SITE_URL into .env" in (ROOT / "compose.yaml").read_text(encoding="utf-8")
