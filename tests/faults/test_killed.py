"""kill -9 of every process under load: what was acknowledged is in the file, once, and the next start serves it."""

from collections import Counter

from tests.faults.crowd import Crowd
from tests.faults.files import FILE, codes, counted, draft, is_whole, on_sqlite, port_of, wait_until
from tests.running import running_site

pytestmark = on_sqlite


def test_a_killed_server_has_every_acknowledged_answer_and_save_and_none_twice():
    with running_site() as site:
        file = site.data / FILE
        crowd = Crowd(port_of(site), codes(file))
        with crowd.at_work():
            for _ in range(2):
                wait_until(lambda least=crowd.done + 60: crowd.done > least)
                site.kill()
                acknowledged = [Counter(person.answered) for person in crowd.answerers]
                at_least = [person.version for person in crowd.examinees]
                assert is_whole(file)
                stored = [counted(file, person) for person in crowd.answerers]
                assert all(mine <= there for mine, there in zip(acknowledged, stored, strict=True))
                there = [draft(file, person) or (0, "") for person in crowd.examinees]
                assert all(found[0] >= least for least, found in zip(at_least, there, strict=True))
                site.start()
        assert [counted(file, each) for each in crowd.answerers] == [Counter(each.answered) for each in crowd.answerers]
        assert [draft(file, each) for each in crowd.examinees] == [(each.version, each.key) for each in crowd.examinees]
        assert crowd.lost > 0, "the server died between two requests"
