"""A reader who has only the guides gets to the end: whatever a guide asks for is run by a test, or says why not.

Consoles are compared in `tests/test_docs.py` and `tests/test_own_dispute.py`, Python is run in `tests/test_project.py`.
"""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.domain.record import RunRecord
from sim.version import __version__
from tests.guides import FENCE, blocks, covered, files, saved
from tests.test_docs import CONSOLES
from tests.test_notebook import CELLS
from tests.test_own_dispute import GUIDE

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
OWN_DISPUTE = "docs/how-to/own-dispute.md"
LESSON = PAGES["docs/tutorial/first-lesson.md"]
TYPED = {"python", "sh", "console"}
SHOWN = {"text", "toml"}
SHELLS = {
    page: block
    for page, text in PAGES.items()
    if (block := "".join(blocks(covered(text), "sh"))) and page != OWN_DISPUTE
}


def unknown(text: str) -> list[str]:
    """The blocks of a page that no test runs, that no reader is shown as mere text, and that do not say why."""
    return [f"{kind}: {body}" for kind, body in FENCE.findall(covered(text)) if kind not in TYPED | SHOWN]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_that_a_reader_types_is_run_by_a_test_or_says_why_not(page: str) -> None:
    assert unknown(PAGES[page]) == []
    compared = [block for name, block in CONSOLES if name == page] or blocks(GUIDE, "console")
    assert set(blocks(PAGES[page], "console")) <= set(compared)


def test_a_block_that_nothing_runs_is_found() -> None:
    page = "```bat\ndir\n```\n\n<!-- not tested: needs Windows -->\n```bat\ncd\n```\n\n```\nls\n```\n"
    assert unknown(page) == ["bat: dir\n", ": ls\n"]


@pytest.mark.parametrize("page", SHELLS)
def test_the_commands_of_a_guide_work_in_an_empty_folder(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other. A batch is planned and not played, which tests all but the playing."""
    monkeypatch.chdir(saved(PAGES[page], saved(GUIDE, tmp_path)))
    for line in SHELLS[page].splitlines():
        program, *words = shlex.split(line)
        assert program == "hikiwake", line
        plan = ["--dry-run"] if words[0] == "batch" and "--dry-run" not in words else []
        assert main([*words, *plan]) == 0, capsys.readouterr().err
        assert capsys.readouterr().out


def test_every_file_that_a_command_of_a_guide_reads_is_shown_there_or_made_before() -> None:
    for page, shell in SHELLS.items():
        made = set(re.findall(r"--out (\S+)", shell)) | set(files(PAGES[page])) | set(files(GUIDE))
        assert set(re.findall(r"(?<=\s)[\w-]+\.(?:toml|json|csv)\b", shell)) <= made, page


def imported(code: str) -> set[str]:
    """The packages that code imports, by their first name."""
    return set(re.findall(r"^(?:>>> |\.\.\. )?\s*(?:import|from) (\w+)", code, re.MULTILINE))


def test_code_for_readers_needs_only_what_an_installation_brings() -> None:
    notebook = "\n".join("".join(cell["source"]) for cell in CELLS)
    code = "\n".join(["\n".join(blocks(text, "python")) for text in PAGES.values()] + [notebook])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    brought = {re.split(r"\W", need)[0] for need in project["dependencies"]}
    assert {"altair", "pandas", "sim"} <= imported(code) <= brought | {"sim"} | sys.stdlib_module_names
    assert imported(">>> import matplotlib.pyplot as plt\nfrom a.b import c") == {"matplotlib", "a"}


@pytest.mark.parametrize(
    "cure", [". .venv/bin/activate", r".venv\Scripts\Activate.ps1", r".venv\Scripts\activate.bat"]
)
def test_the_readme_says_how_to_activate_the_environment_in_every_shell(cure: str) -> None:
    assert cure in PAGES["README.md"]


def test_the_lesson_asks_for_one_command_to_set_up_and_says_how_to_see_that_it_worked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "one command in the [README]" in LESSON
    assert "hikiwake --version" in LESSON
    assert main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


def test_runs_that_are_to_make_a_reader_doubt_end_differently() -> None:
    doubts = [block for block in blocks(LESSON, "console") if "--seed 7" not in block and "--seed" in block]
    endings = [re.findall(r"On\s+the\s+ladder:\s+(\w+)", block) for block in doubts]
    assert len(doubts) >= 3
    assert len({ending for found in endings for ending in found}) >= 2
    first = next(block for block in blocks(LESSON, "console") if "--seed 7" in block)
    assert re.findall(r"On\s+the\s+ladder:\s+(\w+)", first)[0] not in endings[0]


def test_no_guide_and_no_screen_speaks_of_a_measure_that_records_no_longer_have() -> None:
    gone = {"closeness", "residual_gap"}
    assert gone.isdisjoint(RunRecord.model_fields)
    catalogue = (ROOT / "sim" / "telling" / "catalogue" / "en.toml").read_text(encoding="utf-8")
    told = PAGES | {"en.toml": catalogue}
    assert {page for page, text in told.items() if any(word in text.lower() for word in gone)} == set()
