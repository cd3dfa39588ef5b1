"""What differs in the input of two setups: one answer for the command line and for the page."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.agents.names import strategy_of
from sim.app.kit import differing_words
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS, PROTOCOLS
from sim.experiments.compare.input_difference import InputDifference, input_difference, strategies_of
from sim.scenario.load import load
from sim.scenario.setup import Setup

SCENARIOS = [load(name) for name in ("2018-singapore", "1956-joint-declaration", "tests/data/lake.toml")]
NAMES = (
    "linear",
    "linear/",
    "linear//bayesian",
    "linear/ac_next/bayesian",
    "linear//none",
    "micro",
    "micro/ac_aspiration",
)
CHANGES: tuple[dict[str, str | float | bool], ...] = (
    {},
    {"talks.rounds": 6},
    {"talks.protocol": "single_text"},
    {"talks.mood": 0.5},
)


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    scenario = draw(st.sampled_from(SCENARIOS))
    parties = st.sampled_from(Setup(scenario).signatories)
    return Setup(
        scenario,
        draw(st.sampled_from(CHANGES)),
        draw(st.integers(0, 3)),
        draw(st.dictionaries(parties, st.sampled_from(NAMES))),
        draw(st.lists(st.sampled_from(CONSTRAINTS), unique=True)),
        draw(st.sampled_from([None, *PROTOCOLS])),
    )


def turned(row: InputDifference) -> InputDifference:
    return InputDifference(row.kind, row.key, row.b, row.a)


PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PROPERTY
@given(setups(), setups())
def test_exchanging_the_sides_exchanges_what_they_have(a: Setup, b: Setup) -> None:
    one, two = input_difference(a, b), input_difference(b, a)
    assert {row.key: row for row in one.differs} == {row.key: turned(row) for row in two.differs}
    assert (one.alike, one.settings) == (two.alike, two.settings)
    assert all(row.a != row.b for row in one.differs)


@PROPERTY
@given(setups(), setups())
def test_a_strategy_has_a_row_where_records_call_it_otherwise(a: Setup, b: Setup) -> None:
    one, two = strategies_of(a), strategies_of(b)
    rows = {row.key: (row.a, row.b) for row in input_difference(a, b).differs if row.kind == "strategy"}
    assert rows == {p: (one.get(p), two.get(p)) for p in {**one, **two} if one.get(p) != two.get(p)}


@PROPERTY
@given(setups())
def test_the_same_input_differs_in_nothing(a: Setup) -> None:
    said = {party: strategy_of(name).label for party, name in a.strategies.items()}
    again = Setup(a.scenario, a.changes, a.seed + 1, said, [*reversed(a.off)], a.way, not a.draw)
    assert input_difference(a, again).differs == ()


def test_a_strategy_in_a_scenario_has_one_row() -> None:
    changes = {"parties.japan.acceptance": "ac_time", "parties.japan.opponent_model": "none"}
    rows = input_difference(Setup("2018-singapore"), Setup("2018-singapore", changes)).differs
    assert [(row.kind, row.key, row.a, row.b) for row in rows] == [
        ("strategy", "japan", "boulware/ac_aspiration/public", "boulware/ac_time/none")
    ]


def test_the_page_finds_the_same() -> None:
    same = State(strategies={"japan": "boulware/ac_aspiration/public"})
    assert input_difference(State(), same).differs == ()


def test_the_page_tells_two_strategies_of_one_name_apart() -> None:
    b = State(strategies={"japan": "boulware//none"})
    (row,) = input_difference(State(), b).differs
    assert differing_words.value(State(), row, row.a) != differing_words.value(b, row, row.b)
