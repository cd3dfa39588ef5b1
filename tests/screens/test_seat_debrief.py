"""What a person reads when the talks are over, and the charts beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import altair as alt
import numpy as np
import pytest

from sim.app.kit.table import charts, drafting
from sim.app.kit.table.afterwards import ended_at
from sim.app.seat import seating
from sim.app.state.links import State
from sim.domain.texts import DEPTH
from sim.engine import debrief
from sim.engine.replay import parse_record, replay
from sim.engine.sitting import Seated, record_of
from sim.rules.reach import within_reach
from sim.scenario.load import episode_ids
from sim.telling import catalogue
from sim.telling.seat import debrief as told
from tests.screens.sittings import EASY, EPISODES, SEATS, sat, taken, willing


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts and leaves in English."""
    catalogue.use(catalogue.FIRST)
    yield
    catalogue.use(catalogue.FIRST)


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", EPISODES)
def test_what_was_left_on_the_table_harms_nobody(episode: str, seat: str) -> None:
    for off in ((), ("credibility",), EASY):
        for state in (
            willing(taken(seat, scenario=episode, off=off)),
            taken(seat, scenario=episode, off=off),
        ):
            ended = state if sat(state).turn == "over" else seating.moved(state, 0, "walk")
            seated = sat(ended)
            table, seats = seated.table, list(seated.table.rules.game.signatories)
            text = debrief.better(seated)
            fit = debrief.signable_at_the_end(seated)
            if table.agreement is None:
                reached = np.array([table.value.reservation[place] for place in seats])
                assert (text is None) or fit[text]
                assert (debrief.best(seated) is None) == (not fit.any())
            else:
                reached = table.value.signing[seats][:, table.agreement]
                plain = debrief.worths(seated)[seats]
                assert text is None or (plain[:, text] >= plain[:, table.agreement]).all()
            if text is not None:
                gain = table.value.signing[seats][:, text] - reached
                assert (gain >= 0).all() and gain[seats.index(seated.sitting.place)] > 0


def test_the_hurdles_are_those_of_the_record() -> None:
    seated = sat(willing(taken()))
    record = record_of(seated)
    rows = debrief.hurdles(seated)
    names = seated.table.rules.game.depths.names
    for d, depth in enumerate(names):
        assert {row.constraint: row.left[d] for row in rows if row.left} == record.surviving[depth]
    assert sum(debrief.signable_at_the_end(seated)) == record.zone


def test_what_could_have_been_signed_is_counted_by_depth() -> None:
    for seat in SEATS:
        seated = sat(willing(taken(seat)))
        record, found = record_of(seated), debrief.by_depth(seated)
        assert {row.depth: row.gap for row in found} == record.gap
        assert sum(row.signable for row in found) == record.zone
        assert sum(row.texts for row in found) == record.n_outcomes
        assert all((row.gap == 0.0) == (row.signable > 0) for row in found)


def test_the_nearest_text_lacks_least() -> None:
    seated = sat(willing(taken()))
    game, value = seated.table.rules.game, seated.table.value
    seats = list(game.signatories)
    floors = np.array([[value.reservation[place]] for place in seats])
    least = np.minimum(np.minimum(value.plain, value.credible), value.signing)[seats]
    margin = np.minimum(0.0, (least - floors).min(axis=0))
    at, mask = (
        debrief.nearest(seated),
        within_reach(seated.table.rules) & game.depths.at(len(game.depths.names) - 1),
    )
    assert mask[at]
    assert margin[at] == margin[mask].max()
    assert -margin[at] == record_of(seated).gap["treaty"]


def test_the_frontier_is_efficient_and_the_solutions_lie_on_it() -> None:
    for seat in SEATS:
        seated = sat(willing(taken(seat, off=("credibility",))))
        seats = list(seated.table.rules.game.signatories)
        best, worths = debrief.frontier(seated), debrief.worths(seated)[seats]
        reach = np.flatnonzero(within_reach(seated.table.rules))
        for text in best:
            more = (worths[:, reach] >= worths[:, [text]]).all(axis=0)
            assert not (more & (worths[:, reach] > worths[:, [text]]).any(axis=0)).any()
        points = {tuple(worths[:, text]) for text in best}
        assert all(tuple(worths[:, text]) in points for text in debrief.solved(seated))


def test_the_downloaded_record_replays() -> None:
    state = willing(taken("usa", off=EASY))
    record = seating.record(state.setup, "usa", True, sat(state).moves)
    assert replay(parse_record(json.loads(record.to_json()), "download")) == record
    assert record.strategies["usa"] == "human"


# ---------------------------------------------------------------- the charts


@pytest.mark.parametrize(("held", "floor"), [(0.64, 0.57), (0.0, 1.0), (1.0, 0.0), (0.5, 0.5), (-0.31, 1.2)])
def test_the_gauge_has_its_dot_and_its_tick_in_their_order_and_inside(held: float, floor: float) -> None:
    found = charts.gauge(held, floor, "#0072B2", 'what it shows, in "words"')
    least, at = (float(x) for x in re.findall(r"class='(?:floor|text)' style='left:([\d.]+)%'", found))
    assert 0 <= least <= 100 and 0 <= at <= 100
    assert (at > least) - (at < least) == (held > floor) - (held < floor)
    assert "in &quot;words&quot;" in found


@pytest.mark.parametrize("seat", ["japan", "usa"])
def test_the_last_chart_is_what_vega_lite_understands(seat: str) -> None:
    seated = sat(willing(taken(seat, off=("credibility",))))
    shown = ended_at(seated, 1, debrief.solved(seated), ink="#000000", elsewhere={})
    assert sum(left for _, _, left in shown.points) == debrief.signable_at_the_end(seated).sum()
    alt.LayerChart.from_dict(charts.ended(shown).to_dict(validate=True), validate=True)
    assert json.loads(charts.ended_json(shown))["layer"]


@pytest.mark.parametrize(("language", "treaty"), [("en", "treaty"), ("ja", "条約"), ("ru", "договор")])
@pytest.mark.parametrize("name", episode_ids())
def test_what_is_no_treaty_is_not_called_one(name: str, language: str, treaty: str) -> None:
    """In the chart of a sitting that ended with a shallower text or none, and beside it: what it leaves to the person."""
    catalogue.use(language)
    start = taken(scenario=name, language=language)
    for seated in (sat(seating.moved(start, 0, "walk")), shallow(start)):
        shown = ended_at(seated, 1, debrief.solved(seated), ink="#000000", elsewhere={})
        lines = [shown.label, *shown.titles, *shown.floor_labels, told.chart_key(seated, [])]
        key = "worth_none" if seated.table.agreement is None else "worth_deal"
        lines.append(catalogue.t(f"seat.end.{key}", plain="", worth="", floor=""))
        assert not [line for line in lines if treaty in line.lower()]


def shallow(state: State) -> Seated:
    """A sitting in which a text of the shallowest kind has been signed."""
    seated = sat(state)
    text = drafting.redrafted(seated, drafting.opening(seated), DEPTH, drafting.kinds(seated)[0])
    return replace(seated, table=replace(seated.table, agreement=text))
