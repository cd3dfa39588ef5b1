"""The history page without a browser: it says what the findings say, in every language."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from sim.app.history import charts
from sim.app.kit import pieces
from sim.app.state import cache
from sim.app.state.links import State
from sim.domain.findings import FactFound, History, Score
from sim.domain.game import LADDER
from sim.experiments.history.variants import titles
from sim.experiments.history.what_if import load_what_ifs
from sim.scenario.load import load_scales
from sim.telling import catalogue, numbers
from sim.telling.catalogue import LANGUAGES
from sim.telling.findings import facts, forecasts
from tests.screens.alone import driven

PAST = cache.findings().history
CHECKS = cache.findings().checks


def page() -> None:
    from sim.app.history import page

    page.show()


def opened(language: str) -> AppTest:
    return driven(page, State(), **{"hikiwake.language": language})


@pytest.fixture(params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> object:
    catalogue.use(request.param)
    yield request.param
    catalogue.use(catalogue.FIRST)


def test_every_episode_stands_in_the_chart_and_in_the_table(language: str) -> None:
    lines, rows = charts.lines(PAST), forecasts.episodes(PAST)
    assert len(lines) == len(rows) == 12
    assert len({line.name for line in lines}) == 12
    for line, row, told in zip(lines, rows, PAST.episodes, strict=True):
        assert LADDER[line.came] == told.observed
        assert sum(line.chances) == pytest.approx(1)
        assert line.name in row.values()
        assert any(numbers.percent(told.forecast[told.observed]) in cell for cell in row.values())


def test_what_the_base_rate_forecasts_better_is_told_worst_first(language: str) -> None:
    wrong = forecasts.lacking(PAST)
    worse = [row for row in PAST.episodes if row.rps > row.base_rate]
    assert len(wrong) == len(worse) > 0
    worst = max(worse, key=lambda row: row.rps - row.base_rate)
    assert forecasts.name(worst) == wrong[0][0]
    assert all(len(line) > 80 or language == "ja" for _, line in wrong)


def test_every_episode_that_is_forecast_wrong_says_what_may_be_lacking() -> None:
    for row in PAST.episodes:
        if row.rps > row.base_rate:
            assert catalogue.known(f"history.lacks.{row.id}"), f"locales: page.lacks.{row.id} is missing"


def history(gain: tuple[float, float, float], peak: dict[str, float]) -> History:
    return replace(PAST, gains={**PAST.gains, "base_rate": Score(*gain)}, peak=peak)


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        ((0.05, 0.01, 0.09), "forecasts better than"),
        ((0.01, -0.01, 0.03), "is lower than the base rate's, but"),
        ((-0.01, -0.03, 0.01), "no lower"),
        ((-0.05, -0.09, -0.01), "should not be believed"),
    ],
)
def test_the_verdict_follows_the_interval(gain: tuple[float, float, float], said: str) -> None:
    assert said in forecasts.verdict(history(gain, PAST.peak))


def test_the_page_says_when_the_closest_year_is_not_sure() -> None:
    sure = {row.id: 0.0 for row in PAST.episodes[1:]} | {"2018-singapore": 0.5, "2018-vladivostok": 0.45}
    assert forecasts.peak(history((0, 0, 0), sure)) == (
        "After the first episode the talks come closest in 2018, in 95% of the fit."
    )
    unsure = sure | {"2018-vladivostok": 0.2, "2019-osaka": 0.25}
    assert "less than the 90%" in forecasts.peak(history((0, 0, 0), unsure))


def test_the_checks_say_whether_negotiating_adds_anything() -> None:
    assert CHECKS is not None
    model = PAST.scores["model"]
    better = replace(CHECKS, regression=replace(model, value=model.value - 0.01))
    assert "adds nothing" in " ".join(forecasts.checked(PAST, better))
    worse = replace(model, value=model.value + 0.01)
    assert "adds something" in forecasts.checked(PAST, replace(CHECKS, regression=worse, reduced=worse))[-2]
    assert len(forecasts.checks(PAST, CHECKS, titles())) == 15


def test_the_bins_hold_every_statement_once() -> None:
    bins = charts.bins(PAST)
    assert sum(count for _, _, count in bins) == 12 * (len(LADDER) - 1)
    assert all(0 <= said <= 1 and 0 <= came <= 1 for said, came, _ in bins)


def test_every_counterfactual_is_told_with_its_interval_and_its_claim(language: str) -> None:
    told = forecasts.asked(cache.findings().what_ifs)
    assert len(told) == len(load_what_ifs())
    for line, what_if in zip(told, cache.findings().what_ifs, strict=True):
        assert line.title == catalogue.said(what_if.title)
        assert line.claims == what_if.evidence
        assert all(
            numbers.percent(change.might) in line.answer
            for change in what_if.changes
            if change.measure != "gap"
            # What a change moves by less than a point is left out.
            and any(round(100 * x) for x in (change.difference, change.low, change.high))
        )


def test_the_words_of_the_scales_stand_with_their_ranges() -> None:
    rows = forecasts.words(cache.assumed_scales(), load_scales())
    assert len(rows) > 40
    assert all(len(row) == 4 and all(row.values()) for row in rows)


def test_the_grid_is_told_with_its_fullest_and_its_emptiest_ring(language: str) -> None:
    says = forecasts.seen(PAST)
    gave = [row.forecast[row.observed] for row in PAST.episodes]
    for row in PAST.episodes:
        if row.forecast[row.observed] in (max(gave), min(gave)):
            assert forecasts.name(row) in says
    for step in {step for row in PAST.episodes for step in forecasts.likeliest(row)}:
        assert catalogue.word("ladder", step) in says.split("。")[0].split(".")[0]
    assert numbers.percent(max(gave)) in says and numbers.percent(min(gave)) in says
    assert "{" not in says


@pytest.mark.parametrize(
    ("groups", "title", "rest"),
    [
        (
            ((0.05, 0.06, 30), (0.9, 0.95, 10)),
            "Most of its statements keep their word",
            "No group is as much",
        ),
        (
            ((0.05, 0.06, 30), (0.6, 0.2, 4)),
            "keep their word",
            "has 4 of them, which it gave 60% on average: 20%",
        ),
        (((0.3, 0.6, 30), (0.9, 0.9, 4)), "do not keep their word", "has 30 of them"),
    ],
)
def test_the_percentages_are_told_to_keep_their_word_or_not(
    groups: tuple[tuple[float, float, int], ...], title: str, rest: str
) -> None:
    found = forecasts.kept(groups)
    assert title in found[0] and rest in found[1]


def test_the_charts_are_charts() -> None:
    steps = list(LADDER)
    for chart in (
        charts.ladder(charts.lines(PAST), steps, "#000"),
        charts.calibration(charts.bins(PAST), "#000", ("said", "came")),
    ):
        alt.Chart.from_dict(pieces.spec(chart))


FACTS = (
    FactFound("f1", PAST.episodes[0].id, "It rained", "given", 1.0, True),
    FactFound("f2", PAST.episodes[0].id, "Nobody came", "course", 0.25, False),
    FactFound("f3", "*", "The first was the wettest", "across", 1.0, True),
)


def test_the_facts_are_told_where_they_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = cache.findings()
    monkeypatch.setattr(cache, "findings", lambda: replace(stored, facts=FACTS))
    test = opened("en")
    assert not test.exception
    shown = "\n".join(item.value for item in test.markdown)
    assert catalogue.t("facts.question") in [item.value for item in test.header]
    assert "Of 3 facts from the sources, 2 come out" in shown
    assert "course of the talks: 0 of 1" in shown
    assert f"- Nobody came ({forecasts.name(PAST.episodes[0])}, 25%)" in shown
    rows = facts.table(FACTS, {PAST.episodes[0].id: "The first"})
    assert [row["Episode"] for row in rows] == ["The first", "The first", "All episodes together"]
    assert [row["Runs"] for row in rows] == ["100%", "25%", "100%"]


def test_without_stored_facts_the_page_does_not_speak_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = cache.findings()
    monkeypatch.setattr(cache, "findings", lambda: replace(stored, facts=()))
    test = opened("en")
    assert not test.exception
    assert catalogue.t("facts.question") not in [item.value for item in test.header]


def test_the_page_is_drawn_in_every_language() -> None:
    for language in LANGUAGES:
        test = opened(language)
        assert not test.exception
        assert test.title[0].value == catalogue.in_language(language, "history.title")
        catalogue.use(language)
        try:
            shown = "\n".join(item.value for item in test.markdown)
            assert forecasts.verdict(PAST) in shown
            assert forecasts.peak(PAST) in shown
            for _, line in forecasts.lacking(PAST):
                assert line in shown
        finally:
            catalogue.use(catalogue.FIRST)
