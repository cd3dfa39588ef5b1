"""What the page Compare opens with: a preset of the episode that ends otherwise, where one does."""

from __future__ import annotations

from typing import Any

from sim.app.state import cache, presets, sides
from sim.app.state.links import State


def opening(a: State) -> dict[str, Any]:
    """Return the first preset that ends on another step of the ladder than A, else the first that changes A, as data of B.

    >>> opening(State())
    {'off': {'credibility': True}}
    """
    laid = (preset.laid_over(a) for preset in presets.presets(a.scenario))
    found = [b for b in laid if sides.data_of(a, b)]
    end = cache.play(a.setup).ladder
    apart = (b for b in found if cache.play(b.setup).ladder != end)
    b = next(apart, found[0] if found else a)
    return sides.data_of(a, b)


def data(a: State) -> Any:
    """Return what makes B of A: as the reader or the link has it, else the opening."""
    return a.extras[sides.KEY] if sides.KEY in a.extras else opening(a)


def b_of(a: State) -> State:
    """Return B, which is A where what makes it makes no sense."""
    return sides.b_of(a, data(a)) or sides.b_of(a, {}) or a
