"""Every seat of every episode can be played: something to do in every round, hints that lead somewhere, talks cut short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sim.app.kit.table import drafting
from sim.app.seat import seating
from sim.app.seat.debrief import short_of_history
from sim.app.state import presets
from sim.app.state.links import State, decode, encode
from sim.domain.game import LADDER
from sim.engine import debrief
from sim.engine.mesa import negotiate
from sim.engine.replay import replay
from sim.engine.sitting import Plain, Seated, record_of
from sim.rules.voice import SAYINGS
from sim.scenario.load import episode_ids
from sim.telling import catalogue
from sim.telling.numbers import number
from sim.telling.seat import speech, talks, worth
from tests.screens.alone import shown, state_of
from tests.screens.sittings import EASY, EPISODES, SEATS, sat, taken, willing
from tests.screens.test_seat import opened, press


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    catalogue.use(catalogue.FIRST)
    yield
    catalogue.use(catalogue.FIRST)


def simple(seated: Seated) -> Plain:
    """A simple move: say what is expected, table the public position and then what the other tabled, decline."""
    if seated.turn == "speak":
        return SAYINGS[len(seated.moves) % len(SAYINGS)]
    if seated.turn == "answer":
        return "reject"
    heard = [texts[-1] for texts in seated.view.heard.values() if texts]
    able = drafting.fit(seated)
    wanted = [*(heard if len(seated.moves) > 2 else []), drafting.opening(seated)]
    return next((text for text in wanted if able[text]), "pass")


def played(state: State) -> State:
    while sat(state).turn != "over":
        state = seating.moved(state, len(sat(state).moves), simple(sat(state)))
    return state


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", episode_ids())
def test_every_seat_has_something_to_do_in_every_round(episode: str, seat: str) -> None:
    state = taken(seat, scenario=episode, signs=False)
    rounds: dict[int, int] = {}
    while sat(state).turn != "over":
        seated = sat(state)
        rounds[seated.table.meeting.round] = rounds.get(seated.table.meeting.round, 0) + 1
        state = seating.moved(state, len(seated.moves), simple(seated))
    met = [m.round for m in sat(state).table.meetings if not m.last_day and m.before.resume <= m.round]
    assert set(met) <= set(rounds)
    record = record_of(sat(state))
    assert replay(record) == record


def followed(state: State, *, takes: bool) -> State:
    """The talks after a person who tables what the form shows, and declines what the hint does not let it accept.

    ``takes``: accepts what is worth no less than the hint's text and than having none; else nothing at all.
    """
    while sat(state).turn != "over":
        seated = sat(state)
        advised, tabled = seating.advice(state, seated), seated.table.on_table
        assert advised is not None
        if seated.turn == "answer":
            assert tabled is not None
            theirs, own = (worth.worth(seated, text) for text in (tabled, advised))
            fits = theirs.judged >= max(own.judged, own.floor) and seated.legal.may_accept
            move: Plain = "accept" if takes and fits else "reject"
        else:
            shown = seating.draft(state, seated)
            move = "pass" if worth.barred(seated, shown) else shown
        state = seating.moved(state, len(seated.moves), move)
    return state


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("episode", episode_ids())
def test_a_hint_followed_at_the_table_leads_beyond_history(episode: str, takes: bool) -> None:
    """Whoever tables what the form shows and stands by it comes farther than history did, whoever opens the talks."""
    found = presets.hint(episode)
    assert found is not None
    state = seating.hinted(State(scenario=episode))
    assert sat(state).sitting.seat == found[0].seat
    assert decode(encode(state))[0].extras == state.extras
    assert seating.draft(state, sat(state)) == seating.advice(state, sat(state))
    assert seating.again(state, other_luck=False) == state
    ended = followed(state, takes=takes)
    record, happened = record_of(sat(ended)), sat(ended).sitting.played.spec.happened
    assert happened is not None
    assert LADDER.index(record.ladder) > LADDER.index(happened.ladder)
    assert not short_of_history(sat(ended), record)


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
def test_a_hint_is_not_lost_where_the_other_side_opens(language: str) -> None:
    """The table shows it before every move, and the form holds its text at the person's first own turn."""
    state = seating.hinted(State(scenario="1960-memorandum", language=language))
    advised = seating.advice(state, sat(state))
    assert advised is not None and sat(state).turn == "answer"
    test = opened(state)
    assert talks.named(sat(state), advised) in test.info[0].value
    press(test, "seat.decline")
    after = state_of(test)
    assert sat(after).turn == "propose"
    assert seating.draft(after, sat(after)) == advised
    assert talks.named(sat(after), advised) in test.info[0].value
    press(test, "seat.start.0")
    press(test, "seat.start.1")
    assert test.button(key="seat.start.1").label == catalogue.t("seat.draft.hint")
    assert seating.draft(state_of(test), sat(after)) == advised
    assert not opened(seating.stood_up(after)).info


def test_a_hint_counts_at_its_own_table_alone() -> None:
    state = seating.hinted(State())
    assert seating.advice(taken(), sat(taken())) is None
    moved = seating.seat_taken(replace(state, changes={"talks.rounds": 4}), "japan")
    for elsewhere in (moved, replace(moved, extras={**moved.extras, "seat.hinted": True})):
        assert seating.advice(elsewhere, sat(elsewhere)) is None


@pytest.mark.parametrize("episode", episode_ids())
def test_a_length_that_is_offered_is_shorter_than_history(episode: str) -> None:
    usual = State(scenario=episode).loaded.spec.talks.rounds
    test = opened(State(scenario=episode))
    offered = [radio for radio in test.radio if radio.label == catalogue.t("seat.length.title")]
    assert bool(offered) == (usual > min(seating.LENGTHS.values()))
    for name, rounds in seating.lengths(usual).items():
        assert rounds < usual or name == "history"


@pytest.mark.parametrize("rounds", seating.LENGTHS.values())
@pytest.mark.parametrize("episode", episode_ids())
def test_talks_of_every_length_can_be_played(episode: str, rounds: int) -> None:
    state = seating.of_length(State(scenario=episode), rounds)
    assert state.loaded.spec.talks.rounds == rounds
    ended = sat(played(seating.seat_taken(state, "russia")))
    assert ended.table.meetings[-1].round <= rounds
    assert seating.of_length(state, None).changes == {}


# ---------------------------------------------------------------- a seat that does not sign


def test_a_guarantor_speaks_before_the_others_answer() -> None:
    state = taken("usa", scenario="1956-joint-declaration", signs=False)
    seated = sat(state)
    assert (seated.turn, seated.table.rules.game.signatories) == ("speak", (0, 1))
    said = sat(seating.moved(state, 0, "threaten"))
    first = said.table.meetings[0]
    assert first.value.stances[0, first.offers[0].outcome] == 0
    assert said.table.standing.wear == 0.5
    quiet = sat(seating.moved(state, 0, "acquiesce"))
    assert quiet.table.standing.wear == 1.0
    assert quiet.table.standing.rapport > said.table.standing.rapport
    for move in ("accept", "walk", "pass", 3):
        assert seating.moved(state, 0, move) == state


def test_what_a_guarantor_says_counts_for_better_and_worse_texts() -> None:
    state = taken("usa", scenario="1956-joint-declaration", signs=False)
    before = sat(state)
    margin = debrief.worths(before)[before.sitting.place]
    text = before.table.on_table
    assert text is not None
    for saying, stance in (("threaten", 0), ("support", 3), ("assure", 2)):
        after = sat(seating.moved(state, 0, saying)).table.meetings[0].value.stances[0]
        assert after[text] == stance
        assert (after[margin >= margin[text]] >= stance).all()
        assert (after[margin <= margin[text]] <= stance).all()


def test_an_assurance_stills_doubts_until_it_is_broken() -> None:
    state = taken("usa", scenario="2018-singapore", signs=False)
    moscow = sat(state).table.rules.game.party("russia")
    plain = sat(seating.moved(state, 0, "acquiesce")).table
    vouched = seating.moved(state, 0, "assure")
    assert (sat(vouched).table.value.doubts[moscow] >= plain.value.doubts[moscow] - 1e-12).all()
    assert (sat(vouched).table.value.doubts[moscow] > plain.value.doubts[moscow]).any()
    broken = seating.moved(vouched, 1, "object")
    assert [word.saying for word in sat(broken).table.standing.words] == [4, 1]
    assert "Half of the doubts" in (speech.effect(sat(state), 0, "assure") or "")


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
def test_the_page_of_a_guarantor_is_played_by_its_buttons(language: str) -> None:
    test = opened(taken("usa", scenario="1956-joint-declaration", signs=False, language=language))
    for saying in ("threaten", "object", "support", "acquiesce"):
        press(test, f"seat.say.{saying}")
    text = shown(test)
    assert catalogue.t("seat.you.say.threaten") in text
    ended = played(state_of(test))
    test = opened(ended)
    assert not test.warning
    assert catalogue.t("seat.end.model") in [item.value for item in test.header]


def test_a_guarantor_may_also_sign() -> None:
    test = press(opened(State()), "seat.sign.usa")
    assert sat(state_of(test)).sitting.raised
    assert seating.again(state_of(test), other_luck=True).extras["seat.signs"] is True
    test = press(press(opened(State()), "seat.sit.usa"), "seat.say.support")
    assert sat(state_of(test)).sitting.speaks


# ---------------------------------------------------------------- at home, and afterwards


def test_the_chance_at_home_is_told_and_failing_there_is_lived_through() -> None:
    state = taken(scenario="2018-singapore")
    seated = sat(state)
    treaty = drafting.opening(seated)
    chance = number(worth.worth(seated, treaty).passes)
    assert f"The Diet and the public would pass it with a chance of **{chance}**." == worth.at_home(
        seated, treaty
    )
    assert chance in shown(opened(state))
    bare = drafting.redrafted(seated, treaty, "depth", "communique")
    assert worth.at_home(seated, bare) == "It needs no vote at home."
    tried = (_signs_anything(taken("russia", scenario="2020-framework", seed=seed)) for seed in range(60))
    failed = next(ended for ended in tried if sat(ended).table.result == "not_ratified")
    text = shown(opened(failed))
    assert "failed at home" in text
    assert "less" in text and "for the failure" in text


def _signs_anything(state: State) -> State:
    """The state after a person who tables declarations and takes whatever crosses no red line."""
    space = sat(state).table.rules.game.space
    declaration = drafting.redrafted(sat(state), drafting.opening(sat(state)), "depth", "declaration")
    given = drafting.redrafted(sat(state), declaration, "habomai", "japan")
    assert space.terms(given)["depth"] == "declaration"
    while sat(state).turn != "over":
        seated = sat(state)
        if seated.turn == "answer":
            move: Plain = "accept" if seated.legal.may_accept else "reject"
        else:
            move = given if drafting.fit(seated)[given] else "pass"
        state = seating.moved(state, len(seated.moves), move)
    return state


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", EPISODES)
def test_a_text_better_for_all_is_what_it_says(episode: str, seat: str) -> None:
    for off in ((), ("credibility",), EASY):
        state = taken(seat, scenario=episode, off=off, signs=False)
        seated = sat(played(state) if seat == "usa" else willing(state))
        text, signed = debrief.better_for_all(seated), seated.table.agreement
        if text is None or signed is None:
            continue
        sides = debrief.sides(seated)
        assert debrief.signable_at_the_end(seated)[text]
        for rows in (debrief.worths(seated), debrief.judged(seated)):
            assert (rows[sides][:, text] > rows[sides][:, signed]).all()


def test_the_same_talks_without_the_person_are_those_of_the_model() -> None:
    for signs in (False, True):
        seated = sat(played(taken("usa", scenario="2018-singapore", signs=signs)))
        assert debrief.without_person(seated) == negotiate("2018-singapore", seed=seated.sitting.setup.seed)


def test_nothing_of_the_length_counts_as_a_changed_setting() -> None:
    test = opened(State(changes={"talks.rounds": 4}))
    assert "have been changed" not in shown(test)
    assert "have been changed" in shown(
        opened(replace(State(), changes={"talks.rounds": 4, "talks.rapport": "cold"}))
    )


def test_a_table_is_chosen_and_kept_in_the_link() -> None:
    test = opened(State())
    test.radio[0].set_value("believed").run()
    assert state_of(test).off == ("credibility",)
    test.radio[1].set_value("short").run()
    assert dict(state_of(test).changes) == {"talks.rounds": 4}
    test.radio[1].set_value("history").run()
    assert dict(state_of(test).changes) == {}
    test.radio[2].set_value("simultaneous").run()
    assert state_of(test).protocol == "simultaneous"
    test.radio[2].set_value("alternating").run()
    assert state_of(test).protocol is None
    test.selectbox[0].set_value("1956-joint-declaration").run()
    assert state_of(test).scenario == "1956-joint-declaration"
    agent = next(box for box in test.selectbox if box.label.startswith("Moscow, played"))
    agent.set_value("linear").run()
    assert dict(state_of(test).strategies) == {"russia": "linear"}
    test.number_input[0].set_value(11).run()
    assert state_of(test).seed == 11
    assert not test.exception
    press(test, "seat.sit.japan")
    assert sat(state_of(test)).sitting.setup.off == ("credibility",)


def test_a_table_that_another_page_has_set_is_shown_as_such() -> None:
    test = opened(State(off=("alliance",), changes={"talks.rounds": 5, "talks.rapport": "cold"}))
    assert [radio.value for radio in test.radio[:2]] == ["other", "other"]
    assert "have been changed" in shown(test)
