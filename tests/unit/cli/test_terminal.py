"""What reaches the terminal, whatever its width, its encoding and the texts that are told."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from sim.cli.main import app
from sim.cli.print import as_path, clean, command
from sim.cli.prose import Prose, breaks, longest
from sim.cli.rows import Rows
from tests.unit.cli.conftest import Command

LAKE = Path(__file__).resolve().parents[2] / "data" / "lake.toml"
COMMANDS = [str(name.name) for name in app.registered_commands]
TOLD = [
    "scenarios",
    "evidence summit",
    "history",
    "history --language ja",
    "outcomes 2018-singapore",
    "outcomes 2018-singapore --language ru",
    "run 2018-singapore --seed 7 --language ja",
    "compare 2018-singapore --set-b parties.japan.trust=high --runs 4 --language ja",
    "tournament 2018-singapore --runs 2 --strategies linear,boulware,hardliner",
    *(f"{name} --help" for name in ("", "run", "batch", "compare")),
]
STEERING = "\x1b[31m\x1b]0;x\x07\u202e[red]x[/] [/]\x9b2J\u2066\x7f"
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def words(text: str) -> set[str]:
    """What must be found whole: words and numbers of narrow signs, and each wide sign."""
    return set(re.findall(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+", text))


@pytest.mark.parametrize("line", TOLD)
def test_a_terminal_of_any_width_tells_every_word_and_number_and_cuts_none(
    hikiwake: Command, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    told = {}
    # What has to be played first is told in fewer widths: how lines are laid out is the same for all.
    few = line.split()[0] in ("run", "compare", "tournament") and "--help" not in line
    for width in (400, 60, 20) if few else (400, 80, 60, 40, 20, 1, 0):
        monkeypatch.setenv("COLUMNS", str(width))
        said = hikiwake(*line.split())
        assert (said.code, said.err) == (0, "")
        told[width] = said.out
    assert len(words(told[400])) > 30
    for width, text in told.items():
        # A heading that stands before its cell in a list ends in a colon.
        found = words(text) | {word.rstrip(":") for word in words(text)}
        assert words(told[400]) - found == set(), width
        assert "…" not in text


@pytest.mark.parametrize("width", [20, 40, 60])
def test_lines_keep_to_the_width_unless_a_single_word_is_longer(
    hikiwake: Command, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for line in ("outcomes 2018-singapore --language ja", "scenarios", "history", "run --help"):
        for shown in hikiwake(*line.split()).out.splitlines():
            assert longest(shown)[1] <= width or len(shown.split()) == 1, shown


def test_rows_are_a_table_where_there_is_room_and_a_list_where_there_is_not() -> None:
    rows = Rows(["name", "first", "second"], [["one two", "0.25", "1,000"], ["三つの島", "0.50", "2"]])
    assert rows.widths(8 + 5 + 6 + 4) == [8, 5, 6]
    assert rows.widths(4) is None
    assert breaks("0.123456 x", 3) == [9]
    assert Prose("a\tb", indent=2).plain == "a       b"


@pytest.fixture
def steering(tmp_path: Path) -> Path:
    """A scenario whose every text tries to steer the terminal."""
    spelt = "".join(f"\\u{ord(c):04x}" if FORBIDDEN.match(c) else c for c in STEERING)
    texts = re.sub(
        r'^((?:title|summary|place|wording|seat) = "[^"\n]*)"',
        lambda found: f'{found[1]} {spelt}"',
        LAKE.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    path = tmp_path / "steering.toml"
    path.write_text(texts, encoding="utf-8")
    (tmp_path / "scales.toml").write_bytes(LAKE.with_name("scales.toml").read_bytes())
    return path


@pytest.mark.parametrize(
    "line",
    [
        "run FILE",
        "run FILE --language ja",
        "outcomes FILE",
        "compare FILE --set-b id=x --runs 2",
        "compare FILE --runs 2",
        "tournament FILE --runs 2 --strategies linear,hardliner",
        "validate FILE",
        "run FILE --json",
        "run FILE --set x\x1b[31m\u202e=1",
        "run x\x1b[31m\u202e",
        "run FILE --strategy x\x1b[31m=linear",
        "\x1b[31m",
    ],
)
def test_no_text_steers_the_terminal(hikiwake: Command, steering: Path, line: str) -> None:
    said = hikiwake(*(str(steering) if word == "FILE" else word for word in line.split(" ")))
    assert FORBIDDEN.search(said.out + said.err) is None
    assert "defect" not in said.err
    if "FILE" in line:
        assert said.code == 2, "no file may hold control characters"


@pytest.mark.parametrize("command", ["run", "outcomes", "run --json"])
def test_markup_prints_as_typed(hikiwake: Command, tmp_path: Path, command: str) -> None:
    path = tmp_path / "markup.toml"
    text = LAKE.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'^(title = "[^"\n]*)"', r'\1 [red]x[/] [/]"', text, flags=re.MULTILINE), encoding="utf-8"
    )
    (tmp_path / "scales.toml").write_bytes(LAKE.with_name("scales.toml").read_bytes())
    said = hikiwake(*command.split(), str(path))
    assert said.code == 0
    assert "[red]x[/] [/]" in said.out


def test_what_is_cleaned_is_what_steers_and_nothing_else() -> None:
    kept = "Ünïcödé 日本語 Русский e\u0301 \u200d\n"
    assert clean(kept) == kept
    for point in range(0x3000):
        sign = chr(point)
        steers = (
            unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} and sign not in "\n\t\u00ad\u200c\u200d"
        )
        assert clean(sign) == ("\ufffd" if steers else sign)


@pytest.mark.parametrize("name", ["a b.json", "it's.json", "$HOME.json", "-x.json", "日 本.json", 'a"b.json'])
def test_the_command_that_plays_a_run_again_can_be_copied(
    hikiwake: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "20")
    said = hikiwake("run", "2018-singapore", f"--out={name}")
    assert said.code == 0
    typed = shlex.split(said.out.splitlines()[-1].split(": ", 1)[1])
    assert typed == ["hikiwake", "run", "--replay", as_path(name)]
    assert hikiwake(*typed[1:]).code == 0
    assert command("batch", as_path("-a b"), "--replay", "0") == "hikiwake batch './-a b' --replay 0"


@pytest.mark.parametrize("line", ["scenarios", "run 2018-singapore --language ja"])
def test_a_terminal_that_knows_few_signs_is_no_obstacle(process: Command, line: str) -> None:
    said = process(*line.split(), PYTHONIOENCODING="ascii", LANG="C", LC_ALL="C")
    assert (said.code, said.err) == (0, "")
    assert said.out.isascii()
