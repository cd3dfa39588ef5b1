"""Who sits where: people dealt into groups of so many seats, with something sensible for those left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.classroom.plan import How, Odd
from sim.streams import stream


@dataclass(frozen=True)
class Places:
    """The people of one group: a row of them for each seat, in the order of the seats, and those who look on."""

    seats: tuple[tuple[str, ...], ...]
    observers: tuple[str, ...] = ()


def deal(people: Sequence[str], seats: int, how: How, odd: Odd, seed: int) -> tuple[Places, ...]:
    """Return groups of ``seats`` seats in which everybody has exactly one place, and sizes differ by one at most.

    ``how``: ``arrival`` keeps the order of ``people``; else they are shuffled by ``seed``, and the teacher may move them.
    ``odd``: people left over ``share`` seats, ``observe``, or make one group more, in which ``agents`` take what is empty.
    Fewer people than seats make one group with empty seats; nobody makes none. The first seats fill first.

    >>> deal(list("abcdefg"), 3, "arrival", "share", 1)
    (Places(seats=(('a', 'g'), ('c',), ('e',)), observers=()), Places(seats=(('b',), ('d',), ('f',)), observers=()))
    >>> [len([seat for seat in group.seats if seat]) for group in deal(list("abcdefg"), 3, "arrival", "agents", 1)]
    [3, 2, 2]
    """
    order = list(people)
    if how != "arrival":
        order = [order[int(k)] for k in stream(seed, "seats", *sorted(order)).permutation(len(order))]
    if not order:
        return ()
    whole, over = divmod(len(order), seats)
    count = max(1, whole + (1 if over and odd == "agents" else 0))
    seated = order[: count * seats] if odd == "observe" else order
    watching = order[len(seated) :]
    return tuple(
        Places(
            tuple(tuple(seated[group + seat * count :: count * seats]) for seat in range(seats)),
            tuple(watching[group::count]),
        )
        for group in range(count)
    )


def placed(dealt: Sequence[Places], seats: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Return person to the number of its group, from 1, and its seat, `None` for those who look on.

    >>> placed(deal(list("abc"), 2, "arrival", "observe", 1), ("north", "south"))
    {'a': (1, 'north'), 'b': (1, 'south'), 'c': (1, None)}
    """
    found: dict[str, tuple[int, str | None]] = {}
    for number, one in enumerate(dealt, 1):
        for seat, people in zip((*seats, None), (*one.seats, one.observers), strict=True):
            found |= dict.fromkeys(people, (number, seat))
    return found
