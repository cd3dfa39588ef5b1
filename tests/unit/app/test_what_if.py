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
from sim.telling.catalogue import LANGUAGES, speaking, word
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
                assert what_if.ribbon(state)
                assert verdict.before_and_now(story(plain), story(state))


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
    assert "150" not in many.finding([[treaty] * 150 + [talks] * 50])
    assert many.ladders([[talks] * 200, [treaty] * 200]).count("<tr>") == len(LADDER)


def test_of_repeats_that_are_equally_many_none_comes_first() -> None:
    treaty, talks = LADDER.index("treaty"), LADDER.index("talks")
    said = many.finding([[treaty] * 100 + [talks] * 100])
    assert word("ladder", "talks") in said and word("ladder", "treaty") in said


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
