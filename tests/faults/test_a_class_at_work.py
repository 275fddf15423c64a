"""The load of a class in small, by the same program as `make load`: how fast it was is no matter here."""

import re
import subprocess
import sys

from tests.running import ROOT

SMALL = ["--learners", "20", "--questions", "4", "--minutes", "0.1", "--crowd", "0", "--no-floor"]
PEOPLE = ["--sign-ins", "6", "--beside", "4"]


def test_nobody_gets_an_error_and_every_acknowledged_answer_is_there():
    words = [sys.executable, "-m", "tests.load.classroom", *SMALL, *PEOPLE]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400)
    said = done.stdout + done.stderr
    assert "classroom, 20 learners: 0 errors" in said, said
    assert "sign-ins, 4 learners: 0 errors" in said, said
    assert "80 answers acknowledged, 80 of them stored as they were sent" in said, said
    assert "16 answers acknowledged, 16 of them stored as they were sent" in said, said
    assert re.search(r"\| sign-ins \| sign-ins \| 6 \|", said), said
