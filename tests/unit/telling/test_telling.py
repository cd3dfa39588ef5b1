"""The sentences of an account: what they say of texts, answers, events and ends."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim import Human, Propose, Walk, load, negotiate
from sim.agents.view import View
from sim.domain.game import CONSTRAINTS, LADDER, PROTOCOLS, RESULTS, STANCES, STRATEGIES
from sim.domain.record import Reply
from sim.engine.recording import REASONS
from sim.errors import InputError
from sim.rules.moves import Answer, Move
from sim.scenario.load import Scenario
from sim.telling import labels
from sim.telling.account import end, rounds
from sim.telling.answers import answer
from sim.telling.catalogue import capital, known, speaking, t
from sim.telling.narrative import round_in_words, trust_in_words
from sim.telling.story import Story, story_of, without_each
from sim.telling.terms import changes, grouped, in_words
from sim.telling.verdict import blocked, ending, hurdles, ladder

WELL = Path(__file__).resolve().parents[2] / "golden" / "well.toml"
ALL_OBEN = {"morning": "oben", "evening": "oben", "upkeep": "full"}
ALL_UNTEN = {"morning": "unten", "evening": "both", "upkeep": "none"}


def well(**changes: str) -> Scenario:
    return load(WELL, {key.replace("__", "."): value for key, value in changes.items()})


def told(scenario: Scenario, **options: Any) -> tuple[Story, str]:
    story = story_of(negotiate(scenario, **options))
    return story, "\n".join(line for number in story.numbers for line in round_in_words(story, number))


def person(*moves: dict[str, str] | bool | None) -> Human:
    """A person who makes these moves: a text, an answer, or leaving."""
    left = list(moves)

    def decide(view: View, outcome: int | None) -> Move:
        move = left.pop(0) if left else None
        if move is None:
            return Walk(view.me)
        if isinstance(move, bool):
            return Answer(view.me, move)
        return Propose(view.me, view.game.space.number(move))

    return Human(decide)


def test_terms_that_read_alike_are_told_together() -> None:
    table = well().spec
    assert in_words(grouped(table, ALL_OBEN)) == "Mornings, Evenings: for Oben; Upkeep: full"
    assert in_words(grouped(table, {"upkeep": "half"})) == "Upkeep: half"
    assert in_words(grouped(table, {})) == ""
    assert changes(table, ALL_OBEN, ALL_OBEN) == []
    assert in_words(changes(table, ALL_OBEN, {**ALL_OBEN, "morning": "both", "evening": "both"})) == (
        "Mornings, Evenings: for both (was: for Oben)"
    )


def test_an_option_without_a_wording_reads_as_its_name() -> None:
    table = load("2018-singapore").spec
    assert in_words(grouped(table, {"economy": "plan"})) == "Economic cooperation: the cooperation plan"
    bare = table.model_copy(update={"issues": {"x": table.issues["economy"].model_copy(update={"says": {}})}})
    assert in_words(grouped(bare, {"x": "two_ports"})) == "Economic cooperation: two ports"


def test_a_text_is_told_in_full_once_and_then_by_its_changes() -> None:
    story, account = told(
        well(talks__rounds="5"), seed=2, strategies={"oben": "hardliner", "unten": "hardliner"}
    )
    assert account.count("Oben proposes a draft.") == 1
    assert account.count("Oben holds to its draft.") == 1
    assert [len(round_in_words(story, number)) for number in story.numbers[:2]] == [3, 3]


def test_reasons_to_decline() -> None:
    _, account = told(well(talks__rounds="2"), seed=1, strategies={"unten": person(False, ALL_UNTEN)})
    assert "Unten declines: worth 0.00 to it, below its reservation of 0.30." in account
    assert "Oben declines: it crosses a red line (Mornings for Unten)." in account
    _, free = told(
        well(talks__rounds="2"), seed=1, strategies={"unten": person(False, ALL_UNTEN)}, off=["red_lines"]
    )
    assert "red line" not in free
    assert "Oben declines: worth" in free
    _, mild = told(load("2018-singapore"), seed=7, off=["interests"])
    assert "below its reservation" not in mild
    assert "holds out for" in mild


def test_reasons_to_accept() -> None:
    story, account = told(well(), seed=1)
    assert story.record.result.startswith("treaty")
    assert "accepts: worth" in account


def test_stances_are_told_while_the_alliance_counts() -> None:
    _, account = told(well(), seed=1)
    assert "The mill supports it." in account
    assert "The mill threatens consequences." in account
    _, free = told(well(), seed=1, off=["alliance"])
    assert "The mill" not in free


def test_a_storm_and_what_follows() -> None:
    story, _ = told(well(), seed=1)
    assert round_in_words(story, 3) == [
        "A storm fills the well with leaves.",
        "No meeting: the talks are suspended.",
    ]
    assert round_in_words(story, 4) == ["No meeting: the talks are suspended."]
    assert [part.title for part in rounds(story)] == ["Round 1", "Round 2", "Round 3", "Round 4", "Round 5"]
    assert trust_in_words(story, 1) == "trust: Oben 0.50, Unten 0.50"
    assert "(−" in trust_in_words(story, 3)


def test_someone_leaves() -> None:
    story, account = told(well(), seed=1, strategies={"unten": person(None)})
    assert account.endswith("Unten leaves the table for good.")
    assert ending(story) == "No treaty: Unten left the table."
    assert ladder(story).startswith("On the ladder: setback, step 1 of 5")


def test_the_single_text_tells_what_stayed_open() -> None:
    _, account = told(well(talks__rounds="1"), seed=2, protocol="single_text")
    assert "The mediator proposes a draft." in account
    assert "Oben had asked for: " in account


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("protocol", ["alternating", "simultaneous", "single_text"])
def test_whatever_happens_can_be_told(seed: int, protocol: str) -> None:
    for scenario in (load("2018-singapore"), well()):
        story, account = told(scenario, seed=seed, protocol=protocol, draw=True)
        assert len(story.numbers) == account.count("proposes a draft") + account.count("meeting") or account
        lines = [line for part in end(story, {}).values() for line in part.lines]
        for line in [*account.splitlines(), *lines]:
            assert line[0].isupper() or line[0].isdigit()
            assert line.endswith(".")
            assert "None" not in line
            assert "nan" not in line.split()


HARD = {"japan": "hardliner", "russia": "hardliner"}


def test_a_text_is_named_by_its_depth_and_silent_on_what_it_does_not_say() -> None:
    story, account = told(load("1956-joint-declaration"), seed=1, strategies=HARD)
    first = round_in_words(story, 1)[0]
    assert first.startswith("Tokyo tables a treaty. Habomai, Shikotan, ")
    assert "not mentioned" not in first
    assert "Moscow tables a treaty." in account
    _, account = told(load("2018-vladivostok"), seed=1, strategies=HARD)
    assert "Order of steps: the treaty first, islands later. It settles nothing else." in account


def all_told_of(story: Story, n: int) -> list[Any]:
    """What a reader is to be told of a round, as the record has it."""
    return [
        (row.proposer, row.depth, row.offer, row.holds, row.last_day, row.stances, row.answers, row.events,
         row.texts, row.walked, {party: f"{trust:.2f}" for party, trust in row.trust.items()})
        for row in story.rows(n)
    ]  # fmt: skip


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("strategies", [{}, HARD, {"japan": "micro", "russia": "hardliner"}])
def test_rounds_are_told_as_one_only_where_they_are_equal_in_all_that_is_told(
    protocol: str, strategies: dict[str, str]
) -> None:
    for name in ("1956-joint-declaration", "2014-crimea", "2018-singapore", "2022-kishida"):
        story, _ = told(load(name), seed=3, protocol=protocol, strategies=strategies, draw=True)
        numbers = iter(story.numbers)
        for part in rounds(story):
            first, *rest = map(int, re.findall(r"\d+", part.title))
            span = [next(numbers) for _ in range(first, (rest or [first])[0] + 1)]
            assert span[0] == first
            assert all(all_told_of(story, n) == all_told_of(story, first) for n in span)
        assert next(numbers, None) is None


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_move_answer_stance_event_and_change_of_trust_is_told_in_its_round(protocol: str) -> None:
    for name in ("1956-joint-declaration", "2012-hikiwake", "2014-crimea", "2018-singapore"):
        story, _ = told(load(name), seed=1, protocol=protocol, draw=True)
        for n in story.numbers:
            lines = "\n".join([*round_in_words(story, n), trust_in_words(story, n)])
            for row in story.rows(n):
                # The text of the mediator on the last day is told as one that the delegations draft.
                author = None if row.last_day and row.proposer == "mediator" else row.proposer
                seats = [author, *row.answers, *row.stances, *row.texts, row.walked]
                assert all(story.seat(seat).lower() in lines.lower() for seat in seats if seat is not None)
                assert all(answer(story, row, party, reply) in lines for party, reply in row.answers.items())
                assert all(
                    t(f"told.stance.{stance}", who=capital(story.seat(party))) in lines
                    for party, stance in row.stances.items()
                )
                assert all(story.spec.events[event].title in lines for event in row.events)
                assert all(f"{trust:.2f}" in lines for trust in row.trust.values())


def test_who_tables_nothing_beside_others_is_named() -> None:
    story, _ = told(load("2018-singapore"), seed=1, strategies=HARD, protocol="simultaneous")
    rows = [row for row in story.record.rounds if row.proposer == "japan" and not row.last_day]
    alone = replace(story, record=story.record.model_copy(update={"rounds": rows}))
    assert round_in_words(alone, 1)[-1] == "Moscow finds nothing acceptable to table. The talks go on."


def test_a_run_of_equal_rounds_is_told_once() -> None:
    story, _ = told(load("2014-crimea"), seed=1)
    row = next(row for row in story.record.rounds if story.suspended(row.round))
    rows = [row.model_copy(update={"round": n, "events": []}) for n in (row.round, row.round + 1)]
    alike = replace(story, record=story.record.model_copy(update={"rounds": rows}))
    assert [part.title for part in rounds(alike)] == [f"Rounds {row.round} to {row.round + 1}"]


@pytest.mark.parametrize("code", ["en", "ja", "ru"])
@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != "red_line"])
def test_a_refusal_names_its_reason_and_issue(reason: str, code: str) -> None:
    story, _ = told(load("2018-vladivostok"), seed=1)
    row = story.record.rounds[0]
    with speaking(code):
        about = answer(story, row, "japan", Reply(accept=False, reason=reason, issue="iturup"))
        plain = answer(story, row, "japan", Reply(accept=False, reason=reason, issue="depth"))
        assert labels.issue(story.spec, "iturup") in about
        assert labels.issue(story.spec, "iturup") not in plain
        assert story.seat("japan") in about


def test_the_last_day_is_told_as_such() -> None:
    story, account = told(load("2018-vladivostok"), seed=1, strategies=HARD)
    last = [row for row in story.record.rounds if row.last_day]
    assert last
    assert account.count("On the last day ") == len(last)
    assert "the delegations draft" in account
    assert "and no text at all is worth" in account
    _, well_told = told(well(), seed=1, strategies={"oben": "hardliner", "unten": "hardliner"})
    assert "last day" not in well_told


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, "each one crosses a red line"),
        (0.2, "The nearest treaty fell 0.20 short of being signed"),
        (0.001, "a hair short"),
        (0.0, "In the end a treaty could have been signed, but nobody tabled one"),
    ],
)
def test_below_a_treaty_it_says_how_far_the_nearest_one_was(gap: float | None, words: str) -> None:
    story, _ = told(load("1960-memorandum"), seed=1, strategies=HARD)
    assert story.record.result == "deadline"
    gaps = {**story.record.gap, "treaty": gap}
    assert words in ladder(replace(story, record=story.record.model_copy(update={"gap": gaps})))


def test_a_signed_text_is_told_by_its_depth() -> None:
    story, _ = told(load("2018-vladivostok"), seed=1, strategies=HARD)
    ended = " ".join(end(story, {})["ended"].lines)
    assert story.record.depth == "procedure"
    assert ending(story) == "An agreement on procedure was signed. It needs no ratification."
    assert "What the agreement on procedure says: " in ended
    assert "atified by" not in ended


def test_every_result_and_step_has_words() -> None:
    named = {
        "ending": RESULTS,
        "ending_text": RESULTS,
        "short": RESULTS,
        "ladder": LADDER,
        "step_says": LADDER,
        "gloss": CONSTRAINTS,
    }
    named |= {"constraint": CONSTRAINTS, "stance": STANCES, "strategy": STRATEGIES, "protocol": PROTOCOLS}
    assert [f"told.{k}.{n}" for k, names in named.items() for n in names if not known(f"told.{k}.{n}")] == []


def test_each_constraint_is_played_without() -> None:
    story, _ = told(load("2018-singapore"), seed=7)
    alone = without_each(story)
    assert list(alone) == list(CONSTRAINTS)
    for name, other in alone.items():
        assert (other.constraints_off, other.seed) == ([name], 7)
    rows = hurdles(story, alone)
    assert [row.left for row in rows] == [str(left) for left in story.record.surviving["treaty"].values()]
    assert all(row.without for row in rows)
    assert [line.split(":")[0] for line in blocked(story, alone)] == [
        "Treaty", "Declaration", "Agreement on procedure", "Communiqué", "With the same seed, the result rises to a treaty if any one of these is switched off"
    ]  # fmt: skip


def test_what_was_off_anyway_is_left_out() -> None:
    story, _ = told(well(), seed=1, off=["interests", "ratification"])
    alone = without_each(story)
    assert list(alone) == ["red_lines", "credibility", "alliance"]
    rows = {row.constraint: row for row in hurdles(story, alone)}
    assert (rows["interests"].left, rows["interests"].share, rows["interests"].without) == ("off", "", "")


def test_a_person_cannot_be_asked_again() -> None:
    story, _ = told(well(), seed=1, strategies={"unten": person(None)})
    assert without_each(story) == {}
    assert len(blocked(story, {})) == 1


def test_a_story_needs_an_honest_record() -> None:
    record = negotiate(well(), seed=1)
    with pytest.raises(InputError, match="record: document: id: is missing"):
        story_of(record.model_copy(update={"document": {}}))


def test_one_outcome_passes_and_two_pass() -> None:
    story, _ = told(well(), seed=1)
    left = {"treaty": {**story.record.surviving["treaty"], "ratification": 1}}
    one = replace(story, record=story.record.model_copy(update={"surviving": left}))
    assert blocked(one, {}) == ["Of 24 drafts 1 passes every constraint in force."]
