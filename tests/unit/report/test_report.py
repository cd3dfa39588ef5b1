"""A report is one file that needs nothing else, says what the account says, and can be played again."""

from __future__ import annotations

import html
import itertools
import json
import re
from pathlib import Path

import pytest

from sim.domain.evidence import Document
from sim.engine.mesa import negotiate
from sim.engine.replay import parse_record, replay
from sim.report.page import report
from sim.report.svg import Curve, curves
from sim.scenario.ledger import load_ledger
from sim.scenario.load import episode_ids, load
from sim.telling.account import end
from sim.telling.catalogue import speaking
from sim.telling.story import story_of

LAKE = Path(__file__).resolve().parents[2] / "data" / "lake.toml"


PROTOCOLS = ("alternating", "simultaneous", "single_text")


@pytest.mark.parametrize(
    ("scenario", "protocol"),
    [(name, PROTOCOLS[i % 3]) for i, name in enumerate(episode_ids())] + [(str(LAKE), p) for p in PROTOCOLS],
)
def test_a_report_holds_the_account_and_fetches_nothing(scenario: str, protocol: str) -> None:
    record = negotiate(scenario, seed=3, protocol=protocol)
    page = report(record)
    for line in end(story_of(record), {})["ended"].lines:
        assert html.escape(line, quote=False) in html.unescape(page).replace(
            "&", "&amp;"
        ) or line in html.unescape(page)
    assert not re.search(r"(src|href)\s*=|url\(|@import|<link|<img|<iframe", page.split("<script")[0])
    assert "default-src 'none'" in page
    assert ("<svg" in page) is True
    assert ("Hokkaido" in page) is (scenario != str(LAKE))


def test_a_document_stands_with_the_address_where_it_was_read() -> None:
    page = html.unescape(report(negotiate("2022-kishida", seed=3)))
    ledger = load_ledger()
    cited = {
        claim
        for key in load("2022-kishida").spec.key_settings
        for claim in load("2022-kishida").settings[key].evidence
        if claim in ledger and ledger[claim].kind == "document"
    }
    assert cited
    for claim in cited:
        document = ledger.source(ledger[claim])
        assert isinstance(document, Document) and document.address.startswith("https://")
        assert document.address in page and document.title in page


def test_the_record_inside_plays_again() -> None:
    record = negotiate("2018-singapore", seed=5, off=["credibility"])
    data = re.search(r'<script type="application/json" id="record">(.*?)</script>', report(record), re.DOTALL)
    assert data is not None
    kept = parse_record(json.loads(data[1]), "report")
    assert kept == record
    assert replay(kept) == record


def test_words_of_a_scenario_cannot_become_html(tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    path = tmp_path / "own.toml"
    path.write_text(
        re.sub(
            r"^summary = .*$",
            f"summary = '''{nasty}'''",
            LAKE.read_text("utf-8"),
            count=1,
            flags=re.MULTILINE,
        ),
        encoding="utf-8",
    )
    page = report(negotiate(load(path), seed=1))
    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("</script>") == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ja", ("択捉島", "相手の草案", "約束への信頼", "ワークシート", "あなたは東京の代表です")),
        (
            "ru",
            (
                "Итуруп",
                "чужой вариант",
                "Доверие к обещанному",
                "Рабочий лист",
                "Вы говорите от имени Токио",
            ),
        ),
    ],
)
def test_a_report_speaks_the_reader_s_language(code: str, words: tuple[str, ...]) -> None:
    record = negotiate("2018-singapore", seed=3)
    with speaking(code):
        page = html.unescape(report(record))
    assert f'<html lang="{code}">' in page
    assert all(word in page for word in words)
    # What the claims of the ledger say is English.
    own = re.sub(r"<blockquote>.*?</blockquote>", "", page.split("<script type")[0])
    assert not re.search(r"Tokyo|Moscow|Round|stays with", own)
    assert report(record).startswith('<!DOCTYPE html>\n<html lang="en">')


def test_curves_are_dashed_where_a_side_holds_out() -> None:
    level = {1: 0.5, 2: 0.5}
    drawn = curves([Curve("A", level, "#000"), Curve("B", level, "#000", dashed=True)], "t", {2: "Omega"})
    assert drawn.count("stroke-dasharray") == 1
    assert "Omega" in drawn


def test_labels_of_curves_keep_apart() -> None:
    drawn = curves(
        [Curve(name, {1: 0.5, 2: y}, "#000000") for name, y in (("A", 0.5), ("B", 0.5), ("C", 0.51))], "t", {}
    )
    ends = sorted(float(y) for y in re.findall(r'y="([\d.]+)" font-size="13"', drawn))
    assert len(ends) == 3
    assert all(below - above >= 15 for above, below in itertools.pairwise(ends))
