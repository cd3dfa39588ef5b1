"""A memory of few things: what was used last stays, what was not used for longest goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock, RLock
from typing import Any, Generic, ParamSpec, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Given = ParamSpec("Given")


class Recent(Generic[K, V]):
    """At most ``size`` values by key, for several threads; the least recently used goes first.

    Where a value only depends on its key, `functools.lru_cache` does; this is for values that grow.

    >>> kept = Recent[str, int](2)
    >>> for name in ("a", "b", "a", "c"):
    ...     number = kept.update(name, lambda before: (before or 0) + 1)
    >>> kept.get("a"), kept.get("b"), len(kept)
    (2, None, 2)
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """Return what is kept, or None; that counts as a use."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def update(self, key: K, change: Callable[[V | None], V]) -> V:
        """Keep and return what ``change`` makes of the value so far, None for none; other threads wait meanwhile."""
        with self._lock:
            self._values[key] = value = change(self._values.get(key))
            self._values.move_to_end(key)
            while len(self._values) > self.size:
                self._values.popitem(last=False)
            return value


def once(size: int) -> Callable[[Callable[Given, V]], Callable[Given, V]]:
    """Return what keeps a function's last ``size`` results, as `functools.lru_cache` does, and makes no result twice.

    Of several threads that ask for the same at the same time, one makes it and the others wait.

    >>> made = []
    >>> twice = once(8)(lambda number: made.append(number) or 2 * number)
    >>> twice(4), twice(4), made
    (8, 8, [4])
    """

    def decorated(make: Callable[Given, V]) -> Callable[Given, V]:
        known: Any = lru_cache(maxsize=size)(make)
        locks = Recent[Hashable, Any](size)

        @wraps(make)
        def asked(*args: Given.args, **kwargs: Given.kwargs) -> V:
            with locks.update((args, *kwargs.items()), lambda lock: lock or RLock()):
                found: V = known(*args, **kwargs)
                return found

        return asked

    return decorated
