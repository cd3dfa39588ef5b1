"""Strategies of one's own on the command line: found in the current folder, named in what is kept, wrong in one sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.agents.own import own_strategy
from sim.app.state.links import decode
from sim.cli.main import main
from sim.engine.replay import read_record
from sim.errors import InputError
from sim.experiments.runs.store import read_manifest
from tests.batch.killing import threads
from tests.guides import blocks

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "how-to" / "own-strategy.md").read_text(encoding="utf-8")
OURS = "strategies_of_a_test"
WRONG = """
class Raises:
    name = "raises"
    def aspiration(self, view): return 1 / 0
    def propose(self, view): return None
    def answer(self, view, outcome): return None
class Silent(Raises):
    name = "silent"
    def aspiration(self, view): return 0.5
class Asks(Silent):
    def __init__(self, how): self.how = how
class Linear(Silent):
    name = "linear"
class Nameless:
    aspiration = propose = answer = lambda *_: None
class Numbered(Nameless):
    name = 3
class Empty:
    name = "empty"
value = 3
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / f"{OURS}.py").write_text(blocks(GUIDE, "python")[0] + WRONG, "utf-8")
    (tmp_path / "unreadable_of_a_test.py").write_text("x = (\n", "utf-8")
    (tmp_path / "needs_of_a_test.py").write_text("import nothing_of_the_kind\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [item for item in sys.path if item])
    yield
    for name in [name for name in sys.modules if name.endswith("_of_a_test")]:
        del sys.modules[name]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    found = capsys.readouterr()
    return code, found.out, found.err


def test_a_run_keeps_the_name_and_plays_again_without_the_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, *_ = told(capsys, "run", "2018-singapore", "--strategy", f"japan={OURS}:HalfWay", "--out", "r.json")
    assert code == 0 and read_record("r.json").strategies["japan"] == "half_way"
    (tmp_path / f"{OURS}.py").unlink()
    del sys.modules[OURS]
    assert told(capsys, "run", "--replay", "r.json")[0] == 0


def test_many_runs_say_that_they_are_slow_and_keep_what_finds_the_class(
    capsys: pytest.CaptureFixture[str],
) -> None:
    word = f"{OURS}:HalfWay"
    code, _, said = told(
        capsys,
        "batch",
        "2018-singapore",
        "--runs",
        "4",
        "--workers",
        "1",
        "--strategy",
        f"japan={word}",
        "--out",
        "b",
    )
    assert code == 0 and f"{word}: is not compiled" in said and said.count("\n") == 1
    assert read_manifest(Path("b")).plan.strategies == {"japan": word}
    assert read_manifest(Path("b")).failed == 0
    assert told(capsys, "batch", "b", "--replay", "2")[0] == 0


def test_a_strategy_of_ones_own_meets_others(capsys: pytest.CaptureFixture[str]) -> None:
    word = f"{OURS}:HalfWay"
    names = f"linear,{word}"
    code, out, said = told(
        capsys, "tournament", "2018-singapore", "--strategies", names, "--runs", "2", "--json"
    )
    assert code == 0 and word in out and "is not compiled" in said
    assert json.loads(out)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (":HalfWay", "must have the form"),
        (f"{OURS}:", "must have the form"),
        ("a:b:c", "must have the form"),
        ("../x:HalfWay", "must have the form"),
        ("nowhere_of_a_test:HalfWay", "there is no module"),
        (f"{OURS}.inner:HalfWay", "there is no module|cannot be imported"),
        ("unreadable_of_a_test:HalfWay", "cannot be imported: SyntaxError"),
        ("needs_of_a_test:HalfWay", "cannot be imported: No module named"),
        (f"{OURS}:Halfway", 'did you mean "HalfWay"'),
        (f"{OURS}:value", "has no class"),
        (f"{OURS}:Empty", "has no method aspiration"),
        (f"{OURS}:Asks", "cannot be made without arguments"),
        (f"{OURS}:Nameless", "has no name"),
        (f"{OURS}:Numbered", "has no name"),
        (f"{OURS}:Linear", "as a built-in does"),
    ],
)
def test_what_is_no_strategy_gets_one_sentence(word: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        own_strategy(word)
    assert word in str(error.value) and any(part in str(error.value) for part in sentence.split("|"))


@pytest.mark.parametrize("command", ["run", "batch", "compare", "tournament"])
def test_every_command_refuses_what_is_no_strategy_and_stores_nothing(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    word = f"{OURS}:Halfway"
    options = {
        "run": ["--strategy", f"japan={word}"],
        "batch": ["--runs", "2", "--strategy", f"japan={word}", "--out", "b"],
        "compare": ["--strategy-b", f"japan={word}"],
        "tournament": ["--strategies", f"linear,{word}"],
    }
    code, out, said = told(capsys, command, "2018-singapore", *options[command])
    assert (code, out) == (2, "") and said.count("\n") == 1 and word in said
    assert not Path("b").exists()


@pytest.mark.parametrize("name", ["Raises", "Silent"])
def test_a_strategy_that_breaks_the_rules_is_told_by_name(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, said = told(capsys, "run", "2018-singapore", "--strategy", f"japan={OURS}:{name}")
    assert code == 1 and out == "" and said.count("\n") == 1 and ("japan" in said or OURS in said)


def test_no_link_names_code_to_import() -> None:
    assert decode({"s": "2018-singapore", "st": f"japan:{OURS}:HalfWay"})[1]
    assert OURS not in sys.modules


@pytest.mark.parametrize("name", ["Raises", "Silent"])
def test_a_strategy_that_fails_in_play_is_no_row(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is the strategy, and not the numbers of the runs: nothing is stored of it."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)
    code, _, err = told(
        capsys, "batch", "2018-singapore", "--runs", "4", "--strategy", f"japan={OURS}:{name}", "--out", "b"
    )
    assert code == 1
    assert "0 of 4 runs are stored" in err and "makes no game" not in err
