"""The evidence page in a browser: search, narrow down, from a claim to its settings and back, share, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sim.app.state import cache
from sim.app.state.links import State, decode
from sim.app.state.packing import pack
from sim.domain.evidence import Claim
from sim.scenario.sources.usage import used_by
from sim.telling import labels
from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]
LEDGER = cache.ledger()


def body(page: Any) -> str:
    found: str = page.locator("[data-testid=stMainBlockContainer]").inner_text()
    return found


def extras(page: Any) -> dict[str, Any]:
    """What the page's address keeps of this page."""
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    state, problems = decode(query)
    assert not problems
    return dict(state.extras)


def counted(page: Any, claims: Sequence[Claim]) -> None:
    """Wait until the page says how many claims are left, and see that it shows them by their dates."""
    page.get_by_text(re.compile(rf"\b{len(claims)} claims?\b")).last.wait_for()
    settle(page)
    shown = re.findall(r"What rests on (\S+/c\d+)", body(page))
    first = sorted(claims, key=lambda claim: (claim.date, claim.id))[: min(15, len(claims))]
    assert shown[: len(first)] == [claim.id for claim in first]


def choose(page: Any, label: str, option: str) -> None:
    """Choose an option of a select box."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.keyboard.type(option)
    wanted = page.get_by_role("option", name=option, exact=True)
    wanted.wait_for()
    settle(page)
    wanted.click()
    settle(page)


def unfold(page: Any) -> None:
    page.locator("summary", has_text="Narrow down").click()
    page.get_by_role("combobox", name=re.compile("Article")).wait_for()
    # Unfolding is told to the server, and its answer draws the boxes anew: a list that is open by then closes.
    settle(page)


def test_a_search_leaves_the_claims_that_hold_the_words(visit: Visit) -> None:
    page = visit("evidence")
    counted(page, LEDGER.claims)
    field = page.get_by_role("textbox").first
    field.fill("Okinawa")
    field.press("Enter")
    counted(page, LEDGER.search("Okinawa"))
    field.fill("no such words anywhere")
    field.press("Enter")
    page.get_by_text("No claim contains all these words").wait_for()


def test_each_filter_leaves_what_the_ledger_says(visit: Visit) -> None:
    page = visit("evidence")
    unfold(page)
    for label, words, wanted in (
        ("Article", "tass-2018-11", {"article": "tass-2018-11"}),
        ("Kind of source", "documents and official records", {"kind": "document"}),
        ("Topic", "security", {"topic": "security"}),
        ("Who acts", "United States", {"actor": "usa"}),
        ("Reliability", "reliability low", {"reliability": "low"}),
    ):
        choose(page, label, words)
        assert extras(page) == {f"evidence.{name}": value for name, value in wanted.items()}
        expected = LEDGER.search(**wanted)
        assert 0 < len(expected) < len(LEDGER)
        counted(page, expected)
        choose(page, label, "all")


def test_the_years_narrow_down_too_and_filters_add_up(visit: Visit) -> None:
    page = visit("evidence")
    unfold(page)
    choose(page, "Topic", "territory")
    choose(page, "Events from", "1956")
    choose(page, "Events up to", "1960")
    assert extras(page) == {"evidence.topic": "territory", "evidence.from": 1956, "evidence.to": 1960}
    inside = [c for c in LEDGER.search(topic="territory") if 1956 <= int(c.date[:4]) <= 1960]
    assert 0 < len(inside) < len(LEDGER.search(topic="territory"))
    counted(page, inside)
    copy = visit(url=page.url)
    counted(copy, inside)


def disputed_and_used() -> Claim:
    """A claim that others tell differently, and on which settings of all episodes rest."""
    return next(claim for claim in LEDGER.claims if claim.disputes and settings_on(claim))


def settings_on(claim: Claim) -> list[str]:
    """The settings of the base that rest on a claim."""
    places = [place.split(":", 1) for place in used_by().get(claim.id, ())]
    settings = cache.scenario(State().scenario).settings
    return [key for source, key in places if source == "base" and key in settings]


def test_from_a_claim_to_what_rests_on_it_and_back(visit: Visit) -> None:
    claim = disputed_and_used()
    page = visit("evidence")
    field = page.get_by_role("textbox").first
    field.fill(claim.id)
    field.press("Enter")
    settle(page)
    opener = page.get_by_role("button", name=f"What rests on {claim.id}")
    if opener.count() == 0:
        field.fill(" ".join(claim.claim.split()[:6]))
        field.press("Enter")
    opener.first.click()
    page.get_by_role("heading", name=f"Claim {claim.id}").wait_for()
    settle(page)
    for other in claim.disputes:
        assert LEDGER[other].claim in body(page), "what disputes it stands beside it"
    places = used_by()[claim.id]
    assert all(place.split(":", 1)[1] in body(page) for place in places)

    copy = visit(url=page.url)
    assert body(copy) == body(page), "the link shows the same"

    scenario, key = cache.scenario(State().scenario), settings_on(claim)[0]
    back = visit("evidence", s=scenario.id)
    choose(back, "A setting of", labels.setting(scenario, key))
    assert claim.claim in body(back)
    back.get_by_role("button", name=f"What rests on {claim.id}").last.click()
    heading = back.get_by_role("heading", name=f"Claim {claim.id}")
    heading.wait_for()
    settle(back)
    box = heading.bounding_box()
    assert -2 <= box["y"] < 500, "what was opened from far below has come into sight"
    back.get_by_role("button", name="Close this claim").click()
    back.get_by_role("heading", name=f"Claim {claim.id}").wait_for(state="detached")


def test_disputed_claims_stand_side_by_side_on_a_desk_and_one_below_the_other_on_a_phone(
    visit: Visit,
) -> None:
    claim = next(claim for claim in LEDGER.claims if len(claim.disputes) >= 1)
    link = pack({"evidence.claim": claim.id})
    wide, narrow = visit("evidence", x=link), visit("evidence", x=link, width=390)
    texts = [claim.claim, LEDGER[claim.disputes[0]].claim]
    boxes = [wide.get_by_text(text).first.bounding_box() for text in texts]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 60
    boxes = [narrow.get_by_text(text).first.bounding_box() for text in texts]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
