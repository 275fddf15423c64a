"""kill -9 of every process under load: what was acknowledged is in the file, once, and the next start serves it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tests.faults.crowd import Answerer, Examinee
from tests.faults.files import FILE, codes, counted, draft, is_whole, on_sqlite, port_of, wait_until
from tests.running import running_site

pytestmark = on_sqlite


def test_a_killed_server_has_every_acknowledged_answer_and_save_and_none_twice():
    with running_site() as site:
        file = site.data / FILE
        answerers = [Answerer(port_of(site), number) for number in range(8)]
        examinees = [Examinee(port_of(site), number) for number in range(4)]
        questions = codes(file)
        for person in answerers:
            person.answer(questions[0])  # from here on the site knows the browser
        for person in examinees:
            person.begin()

        def done():
            return sum(len(person.answered) for person in answerers) + sum(person.version for person in examinees)

        enough = Event()
        with ThreadPoolExecutor(12) as pool:
            under_way = [pool.submit(person.go_on, questions[1:], enough) for person in answerers]
            under_way += [pool.submit(person.go_on, enough) for person in examinees]
            try:
                for _ in range(2):
                    before = done()
                    wait_until(lambda least=before + 60: done() > least)
                    site.kill()
                    acknowledged = [list(person.answered) for person in answerers]
                    at_least = [person.version for person in examinees]
                    assert is_whole(file)
                    stored = [counted(file, person) for person in answerers]
                    assert all(Counter(mine) <= there for mine, there in zip(acknowledged, stored, strict=True))
                    there = [draft(file, person) or (0, "") for person in examinees]
                    assert all(found[0] >= least for least, found in zip(at_least, there, strict=True))
                    site.start()
            finally:
                enough.set()
        for each in under_way:
            each.result()
        assert [counted(file, person) for person in answerers] == [Counter(person.answered) for person in answerers]
        assert [draft(file, person) for person in examinees] == [(person.version, person.key) for person in examinees]
        assert sum(person.lost for person in [*answerers, *examinees]) > 0, "the server died between two requests"
