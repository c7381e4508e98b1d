import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.search.combiner import Combiner


def test_one_who_asks_alone_gets_the_answer():
    assert Combiner().ask(3, lambda questions: [2 * question for question in questions]) == 6


def test_those_who_come_during_a_pass_are_answered_together_and_each_gets_its_own():
    combiner: Combiner[int, int] = Combiner()
    lots, begun, go_on = [], threading.Event(), threading.Event()

    def answer_all(questions):
        lots.append(list(questions))
        begun.set()
        assert go_on.wait(10)
        return [2 * question for question in questions]

    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(combiner.ask, 0, answer_all)
        assert begun.wait(10)
        others = [pool.submit(combiner.ask, number, answer_all) for number in range(1, 6)]
        while len(combiner._waiting) < 5:
            assert not first.done()
        go_on.set()
        assert [first.result(), *(other.result() for other in others)] == [0, 2, 4, 6, 8, 10]
    assert lots[0] == [0]
    assert sorted(lots[1]) == [1, 2, 3, 4, 5]
    assert len(lots) == 2


def test_many_threads_always_get_their_own_answers_and_never_work_at_once():
    combiner: Combiner[int, int] = Combiner()
    working = threading.Lock()

    def answer_all(questions):
        assert working.acquire(blocking=False)
        answers = [question**2 for question in questions]
        working.release()
        return answers

    with ThreadPoolExecutor(8) as pool:
        numbers = range(2000)
        assert list(pool.map(lambda number: combiner.ask(number, answer_all), numbers)) == [
            number**2 for number in numbers
        ]


def test_an_error_reaches_all_whom_it_kept_from_an_answer_and_nobody_later():
    combiner: Combiner[int, int] = Combiner()

    def fail(_questions):
        raise OSError("database is gone")

    for _ in range(2):
        with pytest.raises(OSError, match="database is gone"):
            combiner.ask(1, fail)
    assert combiner.ask(1, list) == 1
