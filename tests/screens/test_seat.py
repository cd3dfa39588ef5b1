"""The page on which a person takes a seat, alone: what its link holds, what it draws, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.kit.table import drafting
from sim.app.seat import seating
from sim.app.state import cache
from sim.app.state.links import State, decode, encode
from sim.domain.game import PROTOCOLS
from sim.domain.record import RESULTS_VERSION
from sim.domain.texts import DEPTH
from sim.scenario.load import episode_ids
from sim.telling import catalogue, numbers
from sim.telling.seat import brief, talks, worth
from tests.screens.alone import driven, shown, state_of
from tests.screens.sittings import EASY, EPISODES, SEATS, sat, stubborn, taken, willing


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    catalogue.use(catalogue.FIRST)
    yield
    catalogue.use(catalogue.FIRST)


def page() -> None:
    from sim.app.seat import page

    page.show()


def opened(state: State) -> AppTest:
    catalogue.use(state.language)
    test = driven(page, state, **{"hikiwake.language": state.language})
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


# ---------------------------------------------------------------- the link


def test_a_sitting_survives_its_link() -> None:
    state = willing(taken(seed=3), stop=4)
    state = seating.drafted(state, drafting.opening(sat(state)))
    again, problems = decode(encode(replace(state, language="ja")))
    assert problems == []
    assert again.extras == state.extras
    assert sat(again).moves == sat(state).moves
    assert seating.draft(again, sat(again)) == seating.draft(state, sat(state))


def test_nobody_sits_at_first() -> None:
    assert seating.read(State()) == seating.Reading()


@pytest.mark.parametrize(
    ("extras", "problem"),
    [
        ({"seat.party": "mars"}, "damaged"),
        ({"seat.party": 3}, "damaged"),
        ({"seat.party": ["japan"]}, "damaged"),
        ({"seat.moves": "pass"}, "damaged"),
        ({"seat.moves": {"0": 1}}, "damaged"),
        ({"seat.moves": [[1]]}, "damaged"),
        ({"seat.moves": [True]}, "damaged"),
        ({"seat.moves": ["pass"] * 401}, "damaged"),
        ({"seat.mark": "0123456789"}, "older"),
        ({"seat.mark": "1-0123456789"}, "older"),
        ({"seat.mark": f"{RESULTS_VERSION}-0123456789"}, "other_table"),
        ({"seat.mark": None}, "other_table"),
        ({"seat.mark": ["x"]}, "other_table"),
        ({"seat.moves": ["accept"]}, "moves"),
        ({"seat.moves": ["dance"]}, "moves"),
        ({"seat.moves": [10**15]}, "moves"),
        ({"seat.moves": ["walk", "walk"]}, "moves"),
        ({"seat.moves": ["pass"] * 400}, "moves"),
    ],
)
def test_a_link_that_was_tampered_with_is_told_and_offers_a_new_start(
    extras: dict[str, Any], problem: str
) -> None:
    state = taken()
    broken = replace(state, extras={**state.extras, **extras})
    assert seating.read(broken) == seating.Reading(problem=f"seat.link.{problem}")
    test = opened(broken)
    assert test.info[0].value == catalogue.t(f"seat.link.{problem}")
    press(test, "seat.sit.russia")
    assert sat(state_of(test)).sitting.seat == "russia"


@pytest.mark.parametrize("draft", [-1, 10_000, "x", True, 1.5, [3], None])
def test_a_draft_that_is_none_counts_as_nothing(draft: Any) -> None:
    state = taken()
    broken = replace(state, extras={**state.extras, "seat.draft": draft})
    assert seating.draft(broken, sat(broken)) == drafting.opening(sat(state))


def test_moves_are_not_played_at_another_table() -> None:
    state = willing(taken(off=("credibility",)), stop=2)
    for other in (
        replace(state, seed=state.seed + 1),
        replace(state, off=()),
        replace(state, protocol="simultaneous"),
        replace(state, scenario="1956-joint-declaration"),
        replace(state, changes={"talks.rounds": 5}),
        replace(state, strategies={"russia": "boulware"}),
    ):
        assert seating.read(other).problem == "seat.link.other_table"
    assert seating.read(replace(state, language="ru", round=3)).problem is None


def test_a_late_or_illegal_click_changes_nothing() -> None:
    state = taken(moves=("pass",))
    assert seating.moved(state, 0, "pass") == state
    assert seating.moved(state, 1, "dance") == state
    assert seating.moved(State(), 0, "pass") == State()
    assert seating.moved(state, 1, "walk") != state


def test_again_starts_over_with_the_same_or_the_next_luck() -> None:
    state = taken(moves=("pass", "walk"))
    same, other = (seating.again(state, other_luck=luck) for luck in (False, True))
    assert (same.seed, other.seed) == (state.seed, state.seed + 1)
    assert sat(same).moves == sat(other).moves == ()
    assert seating.stood_up(state).extras == {}


# ---------------------------------------------------------------- drafting


def test_a_draft_stays_feasible_and_changes_no_more_than_it_must() -> None:
    seated = sat(taken())
    table, space = seated.sitting.played.spec, seated.sitting.rules.game.space
    free = [c for c, i in enumerate(space.issues) if i.id == DEPTH or not table.issues[i.id].read_off]
    for text in range(0, space.n, 7):
        for issue, options in drafting.offered(seated, text).items():
            for option in options:
                new = drafting.redrafted(seated, text, issue, option)
                assert (space.terms(new)[DEPTH], space.terms(new)[issue]) == (
                    space.terms(text)[DEPTH],
                    option,
                )
                fits = space.matches({DEPTH: [space.terms(text)[DEPTH]], issue: [option]})
                fewest = (space.outcomes[fits][:, free] != space.outcomes[text, free]).sum(axis=1).min()
                assert (space.outcomes[new, free] != space.outcomes[text, free]).sum() == fewest


@pytest.mark.parametrize("name", episode_ids())
def test_every_kind_of_text_can_be_drafted_and_says_what_its_scenario_lets_it(name: str) -> None:
    seated = sat(taken("usa", scenario=name))
    table, space = seated.sitting.played.spec, seated.sitting.rules.game.space
    for depth in drafting.kinds(seated):
        row = table.depths[depth]
        text = drafting.redrafted(seated, drafting.opening(seated), DEPTH, depth)
        assert space.terms(text)[DEPTH] == depth
        for issue, options in drafting.offered(seated, text).items():
            assert not table.issues[issue].read_off
            assert set(options) <= {table.status_quo[issue], *row.holds.get(issue, [])}
        for block in drafting.settlements(seated, text):
            for options in block.rows:
                new = drafting.settled(seated, text, block.issues, options)
                said = space.terms(new)
                assert (said[DEPTH], tuple(said[issue] for issue in block.issues)) == (depth, options)


def test_a_click_turns_an_island_and_comes_round() -> None:
    seated = sat(taken())
    space = seated.sitting.rules.game.space
    text = drafting.redrafted(seated, seated.sitting.rules.game.status_quo, DEPTH, "treaty")
    held = []
    for _ in range(5):
        text = drafting.turned(seated, text, "iturup")
        held.append(space.terms(text)["iturup"])
    assert sorted(held[:4]) == ["japan", "joint", "open", "russia"]
    assert held[4] == held[0]
    bare = drafting.redrafted(seated, text, DEPTH, "communique")
    assert drafting.turned(seated, bare, "iturup") == bare


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", episode_ids())
def test_the_first_draft_can_be_tabled(episode: str, seat: str) -> None:
    """And it is what the party has declared, where it has."""
    seated = sat(taken(seat, scenario=episode))
    first = drafting.opening(seated)
    assert drafting.fit(seated)[first]
    demand = seated.sitting.rules.game.depths.demand[seated.sitting.place]
    assert first == demand or demand < 0


# ---------------------------------------------------------------- what is said and what is kept


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", EPISODES)
def test_nothing_private_of_the_others_is_on_the_page_before_the_end(
    episode: str, seat: str, protocol: str
) -> None:
    for stop in (0, 3):
        state = stubborn(taken(seat, scenario=episode, protocol=protocol), stop)
        sitting, text = sat(state).sitting, shown(opened(state))
        own = {line.text for part in brief.brief(sitting, seat) for line in part.lines}
        assert all(line in text for line in own)
        for other in SEATS:
            theirs = {line.text for part in brief.private_parts(sitting, other) for line in part.lines} - own
            # Whoever declines a text across its red line says so.
            said = {line.text for line in brief.ruled_out(sitting, other)}
            assert not [line for line in theirs - said if line in text]


def test_a_text_in_the_same_breath_stays_hidden() -> None:
    for protocol, seat in (("simultaneous", "russia"), ("single_text", "russia"), ("simultaneous", "usa")):
        seated = sat(taken(seat, protocol=protocol, off=("credibility",)))
        meeting = seated.table.meeting
        assert [*meeting.offers, *meeting.criticisms]
        assert talks.told(seated, meeting) == []
        assert not any(seated.view.heard.values())


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_reasons_name_issues_and_no_numbers(language: str, protocol: str) -> None:
    catalogue.use(language)
    seated = sat(stubborn(taken(protocol=protocol), stop=8))
    declined = 0
    for meeting in talks.meetings(seated):
        for text in meeting.offers:
            for place, accepted in text.answers:
                if place != seated.sitting.place and not accepted:
                    declined += 1
                    reason = talks.why_not(seated, meeting, text.outcome, place)
                    assert reason in " ".join(talks.told(seated, meeting))
                    assert not any(mark.isdigit() for mark in reason)
    assert declined


def test_a_red_line_is_named_when_it_is_crossed() -> None:
    state = taken(off=EASY)
    seated = sat(state)
    space = seated.sitting.rules.game.space
    four = drafting.opening(seated)
    assert space.terms(four)["kunashir"] == "japan"
    crossed = sat(seating.moved(state, 0, four))
    told = " ".join(talks.told(crossed, crossed.table.meetings[0]))
    assert "Moscow declines: the draft crosses one of its red lines (Iturup and Kunashir" in told


def test_a_reason_against_a_text_is_the_first_step_that_fails() -> None:
    found: dict[str, str] = {}
    for seat, off in (
        ("japan", ()),
        ("russia", ()),
        ("japan", ("credibility",)),
        ("russia", ("credibility",)),
    ):
        seated = sat(taken(seat, off=off))
        for text in range(seated.sitting.rules.game.space.n):
            lines, step = worth.reasons(seated, text), worth.worth(seated, text)
            assert bool(lines) != step.acceptable
            if lines:
                found.setdefault(" ".join(lines)[:24], " ".join(lines))
    said = "\n".join(found.values())
    for words in ("cannot sign", "all of it came true", "With your doubts", "failing at home"):
        assert words in said


def test_the_brief_rests_on_claims_and_assumptions_line_by_line() -> None:
    for seat in SEATS:
        sitting = sat(taken(seat)).sitting
        parts = brief.brief(sitting, seat)
        numbered = brief.notes(parts)
        resting = [line for part in parts for line in part.lines if line.evidence or line.assumptions]
        assert len(resting) >= 6
        assert all(numbered.marks(line) for line in resting)
        assert sorted(numbered.numbers.values()) == list(range(1, len(numbered.numbers) + 1))
        assert len(" ".join(line.text for part in parts for line in part.lines)) < 2400


# ---------------------------------------------------------------- the page


def test_a_person_sits_down_reads_and_leaves() -> None:
    test = opened(State())
    assert [button.key for button in test.button] == [
        *(f"seat.sit.{seat}" for seat in SEATS),
        "seat.sign.usa",
        "seat.hint.try",
    ]
    press(test, "seat.sit.japan")
    assert test.title[0].value == "Your turn to table a draft"
    assert "You are Tokyo. Round 1 of 6." in shown(test)
    press(test, "seat.walk")
    assert test.title[0].value == "No treaty: you left the table"
    leaving = cache.scenario(State().scenario).settings["parties.japan.reservation"].value
    assert numbers.number(leaving) in shown(test)
    press(test, "seat.up")
    assert test.title[0].value == "Who will you be?"


def test_the_form_drafts_weighs_and_repairs() -> None:
    test = press(opened(State(off=("credibility",))), "seat.sit.japan")
    before = seating.draft(state_of(test), sat(state_of(test)))
    assert list(test.radio[0].options) == ["Communiqué", "Agreement on procedure", "Declaration", "Treaty"]
    islands, *others = test.selectbox
    assert islands.label.startswith("Habomai, Shikotan")
    assert {"Troops", "Economic cooperation", "The past"} <= {box.label.split(" :")[0] for box in others}
    assert "Order of steps" not in {box.label.split(" :")[0] for box in others}
    islands.set_value("japan japan open open").run()
    assert not test.exception
    after = seating.draft(state_of(test), sat(state_of(test)))
    space = sat(state_of(test)).sitting.rules.game.space
    assert space.terms(before)["kunashir"] == "japan"
    assert (space.terms(after)["shikotan"], space.terms(after)["kunashir"]) == ("japan", "open")
    found = worth.worth(sat(state_of(test)), after)
    floor = numbers.number(found.floor)
    assert f"Worth **{numbers.number(found.judged)}** to you; having no text is worth **{floor}**." in shown(
        test
    )
    assert not test.button(key="seat.send").disabled
    if not found.acceptable:
        assert "You may table it, but you would not gain by it." in shown(test)
    test.radio[0].set_value("procedure").run()
    assert not test.exception
    assert [box.label.split(" :")[0] for box in test.selectbox] == ["Economic cooperation"]
    assert "In every draft of this kind: Basis of the talks: the Joint Declaration of 1956" in shown(test)


def test_a_deal_is_reached_and_debriefed_by_the_buttons() -> None:
    test = press(opened(State(off=("credibility",))), "seat.sit.japan")
    end = willing(state_of(test))
    for move in sat(end).moves:
        if isinstance(move, int):
            test.session_state["hikiwake.state"] = seating.drafted(state_of(test), move)
            test.run()
            press(test, "seat.send")
        else:
            press(test, {"accept": "seat.accept", "reject": "seat.decline", "pass": "seat.pass"}[move])
    assert sat(state_of(test)).moves == sat(end).moves
    assert "was signed" in test.title[0].value
    assert {"What was possible", "What you left on the table", "What happened in reality"} <= {
        item.value for item in test.header
    }
    press(test, "seat.same_luck")
    assert (sat(state_of(test)).moves, state_of(test).seed) == ((), 7)


TABLES = (
    (EPISODES[0], (), None),
    (EPISODES[1], ("credibility",), "simultaneous"),
    (EPISODES[1], ("interests", "red_lines", "ratification"), "single_text"),
)


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
@pytest.mark.parametrize("number", range(3))
def test_every_stage_draws_in_every_language(number: int, language: str) -> None:
    """A Latin square: every table in every language, every seat at every table and in every language."""
    episode, off, protocol = TABLES[number]
    seat = SEATS[(number + list(catalogue.LANGUAGES).index(language)) % 3]
    state = taken(seat, scenario=episode, off=off, protocol=protocol, language=language)
    for stop in (0, 1, 1000):
        test = opened(willing(state, stop=stop))
        assert not test.warning
        assert not test.error
