"""What the scenarios say themselves, in other languages: nothing missing, nothing left over, nothing out of date.

`said.toml` beside this file holds a digest of every English text as it was when it was last translated. Where a text has
changed, mend its translations in `sim/telling/catalogue/said/` and run `python -m tests.unit.telling.test_said`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.app.state import presets
from sim.experiments.facts.facts_file import FACTS, read_facts
from sim.experiments.history.variants import titles
from sim.experiments.history.what_if import load_what_ifs
from sim.scenario.ledger import load_ledger
from sim.scenario.load import episode_ids, load
from sim.scenario.places import scenarios_dir
from sim.scenario.schema import ScenarioSpec
from sim.telling import catalogue
from sim.telling.briefing.brief import briefing
from sim.telling.briefing.colour import BRIEFS, read_briefs
from sim.telling.catalogue import LANGUAGES, known, pairs, texts_in, translated

OTHERS = [code for code in LANGUAGES if code != catalogue.FIRST]
PLAIN = re.compile(r"[^。（]*(?:[るいむぶだ]|した|った|れた|えた|ている)(?=(?:（[^（）]*）)?。)")
"""The end of a Japanese sentence in the plain style; a fragment may end in a noun, and a request in ください."""

KEPT = Path(__file__).with_name("said.toml")
RENEW = "mend said/*.toml, then run python -m tests.unit.telling.test_said"


def own_words(table: ScenarioSpec) -> Iterator[str]:
    """What a scenario says itself and the screen shows."""
    yield from filter(None, (table.title, table.place, table.summary, *table.hypotheses))
    for issue in table.issues.values():
        yield from (issue.title, *issue.says.values())
    for party in table.parties.values():
        yield from (party.title, party.seat, *(line.title for line in party.red_lines.values()))
    for named in (table.depths, table.availability, table.promises):
        yield from (row.title for row in named.values())
    yield from (event.title for event in table.events.values())
    if table.happened is not None:
        yield table.happened.text


def assumptions() -> set[str]:
    return {
        setting.assumption
        for name in episode_ids()
        for articles_only in (False, True)
        for setting in load(name, articles_only=articles_only).settings.values()
        if setting.assumption is not None
    }


def cited() -> set[str]:
    """The assumptions that a seat's brief rests on, which need not be those of settings."""
    briefs = (briefing(load(name), seat) for name in episode_ids() for seat in load(name).spec.parties)
    return {source.key for brief in briefs for source in brief.sources if not source.claim}


def asked() -> set[str]:
    return {what_if.title for what_if in load_what_ifs()}


def taken_away() -> set[str]:
    return set(titles().values())


def facts() -> set[str]:
    return {row.says for row in read_facts(scenarios_dir() / FACTS).fact}


def briefs() -> set[str]:
    """What the seats of the episodes know of their time, and what their ratifiers were called."""
    seats = [seat for rows in read_briefs(scenarios_dir() / BRIEFS).brief.values() for seat in rows.values()]
    called = {seat.ratifier for seat in seats if seat.ratifier is not None}
    return called | {row.text for seat in seats for row in seat.says}


def sources() -> set[str]:
    """What the ledger says, and what its sources are called."""
    ledger = load_ledger()
    texts = {text for claim in ledger.claims for text in (claim.claim, claim.note) if text}
    for source in ledger.sources:
        texts |= {source.title, source.outlet, source.reliability_note}
    texts |= {article.agency for article in ledger.articles if article.agency}
    return texts | {source.seen for source in ledger.documents if not known(f"words.seen.{source.seen}")}


def shown() -> set[str]:
    """Every text of a scenario or a source that a reader may see."""
    episodes = [load(name, articles_only=alone) for name in episode_ids() for alone in (False, True)]
    words = {text for episode in episodes for text in own_words(episode.spec)}
    return (
        words
        | asked()
        | taken_away()
        | assumptions()
        | cited()
        | facts()
        | briefs()
        | sources()
        | set(presets.titles())
    )


def digests() -> dict[str, dict[str, str]]:
    """A digest of every translated English text, by file and place."""
    return {
        file: {
            place: hashlib.sha256(texts_in(file)[place].encode()).hexdigest()[:8]
            for place in sorted({place for code in OTHERS for place in translated(code).get(file, {})})
        }
        for file in sorted({file for code in OTHERS for file in translated(code)})
    }


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_that_is_shown_has_a_translation(code: str) -> None:
    assert sorted(shown() - set(pairs(code))) == [], f"said/{code}.toml lacks these"


@pytest.mark.parametrize("code", OTHERS)
def test_every_place_holds_a_text_that_is_shown_and_each_text_is_translated_once(code: str) -> None:
    texts = []
    for file, table in translated(code).items():
        english = texts_in(file)
        assert sorted(set(table) - set(english)) == [], f"{file}.toml has no such places"
        texts += [english[place] for place in table]
    assert sorted(set(texts) - shown()) == [], f"said/{code}.toml has these beside"
    assert [text for text, n in Counter(texts).items() if n > 1] == []


def test_no_translation_is_of_an_older_text() -> None:
    kept, now = tomllib.loads(KEPT.read_text("utf-8")), digests()
    old = [
        f"{file}: {place}"
        for file in now
        for place in now[file]
        if kept.get(file, {}).get(place) != now[file][place]
    ]
    assert old == [], RENEW
    assert {file: set(table) for file, table in kept.items()} == {file: set(now[file]) for file in now}, RENEW


@pytest.mark.parametrize("code", OTHERS)
def test_translations_of_scenarios_hold_no_markup(code: str) -> None:
    for text, other in pairs(code).items():
        assert other.strip() and not set("<>`*") & set(other), text


def test_japanese_is_polite_wherever_a_page_quotes_a_source() -> None:
    """Claims, notes and assumptions stand among sentences in です and ます, so they end so themselves."""
    heads = re.compile(r"events\.\w+\.title")
    plain = [
        (file, place, found)
        for file, table in translated("ja").items()
        for place, text in table.items()
        if not heads.fullmatch(place)
        for found in PLAIN.findall(text)
        if not re.search(r"(?:まし|でし)た$|ください$", found)
    ]
    assert plain == []


if __name__ == "__main__":
    lines = ["# Made by `python -m tests.unit.telling.test_said`: the English texts as they were translated."]
    for file, table in digests().items():
        lines += ["", f"[{file}]", *(f'"{place}" = "{digest}"' for place, digest in table.items())]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")
