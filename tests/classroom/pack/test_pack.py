"""The lesson pack: points and dice say what the model says, a seat's sheets hold no other seat's secrets, nothing is left raw."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest

from sim.classroom.pack import sheets
from sim.classroom.pack.dice import FROM_ROLL, MOST_ROWS, ratification, roll
from sim.classroom.pack.lesson import QUESTIONS, closed, plan
from sim.classroom.pack.page import lesson_pack
from sim.classroom.pack.points import Points, points
from sim.classroom.plan import PRESETS
from sim.cli.main import main
from sim.domain.game import Game
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import Scenario, episode_ids, load
from sim.scenario.setup import Setup
from sim.telling.catalogue import LANGUAGES, speaking

LAKE = str(Path(__file__).resolve().parents[2] / "data" / "lake.toml")
ROUNDING = 3.0
"""Points by which a sum of a dozen rounded numbers may be off."""


def summed(scenario: Scenario, game: Game, found: Points, party: str, outcome: int) -> int:
    """What a student adds up for a text."""
    kind = game.depths.names[int(game.depths.of[outcome])]
    terms = {issue: o for issue, o in game.space.terms(outcome).items() if issue in found.options}
    earned = sum(
        found.bonuses[name]
        for name, bonus in scenario.spec.parties[party].bonuses.items()
        if game.space.matches(bonus.when)[outcome]
    )
    return found.kinds[kind] + sum(found.options[issue][o][kind] for issue, o in terms.items()) + earned


@pytest.mark.parametrize("name", ["1956-joint-declaration", "2018-singapore", LAKE])
def test_points_add_up_to_what_the_model_says_a_text_is_worth(name: str) -> None:
    scenario = load(name)
    game = scenario.game()
    value = valuation(game, opening_standing(game))
    for place, party in enumerate(game.parties):
        worth = value.plain[place] if place in game.signatories else game.utilities[place]
        found = points(scenario, party.id)
        added = [summed(scenario, game, found, party.id, outcome) for outcome in range(game.space.n)]
        assert np.abs(np.array(added) - 100 * worth).max() <= ROUNDING
        assert found.floor == round(100 * value.reservation[place])


def test_two_dice_give_the_nearest_chance_they_can() -> None:
    assert FROM_ROLL[2] == 1.0
    assert FROM_ROLL[7] == pytest.approx(21 / 36)
    assert FROM_ROLL[13] == 0.0
    assert [roll(chance) for chance in FROM_ROLL.values()] == list(FROM_ROLL)


@pytest.mark.parametrize("name", [*episode_ids(), LAKE])
def test_every_text_that_goes_home_stands_in_one_row_near_its_chance(name: str) -> None:
    scenario = load(name)
    game, table = scenario.game(), ratification(scenario)
    passes = valuation(game, opening_standing(game)).passes
    assert 1 < len(table.rows) <= MOST_ROWS
    off = []
    for outcome in range(game.space.n):
        if game.depths.ratified[int(game.depths.of[outcome])]:
            terms, kind = game.space.terms(outcome), game.depths.names[int(game.depths.of[outcome])]
            (row,) = [
                r for r in table.rows if r.kind == kind and all(terms[i] == o for i, o in r.terms.items())
            ]
            off += [
                abs(passes[game.party(party), outcome] - FROM_ROLL[least])
                for party, least in zip(table.ratifiers, row.rolls, strict=True)
            ]
    assert np.mean(off) == pytest.approx(table.off)
    assert table.off < 0.1


SECRETS = {
    "parties.{}.reservation": 0.4,
    "parties.{}.domestic_threshold": 0.3,
    "parties.{}.hawkishness": 0.8,
    "parties.{}.trust": 0.1,
    "parties.{}.weights.habomai": 0.9,
    "parties.{}.gains.security.foreign_troops_leave_japan": 0.7,
}
"""Settings of a signatory that only its own seat may know."""


@pytest.mark.parametrize(("changed", "reader"), [("japan", "russia"), ("russia", "japan"), ("japan", "usa")])
def test_no_secret_of_one_seat_changes_the_sheets_of_another(changed: str, reader: str) -> None:
    changes = {key.format(changed): value for key, value in SECRETS.items()}
    plain, other = Setup("2018-singapore"), Setup("2018-singapore", changes)
    seats = list(plain.loaded.spec.parties)
    before, after = (sheets.roles(setup)[seats.index(reader)] for setup in (plain, other))
    assert before == after
    own = seats.index(changed)
    assert sheets.roles(plain)[own] != sheets.roles(other)[own]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_is_whole_in_every_language_and_fetches_nothing(language: str) -> None:
    with speaking(language):
        page = lesson_pack(Setup("2016-eight-points"))
    assert f'<html lang="{language}">' in page
    body = html.unescape(page.split("</style>")[1])
    assert not re.search(r"class\.\w+\.|\{\w*\}|\bNone\b", re.sub(r'class="[^"]*"', "", body))
    assert not re.search(r"(src|href)\s*=|url\(|@import|https?://", page)
    if language != "en":
        assert not re.search(r"\b(Tokyo|Moscow|treaty|the|and)\b", body)


def test_a_scenario_of_one_s_own_has_a_pack_and_cannot_bring_markup(tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    text = re.sub(
        r"^summary = .*$", f"summary = '''{nasty}'''", Path(LAKE).read_text("utf-8"), flags=re.MULTILINE
    )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    page = lesson_pack(Setup(str(tmp_path / "own.toml")))
    assert "<img" not in page
    assert html.escape(nasty) in page


@pytest.mark.parametrize("preset", PRESETS)
def test_a_plan_takes_the_minutes_that_it_promises(preset: str) -> None:
    steps = [step.minutes.split("–") for step in plan(preset)]
    assert steps[0][0] == "0"
    assert steps[-1][1] == preset
    assert [end for _, end in steps[:-1]] == [start for start, _ in steps[1:]]


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    assert len({question.right for question in closed()}) == 3
    assert len(closed()) == len(QUESTIONS) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2018-singapor", "--out", "x.html"], 'did you mean "2018-singapore"'),
        (["2018-singapore", "--out", "."], "is a folder"),
        (["2018-singapore", "--out", "x.html", "--language", "jp"], 'no language "jp"'),
        (["2018-singapore", "--out", "x.html", "--set", "parties.japan.trust=7"], "from 0 to 1"),
        (["2018-singapore"], "--out"),
    ],
)
def test_wrong_input_gets_one_sentence(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["handouts", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
