from contextlib import ExitStack

import pytest
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from server.public.admission import Admission


def test_as_many_as_may_wait_are_let_in_and_a_place_is_free_again_afterwards():
    admission = Admission(per_second=0, max_waiting=2)
    with ExitStack() as inside:
        inside.enter_context(admission.place("a"))
        inside.enter_context(admission.place("b"))
        with pytest.raises(ServiceUnavailable) as refused, admission.place("c"):
            pass
        assert refused.value.retry_after == 1
    with admission.place("c"):
        pass


def test_a_place_is_free_again_after_an_error():
    admission = Admission(per_second=0, max_waiting=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), admission.place("a"):
            _ = 1 / 0


def test_an_address_that_asks_too_often_waits_a_second_and_the_others_do_not():
    now = [100.0]
    admission = Admission(per_second=3, clock=lambda: now[0])

    def asks(address: str) -> bool:
        try:
            with admission.place(address):
                return True
        except TooManyRequests:
            return False

    assert [asks("a") for _ in range(5)] == [True, True, True, False, False]
    assert asks("b")
    now[0] += 1.01
    assert asks("a")
