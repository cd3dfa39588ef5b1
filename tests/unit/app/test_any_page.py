"""Every page opens and reads: for every episode, setting and claim, in every language, and whatever a link keeps for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import sim.app
from sim.app.kit.navigation import PAGES
from sim.app.state import cache
from sim.app.state.links import State, decode, encode
from sim.scenario.load import episode_ids
from sim.telling import labels
from sim.telling.catalogue import LANGUAGES, speaking
from tests.screens.texts import states
from tests.screens.texts.reading import stumbles

FOLDER = Path(sim.app.__file__).parent

ODD: list[Any] = [
    [],
    {},
    "",
    "x" * 300,
    True,
    -1,
    2.5,
    2**53 - 1,
    [1, "a", None],
    {"a": {"b": [1]}},
    [["a"], {}],
]
"""What anybody may write into a link in place of what a page keeps there."""


def page(name: str) -> None:
    import importlib

    from sim.app.state import session

    session.begin()
    importlib.import_module(f"sim.app.{name}.page").show()


def folds() -> list[str]:
    """Everything on any page that folds or pops up, by the words of its code."""
    code = "".join(file.read_text("utf-8") for file in FOLDER.rglob("*.py"))
    return re.findall(r'pieces\.(?:fold|pop)\([^\n]+, f?"([^"]+)"\)', code)


def opened(name: str, state: State) -> AppTest:
    """A page with all unfolded that folds, without a fault."""
    test = AppTest.from_function(page, default_timeout=600, args=(name,))
    for key in FOLDS:
        test.session_state[key] = True
    for key, value in encode(state).items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, (name, state)
    assert test.session_state["hikiwake.state"] == state
    assert stumbles(test, state.language) == [], (name, state.language)
    return test


FOLDS = folds()
assert len(FOLDS) > 10


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_every_episode_and_in_every_language(name: str) -> None:
    for place, episode in enumerate(episode_ids()):
        language = list(LANGUAGES)[place % len(LANGUAGES)]
        assert opened(name, State(scenario=episode, language=language, round=2 if place % 2 else None)).title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_what_is_reached_from_a_page_reads_in_every_language(name: str, language: str) -> None:
    for reached, state in states.of_page(name).items():
        if reached != states.OPENED:
            opened(name, replace(state, language=language))


def kept_names(name: str) -> list[str]:
    """Everything that a page may keep in a link, by the words of its code; some name a text instead."""
    code = "".join(file.read_text("utf-8") for file in FOLDER.rglob("*.py"))
    found = set(re.findall(rf'"({name}\.[a-z_.]+[a-z])"', code))
    axes = re.findall(rf'f"({name}\.){{axis}}([a-z_]*)"', code)
    return sorted(found | {f"{head}{axis}{tail}" for head, tail in axes for axis in "xy"})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_whatever_a_link_keeps_for_it(name: str) -> None:
    names = kept_names(name)
    for odd in ODD:
        state, problems = decode(encode(State(extras=dict.fromkeys(names, odd))))
        assert problems == []
        opened(name, state)


def distinct_grounds() -> Iterator[tuple[str, str]]:
    """An episode and a setting for every list of claims that some setting rests on."""
    seen = set()
    for scenario in cache.episodes().values():
        for key, setting in scenario.settings.items():
            if setting.evidence and setting.evidence not in seen:
                seen.add(setting.evidence)
                yield scenario.id, key


def test_the_evidence_opens_for_every_setting() -> None:
    """Settings that rest on the same claims draw the same entries, so each list of claims is opened once."""
    for episode, key in distinct_grounds():
        opened("evidence", State(scenario=episode, extras={"evidence.of": key}))
    for language in LANGUAGES:
        with speaking(language):
            for scenario in cache.episodes().values():
                for key, setting in scenario.settings.items():
                    assert labels.setting(scenario, key)
                    assert setting.level is None or labels.level(setting.scale, setting.level)


def test_the_evidence_opens_for_every_claim() -> None:
    claims = cache.ledger().claims
    spread = {*claims[::25], *(claim for claim in claims if claim.disputes)}
    for claim in sorted(spread, key=lambda one: one.id):
        test = opened(
            "evidence", State(extras={"evidence.claim": claim.id, "evidence.query": claim.claim[:40]})
        )
        assert any(claim.claim in item.value for item in test.markdown)
