"""docs/reliability.md promises what tests show: each row names one that exists, and every test of a fault has one."""

import re

from tests.running import ROOT

TEXT = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in TEXT.splitlines() if line.startswith("| ") and "](../tests/" in line]
NAMED = re.compile(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/]+\.py)\)")


def there():
    """Name and file of every test of faults."""
    return {
        (name, str(path.relative_to(ROOT)))
        for path in (ROOT / "tests" / "faults").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_test_that_is_named_is_there():
    missing = [
        (name, file)
        for name, file in NAMED.findall(TEXT)
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_test_of_a_fault_is_named():
    assert sorted(there() - set(NAMED.findall(TEXT))) == []


def test_every_row_has_a_fault_a_promise_a_test_and_a_result():
    assert len(ROWS) > 10
    assert [row for row in ROWS if len(row) != 4 or not all(cell.strip(" |") for cell in row)] == []
