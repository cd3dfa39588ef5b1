"""The names that are shared between scenario files, code and screens."""

from __future__ import annotations

import pytest

from sim.agents import acceptance, opponent, strategies
from sim.domain import game as names
from sim.domain.game import no_promises
from sim.errors import UnknownName
from sim.rules.moves import Pass
from sim.testing import pie


def test_the_registries_hold_what_the_names_promise_in_the_same_order() -> None:
    assert tuple(acceptance.ACCEPTANCES) == names.ACCEPTANCES
    assert tuple(opponent.OPPONENT_MODELS) == names.OPPONENT_MODELS
    assert [n for n in names.STRATEGIES if n != "human"] == list(strategies._SHELF)
    for name in strategies._SHELF:
        assert strategies.make_strategy(name).name == name
    assert strategies.Human(lambda view, outcome: Pass(view.me)).name == "human"


def test_no_name_occurs_twice() -> None:
    for known in (names.STRATEGIES, names.ACCEPTANCES, names.OPPONENT_MODELS, names.PROTOCOLS, names.RESULTS):
        assert len(set(known)) == len(known)


def test_a_party_is_found_by_its_id_also_in_place_0() -> None:
    assert [pie(2).party("a"), pie(2).party("b")] == [0, 1]
    with pytest.raises(UnknownName, match='no party "c"; known are a, b'):
        pie(2).party("c")


def test_without_promises_everything_is_performed_at_once() -> None:
    promises = no_promises(3, 5)
    assert (promises.names, promises.by, promises.backer) == ((), (), ())
    assert promises.deferral.shape == (0, 5)
    assert promises.gain.shape == (3, 0, 5)
    assert promises.confidence.shape == (3, 0)
