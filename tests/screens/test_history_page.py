"""The history page without a browser: it says what the findings say, in every language."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from sim.app import charts_history, draw, engine, texts
from sim.app import words_history as words
from sim.app.texts import LANGUAGES
from sim.batch.findings import History, Score
from sim.domain.game import LADDER

PAST = engine.findings().history
CHECKS = engine.findings().checks


def page() -> None:
    from sim.app.screens import history

    history.show()


def opened(language: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=600)
    test.session_state["hikiwake.language"] = language
    return test.run()


@pytest.fixture(params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> object:
    texts.use(request.param)
    yield request.param
    texts.use(texts.FIRST)


def test_every_episode_stands_in_the_chart_and_in_the_table(language: str) -> None:
    lines, rows = words.lines(PAST), words.episodes_table(PAST)
    assert len(lines) == len(rows) == 12
    assert len({line.name for line in lines}) == 12
    for line, row, told in zip(lines, rows, PAST.episodes, strict=True):
        assert LADDER[line.came] == told.observed
        assert sum(line.chances) == pytest.approx(1)
        assert line.name in row.values()
        assert any(f"{told.forecast[told.observed]:.0%}" in cell for cell in row.values())


def test_what_the_base_rate_forecasts_better_is_told_worst_first(language: str) -> None:
    wrong = words.wrong(PAST)
    worse = [row for row in PAST.episodes if row.rps > row.base_rate]
    assert len(wrong) == len(worse) > 0
    worst = max(worse, key=lambda row: row.rps - row.base_rate)
    assert words.name(worst) in wrong[0]
    assert all(len(line) > 80 or language == "ja" for line in wrong)


def test_every_episode_that_is_forecast_wrong_says_what_may_be_lacking() -> None:
    for row in PAST.episodes:
        if row.rps > row.base_rate:
            assert texts.known(f"history.lacks.{row.id}"), f"locales: history.lacks.{row.id} is missing"


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
    assert said in words.verdict(history(gain, PAST.peak))


def test_the_page_says_when_the_closest_year_is_not_sure() -> None:
    sure = {row.id: 0.0 for row in PAST.episodes[1:]} | {"2018-singapore": 0.5, "2018-vladivostok": 0.45}
    assert words.peak(history((0, 0, 0), sure)) == (
        "After the first episode the talks come closest in **2018**, in 95% of the fit."
    )
    unsure = sure | {"2018-vladivostok": 0.2, "2019-osaka": 0.25}
    assert "less than the 90 percent" in words.peak(history((0, 0, 0), unsure))


def test_the_checks_say_whether_negotiating_adds_anything() -> None:
    assert CHECKS is not None
    model = PAST.scores["model"]
    better = replace(CHECKS, regression=replace(model, value=model.value - 0.01))
    assert "adds nothing" in words.checked(PAST, better)
    worse = replace(model, value=model.value + 0.01)
    assert "adds something" in words.checked(PAST, replace(CHECKS, regression=worse, reduced=worse))
    assert len(words.checks_table(PAST, CHECKS)) == 8


def test_the_bins_hold_every_statement_once() -> None:
    bins = words.bins(PAST)
    assert sum(count for _, _, count in bins) == 12 * (len(LADDER) - 1)
    assert all(0 <= said <= 1 and 0 <= came <= 1 for said, came, _ in bins)


def test_every_counterfactual_is_told_with_its_interval_and_its_claim(language: str) -> None:
    told = words.changes(engine.findings().what_ifs)
    assert len(told) == 7
    for line, what_if in zip(told, engine.findings().what_ifs, strict=True):
        assert texts.said(what_if.title) in line
        assert what_if.evidence[0] in line


def test_the_words_of_the_scales_stand_with_their_ranges() -> None:
    rows = words.words_table()
    assert len(rows) > 40
    assert all(len(row) == 4 and all(row.values()) for row in rows)


def test_the_charts_are_charts() -> None:
    steps = list(LADDER)
    for chart in (
        charts_history.ladder(words.lines(PAST), steps, "#000"),
        charts_history.calibration(words.bins(PAST), "#000"),
    ):
        alt.Chart.from_dict(draw.spec(chart))


def test_the_page_is_drawn_in_every_language() -> None:
    for language in LANGUAGES:
        test = opened(language)
        assert not test.exception
        assert test.title[0].value == texts.in_language(language, "history.title")
        texts.use(language)
        try:
            shown = "\n".join(item.value for item in test.markdown)
            assert words.verdict(PAST) in shown
            assert words.peak(PAST) in shown
            for line in words.wrong(PAST):
                assert line in shown
        finally:
            texts.use(texts.FIRST)
