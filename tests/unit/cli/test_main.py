"""The process around the commands: help, exit codes, interruption, and readers that leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

import sim
from sim.cli import main as module
from sim.cli.print import LONGEST, one_line
from sim.errors import IllegalMove, ReplayMismatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = [str(command.name) for command in module.app.registered_commands]
HEAVY = {"mesa", "numpy", "pydantic", "streamlit", "pandas", "networkx", "scipy", "pyarrow"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["rn"]])
def test_help_is_fast_because_nothing_heavy_is_imported(words: list[str]) -> None:
    code = (
        f"import sys\nfrom sim.cli.main import main\nmain({words!r})\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = HEAVY.intersection(done.stderr.split())
    # Newer releases of Typer read the options of a command with pydantic.
    assert loaded <= (set() if words[0].startswith("--") else {"pydantic"})


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_help_lists_the_commands(hikiwake: Command, words: list[str]) -> None:
    said = hikiwake(*words)
    assert (said.code, said.err) == (0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in said.out] == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(hikiwake: Command, name: str, option: str) -> None:
    said = hikiwake(name, option)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: hikiwake {name}")


def test_version(hikiwake: Command) -> None:
    said = hikiwake("--version")
    assert (said.code, said.out, said.err) == (0, f"hikiwake {sim.__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["rn"], 'there is no command "rn"; did you mean "run"?'),
        (["--bogus"], "there is no option --bogus; known are --help, --version"),
        (["run", "--sed", "7"], 'run: there is no option --sed; did you mean "--seed"?'),
        (["run", "-x"], "run: there is no option -x; known are "),
        (["run", "2018-singapore", "--seed"], "run: --seed needs a value, as in --seed N; "),
        (["run", "2018-singapore", "more", "words"], 'run: there is no place for "more words"; '),
        (["schema", "a)b"], 'schema: there is no place for "a)b"; '),
        (["run", "2018-singapore", "--json=yes"], "run: option '--json' does not take a value; "),
        (["outcomes"], 'outcomes: SCENARIO is missing; see "hikiwake outcomes --help"'),
        (["validate"], "validate: FILE... is missing; "),
        (["evidence", "--topic"], "evidence: --topic needs a value, as in --topic T; "),
    ],
)
def test_a_wrong_command_line_gets_one_sentence(
    refused: Callable[..., str], words: list[str], sentence: str
) -> None:
    assert refused(*words).startswith(sentence)


def test_a_process_ends_with_the_same_codes(process: Command) -> None:
    said = process("run", "2018-singapor")
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == 'hikiwake: scenario: there is no scenario "2018-singapor"; did you mean "2018-singapore"?\n'
    )
    assert process("schema").code == 0


def test_a_text_of_many_lines_becomes_one(refused: Callable[..., str]) -> None:
    assert "there is no scenario" in refused("run", "a\nb\x1b[31mc\rd")
    assert "\x1b" not in refused("run", "a\x1b[31mb")
    assert len(refused("run", "x" * 100_000)) < 2 * LONGEST
    assert one_line("a\n\n  b") == "a b"


@pytest.mark.parametrize(("error", "code"), [(ReplayMismatch("it differs"), 1), (IllegalMove("no"), 1)])
def test_an_error_that_is_no_input_error_ends_with_one(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(module, "_called", fail)
    assert refused("scenarios", code=code) == str(error)


def test_a_defect_is_confessed_in_one_line(hikiwake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr(module, "_called", fail)
    monkeypatch.delenv("HIKIWAKE_DEBUG", raising=False)
    said = hikiwake("scenarios")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("hikiwake: this is a defect: ZeroDivisionError: a b; ")
    assert "HIKIWAKE_DEBUG=1" in said.err
    assert said.err.count("\n") == 1
    monkeypatch.setenv("HIKIWAKE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        hikiwake("scenarios")


def test_an_interrupted_command_says_so(hikiwake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_called", interrupt)
    said = hikiwake("scenarios")
    assert (said.code, said.out, said.err) == (130, "", "hikiwake: interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_control_c_ends_a_process_with_130() -> None:
    code = (
        # A shell that starts a job in the background has it ignore the signal; this process shall not.
        "import signal, sys, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from sim.cli import main\n"
        "def wait(*_):\n    print('ready', flush=True)\n    for _ in range(12000):\n        time.sleep(0.05)\n"
        "main._called = wait\nsys.exit(main.main(['scenarios']))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert running.stdout is not None and running.stdout.readline() == b"ready\n"
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=600)
    assert (running.returncode, err) == (130, b"hikiwake: interrupted\n")


def into(output: IO[bytes] | int, *words: str) -> subprocess.CompletedProcess[bytes]:
    """The command with its stdout sent somewhere."""
    command = [sys.executable, "-m", "sim.cli", *words]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, cwd=ROOT, check=False)


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("words", [["evidence"], ["schema"], ["--help"]])
def test_a_reader_that_leaves_is_no_error(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = into(writing, *words)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", [["schema"], ["scenarios"]])
def test_a_full_disk_is_told_in_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = into(full, *words)
    assert (done.returncode, done.stderr) == (1, b"hikiwake: No space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="streams are closed otherwise there")
@pytest.mark.parametrize(
    ("words", "code"), [("schema", 0), ("scenarios --json", 0), ("scenarios", 0), ("rn", 2)]
)
def test_closed_streams_are_no_obstacle(words: str, code: int) -> None:
    command = f'"{sys.executable}" -m sim.cli {words}'
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(f"{command} {closed}", shell=True, capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == code, done.stderr


def test_a_terminal_without_unicode_is_no_obstacle(process: Command) -> None:
    said = process("evidence", "kuril", PYTHONIOENCODING="ascii")
    assert (said.code, said.err) == (0, "")
    said = process("evidence", "--json", PYTHONIOENCODING="ascii")
    assert said.code == 0
    assert said.data
