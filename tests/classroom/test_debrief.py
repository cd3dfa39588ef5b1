"""The debrief: where groups ended, what stood in their way, and what they are laid beside."""

from __future__ import annotations

import numpy as np
import pytest

from sim.classroom import beside, shown
from sim.classroom.debrief import NOTHING, Debrief, debrief
from sim.classroom.service import Classroom
from sim.domain.game import LADDER
from sim.domain.issue import Bools
from sim.engine.gathering import Closed, Gathered, Gathering, Moved, enter
from sim.report.plane import NARROW, Mark, Plane, drawn
from sim.scenario.load import episode_ids, load
from sim.scenario.setup import Setup
from tests.classroom.robots import SHORT, Room, talking

SETUP = Setup("1956-joint-declaration", seed=1)


def signed(outcome: int) -> Gathered:
    """A table at which the first text was accepted at once."""
    at = Gathering(SETUP, SETUP.signatories).opened
    first, second = SETUP.signatories
    return enter(enter(at, Moved(first, outcome)), Moved(second, "accept"))


def allowed(at: Gathered) -> Bools:
    """What the side that opens may table."""
    found = at.seated(SETUP.signatories[0]).legal.outcomes
    assert found is not None
    return found


def broken() -> Gathered:
    """A table at which the text that one side likes best was turned down, and no more said."""
    at = Gathering(SETUP, SETUP.signatories).opened
    first, second = SETUP.signatories
    seated = at.seated(first)
    worths = np.where(allowed(at), seated.table.value.plain[seated.sitting.place], -np.inf)
    at = enter(at, Moved(first, int(worths.argmax())))
    return enter(enter(at, Moved(second, "reject")), Closed())


def made(*tables: Gathered, guesses: tuple[tuple[str, str | None], ...] = ()) -> Debrief:
    return debrief(SETUP, {n: at.table for n, at in enumerate(tables, 1)}, guesses)


def a_deal() -> int:
    """A text that both signatories would sign at once."""
    value = Gathering(SETUP, SETUP.signatories).opened.table.value
    return int(value.signable[list(range(2))].all(axis=0).argmax())


def test_a_signed_text_lies_where_its_gains_are_and_no_text_lies_at_nought() -> None:
    found = made(signed(a_deal()), broken())
    with_text, without = found.groups
    gains = found.space.gains(False)
    assert with_text.agreement == a_deal()
    assert with_text.at == tuple(
        float(gains[found.space.game.party(party), a_deal()]) for party in found.axes
    )
    assert without.at == (0.0, 0.0)
    assert not without.holds
    assert [step.round for step in without.path] == [1]


def test_a_table_that_is_still_open_counts_as_one_whose_time_was_up() -> None:
    open_ = Gathering(SETUP, SETUP.signatories).opened
    (end,) = made(open_).groups
    assert (end.result, end.ladder, end.path) == ("deadline", "setback", ())


def test_what_blocked_a_group_is_what_most_refusals_were_about() -> None:
    (end,) = made(broken()).groups
    assert end.refusals
    assert end.blocked == end.refusals[0][0]
    assert sum(made(broken(), broken()).blocked.values()) == 2


def test_guesses_are_counted_and_nothing_is_an_answer() -> None:
    found = made(broken(), guesses=(("treaty", None), ("talks", "alliance"), ("treaty", None)))
    assert (found.guesses.people, found.guesses.endings["treaty"], found.guesses.blockers[NOTHING]) == (
        3,
        2,
        2,
    )


def test_a_better_text_is_better_for_every_side() -> None:
    opened = Gathering(SETUP, SETUP.signatories).opened
    found = made(*(signed(int(n)) for n in np.flatnonzero(allowed(opened))[:8]))
    gains = found.space.gains(False)[:2]
    for end in found.groups:
        if end.agreement is not None and end.better is not None:
            assert (gains[:, end.better] > gains[:, end.agreement]).all()


def test_the_model_plays_as_often_as_it_says() -> None:
    model = beside.model(SETUP, 60)
    assert model.runs == sum(n for _, n in model.endings) == 60
    assert sum(n for _, n in model.texts) + model.without_text == 60
    assert all(dict(model.endings)[LADDER[-1]] <= 60 >= n for _, n in model.freed)


@pytest.mark.parametrize("episode", episode_ids())
def test_history_lies_in_the_space_of_each_episode(episode: str) -> None:
    scenario = load(episode)
    found = made(broken())
    real = beside.real(scenario, debrief(Setup(scenario), {}).space, found.axes)
    happened = scenario.spec.happened
    assert real is not None and happened is not None
    assert real.ladder == happened.ladder
    assert 1 <= len(real.points) <= 8
    assert (real.points == ((0.0, 0.0),)) == (happened.ladder == "setback")


def test_the_picture_names_every_group_once_and_no_label_hides_another() -> None:
    marks = tuple(Mark((0.01 * n, 0.01 * n), (n,), "signed") for n in range(1, 15))
    svg = drawn(Plane("A class", ("A", "B"), (), marks=marks), NARROW)
    assert [svg.count(f'fill="#FBFAF6">{n}</text>') for n in range(1, 15)] == [1] * 14


def test_all_words_of_a_debrief_are_there_with_and_without_the_model() -> None:
    found = made(signed(a_deal()), broken(), guesses=(("treaty", None),))
    model, real = beside.model(SETUP, 20), beside.real(SETUP.loaded, found.space, found.axes)
    for told in (None, model):
        assert shown.summary(found)
        assert len(shown.ending_rows(found, told, real)) == len(LADDER)
        assert set(shown.legend(found, told, real)) >= {"signed", "none", "real"}
        assert drawn(shown.picture(found, told, real, paths=[1, 2], round_by_round=True))
        assert len({len(row) for row in shown.blocked_rows(found, told)}) == 1
    assert len(shown.group_rows(found)) == 2


def debriefed(classroom: Classroom) -> Room:
    room = talking(classroom, SHORT, 6)
    room.play()
    room.to("debrief")
    return room


def test_earlier_classes_of_the_same_episode_are_found_and_deleted_ones_are_not(
    lite: Classroom, time: object
) -> None:
    first = debriefed(lite)
    time.pass_(60.0)  # type: ignore[attr-defined]
    second = debriefed(lite)
    assert [line.code for line in lite.earlier(second.code)] == [first.code]
    assert lite.earlier(first.code) == []
    # A new key is made with each room.
    second.teacher.delete(first.code)
    assert lite.earlier(second.code) == []
