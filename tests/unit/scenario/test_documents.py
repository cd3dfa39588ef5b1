"""Documents in the ledger beside articles, and a scenario without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.domain.evidence import Document, Ledger, kind_of
from sim.engine.mesa import NegotiationModel
from sim.engine.replay import replay
from sim.errors import InputError, ScenarioError
from sim.scenario.ledger import load_ledger, load_source
from sim.scenario.load import episode_ids, has_overlay, ledger_of, load
from sim.scenario.setup import Setup
from tests.documents import OVERLAY, RECORD, TRUST, dispute

CLAIM = "doc-minutes-2029/c01"


def test_a_document_is_read_with_its_claims_and_stands_apart(tmp_path: Path) -> None:
    ledger = ledger_of(dispute(tmp_path))
    document = next(one for one in ledger.documents if one.id == "doc-minutes-2029")
    assert document == Document(
        *("doc-minutes-2029", "The dam board", "Minutes of the dam board", "2029"),
        *("https://example.org/minutes", "excerpt", "high", "Taken down on the day."),
    )
    assert document.id not in [article.id for article in ledger.articles]
    claim = ledger[CLAIM]
    assert (claim.kind, claim.outlet, claim.published) == ("document", "The dam board", "2029")
    assert ledger.source(claim) is document
    assert ledger.documents_behind(["tass-2018-11/c07", CLAIM, CLAIM, "gone/c01"]) == (document,)


def test_articles_come_before_documents_and_either_can_be_asked_for() -> None:
    ledger = load_ledger()
    kinds = [claim.kind for claim in ledger.values()]
    assert kinds == sorted(kinds)
    for kind in ("article", "document"):
        found = ledger.search(kind=kind)
        assert found == tuple(claim for claim in ledger.values() if kind_of(claim.article) == kind)
        assert found
    assert ledger.search(article="doc-irkutsk-2001", kind="article") == ()
    with pytest.raises(InputError, match='no kind "documents"; did you mean "document"'):
        ledger.search(kind="documents")


@pytest.mark.parametrize("year", ["2029", '"2029"', '"2029-10"', '"2029-10-02"'])
def test_the_year_is_a_number_or_a_date(tmp_path: Path, year: str) -> None:
    dispute(tmp_path, record=RECORD.replace("2029\naddress", f"{year}\naddress"))
    document, _ = load_source(tmp_path / "seeds" / "doc-minutes-2029.toml")
    assert document.published == year.strip('"')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('body = "The dam board"\n', "", "document.body: is missing; add it"),
        ("year = 2029", 'year = "lately"', 'document.year: is "lately"; write a date in quotes'),
        ("year = 2029", "year = 0", "document.year: is not text; write a date in quotes"),
        ("year = 2029", "year = true", "document.year: is not text; write a date in quotes"),
        (
            "https://example.org/minutes",
            "the archive",
            'document.address: is "the archive"; give a web address',
        ),
        ('seen = "excerpt"\n', 'seen = " "\n', "document.seen: is empty; write something"),
        ('seen = "excerpt"\n', 'outlet = "x"\n', "document.outlet: is not a known key"),
        ('id = "doc-minutes-2029"', 'id = "minutes-2029"', 'document.id: is "minutes-2029"; begin it'),
        ('id = "doc-minutes-2029"', 'id = "doc-minutes"', 'document.id: is "doc-minutes"; call the file'),
        ("[document]", "[article]", 'article: "doc-" begins the names of documents; write [document]'),
        ("[document]", "[article]\n[document]", "document: stands beside an article; give each a file"),
        ("[document]", "[dokument]", 'dokument: is not a known key; did you mean "document"'),
        ('topic = "trust"', 'topic = "Trust!"', 'claims.c01.topic: is "Trust!"; use small letters'),
    ],
)
def test_a_wrong_document_gets_one_sentence_with_file_key_and_cure(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in RECORD
    path = dispute(tmp_path, record=RECORD.replace(old, new, 1))
    for read in (lambda: load_source(tmp_path / "seeds" / "doc-minutes-2029.toml"), lambda: load(path)):
        with pytest.raises(ScenarioError) as caught:
            read()
        assert str(caught.value).startswith(f"doc-minutes-2029.toml: {said}")
        assert "\n" not in str(caught.value)


def test_a_document_that_ships_is_not_replaced(tmp_path: Path) -> None:
    path = dispute(tmp_path)
    record = RECORD.replace("doc-minutes-2029", "doc-irkutsk-2001")
    (tmp_path / "seeds" / "doc-irkutsk-2001.toml").write_text(record, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"doc-irkutsk-2001\.toml: document\.id: .* another id"):
        load(path)


def test_a_claim_needs_its_document() -> None:
    ledger = load_ledger()
    with pytest.raises(InputError, match='belongs to no document; add "doc-'):
        Ledger(ledger.articles, ledger.claims)


def test_the_table_is_laid_over_the_scenario_and_is_no_part_of_it(tmp_path: Path) -> None:
    path = dispute(tmp_path)
    usual, without = load(path), load(path, articles_only=True)
    assert usual.settings[TRUST].evidence == (CLAIM,)
    assert (without.settings[TRUST].level, without.settings[TRUST].evidence) == ("none", ())
    assert (usual.articles_only, without.articles_only) == (False, True)
    assert "articles_only" not in {*usual.document, *without.document}
    assert usual.hash != without.hash
    plain = load(dispute(tmp_path / "plain", overlay=""))
    assert plain.hash == usual.hash
    assert has_overlay(path)
    assert not has_overlay("tests/data/lake.toml")
    assert without.with_changes({TRUST: "high"}).articles_only


def test_the_table_is_merged_along_the_chain_and_the_nearer_file_wins(tmp_path: Path) -> None:
    dispute(tmp_path, overlay=f'{OVERLAY}reservation = {{ level = "high", assumption = "Base." }}\n')
    path = tmp_path / "dry.toml"
    nearer = '[articles_only.parties.millbrook.trust]\nlevel = "full"\nassumption = "Nearer."\n'
    path.write_text(f'extends = "lake"\nid = "dry"\n{nearer}', encoding="utf-8")
    found = load(path, articles_only=True).settings
    assert found[TRUST].level == "full"
    assert found["parties.millbrook.reservation"].level == "high"
    assert load(path).settings["parties.millbrook.reservation"].level == "low"


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        (
            "",
            f'{TRUST}: rests on the document claim "{CLAIM}", which counts for nothing with articles only; ',
        ),
        ("articles_only = 3\n", "articles_only: is 3 but must be a table"),
        (
            f'{OVERLAY}[articles_only]\nid = "dry"\n',
            "articles_only.id: is the same with documents and without",
        ),
        (f'{OVERLAY}[articles_only]\nextends = "base"\n', "articles_only.extends: is the same"),
        (f"{OVERLAY}truts = 3\n", 'parties.millbrook.truts: is not a known key; did you mean "trust"'),
        (OVERLAY.replace('"none"', '"blind"'), f'{TRUST}: "blind" is not a word of the scale "trust"'),
        (
            OVERLAY.replace("assumption", "evidence").replace(
                '"No article says that they were opened."', '["x/c01"]'
            ),
            f'{TRUST}.evidence: there is no claim "x/c01"',
        ),
        (
            f'{OVERLAY}[articles_only.status_quo]\ninspection = "flood"\n',
            'status_quo.inspection: there is no option "flood"',
        ),
    ],
)
def test_what_is_wrong_without_documents_gets_one_sentence(tmp_path: Path, overlay: str, said: str) -> None:
    path = dispute(tmp_path, overlay=overlay)
    if overlay.startswith("articles_only"):
        path.write_text(overlay + path.read_text(encoding="utf-8").replace(overlay, ""), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path, articles_only=True)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_happened_may_rest_on_a_document_for_nobody_plays_it(tmp_path: Path) -> None:
    told = f'\n[happened]\nladder = "talks"\ntext = "They met."\nevidence = ["{CLAIM}"]\n'
    assert load(dispute(tmp_path, overlay=OVERLAY + told), articles_only=True).spec.happened is not None


def test_a_red_line_and_an_event_may_not(tmp_path: Path) -> None:
    line = f'[parties.fernside.red_lines.dry]\ntitle = "x"\nrefuses = {{ level = ["low"] }}\nevidence = ["{CLAIM}"]\n'
    path = dispute(tmp_path, overlay=OVERLAY + line)
    with pytest.raises(ScenarioError, match=r"parties\.fernside\.red_lines\.dry: rests on the document"):
        load(path, articles_only=True)


def test_a_record_says_so_and_plays_again(tmp_path: Path) -> None:
    setup = Setup(str(dispute(tmp_path)), seed=3, articles_only=True)
    record = NegotiationModel.of(setup).run()
    assert record.articles_only
    assert record.document["parties"]["millbrook"]["trust"]["level"] == "none"
    assert replay(record) == record
    assert replay(record.model_copy(update={"articles_only": False})).articles_only is False


def test_setups_with_and_without_are_two(tmp_path: Path) -> None:
    path = str(dispute(tmp_path))
    usual, without = Setup(path), Setup(path, articles_only=True)
    assert usual != without
    assert without.drawn(3).articles_only
    assert without.played_as(without.loaded).loaded.articles_only
    with pytest.raises(InputError, match=r"articles_only: .* load it with articles_only=True"):
        _ = Setup(usual.loaded, articles_only=True).loaded


@pytest.mark.parametrize("episode", episode_ids())
def test_every_episode_can_do_without_documents(episode: str) -> None:
    assert load(episode, articles_only=True).articles_only
