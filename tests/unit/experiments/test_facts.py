"""Files of facts: what they may hold, how their episodes are played and compared, and how many facts come out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from sim.domain.course import MEDIATOR, NO_TEXT, REASONS, Courses, joined
from sim.domain.findings import FactKind
from sim.domain.issue import Ints
from sim.engine.mesa import negotiate
from sim.errors import InputError, ScenarioError
from sim.experiments.facts.closest import closest
from sim.experiments.facts.facts_file import FACTS, load_facts, read_facts
from sim.experiments.facts.judging import judged
from sim.experiments.facts.language import calls, combined, parse
from sim.experiments.facts.playing import course_of, play_one_by_one
from sim.experiments.facts.predicates import SIGNATURES, checked
from sim.scenario.places import scenarios_dir
from sim.streams import seeds_of
from tests.courses import SPACE, Run, course, courses, game, number

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
FACT = """
[[fact]]
id = "f1"
episode = "well.toml"
says = "Oben asks for the mornings"
check = 'first_text(by="oben", has={morning="oben"})'
kind = "given"
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A file of facts beside the scenario of a well, with some of its words replaced."""
    for name in ("well.toml", "scales.toml"):
        shutil.copy(GOLDEN / name, tmp_path / name)

    def write(*changes: tuple[str, str], more: str = "") -> Path:
        text = FACT + more
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "given"', 'kind = "gven"', ["fact.f1.kind", "is none of", '"course"']),
        ('kind = "given"', 'knd = "given"', ["fact.f1.knd", 'did you mean "kind"']),
        ('kind = "given"', "", ["fact.f1.kind", "is missing"]),
        ('kind = "given"', 'kind = "across"', ["fact.f1.kind", '"well.toml"', "go together"]),
        ('"well.toml"', '"*"', ["fact.f1.kind", 'the episode "*"', "go together"]),
        ('"well.toml"', '"wel.toml"', ["fact.f1.episode", "wel.toml", "no such file"]),
        ('"well.toml"', '"2018-singapor"', ["fact.f1.episode", 'did you mean "2018-singapore"']),
        ('"f1"', '"F 1"', ["fact.F 1.id"]),
        (
            "kind",
            'evidence = ["tass-2018-11/c77"]\nkind',
            ["fact.f1.evidence", 'did you mean "tass-2018-11/'],
        ),
        (
            "first_text",
            "last_text",
            ["fact.f1.check", 'no predicate "last_text"', 'did you mean "first_text"'],
        ),
        ("by=", "buy=", ["fact.f1.check", 'first_text: takes no value "buy"', 'did you mean "by"']),
        ('by="oben"', 'by="obn"', ["fact.f1.check", "first_text: by: no party", 'did you mean "oben"']),
        ("{morning", "{moring", ["fact.f1.check", "first_text: has: no issue", 'did you mean "morning"']),
        ('="oben"}', '="obn"}', ["fact.f1.check", 'option "obn"', 'did you mean "oben"']),
        ("{morning", "{depth", ["fact.f1.check", "texts have no depths here"]),
        ('"})', '"}', ["fact.f1.check", "a comma or a closing parenthesis is expected"]),
        ("says", "say", ["fact.f1.say", 'did you mean "says"']),
        ("[[fact]]", "[[facts]]", ["facts", 'did you mean "fact"']),
    ],
)
def test_the_sentence_for_a_wrong_file(
    written: Callable[..., Path], old: str, new: str, said: list[str]
) -> None:
    path = written((old, new))
    with pytest.raises(ScenarioError) as caught:
        load_facts(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert [part for part in said if part not in sentence] == []
    assert "\n" not in sentence


def test_an_id_stands_once(written: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError, match=r"fact\.f1: occurs twice"):
        load_facts(written(more=FACT))


def test_a_predicate_of_one_episode_and_one_across_do_not_mix(written: Callable[..., Path]) -> None:
    across = FACT.replace("f1", "f2").replace("well.toml", "*").replace("given", "across")
    with pytest.raises(ScenarioError, match=r"fact\.f2\.check: first_text: speaks of one episode"):
        load_facts(written(more=across))
    path = written(("first_text(by=", 'closest(after="well.toml", is="well.toml") and first_text(by='))
    with pytest.raises(ScenarioError, match=r"fact\.f1\.check: closest: compares episodes"):
        load_facts(path)


def test_claims_of_a_ledger_beside_the_file_may_be_cited(written: Callable[..., Path]) -> None:
    path = written(("kind", 'evidence = ["tass-2018-11/c07"]\nkind'))
    assert load_facts(path).facts[0].evidence == ("tass-2018-11/c07",)


def test_what_ships_can_be_read_and_covers_all_kinds_and_predicates() -> None:
    table = read_facts(scenarios_dir() / FACTS)
    assert len(table.fact) >= 30
    assert {row.kind for row in table.fact} == set(get_args(FactKind))
    assert all(row.evidence for row in table.fact)
    used = [call for row in table.fact for call in calls(parse(row.check))]
    for call in used:
        checked(call)
    assert {call.name for call in used} >= set(SIGNATURES) - {"accepted"}


# ---------------------------------------------------------------- playing


def play_by_hand(episode: str, seeds: Ints) -> Courses:
    """Runs in which every second one signs something; the later the episode, the wider its gap."""
    runs = [Run(signed=0 if i % 2 else -1, gap=(0, 0, 0.1 * len(episode))) for i in range(len(seeds))]
    return courses(*runs)


def test_a_fact_holds_in_half_of_the_runs(written: Callable[..., Path]) -> None:
    signed = ('first_text(by="oben", has={morning="oben"})', "signed()")
    facts = load_facts(written(signed))
    heard: list[int] = []
    for n, share, holds in ((1, 0.0, False), (2, 0.5, True), (3, 1 / 3, False)):
        (found,) = judged(facts, n, play=play_by_hand, tell=heard.append)
        assert (found.share, found.holds) == (share, holds)
        assert (found.id, found.episode, found.kind) == ("f1", "well.toml", "given")
    assert heard == [1, 1, 1]


def test_an_episode_is_played_by_its_path_and_with_the_seeds_asked_for(written: Callable[..., Path]) -> None:
    asked = []

    def play(episode: str, seeds: Ints) -> Courses:
        asked.append((episode, seeds.tolist()))
        return play_by_hand(episode, seeds)

    path = written(more=FACT.replace("f1", "f2"))
    judged(load_facts(path), 3, 11, play)
    assert asked == [(str(path.parent / "well.toml"), seeds_of(11, range(3)).tolist())]


def test_a_check_that_these_runs_cannot_answer_is_named(written: Callable[..., Path]) -> None:
    path = written(('first_text(by="oben"', 'refused(by="oben", reason="interests"'))

    def play(episode: str, seeds: Ints) -> Courses:
        return replace(play_by_hand(episode, seeds), reason=None)

    with pytest.raises(
        InputError, match=r"own\.toml: fact\.f1\.check: refused: reason: these runs do not keep it"
    ):
        judged(load_facts(path), 2, play=play)


def test_played_one_by_one_the_talks_go_as_their_records_say(written: Callable[..., Path]) -> None:
    facts = load_facts(written(more=FACT.replace("f1", "f2").replace("first_text", "no_text")))
    first, none = judged(facts, 4, seed=2)
    assert (first.share, first.holds) == (1.0, True)
    assert (none.share, none.holds) == (0.0, False)
    path = facts.paths["well.toml"]
    both, second = play_one_by_one(path, np.array([5, 6])), play_one_by_one(path, np.array([6]))
    x = second.author.shape[1]
    assert (both.outcome[1, :x] == second.outcome[0]).all()
    assert (both.author[1, x:] == NO_TEXT).all()


def test_runs_whose_numbers_make_no_game_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    well = str(GOLDEN / "well.toml")

    def sometimes(scenario: Any, seed: int, **how: Any) -> Any:
        if seed % 2:
            raise ScenarioError("the numbers make no game")
        return negotiate(scenario, seed, **how)

    monkeypatch.setattr("sim.experiments.facts.playing.negotiate", sometimes)
    assert play_one_by_one(well, np.arange(4)).n == 2
    with pytest.raises(ScenarioError, match="make no game"):
        play_one_by_one(well, np.array([1]))


# ---------------------------------------------------------------- across episodes


def gaps(**mean: tuple[float, ...]) -> dict[str, Courses]:
    return {name: courses(*(Run(gap=(0, 0, gap)) for gap in each)) for name, each in mean.items()}


PLAYED = gaps(first=(0.0, 0.0), second=(0.3, 0.5), third=(0.1, 0.6), fourth=(0.2, 0.9))


def test_of_several_that_came_equally_close_none_is_the_closest_alone() -> None:
    for played in (
        gaps(x=(0.9,), a=(0.1,), b=(0.1,), c=(0.4,)),
        gaps(x=(0.9,), b=(0.1,), a=(0.1,), c=(0.4,)),
    ):
        for names, holds in (('"a"', False), ('"b"', False), ('["a", "b"]', True), ('["a", "c"]', False)):
            test = combined(
                parse(f'closest(after="x", is={names})'),
                partial(closest, episodes=list(played)),
            )
            assert test(played).tolist() == [holds]


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        ('closest(after="first", is="third")', True),
        ('closest(after="first", is=["second", "fourth"])', False),
        ('not closest(after="first", is=["second", "fourth"])', True),
        ('closest(after="third", is="fourth")', True),
        ('closest(after="first", is="second") or closest(after="second", is=["third"])', True),
    ],
)
def test_the_closest_has_the_least_gap_on_average(check: str, holds: bool) -> None:
    test = combined(parse(check), lambda call: closest(call, list(PLAYED)))
    assert test(PLAYED).tolist() == [holds]


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ('closest(after="frist", is="third")', 'after: no episode "frist"; did you mean "first"?'),
        ('closest(after="first", is="thrd")', 'is: no episode "thrd"; did you mean "third"?'),
        ('closest(after="third", is="second")', 'is: "second" does not lie after "third"; known are fourth'),
        ('closest(after="fourth", is="fourth")', '"fourth" does not lie after "fourth"'),
        ('closest(after=["first", "second"], is="third")', "after: names several episodes"),
        ('closest(is="third")', "after is missing"),
        ("signed()", "signed: speaks of one episode"),
    ],
)
def test_the_sentence_for_a_wrong_comparison(check: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        combined(parse(check), lambda call: closest(call, list(PLAYED)))
    assert said in str(caught.value)


def test_episodes_are_compared_in_order_of_their_dates(written: Callable[..., Path]) -> None:
    later = "\n".join(
        FACT.replace('"f1"', f'"{name}"').replace("well.toml", name)
        .replace('first_text(by="oben", has={morning="oben"})', "signed()")
        for name in ("2018-singapore", "1956-joint-declaration")
    )  # fmt: skip
    across = """
[[fact]]
id = "x"
episode = "*"
says = "The later the closer"
check = 'closest(after="well.toml", is="2018-singapore")'
kind = "across"
"""
    facts = load_facts(written(more=later + across))
    assert list(facts.episodes) == ["well.toml", "1956-joint-declaration", "2018-singapore"]
    found = judged(facts, 2, play=play_by_hand)[-1]
    assert (found.share, found.holds, found.episode) == (1.0, True, "*")


# ---------------------------------------------------------------- from a record


def entry(**changes: Any) -> dict[str, Any]:
    plain = {
        "round": 1,
        "proposer": "a",
        "depth": None,
        "offer": None,
        "stances": {},
        "answers": {},
        "last_day": False,
    }
    return {**plain, **changes}


RECORD: dict[str, Any] = {
    "rounds": [
        entry(
            depth="pact",
            offer={"well": "south", "road": "silent"},
            stances={"c": "threaten"},
            answers={"b": {"accept": False, "reason": "interests", "issue": "well"}},
        ),
        entry(round=2, proposer=None),
        entry(round=3, proposer=None),
        entry(round=4, proposer="b"),
        entry(
            round=5,
            proposer="mediator",
            depth="accord",
            offer={"well": "north", "road": "built"},
            stances={"c": "support"},
            answers={
                "a": {"accept": True, "reason": None, "issue": None},
                "b": {"accept": True, "reason": None, "issue": None},
            },
            last_day=True,
        ),
    ],
    "agreement": {"well": "north", "road": "built"},
    "depth": "accord",
    "ratified": {"a": True, "b": False},
    "gap": {"note": 0.0, "accord": 0.0, "pact": 0.25},
}


def test_a_record_becomes_a_course() -> None:
    found = course_of(RECORD, game())
    assert found.author.tolist() == [[0, MEDIATOR]]
    assert found.outcome.tolist() == [[number("pact", "south"), number("accord", "north", "built")]]
    assert found.round.tolist() == [[1, 5]]
    assert found.last_day.tolist() == [[False, True]]
    assert found.answer.tolist() == [[[-1, 0, -1], [1, 1, -1]]]
    assert found.stance.tolist() == [[[0], [3]]]
    assert found.reason is not None and found.reason[0, 0].tolist() == [-1, REASONS.index("interests"), -1]
    assert found.issue is not None and found.issue[0, 0].tolist() == [-1, SPACE.column("well"), -1]
    assert found.signed.tolist() == [number("accord", "north", "built")]
    assert found.ratified.tolist() == [[True, False, False]]
    assert found.idle.tolist() == [2]
    assert found.gap.tolist() == [[0.0, 0.0, 0.25]]


def test_a_record_without_a_text_becomes_an_empty_course() -> None:
    bare = {**RECORD, "rounds": [entry(proposer=None)], "agreement": None, "depth": None, "ratified": {}}
    found, none = course_of(bare, game()), course(Run(idle=1))
    for name in ("author", "outcome", "answer", "signed", "ratified", "idle"):
        assert np.array_equal(getattr(found, name), getattr(none, name)), name


def test_courses_of_unequal_length_are_joined() -> None:
    long, short = course_of(RECORD, game()), course(Run(idle=1))
    both = joined([short, replace(long, reason=None), long])
    assert both.n == 3
    assert both.texts.tolist() == [[False, False], [True, True], [True, True]]
    assert both.idle.tolist() == [1, 2, 2]
    assert both.reason is not None and both.reason[:, 0, 1].tolist() == [-1, -1, REASONS.index("interests")]
