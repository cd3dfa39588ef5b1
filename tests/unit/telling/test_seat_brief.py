"""A brief says what is played: its numbers are those of the buttons, and of options at one end only one can be had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.engine.sitting import Seated, Sitting
from sim.scenario.load import episode_ids, load
from sim.scenario.setup import Setup
from sim.telling import catalogue
from sim.telling.numbers import number
from sim.telling.seat import brief, speech
from tests.screens.sittings import SEATS, sat, taken


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    catalogue.use(catalogue.FIRST)
    yield
    catalogue.use(catalogue.FIRST)


def most_binding(seated: Seated) -> int:
    return int(seated.table.rules.game.depths.binding.argmax())


@pytest.mark.parametrize("language", list(catalogue.LANGUAGES))
@pytest.mark.parametrize("episode", episode_ids())
def test_a_brief_and_a_button_give_the_same_worth_of_support(episode: str, language: str) -> None:
    """For a text that binds in full, in the brief of who supports and in that of its ally."""
    catalogue.use(language)
    seated = sat(taken("usa", signs=False, scenario=episode))
    text = most_binding(seated)
    assert seated.table.rules.game.depths.binding[text] == 1.0
    worth = number(brief.support_of(seated.sitting, "usa"))
    assert worth in (speech.effect(seated, text, "support") or "")
    assert worth in brief.own_say(seated.sitting, "usa")[0].text
    ally = Sitting(Setup(episode, seed=7), "japan")
    assert f"({worth})" in bare(" ".join(line.text for line in brief.guarantors(ally, "japan")))


def bare(text: str) -> str:
    """A text with the brackets of every language alike."""
    return text.replace("（", "(").replace("）", ")")


@pytest.mark.parametrize(("language", "or_"), [("en", " or "), ("ja", "、または"), ("ru", " или ")])
@pytest.mark.parametrize("episode", episode_ids())
def test_options_of_which_only_one_can_be_are_told_as_alternatives(
    episode: str, language: str, or_: str
) -> None:
    catalogue.use(language)
    scenario, several = load(episode), 0
    for seat in SEATS:
        told = [line.text for line in brief.wants(scenario, seat)]
        for wish, text in zip(brief.wishes(scenario, seat), told, strict=False):
            for end in (wish.best, wish.worst):
                if len(end) > 1:
                    several += 1
                    assert or_.join(end) in text
    assert several
