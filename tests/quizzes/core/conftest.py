"""Reading a bank of a few files."""

import pytest
import yaml

from quizzes.core.bank import read_bank

from .questions import OWN, question


@pytest.fixture
def read_kind(tmp_path):
    """Read a bank with questions of one kind in ``kinds/<kind>.yaml`` and return its problems as text."""

    def read_one(kind, /, *questions, **changes):
        topic = {
            "topic": "access",
            "title": "Access",
            "language": "en",
            "questions": [question("code", id="access-first")],
        }
        document = {"kind": kind, "language": "en", "questions": list(questions)} | changes
        (tmp_path / "kinds").mkdir(exist_ok=True)
        (tmp_path / "access.yaml").write_text(yaml.safe_dump(topic), encoding="utf-8")
        (tmp_path / "kinds" / f"{kind}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        return [str(problem) for problem in read_bank(tmp_path)[1]]

    return read_one


@pytest.fixture
def problems_of(read_kind):
    """The problems of one question, without the file and the id that each of them begins with."""

    def told(kind, /, **changes):
        assert kind in OWN
        start = f"quizzes/bank/kinds/{kind}.yaml:access-{kind}"
        found = read_kind(kind, question(kind, **{"id": f"access-{kind}"} | changes))
        assert all(problem.startswith(start) for problem in found), found
        return [problem.removeprefix(start).removeprefix(": ") for problem in found]

    return told
