"""Utilities by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.domain.issue import Issue, OutcomeSpace
from sim.domain.preferences import Preferences
from sim.errors import ScenarioError, UnknownName

SPACE = OutcomeSpace.build([Issue("price", ("low", "high")), Issue("time", ("soon", "late"))])
VALUES = {"price": {"low": 0.0, "high": 1.0}, "time": {"soon": 1.0, "late": 0.5}}


def test_weights_count_by_their_share() -> None:
    wants = Preferences({"price": 3.0, "time": 1.0}, VALUES)
    assert wants.shares(SPACE) == [0.75, 0.25]
    assert wants.utilities(SPACE).tolist() == [0.25, 0.125, 1.0, 0.875]
    twice = Preferences({"price": 6.0, "time": 2.0}, VALUES)
    assert twice.utilities(SPACE).tolist() == wants.utilities(SPACE).tolist()


def test_an_issue_without_weight_needs_no_values() -> None:
    wants = Preferences({"price": 1.0}, {"price": VALUES["price"]})
    assert wants.utilities(SPACE).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_bonuses_rescale_and_so_keep_the_order() -> None:
    """A gain of 0.5 and a loss of 0.5: everything is moved up by the loss and divided by 2."""
    bonuses = [({"price": ["high"], "time": ["soon"]}, 0.5), ({"price": ["low"]}, -0.5)]
    wants = Preferences({"price": 1.0}, {"price": VALUES["price"]}, bonuses)
    assert wants.utilities(SPACE).tolist() == [0.0, 0.0, 1.0, 0.75]


def test_the_parts_of_the_issues_add_up_to_the_utility() -> None:
    wants = Preferences({"price": 3.0, "time": 1.0}, VALUES, [({"price": ["high"]}, 0.25)])
    bonus = np.where(SPACE.matches({"price": ["high"]}), 0.25 / 1.25, 0.0)
    assert wants.parts(SPACE).shape == (2, 4)
    assert wants.utilities(SPACE) == pytest.approx(wants.parts(SPACE).sum(axis=0) + bonus)


def test_what_makes_no_preferences_is_said() -> None:
    with pytest.raises(ScenarioError, match="all are zero"):
        Preferences({"price": 0.0}, VALUES).utilities(SPACE)
    with pytest.raises(UnknownName, match='did you mean "price"'):
        Preferences({"price": 1.0}, VALUES, [({"prise": ["low"]}, 0.1)]).utilities(SPACE)
