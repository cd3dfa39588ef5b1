"""What a command says before the engine is compiled, and that it says nothing where that was done."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sim.cli.waiting import progress
from sim.engine.keeping import COMPILING

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

RUNNING = "sim.engine.compiled.running.readiness"


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what is on stderr after two steps of two."""

    def call(how: str, stream: io.StringIO, json: bool = False, here: bool = True) -> str:
        monkeypatch.setattr(RUNNING, lambda: how)
        monkeypatch.setattr(sys, "stderr", stream)
        with progress("Playing", 2, json, here) as tell:
            tell(0)
            tell(2)
        return stream.getvalue()

    return call


@pytest.mark.parametrize("how", list(COMPILING))
def test_it_is_said_in_one_line_that_the_engine_is_compiled(heard: Callable[..., str], how: str) -> None:
    assert heard(how, io.StringIO()) == f"{COMPILING[how]}\n"
    assert heard(how, Terminal()).startswith(f"{COMPILING[how]}\n")


def test_nothing_is_said_where_it_was_compiled_or_others_play(heard: Callable[..., str]) -> None:
    assert heard("ready", io.StringIO()) == ""
    assert heard("once", io.StringIO(), here=False) == ""
    assert COMPILING["once"] not in heard("ready", Terminal())


def test_beside_json_only_a_terminal_is_told(heard: Callable[..., str]) -> None:
    assert heard("once", io.StringIO(), json=True) == ""
    assert heard("once", Terminal(), json=True).startswith(COMPILING["once"])


@pytest.mark.parametrize("json", [False, True])
@pytest.mark.parametrize(
    "played",
    ["sim.experiments.compare.pairs.play_portions", "sim.experiments.compare.tournament.play_rounds"],
)
def test_commands_say_it_before_they_play(
    hikiwake: Command, monkeypatch: pytest.MonkeyPatch, played: str, json: bool
) -> None:
    def stopped(*given: object) -> object:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(RUNNING, lambda: "once")
    monkeypatch.setattr(played, stopped)
    words = ["compare", "2018-singapore", "--off-b", "alliance"]
    if "tournament" in played:
        words = ["tournament", "2018-singapore", "--strategies", "boulware,linear"]
    said = hikiwake(*words, *(["--json"] if json else []))
    line = "" if json else f"{COMPILING['once']}\n"
    assert (said.code, said.out, said.err) == (130, "", f"{line}hikiwake: interrupted\n")


def test_a_dry_run_says_it_too(hikiwake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(RUNNING, lambda: "once")
    monkeypatch.setattr("sim.experiments.runs.progress.estimate", stopped)
    said = hikiwake("batch", "2018-singapore", "--runs", "10", "--dry-run")
    assert (said.out, said.err) == ("", f"{COMPILING['once']}\nhikiwake: interrupted\n")
