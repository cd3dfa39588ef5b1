"""What makes no game before anything is drawn is what a scenario refuses to be changed to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.infeasible import impossible
from sim.errors import SimError
from sim.scenario.load import load

WELL = load(Path("tests/golden/well.toml"))
WEIGHTS = [f"parties.oben.weights.{issue}" for issue in ("morning", "evening", "upkeep")]
numbers = st.sampled_from([0.0, 0.0, 0.5, 1.0])


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["talks.mood", *WEIGHTS]), numbers, min_size=1))
def test_it_refuses_what_the_scenario_refuses(changes: dict[str, float]) -> None:
    try:
        WELL.with_changes(dict(changes))
        refused = False
    except SimError:
        refused = True
    columns = {key: np.array([value]) for key, value in changes.items()}
    assert impossible(WELL, columns, 1).tolist() == [refused]
