"""What a dispute brings with it: its own ledger beside the one that ships, and its own scales instead of fitted ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.domain.evidence import Ledger
from sim.errors import ScenarioError, UnknownName
from sim.scenario.ledger import load_ledger, load_source
from sim.scenario.load import episode_ids, ledger_of, load, load_scales, plain_scales
from sim.scenario.places import scenarios_dir, seeds_dir
from sim.scenario.sources.usage import used_by

DATA = Path(__file__).resolve().parents[2] / "data"
LAKE = (DATA / "lake.toml").read_text(encoding="utf-8")
ASSUMED = 'assumption = "Fernside kept its word about half of the time."'
ARTICLE = """
[article]
id = "gazette-2029"
file = "gazette.txt"
outlet = "The Valley Gazette"
title = "The gates stayed shut"
published = "2029-11"
reliability = "medium"
reliability_note = "One reporter."
[[claims]]
id = "c01"
date = "2029-10"
actor = "fernside"
topic = "sluice-gates"
claim = "Fernside opened the gates late."
reliability = "high"
disputes = []
"""


def dispute(folder: Path, claim: str = "gazette-2029/c01", article: str = ARTICLE) -> Path:
    """The lake with a ledger of its own, of which one setting cites a claim."""
    (folder / "seeds").mkdir()
    (folder / "seeds" / "gazette-2029.toml").write_text(article, encoding="utf-8")
    path = folder / "lake.toml"
    assert ASSUMED in LAKE
    path.write_text(LAKE.replace(ASSUMED, f'evidence = ["{claim}"]'), encoding="utf-8")
    return path


def test_a_claim_of_its_own_is_found_and_of_nobody_else(tmp_path: Path) -> None:
    path = dispute(tmp_path)
    assert load(path).settings["parties.millbrook.trust"].evidence == ("gazette-2029/c01",)
    assert set(ledger_of(path)) == {*load_ledger(), "gazette-2029/c01"}
    assert "gazette-2029/c01" not in load_ledger()
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "lake.toml"
    moved.write_bytes(path.read_bytes())
    with pytest.raises(ScenarioError, match='there is no claim "gazette-2029/c01"'):
        load(moved)


def test_a_claim_that_ships_can_be_cited_as_well(tmp_path: Path) -> None:
    assert load(dispute(tmp_path, "tass-2018-11/c07")).id == "lake"


@pytest.mark.parametrize(
    ("wrong", "near"), [("gazete-2029/c01", "gazette-2029/c01"), ("tas-2018-11/c07", "tass-2018-11/c07")]
)
def test_a_wrong_claim_is_led_to_the_nearest_of_both_ledgers(tmp_path: Path, wrong: str, near: str) -> None:
    path = dispute(tmp_path, wrong)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: parties.millbrook.trust.evidence: ")
    assert str(caught.value).endswith(f'there is no claim "{wrong}"; did you mean "{near}"?')


def test_a_ledger_that_is_wrong_is_named_when_the_scenario_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"gazette-2029\.toml: claims\.c01\.actor: is missing; add it"):
        load(dispute(tmp_path, article=ARTICLE.replace('actor = "fernside"\n', "")))


def test_topics_are_words_of_the_ledger(tmp_path: Path) -> None:
    ledger = ledger_of(dispute(tmp_path))
    assert set(ledger.topics) == {*load_ledger().topics, "sluice-gates"}
    assert [claim.id for claim in ledger.search(topic="sluice-gates")] == ["gazette-2029/c01"]
    with pytest.raises(UnknownName, match='did you mean "sluice-gates"'):
        ledger.search(topic="sluice-gate")
    with pytest.raises(UnknownName, match='no topic "sluice-gates"'):
        load_ledger().search(topic="sluice-gates")


@pytest.mark.parametrize("ledger", [Ledger((), ()), load_ledger()])
def test_an_actor_or_topic_that_no_claim_has_is_none_of_the_ledger(ledger: Ledger) -> None:
    assert {claim.topic for claim in ledger.claims} == set(ledger.topics)
    assert {claim.actor for claim in ledger.claims} == set(ledger.actors)


def test_what_ships_is_disputed_from_one_side(tmp_path: Path) -> None:
    disputing = ARTICLE.replace("disputes = []", 'disputes = ["tass-2018-11/c07"]')
    path = dispute(tmp_path, article=disputing)
    assert ledger_of(path)["gazette-2029/c01"].disputes == ("tass-2018-11/c07",)
    article = tmp_path / "seeds" / "gazette-2029.toml"
    assert load_source(article)[0].id == "gazette-2029"
    article.write_text(disputing.replace("tass-", "tas-"), encoding="utf-8")
    for read in (load_source, lambda _: load(path)):
        with pytest.raises(ScenarioError, match='does not exist; did you mean "tass-2018-11/c07"'):
            read(article)


def test_an_article_that_ships_is_not_replaced(tmp_path: Path) -> None:
    path = dispute(tmp_path)
    name = "tass-2018-11.toml"
    (tmp_path / "seeds" / name).write_bytes((seeds_dir() / name).read_bytes())
    with pytest.raises(ScenarioError, match=r"tass-2018-11\.toml: article\.id: .* give this one another id"):
        load(path)


def test_a_scenario_beside_the_ledger_that_ships_has_that_one_once(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(seeds_dir())
    assert ledger_of(tmp_path / "lake.toml") is load_ledger()


def test_what_rests_on_a_claim_of_its_own_is_listed(tmp_path: Path) -> None:
    own = load(dispute(tmp_path))
    assert used_by(own)["gazette-2029/c01"] == ["lake:parties.millbrook.trust"]
    assert "gazette-2029/c01" not in used_by()
    assert used_by(load("2018-singapore")) == used_by()


@pytest.mark.parametrize("episode", [*episode_ids(), "base"])
def test_the_fit_is_for_the_talks_that_it_was_made_from(episode: str) -> None:
    loaded = load(scenarios_dir() / f"{episode}.toml", abstract=True)
    assert loaded.basis == "fitted"
    assert loaded.scales == load_scales()
    assert loaded.scales != load_scales(fitted=False)


def test_a_foreign_dispute_has_the_words_as_assumed(tmp_path: Path) -> None:
    path = tmp_path / "lake.toml"
    path.write_text(LAKE, encoding="utf-8")
    loaded = load(path)
    assert (loaded.basis, loaded.scales) == ("assumed", plain_scales())
    assert loaded.with_changes({"talks.rounds": 4}).basis == "assumed"
    # So has one that extends it, and the base of somebody else.
    above = tmp_path / "above.toml"
    above.write_text('extends = "lake"\nid = "above"\n', encoding="utf-8")
    assert load(above).basis == "assumed"


def test_what_extends_the_base_that_ships_has_the_fit(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(
        'extends = "base"\nid = "first"\ntitle = "x"\ndate = "2030"\nsummary = "y"\n', encoding="utf-8"
    )
    second.write_text('extends = "first"\nid = "second"\n', encoding="utf-8")
    assert load(first).basis == load(second).basis == "fitted"
    assert load(second).scales == load_scales()


def test_scales_beside_the_file_go_before_all_others(tmp_path: Path) -> None:
    assert load(DATA / "lake.toml").basis == "own"
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "base"\nid = "own"\ntitle = "x"\ndate = "2030"\nsummary = "y"\n', encoding="utf-8"
    )
    (tmp_path / "scales.toml").write_bytes((scenarios_dir() / "scales.toml").read_bytes())
    assert (load(path).basis, load(path).scales) == ("own", load_scales(fitted=False))


def test_a_scale_that_is_lacking_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lake.toml"
    path.write_text(LAKE, encoding="utf-8")
    (tmp_path / "scales.toml").write_text(
        '[scales.worth]\ntitle = "x"\nassumption = "y"\nwords.a = { value = 0.5, range = [0.0, 1.0] }\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=r'there is no scale "\w+"; known are worth'):
        load(path)


def test_scales_are_read_again_when_the_file_says_something_else(tmp_path: Path) -> None:
    text = (DATA / "scales.toml").read_text(encoding="utf-8")
    path, scales = tmp_path / "lake.toml", tmp_path / "scales.toml"
    path.write_text(LAKE, encoding="utf-8")
    scales.write_text(text, encoding="utf-8")
    before, when = load(path), scales.stat()
    assert load(path).scales["trust"] is before.scales["trust"]
    medium = "words.medium = { value = 0.5,"
    start = text.index(medium, text.index("[scales.trust]"))
    changed = text[:start] + medium.replace("0.5", "0.4") + text[start + len(medium) :]
    scales.write_text(changed, encoding="utf-8")
    # Of the same length and, as its clock has it, of the same time.
    os.utime(scales, ns=(when.st_atime_ns, when.st_mtime_ns))
    assert scales.stat().st_size == when.st_size
    assert before.settings["parties.millbrook.trust"].value == 0.5
    assert load(path).settings["parties.millbrook.trust"].value == 0.4
