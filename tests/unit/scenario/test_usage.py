"""Which settings rest on a claim: every citation of every shipped scenario, inherited ones once."""

from __future__ import annotations

from sim.scenario.ledger import load_ledger
from sim.scenario.load import episode_ids, load
from sim.scenario.sources.usage import used_by


def test_every_place_cites_the_claim_that_it_is_listed_under() -> None:
    found = used_by()
    assert set(found) <= set(load_ledger())
    documents = {name: load(name).document for name in episode_ids()}
    for claim, places in found.items():
        assert len(set(places)) == len(places)
        for place in places:
            name, _, key = place.partition(":")
            if name != "base":
                table = documents[name]
                if key.startswith("articles_only."):
                    table, key = load(name, articles_only=True).document, key.removeprefix("articles_only.")
                for step in key.split("."):
                    table = table[step]
                assert claim in table["evidence"]


def test_what_all_episodes_inherit_is_listed_once() -> None:
    places = used_by()["ria-2019-01/c07"]
    assert "base:parties.japan.weights.habomai" in places
    assert not any(
        place.endswith(":parties.japan.weights.habomai") for place in places if "base" not in place
    )


def test_settings_and_other_sourced_tables_are_listed() -> None:
    places = {place for listed in used_by().values() for place in listed}
    for key in (
        "base:parties.japan.declared",
        "base:parties.japan.red_lines.troops",
        "2018-singapore:happened",
    ):
        assert key in places
    settings = load("2018-singapore").settings
    own = {place.partition(":")[2] for place in places if place.startswith("2018-singapore:")}
    assert len(own & set(settings)) >= 5


def test_no_grade_of_an_episode_rests_on_a_claim_of_its_ending() -> None:
    """A rule of docs/explanation/grading.md, with the exceptions that it names."""
    leaks = {
        place
        for places in used_by().values()
        for place in places
        for name, _, key in [place.partition(":")]
        if key != "happened"
        and f"{name}:happened" in places
        and not key.removeprefix("articles_only.").startswith(("events.crimea", "availability.", "happened"))
    }
    assert leaks == set()


def test_the_answer_is_the_callers_to_change() -> None:
    used_by()["ria-2019-01/c07"].clear()
    assert used_by()["ria-2019-01/c07"]
