"""The page Evidence alone: search, narrow down, open a claim, go from a setting to its claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.state.session import State
from sim.scenario.ledger import load_ledger
from sim.telling.catalogue import said, speaking
from tests.screens.alone import driven, shown


def page() -> None:
    from sim.app.evidence import page

    page.show()


def opened(extras: Mapping[str, Any] | None = None) -> AppTest:
    return driven(page, State(extras=extras or {}))


def test_the_page_opens_with_every_claim_within_reach() -> None:
    test = opened()
    assert not test.exception
    assert f"{len(load_ledger())} claims" in shown(test)


def test_a_search_leaves_the_claims_that_hold_the_words() -> None:
    test = opened()
    test.text_input[0].set_value("Okinawa").run()
    expected = load_ledger().search("Okinawa")
    assert f"{len(expected)} claims" in shown(test)
    assert all(claim.claim in shown(test) for claim in expected)
    test.text_input[0].set_value("no such words anywhere").run()
    assert "No claim contains all these words" in shown(test)


def test_a_reader_sees_and_finds_claims_in_the_language_in_use() -> None:
    claim = load_ledger()["ria-2019-01/c15"].claim
    test = driven(page, State(extras={"evidence.query": "沖縄"}), **{"hikiwake.language": "ja"})
    with speaking("ja"):
        told = said(claim)
    assert told != claim
    assert told in shown(test)
    assert claim not in shown(test)


def test_filters_narrow_down_to_what_the_ledger_says() -> None:
    test = opened({"evidence.article": "tass-2018-11", "evidence.topic": "security"})
    expected = load_ledger().search(article="tass-2018-11", topic="security")
    assert f"{len(expected)} claims" in shown(test)
    assert 0 < len(expected) < 10


def test_a_claim_opens_with_what_rests_on_it_and_what_disputes_it() -> None:
    claim = load_ledger().claim("ria-2019-01/c14")
    test = opened()
    test.text_input[0].set_value("Okinawa").run()
    next(button for button in test.button if claim.id in button.label).click().run()
    assert not test.exception
    assert all(load_ledger()[other].claim in shown(test) for other in claim.disputes)
    rests = test.table[0].value.to_string()
    assert "parties.usa.leverage" in rests
    next(button for button in test.button if button.label == "Close this claim").click().run()
    assert "Claim ria-2019-01/c14" not in shown(test)


def test_a_setting_leads_back_to_its_claims() -> None:
    test = opened({"evidence.of": "talks.rapport"})
    assert load_ledger()["tass-2018-11/c07"].claim in shown(test)


@pytest.mark.parametrize(
    "extras",
    [
        {
            "evidence.claim": "nowhere/c01",
            "evidence.of": "nothing",
            "evidence.article": "<b>",
            "evidence.page": -3,
        },
        {"evidence.query": ["a", "list"], "evidence.years": [1, 2], "evidence.page": "x"},
        {"evidence.years": "1956", "evidence.page": 10**9, "evidence.topic": 3},
    ],
)
def test_nonsense_in_a_link_counts_as_nothing(extras: dict[str, Any]) -> None:
    test = opened(extras)
    assert not test.exception
    assert f"{len(load_ledger())} claims" in shown(test)
