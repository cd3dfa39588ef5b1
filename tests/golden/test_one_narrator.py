"""One record, one telling: what the command line prints, the report holds and the page shows, sentence by sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.kit.run import story as current_story
from sim.app.state.links import State
from sim.cli.main import main
from sim.report.page import report
from sim.telling import account, verdict
from sim.telling.catalogue import LANGUAGES, speaking, t
from sim.telling.story import Story, without_each

CASES = (
    ("2018-singapore", {"talks.rounds": 3}, ("credibility",)),
    ("1956-joint-declaration", {"talks.rounds": 2}, ()),
)
"""Episode, changes and what is switched off: a deal, and none."""


def page() -> None:
    from sim.app.play import page

    page.show()


def bare(text: str) -> str:
    """A text without its layout: no spaces, no line ends, no bold, no capitals."""
    return re.sub(r"\s|\*\*", "", text).casefold()


def sentences(story: Story) -> Iterator[str]:
    """Every sentence of an account."""
    yield from (*account.settings(story), *account.hypotheses(story), t("told.legend"))
    for part in account.rounds(story):
        yield from (*part.lines, part.aside)
    parts = account.end(story, without_each(story))
    yield from (verdict.ending(story), verdict.ladder(story))
    yield from (*verdict.deal(story), *verdict.gains(story))
    for name, part in parts.items():
        yield part.title
        if name != "ended":
            yield from part.lines
    for hurdle in verdict.hurdles(story, without_each(story)):
        yield from (hurdle.constraint, hurdle.left)


def shown(state: State, rounds: int) -> str:
    """What the page shows from the first round to the end."""
    test = AppTest.from_function(page, default_timeout=120)
    test.session_state["hikiwake.language"] = state.language
    texts = []
    for n in range(1, rounds + 1):
        test.session_state["hikiwake.state"] = State(**{**vars(state), "round": n})
        test.run()
        assert not test.exception
        parts = [*test.title, *test.header, *test.subheader, *test.markdown, *test.caption]
        texts += [str(part.value) for part in parts]
        texts += [str(cell) for table in test.table for cell in table.value.to_numpy().ravel()]
    return bare("".join(texts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_sentence_stands_everywhere(
    language: str, case: tuple[str, dict[str, int], tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    name, changes, off = case
    state = State(scenario=name, changes=changes, off=off, language=language)
    story = current_story(state)
    words = ["run", name, "--seed", str(state.seed), "--language", language]
    words += [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]
    words += [word for constraint in off for word in ("--off", constraint)]
    with speaking(language):
        assert main(words) == 0
        printed = bare(capsys.readouterr().out)
        held = bare(re.sub(r"<[^>]+>", "", html.unescape(report(story.record).split("<script type")[0])))
        on_page = shown(state, len(story.numbers))
        told = [line for line in sentences(story) if line]
    assert len(told) > 20
    for place, text in (("command line", printed), ("report", held), ("page", on_page)):
        assert [line for line in told if bare(line) not in text] == [], place
