"""A strategy's text means the same wherever it is written, and what is wrong with it gets the same sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.agents.names import parts_of, strategy_of
from sim.agents.own import entrant
from sim.agents.strategies import make_strategy
from sim.app.state.links import decode
from sim.cli.main import main
from sim.engine import ensemble
from sim.engine.mesa import negotiate
from sim.engine.prepare import prepare
from sim.engine.replay import replay
from sim.errors import InputError
from sim.experiments.compare.input_difference import input_difference
from sim.experiments.compare.tournament import entrants_of
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.scenario.setup import Setup

LAKE = "tests/data/lake.toml"

WRONG = {
    "linear/ac_next/none/x": 'strategy: "linear/ac_next/none/x" has too many parts; write NAME or NAME/ACCEPTANCE/',
    "linear///": 'strategy: "linear///" has too many parts; write NAME or NAME/ACCEPTANCE/OPPONENT_MODEL',
    "": 'no strategy ""; known are ',
    "/ac_next": 'no strategy ""; known are ',
    "linera": 'no strategy "linera"; did you mean "linear"?',
    "linear/ac_nxt": 'no acceptance rule "ac_nxt"; did you mean "ac_next"?',
    "linear//bayes": 'no opponent model "bayes"; did you mean "bayesian"?',
}


def setup(text: str) -> Setup:
    return Setup(LAKE, strategies={"fernside": text})


def recorded(text: str) -> None:
    record = negotiate(LAKE)
    replay(record.model_copy(update={"strategies": {**record.strategies, "fernside": text}}))


IN_PYTHON: list[Callable[[str], object]] = [
    strategy_of,
    entrant,
    lambda text: prepare(setup(text)),
    lambda text: negotiate(LAKE, strategies={"fernside": text}),
    lambda text: ensemble.prepare(setup(text)),
    lambda text: make_plan(BatchRequest([setup(text)], 10)),
    lambda text: entrants_of([Setup(LAKE)], ["linear", text]),
    lambda text: input_difference(setup(text), Setup(LAKE)),
]


@pytest.mark.parametrize("text", WRONG)
@pytest.mark.parametrize("call", IN_PYTHON)
def test_what_is_wrong_has_one_sentence(call: Callable[[str], object], text: str) -> None:
    with pytest.raises(InputError) as caught:
        call(text)
    assert WRONG[text] in str(caught.value)


@pytest.mark.parametrize("text", [text for text in WRONG if text.startswith("linear")])
def test_a_record_that_was_edited_has_the_same_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        recorded(text)
    assert WRONG[text] in str(caught.value)


@pytest.mark.parametrize("text", WRONG)
def test_the_command_line_has_the_same_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "compare", "batch"):
        assert main([command, LAKE, "--strategy", f"fernside={text}"]) == 2
        assert f"hikiwake: --strategy fernside={text}: {WRONG[text]}" in capsys.readouterr().err
    assert main(["tournament", LAKE, "--strategies", f"linear,{text}"]) == 2
    assert f"hikiwake: --strategies linear,{text}: {WRONG[text]}" in capsys.readouterr().err


@pytest.mark.parametrize("text", WRONG)
def test_a_link_with_it_is_no_link(text: str) -> None:
    assert decode({"st": f"japan:{text}"})[1] == decode({"st": "japan:linera"})[1] != []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("linear", ("linear", None, None)),
        ("linear/", ("linear", None, None)),
        ("linear//none", ("linear", None, "none")),
        ("linear/ac_time", ("linear", "ac_time", None)),
        ("micro/ac_next/none", ("micro", "ac_next", "none")),
    ],
)
def test_what_is_left_out_is_the_usual(text: str, parts: tuple[str, str | None, str | None]) -> None:
    assert parts_of(text) == parts
    assert strategy_of(text) == make_strategy(*parts)
