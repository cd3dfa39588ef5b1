"""The documentation says what is so: what it shows is printed, what it names exists, and what exists is documented.

That its Python runs and its links lead somewhere is tested with all other guides in `tests/test_project.py`.
`python tests/test_docs.py` renews the output of commands that the pages show; read what has changed around it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from typer.main import get_command

from sim.agents.strategies import make_strategy
from sim.cli.main import app, main
from sim.domain import game
from sim.scenario.changes import changeable
from sim.scenario.load import episode_ids, load
from tests.guides import FENCE, blocks, files, saved

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))
}
README = {"README.md": (ROOT / "README.md").read_text(encoding="utf-8")}
MODEL, METHODS = PAGES["docs/model.md"], PAGES["docs/methods.md"]
BIBLIOGRAPHY = (DOCS / "bibliography.bib").read_text(encoding="utf-8")
CODE = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("sim", "tests", "scenarios")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".toml") and path != Path(__file__).resolve()
}


def prose(text: str) -> str:
    """The text without its blocks."""
    return FENCE.sub("", text)


def spans(text: str) -> list[str]:
    """What stands in code font in the prose."""
    return re.findall(r"`([^`\n]+)`", prose(text))


# ---------------------------------------------------------------- output of commands


def printed(command: str) -> str:
    """What a command prints, in the width that the pages show."""
    words = shlex.split(command)
    assert words[0] == "hikiwake", command
    out, width = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(out):
            code = main(words[1:])
    finally:
        os.environ.pop("COLUMNS") if width is None else os.environ.update(COLUMNS=width)
    assert code == 0, command
    return out.getvalue()


def paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[ ]*\n", text) if part.strip()]


def _anchor(paragraph: str) -> str:
    """What a paragraph is known by: its first line up to the first gap in it."""
    return paragraph.splitlines()[0].strip().split("  ")[0]


def renewed(block: str, printed: Callable[[str], str] = printed) -> str:
    """A console block with each paragraph as the command prints it today; `...` leaves paragraphs or lines out.

    A paragraph is found by its first line, and one that ends with `...` keeps its number of lines.
    """
    command, _, shown = block.partition("\n")
    today = {_anchor(part): part for part in reversed(paragraphs(printed(command.removeprefix("$ "))))}
    parts = []
    for part in paragraphs(shown):
        lines = part.splitlines()
        if part.strip() == "...":
            parts.append("...")
        elif _anchor(part) not in today:
            parts.append(f"(no longer printed) {part}")
        elif lines[-1].strip() == "...":
            parts.append("\n".join([*today[_anchor(part)].splitlines()[: len(lines) - 1], lines[-1]]))
        else:
            parts.append(today[_anchor(part)])
    return command + "\n" + "\n\n".join(parts) + "\n"


CONSOLES = [
    (page, block) for page, text in PAGES.items() if not files(text) for block in blocks(text, "console")
]
"""What runs anywhere; a guide that brings files is followed in `tests/test_own_dispute.py`."""


@pytest.mark.parametrize(("page", "block"), CONSOLES, ids=[f"{p}: {b.splitlines()[0]}" for p, b in CONSOLES])
def test_a_command_on_a_page_prints_in_an_empty_folder_what_the_page_shows(
    page: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert renewed(block) == block, f"{page}: run python tests/test_docs.py and read what changed"


def test_output_that_changed_is_found_and_renewed() -> None:
    def today(command: str) -> str:
        return "Round 1   trust 0.5\n  a\n  b\n\nRound 2   trust 0.6\n  c\n\nEnd\n  d\n"

    good = "$ hikiwake run x\nRound 1   trust 0.5\n  a\n  ...\n\n...\n\nEnd\n  d\n"
    assert renewed(good, today) == good
    assert renewed(good.replace("0.5", "0.4").replace("  d", "  e"), today) == good
    assert "no longer printed" in renewed(good.replace("End", "Finish"), today)


# ---------------------------------------------------------------- sources


@dataclass(frozen=True)
class Entry:
    """One source: its key, the family names of its authors, its year."""

    key: str
    families: tuple[str, ...]
    year: str

    def named_in(self, text: str) -> bool:
        """Whether a text names the first author and, not far behind, the year."""
        first = re.escape(self.families[0])
        return bool(re.search(rf"{first}\b[^.:;]{{0,60}}(et al\. )?\(?{self.year}", text))


def entries(bibliography: str) -> list[Entry]:
    found = []
    for key, body in re.findall(r"^@\w+\{([^,]+),\n(.*?)^\}$", bibliography, re.DOTALL | re.MULTILINE):
        fields = dict(re.findall(r"^\s*(\w+)\s*=\s*\{(.*?)\},$", body, re.DOTALL | re.MULTILINE))
        plain = re.sub(r"\{\\u\{(\w)\}\}", "\\1\u0306", fields["author"]).replace(r"{\aa}", "å")
        names = unicodedata.normalize("NFC", plain).replace("{", "").replace("}", "").split(" and ")
        found.append(Entry(key, tuple(name.split(",")[0].strip() for name in names), fields["year"]))
    return found


def cited(text: str) -> list[str]:
    """The bibliography keys that a page cites, as in [@nash1950] or [@nash1950; @kalai1977]."""
    groups = re.findall(r"\[(@[^\]]+)\]", re.sub(r"`[^`\n]*`", "", prose(text)))
    return [key.strip().removeprefix("@") for group in groups for key in group.split(";")]


NAME = r"((?:de |van )?[A-ZÅ][\w'’]+|deVillafranca)"
CITATION = re.compile(rf"{NAME}(?: et al\.)? \((\d{{4}})\)|\({NAME}(?: et al\.| and \w+)? (\d{{4}})[,;) ]")


def unknown_sources(text: str, known: Sequence[Entry]) -> list[str]:
    """Citations by author and year, such as Nash (1950), that the bibliography does not hold."""
    wrong = []
    for a, year_a, b, year_b in CITATION.findall(text):
        name, year = a or b, year_a or year_b
        if not any(entry.year == year and name in entry.families for entry in known):
            wrong.append(f"{name} {year}")
    return wrong


ENTRIES = entries(BIBLIOGRAPHY)


def test_the_bibliography_is_read() -> None:
    assert len(ENTRIES) == BIBLIOGRAPHY.count("\n@") >= 30
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)
    assert Entry("stahl1972", ("Ståhl",), "1972") in ENTRIES
    for entry in ENTRIES:
        letters = unicodedata.normalize("NFKD", entry.families[0].lower())
        assert entry.key.rstrip("abc") == re.sub(r"[^a-z]", "", letters) + entry.year
    assert [entry.key for entry in ENTRIES] == sorted(entry.key for entry in ENTRIES)


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_a_page_cites_exists(page: str) -> None:
    assert sorted(set(cited(PAGES[page])) - {entry.key for entry in ENTRIES}) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_source_is_cited(entry: Entry) -> None:
    pages = any(entry.key in cited(text) for text in PAGES.values())
    assert pages or any(entry.named_in(text) for text in CODE.values())


@pytest.mark.parametrize("place", [*PAGES, *CODE])
def test_every_source_that_is_named_is_in_the_bibliography(place: str) -> None:
    assert unknown_sources((PAGES | CODE)[place], ENTRIES) == []


def test_what_is_cited_and_what_is_not() -> None:
    assert cited("By Nash [@nash1950] and others [@a1; @b2], but not `[@c3]`.") == ["nash1950", "a1", "b2"]
    nash = Entry("nash1950", ("Nash",), "1950")
    assert nash.named_in("John Nash (1950)")
    assert not nash.named_in("Nash is not of 1951")
    assert unknown_sources("Nash (1950), Kalai and Nash (1950), as often said (Nash 1950).", [nash]) == []
    assert unknown_sources("Kalai (1977), or (Imai et al. 1983).", [nash]) == ["Kalai 1977", "Imai 1983"]


# ---------------------------------------------------------------- names


def rows(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


TABLES: Mapping[str, Sequence[str]] = {
    "strategy": game.STRATEGIES,
    "acceptance rule": game.ACCEPTANCES,
    "model": game.OPPONENT_MODELS,
    "constraint": game.CONSTRAINTS,
    "protocol": game.PROTOCOLS,
    "result": game.RESULTS,
    "step": game.LADDER[::-1],
    "stance": game.STANCES[::-1],
}


@pytest.mark.parametrize("head", TABLES)
def test_the_model_page_has_one_row_for_everything_that_has_a_name(head: str) -> None:
    assert [row[0] for row in rows(MODEL, head)] == [f"`{name}`" for name in TABLES[head]]


def test_a_row_that_is_missing_is_found() -> None:
    page = "| a |\n|---|\n| `x` |\n\n| step |\n|---|\n| `treaty` |\n| y \\| z |\n\nend"
    assert rows(page, "step") == [["`treaty`"], ["y \\| z"]]


def test_the_model_page_tells_the_usual_parts_of_each_strategy() -> None:
    for name, *_, usual in rows(MODEL, "strategy"):
        if name != "`human`":
            made = make_strategy(name.strip("`"))
            assert usual == f"`{made.acceptance_rule}`, `{made.model}`", name


# ---------------------------------------------------------------- commands, keys, scenarios


def commands(text: str) -> list[list[str]]:
    """Every hikiwake command on a page, in words: from code font, shell blocks and consoles."""
    typed = "".join([*blocks(text, "sh"), *blocks(text, "console")]).splitlines()
    found = [re.split(r"&& |\$ ", line)[-1] for line in [*spans(text), *typed]]
    calls = [re.sub(r"^\S*/hikiwake", "hikiwake", line.strip()) for line in found]
    return [shlex.split(line) for line in calls if line.startswith("hikiwake ")]


def wrong_command(words: Sequence[str]) -> str:
    """What is wrong with a command, or nothing: the command, its options, its scenario, its keys and values."""
    known: Mapping[str, object] = getattr(get_command(app), "commands", {})
    name = words[1]
    if name.startswith("-"):
        return "" if name in ("-h", "--help", "--version") else f"no option {name}"
    if name not in known:
        return f"no command {name}"
    options = [option for parameter in getattr(known[name], "params", []) for option in parameter.opts]
    for option in [word.split("=")[0] for word in words[2:] if word.startswith("--")]:
        if option not in [*options, "--help"]:
            return f"{name} has no option {option}"
    scenario = next((word for word in words[2:] if word in episode_ids()), episode_ids()[-1])
    changes = [
        after.split("=") for word, after in pairwise(words) if word == "--set" and after != "KEY=VALUE"
    ]
    load(scenario, dict(changes))
    return ""


@pytest.mark.parametrize("page", [*PAGES, *README])
def test_every_command_on_a_page_exists_with_its_options_and_keys(page: str) -> None:
    assert [wrong for words in commands((PAGES | README)[page]) if (wrong := wrong_command(words))] == []


def test_every_command_is_documented() -> None:
    told = re.findall(r"^## (\S+)$", PAGES["docs/reference/commands.md"], re.MULTILINE)
    assert told == [command.name for command in app.registered_commands]


def test_wrong_commands_are_found() -> None:
    page = "`hikiwake rum x` and\n```sh\npip && .venv/bin/hikiwake run x --sed 7\n```\n`hikiwake run X --set a.b=1`"
    first, third, second = commands(page)
    assert wrong_command(first) == "no command rum"
    assert wrong_command(second) == "run has no option --sed"
    with pytest.raises(Exception, match=r"a\.b"):
        wrong_command(third)


EPISODE = re.compile(r"(?:19|20)\d\d-[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def test_every_scenario_is_documented_and_every_one_documented_exists() -> None:
    named = {span for text in PAGES.values() for span in spans(text) if EPISODE.fullmatch(span)}
    assert named == set(episode_ids())


def unknown_keys(text: str, known: Iterable[str]) -> list[str]:
    """Dotted keys of settings that a page names in code font and no scenario has; part of a key will do."""
    roots = r"(?:parties|promises|talks|ratification|performance|events)\.[a-z_.]+"
    return [
        key
        for key in spans(text)
        if re.fullmatch(roots, key) and not any(f".{key}." in f".{k}." for k in known)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_a_setting_on_a_page_exists(page: str) -> None:
    known = [key for name in episode_ids() for key in changeable(load(name).document)]
    assert unknown_keys(PAGES[page], known) == []
    assert unknown_keys("`talks.rounds` and `talks.round`", known) == ["talks.round"]


# ---------------------------------------------------------------- files


def missing_files(text: str) -> list[str]:
    """Paths of the repository that a page names in code font and that are not there."""
    inside = re.compile(r"(?:sim|tests|scenarios|seeds|docs|benchmarks)/[\w./*-]+")
    return [path for path in spans(text) if inside.fullmatch(path) and not any(ROOT.glob(path.rstrip("/")))]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    assert set(missing_files(PAGES[page])) <= set(files(PAGES[page]))


def test_a_file_that_is_missing_is_found() -> None:
    assert missing_files("`sim/rules/table.py`, `seeds/*.toml`, `simple`, `tests/papers`") == []
    assert missing_files("`sim/rules/tables.py` and `seeds/*.tom`") == ["sim/rules/tables.py", "seeds/*.tom"]


# ---------------------------------------------------------------- methods

MARKS = ("proved", "reproduced", "plausible")


def method_faults(table: Iterable[Sequence[str]]) -> list[str]:
    """What is wrong with the rows of methods: a mark, a test that a better mark needs, a source."""
    faults = []
    for method, _, mark, shown, source in table:
        marks = mark.replace("*", "").split(", ")
        tests = [span for span in spans(shown) if span.startswith("tests/")]
        if not set(marks) <= set(MARKS):
            faults.append(f"{method}: the mark is {mark}")
        if set(marks) != {"plausible"} and not tests:
            faults.append(f"{method}: no test shows it")
        if not cited(source) and source != "our own":
            faults.append(f"{method}: no source")
    return faults


def test_every_method_has_a_mark_a_test_and_a_source() -> None:
    heads = re.findall(r"^\| (method[^|]*) \|", METHODS, re.MULTILINE)
    table = [row for head in heads for row in rows(METHODS, head)]
    assert len(table) >= 20
    assert method_faults(table) == []


def test_a_method_without_test_or_source_is_found() -> None:
    good = [["a", "", "*proved*", "`tests/x.py`", "[@n]"], ["b", "", "*plausible*", "", "our own"]]
    assert method_faults(good) == []
    wrong = [
        ["a", "", "proven", "`tests/x.py`", "[@n]"],
        ["b", "", "proved", "", "[@n]"],
        ["c", "", "plausible", "", ""],
    ]
    assert method_faults(wrong) == ["a: the mark is proven", "b: no test shows it", "c: no source"]


if __name__ == "__main__":
    for page, text in PAGES.items():
        new = text
        os.chdir(saved(text, Path(tempfile.mkdtemp())))
        for block in blocks(text, "console"):
            new = new.replace(block, renewed(block))
        if new != text:
            (ROOT / page).write_text(new, encoding="utf-8")
            sys.stdout.write(f"renewed {page}: read what it says around the output\n")
