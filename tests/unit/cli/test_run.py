"""`hikiwake run`: what it tells, what it prints, what it keeps, and what it plays again."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from sim import load, negotiate
from sim.domain.game import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.cli.conftest import Command

WELL = str(Path(__file__).resolve().parents[2] / "golden" / "well.toml")


@pytest.fixture
def stored(hikiwake: Command, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A stored run, as a file and as data."""
    path = tmp_path / "run.json"
    said = hikiwake("run", WELL, "--seed", "1", "--json", "--out", str(path))
    assert path.read_text(encoding="utf-8") == said.out
    return path, said.data


def test_json_is_all_that_stands_on_stdout_and_is_the_record(hikiwake: Command) -> None:
    said = hikiwake("run", "2018-singapore", "--seed", "7", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.out == negotiate(load("2018-singapore"), seed=7).to_json() + "\n"
    names = "scenario scenario_hash version results_version seed protocol constraints_off strategies result ladder"
    names += " depth gap agreement distances surviving rounds"
    assert set(names.split()) <= set(said.data)
    names = "round proposer depth offer holds stances answers aspirations utilities trust events last_day"
    assert all(set(names.split()) <= set(row) for row in said.data["rounds"])
    assert list(said.data["surviving"]) == list(said.data["gap"]) == list(load("2018-singapore").spec.depths)
    assert all(list(left) == list(CONSTRAINTS) for left in said.data["surviving"].values())


def test_the_same_command_gives_the_same_bytes(hikiwake: Command, process: Command) -> None:
    words = ("run", "2018-singapore", "--seed", "3", "--draw", "--json")
    assert hikiwake(*words).out == hikiwake(*words).out == process(*words).out
    assert hikiwake("run", WELL).out == hikiwake("run", WELL, "--seed", "0").out


def test_options_reach_the_run(hikiwake: Command) -> None:
    said = hikiwake(
        *("run", "2018-singapore", "--seed", "2", "--draw", "--protocol", "simultaneous", "--json"),
        *("--set", "talks.rounds=3", "--set", "parties.japan.trust=0.25", "--set", "title=a=b"),
        *("--strategy", "japan=boulware", "--strategy", "russia=linear//perfect"),
        *("--off", "alliance", "--off", "credibility"),
    ).data
    assert said["drawn"]
    assert said["protocol"] == "simultaneous"
    assert said["changes"] == {"talks.rounds": "3", "parties.japan.trust": "0.25", "title": "a=b"}
    assert said["strategies"] == {"japan": "boulware", "russia": "linear/ac_next/perfect"}
    assert said["constraints_off"] == ["credibility", "alliance"]
    assert len(said["rounds"]) <= 6


def test_a_guarantor_may_become_a_signatory(hikiwake: Command) -> None:
    changes = ("parties.usa.role=signatory", "parties.usa.reservation=0.1", "talks.rounds=3")
    words = [word for change in changes for word in ("--set", change)]
    said = hikiwake("run", "2018-singapore", *words, "--json").data
    assert list(said["strategies"]) == ["japan", "russia", "usa"]
    assert "Washington" in hikiwake("run", "2018-singapore", *words).out


@pytest.mark.parametrize("protocol", ["alternating", "simultaneous", "single_text"])
@pytest.mark.parametrize("off", [[], ["--off", "interests"], ["--off", "red_lines", "--off", "alliance"]])
def test_every_protocol_is_told(hikiwake: Command, protocol: str, off: list[str]) -> None:
    said = hikiwake("run", WELL, "--protocol", protocol, *off)
    assert (said.code, said.err) == (0, "")
    assert "How it ended" in said.out
    assert ("A hypothesis" in said.out) == ("alliance" not in off)
    assert max(len(line) for line in said.out.splitlines()) <= 80
    assert all(line == line.rstrip() for line in said.out.splitlines())


def test_the_account_of_twelve_rounds_stays_readable(hikiwake: Command) -> None:
    said = hikiwake("run", "2018-singapore", "--seed", "7")
    assert len(said.out.splitlines()) <= 170
    for heading in ("Round 1 ", "How it ended", "What the constraints left", "What happened in reality"):
        assert heading in said.out
    assert "\x1b" not in said.out


@pytest.mark.parametrize(
    ("code", "words"),
    [("ja", "東京が条約の草案を出します。"), ("ru", "Токио вносит вариант текста (договор).")],
)
def test_a_run_is_told_in_the_language_asked_for(hikiwake: Command, code: str, words: str) -> None:
    told = hikiwake("run", "2018-singapore", "--seed", "7", "--language", code)
    assert (told.code, told.err) == (0, "")
    assert words in " ".join(told.out.split())
    assert not {"Tokyo", "Moscow", "Round", "treaty"} & set(told.out.replace(".", " ").split())
    assert max(cell_len(line) for line in told.out.splitlines()) <= 80
    assert hikiwake("run", "2018-singapore", "--seed", "7").out.startswith("Singapore: speed up")


def test_no_line_begins_with_a_stop(hikiwake: Command) -> None:
    told = hikiwake("run", "2018-singapore", "--seed", "7", "--language", "ja").out
    assert [line for line in told.splitlines() if line.strip() and line.strip()[0] in "、。）」：／"] == []


def test_a_stored_run_is_told_in_another_language(
    hikiwake: Command, stored: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    told = hikiwake("run", "--replay", str(stored[0]), "--language", "ru")
    assert "каждый ход и каждое число совпали" in " ".join(told.out.split())
    page = tmp_path / "page.html"
    said = hikiwake("report", str(stored[0]), "--out", str(page), "--language", "ja")
    assert (said.code, said.out) == (0, f"報告書を{page}に書きました。\n")
    assert '<html lang="ja">' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [["run", WELL], ["report", WELL, "--out", "x.html"], ["batch", WELL]])
def test_an_unknown_language_is_answered_with_the_nearest(
    refused: Callable[..., str], command: list[str]
) -> None:
    assert "ja" in refused(*command, "--language", "jap")
    assert (
        refused(*command, "--language", "de") == '--language: there is no language "de"; known are en, ja, ru'
    )


def test_a_terminal_gets_colours_and_a_pipe_does_not(process: Command) -> None:
    assert (
        "\x1b[1;38;2;0;114;178mTokyo"
        in process("run", "2018-singapore", FORCE_COLOR="1", COLORTERM="truecolor").out
    )
    assert "\x1b" not in process("run", "2018-singapore").out


def test_a_stored_run_plays_again(hikiwake: Command, stored: tuple[Path, dict[str, Any]]) -> None:
    path, data = stored
    said = hikiwake("run", "--replay", str(path), "--json")
    assert (said.code, said.out, said.err) == (0, path.read_text(encoding="utf-8"), "")
    told = hikiwake("run", "--replay", str(path))
    assert told.code == 0
    assert "every move and every number came out the same" in " ".join(told.out.split())
    account, _, scales = hikiwake("run", WELL, "--seed", "1").out.rpartition("  Scales: ")
    assert told.out.startswith(account)
    assert scales == "scales.toml beside the file.\n"
    assert data["seed"] == 1


def test_out_keeps_the_record_and_says_how_to_play_it_again(hikiwake: Command, tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    said = hikiwake("run", WELL, "--seed", "4", "--out", str(path))
    assert "--replay" in said.out
    assert json.loads(path.read_text(encoding="utf-8"))["seed"] == 4
    assert [file.name for file in tmp_path.iterdir()] == ["kept.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_out_writes_through_links_and_never_replaces_a_device(hikiwake: Command, tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    link.symlink_to(target)
    assert hikiwake("run", WELL, "--out", str(link)).code == 0
    assert link.is_symlink()
    assert target.is_file()
    assert hikiwake("run", WELL, "--out", "/dev/null").code == 0
    assert not Path("/dev/null").is_file()


Edit = "Callable[[dict[str, Any]], Any]"


@pytest.mark.parametrize(
    ("edit", "code", "words"),
    [
        (lambda d: d["rounds"][0]["offer"].update(morning="both"), 1, "round 1 plays differently"),
        (lambda d: d["rounds"][0]["answers"]["unten"].update(accept=True), 1, "round 1 plays differently"),
        (lambda d: d.update(result="walked_out"), 1, '"result" comes out differently'),
        (lambda d: d["gap"].update(treaty=0.123), 1, '"gap" comes out differently'),
        (lambda d: d.update(scenario_hash="0"), 1, '"scenario_hash" comes out differently'),
        (lambda d: d["rounds"].pop(), 1, '"rounds" comes out differently'),
        (lambda d: d.update(seed=-1), 2, "seed: -1 is not a whole number"),
        (lambda d: d.update(seed="x"), 2, "seed: "),
        (lambda d: d.update(results_version=99), 2, "results_version is 99"),
        (lambda d: d.pop("rounds"), 2, "rounds: is missing"),
        (lambda d: d.update(more=1), 2, "more: is not a known key"),
        (lambda d: d.update(protocol="x"), 2, 'no protocol "x"'),
        (lambda d: d.update(constraints_off=["alianc"]), 2, 'did you mean "alliance"'),
        (lambda d: d["strategies"].update(nobody="linear"), 2, 'no signatory "nobody"'),
        (lambda d: d["document"]["parties"]["oben"].pop("seat"), 2, "parties.oben.seat: is missing"),
        (lambda d: d.update(scales={}), 2, "there is no scale"),
        (lambda d: d["rounds"][0]["answers"].update(unten="perhaps"), 2, "rounds (entry 1).answers.unten"),
    ],
)
def test_an_edited_run_is_refused(
    refused: Callable[..., str],
    stored: tuple[Path, dict[str, Any]],
    tmp_path: Path,
    edit: Any,
    code: int,
    words: str,
) -> None:
    data = copy.deepcopy(stored[1])
    edit(data)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    sentence = refused("run", "--replay", str(path), code=code)
    assert sentence.startswith(str(path))
    assert words in sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b'{"a": 1}',
        bytes(range(256)),
        b'{"results_version": 1',
        b"[" * 100_000,
        None,
    ],
)
def test_a_foreign_file_is_refused(
    refused: Callable[..., str], tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "foreign.json"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    sentence = refused("run", "--replay", str(path))
    assert sentence.startswith(str(path))


def test_a_missing_file_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "cannot be read" in refused("run", "--replay", str(tmp_path / "none.json"))


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (["2018-singapore"], "SCENARIO"),
        (["--seed", "0"], "--seed"),
        (["--draw"], "--draw"),
        (["--set", "a=b"], "--set"),
        (["--strategy", "a=b"], "--strategy"),
        (["--off", "alliance"], "--off"),
        (["--protocol", "alternating"], "--protocol"),
    ],
)
def test_a_replay_takes_nothing_else(refused: Callable[..., str], words: list[str], left_out: str) -> None:
    assert refused("run", *words, "--replay", "x.json").endswith(f"leave out {left_out}")
