"""Acceptance rules: whether to take what is on the table.

Baarslag, Hindriks and Jonker (2014), "Effective acceptance conditions in real-time automated negotiation". All of
them presuppose that the party would sign the text. In the last round there is no next text to hope for, nor where it would
table none, so the conditions built on one accept.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.agents.formulas import as_good, is_last, is_late, is_second_half, waiting, window
from sim.agents.offering import Offering
from sim.agents.view import View
from sim.domain.issue import Floats
from sim.errors import UnknownName, nearest

Acceptance = Callable[[View, int, Offering, Floats | None], bool]


def ac_next(view: View, outcome: int, offering: Offering, rating: Floats | None) -> bool:
    """Accept what is worth at least the discounted worth of one's own next text."""
    if is_last(view.round, view.deadline) or not view.acceptable.any():
        return True
    following = offering.offer(view, rating, ahead=1)
    return bool(as_good(view.signing[outcome], waiting(view.discount, view.expected[following])))


def ac_time(view: View, outcome: int, offering: Offering, rating: Floats | None) -> bool:
    """Accept anything once `LATE` of the time is gone."""
    return bool(is_last(view.round, view.deadline) or is_late(view.elapsed()))


def ac_combi(view: View, outcome: int, offering: Offering, rating: Floats | None) -> bool:
    """Accept by `ac_next`; in the second half also the best text seen in a window as long as the time left."""
    if ac_next(view, outcome, offering, rating):
        return True
    if not is_second_half(view.elapsed()):
        return False
    seen = view.offered[-window(view.round, view.deadline) :]
    return all(as_good(view.signing[outcome], view.expected[text]) for text in seen) and len(seen) > 1


def ac_aspiration(view: View, outcome: int, offering: Offering, rating: Floats | None) -> bool:
    """Accept what is worth at least what the party holds out for."""
    return bool(as_good(view.signing[outcome], offering.aspiration(view)))


def ac_previous(view: View, outcome: int, offering: Offering, rating: Floats | None) -> bool:
    """Accept what is worth at least one's own last text (the rule of monotonic concession)."""
    return bool(view.said) and bool(as_good(view.signing[outcome], view.expected[view.said[-1]]))


ACCEPTANCES: dict[str, Acceptance] = {
    "ac_next": ac_next,
    "ac_time": ac_time,
    "ac_combi": ac_combi,
    "ac_aspiration": ac_aspiration,
    "ac_previous": ac_previous,
}


def acceptance(name: str) -> Acceptance:
    """Return an acceptance rule by name, or say which there are."""
    if name not in ACCEPTANCES:
        raise UnknownName(f'no acceptance rule "{name}"; {nearest(name, ACCEPTANCES)}')
    return ACCEPTANCES[name]
