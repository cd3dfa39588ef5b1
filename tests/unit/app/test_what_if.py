"""What if, beside the stage: presets, what came before and what comes now, the repeats."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from sim.app.kit import gauge, many
from sim.app.kit.run import story
from sim.app.play import what_if
from sim.app.state import aside, presets
from sim.app.state.links import State, decode, encode
from sim.domain.game import LADDER
from sim.recent import Recent
from sim.scenario.load import episode_ids
from sim.telling import verdict
from sim.telling.catalogue import LANGUAGES, said, speaking, word
from sim.telling.dialogue import dialogue
from sim.telling.gauge import sides


@pytest.mark.parametrize("name", episode_ids())
def test_every_preset_changes_what_is_played_and_travels_in_a_link(name: str) -> None:
    plain = State(scenario=name)
    found = presets.presets(name)
    assert len(found) >= 3
    for preset in found:
        state = preset.laid_over(plain)
        assert what_if.changed(state)
        assert presets.chosen(state) == preset.id
        assert decode(encode(state)) == (state, [])
        assert presets.plain(state) == plain
        for language in LANGUAGES:
            with speaking(language):
                assert said(preset.title) in what_if.ribbon(state)


@pytest.mark.parametrize("name", episode_ids())
def test_a_change_that_leaves_the_end_alone_says_what_else_it_changes(name: str) -> None:
    before = story(State(scenario=name))
    for preset in presets.presets(name):
        now = story(preset.laid_over(State(scenario=name)))
        line, end = verdict.before_and_now(before, now), verdict.ended(now)
        if verdict.ended(before) != end:
            assert line == f"Before: {verdict.ended(before)} → Now: {end}"
            continue
        told = [[dialogue(one, n) for n in one.numbers] for one in (before, now)]
        assert line.startswith(f"Before: {end} → Now: the same")
        if "changes nothing" in line:
            assert told[0] == told[1]
        else:
            first = int(line.split("from round ")[1].split()[0])
            apart = [n for n, *both in zip(now.numbers, *told, strict=True) if both[0] != both[1]]
            assert apart == [] or first == apart[0]


def test_what_a_reader_changed_by_hand_is_said_without_the_names_of_keys() -> None:
    lines: dict[str, str | float | bool] = {
        "parties.japan.red_lines.all_four.holds": True,
        "parties.japan.trust": "none",
        "talks.rounds": 4,
    }
    ribbon = what_if.ribbon(State(changes=lines))
    assert "with the red line “A treaty without all four islands” (Tokyo)" in ribbon
    assert "“Tokyo: Trust in what is promised” set to “none”" in ribbon
    assert " at " not in ribbon and "drawn" not in ribbon


def test_a_reader_who_changed_nothing_has_no_ribbon() -> None:
    assert what_if.ribbon(State()) == ""
    assert not what_if.changed(State(seed=12, language="ja", round=3))


def test_the_gauge_says_in_words_what_it_draws_and_shows_the_talks_before() -> None:
    state = next(p for p in presets.presets("1956-joint-declaration") if p.id == "believed").laid_over(
        State(scenario="1956-joint-declaration")
    )
    now, before = story(state), story(presets.plain(state))
    html = gauge.drawn(now, sides(now), sides(before), "")
    assert html.count("class='now'") == len(now.signatories)
    assert "class='was'" in html
    assert gauge.drawn(now, sides(now), [], "").count("class='was'") == 0
    assert gauge.sentence(now, sides(now, 1), "")[:6] in ("Tokyo ", "Moscow")


def test_the_finding_of_the_repeats_says_what_the_counts_say() -> None:
    treaty, talks = LADDER.index("treaty"), LADDER.index("talks")
    alike = many.finding([[talks] * 200, [talks] * 200])
    assert "too close to tell apart" in alike
    more = many.finding([[talks] * 200, [treaty] * 150 + [talks] * 50])
    less = many.finding([[treaty] * 150 + [talks] * 50, [talks] * 200])
    assert "more often" in more and "75%" in more
    assert "less often" in less
    assert "or more" not in more, "nothing stands above a treaty"
    declared = LADDER.index("declaration")
    assert "“a declaration” or more is now reached in 100%" in many.finding(
        [[talks] * 200, [treaty] * 150 + [declared] * 50]
    )
    assert "150" not in many.finding([[treaty] * 150 + [talks] * 50])
    assert many.ladders([[talks] * 200, [treaty] * 200]).count("<tr>") == len(LADDER)


def test_of_repeats_that_are_equally_many_none_comes_first() -> None:
    treaty, talks = LADDER.index("treaty"), LADDER.index("talks")
    found = many.finding([[treaty] * 100 + [talks] * 100])
    assert word("ladder", "talks") in found and word("ladder", "treaty") in found


def test_repeats_are_those_of_the_compiled_engine_and_played_once() -> None:
    import numpy as np

    from sim.engine.ensemble import play_many, prepare

    state = State(scenario="2019-osaka", seed=3)
    assert aside.repeated(state.setup) is None
    aside.repeat(state.setup)
    aside.repeat(State(scenario="2019-osaka", seed=4).setup)
    found = aside.waited(state.setup)
    runs = play_many(prepare(state.unchanged), np.arange(aside.REPEATS))
    assert found.steps == tuple(int(step) for step in runs.ladder)
    assert aside.repeated(State(scenario="2019-osaka", seed=99).setup) == found


def test_nobody_queues_more_than_a_few_and_what_waits_starts_as_soon_as_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[Future[tuple[int, ...]]] = []

    class Process:
        def submit(self, *_: object) -> Future[tuple[int, ...]]:
            given.append(Future())
            return given[-1]

    monkeypatch.setattr(aside, "_process", Process)
    monkeypatch.setattr(aside, "_asked", Recent(50))
    monkeypatch.setattr(aside, "_waiting", set())
    setups = [State(changes={"talks.rounds": n + 1}).setup for n in range(aside.MOST_IN_ALL + 2)]
    mine = setups[: aside.MOST]
    assert all(aside.repeat(setup, mine) for setup in mine)
    assert not aside.repeat(setups[-1], mine)
    assert aside.repeat(mine[0], mine)  # which waits already, and is not asked for twice
    given[0].set_result((1,) * aside.REPEATS)
    assert aside.repeat(setups[-1], mine)
    for setup in setups[aside.MOST : -2]:  # by others, each for one
        assert aside.repeat(setup)
    assert not aside.repeat(setups[-2])
    assert len(given) == aside.MOST_IN_ALL + 1


def test_the_process_ends_with_the_application() -> None:
    import psutil

    before = {child.pid for child in psutil.Process().children(recursive=True)}
    aside.end()
    aside.begin()
    started = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
    assert started
    aside.end()
    workers = [child for child in started if "spawn_main" in " ".join(child.cmdline() or ["spawn_main"])]
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


def test_the_first_repeats_say_that_the_engine_is_still_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    loading = Future[None]()
    monkeypatch.setattr(aside, "_warming", [loading])
    assert not aside.ready()
    loading.set_result(None)
    assert aside.ready()
