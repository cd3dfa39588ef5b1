"""Results that are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sim.recent import once


def test_of_many_who_ask_for_the_same_at_once_one_makes_it() -> None:
    made, asked = list[int](), Event()

    @once(4)
    def slow(number: int) -> int:
        asked.wait(60)
        made.append(number)
        return number

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(slow, 7) for _ in range(8)]
        asked.set()
        assert [answer.result(60) for answer in answers] == [7] * 8
    assert made == [7]
