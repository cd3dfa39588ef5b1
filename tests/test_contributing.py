"""The guide for contributors names places that are there, and the release is cited as it is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.version import __version__
from tools import contributing

GUIDE = contributing.GUIDE.read_text(encoding="utf-8")
WALKS = ("A new strategy", "A new page", "A new language", "A new issue")


def walk(title: str) -> str:
    """The section of the guide with a title."""
    return re.split(r"^#+ ", GUIDE.partition(f"## {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_place_that_the_guide_names_is_there() -> None:
    assert contributing.missing(GUIDE) == []


@pytest.mark.parametrize("title", WALKS)
def test_every_walk_lists_its_places(title: str) -> None:
    steps = re.findall(r"^\d+\. ", walk(title), flags=re.MULTILINE)
    assert len(steps) >= 2
    assert all(re.search(r"`[\w/<>.-]+`", line) for line in walk(title).splitlines() if line[:1].isdigit())


def test_a_place_that_is_gone_is_noticed() -> None:
    assert contributing.missing("`sim/streams.py` and `sim/rivers.py`") == ["sim/rivers.py"]
    with pytest.raises(LookupError, match=r"names river, which sim/streams\.py does not define"):
        contributing.with_lines("`river`, [sim/streams.py:1](sim/streams.py)")


def test_the_five_questions_have_an_answer_each() -> None:
    rows = re.findall(r"^\| .*\? \| `[\w.]+`, \[[\w/\\.]+:\d+\]\([\w/.]+\) \|$", GUIDE, flags=re.MULTILINE)
    assert len(rows) == 5


def test_the_release_is_cited_by_its_number() -> None:
    cited = Path(contributing.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in cited
    assert f"## [{__version__}] - {re.findall(r'date-released: ([0-9-]+)', cited)[0]}" in (
        contributing.ROOT / "CHANGELOG.md"
    ).read_text(encoding="utf-8")
