"""The report of one run as a single HTML file."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from sim.domain.record import Round, RunRecord
from sim.report.coast import coast, islands
from sim.report.svg import PALETTE, curves, drawn_map, mappable
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario
from sim.telling.narrative import (
    blocked_in_words,
    distances_in_words,
    happened_in_words,
    hurdles,
    number_in_words,
    result_in_words,
    round_in_words,
    sources_in_words,
)
from sim.telling.story import Story, story_of, without_each
from sim.telling.words import wording


def _colours(story: Story) -> dict[str, str]:
    return {party: PALETTE[i % len(PALETTE)] for i, party in enumerate(story.spec.parties)}


def _map(story: Story, terms: dict[str, str], title: str) -> Markup | None:
    shapes = coast()
    if not mappable(shapes, list(story.spec.issues)):
        return None
    captions = {island: wording(story.spec, island, terms[island]) for island in islands(shapes)}
    return Markup(drawn_map(shapes, terms, _colours(story), captions, title))


def _curves(story: Story) -> Markup | None:
    rows = [row for row in story.record.rounds if row.offer is not None]
    if not rows:
        return None
    lines: dict[str, list[float]] = {}
    for party in story.signatories:
        seat = story.seat(party)
        lines[f"{seat}: worth of the text"] = [row.utilities[party] for row in rows]
        lines[f"{seat} holds out for"] = [row.aspirations[party] for row in rows]
    colours = {story.seat(party).split()[0]: colour for party, colour in _colours(story).items()}
    colours |= {f"{name}:": colour for name, colour in colours.items()}
    title = "Worth of each text and aspirations over the rounds"
    return Markup(curves([row.round for row in rows], lines, colours, title))


def _offers(story: Story) -> list[dict[str, Any]]:
    """A row per text: the options in words, a dot where they stand as in the same author's last text."""
    rows = []
    for row in story.record.rounds:
        if row.offer is not None:
            before = story.before(row)
            old = before.offer if before is not None and before.offer is not None else {}
            cells = [
                "·" if old.get(i) == row.offer[i] else wording(story.spec, i, row.offer[i])
                for i in story.spec.issues
            ]
            rows.append(
                {"round": row.round, "who": story.seat(row.proposer or ""), "cells": cells, "end": _end(row)}
            )
    return rows


def _end(row: Round) -> str:
    yes = bool(row.answers) and all(answer == "accept" for answer in row.answers.values())
    return "accepted" if yes else "declined" if row.answers else "not answered"


def _settings(scenario: Scenario, keys: list[str]) -> list[dict[str, Any]]:
    ledger, found = load_ledger(), []
    for key in keys:
        setting = scenario.settings[key]
        numbers = [number_in_words(x) for x in (setting.value, setting.low, setting.high)]
        claims = [ledger[claim] for claim in setting.evidence if claim in ledger]
        # A record holds the ids of claims and not their words: those of a ledger of one's own are only named.
        others = [claim for claim in setting.evidence if claim not in ledger]
        found.append({"key": key, "setting": setting, "numbers": numbers, "claims": claims, "others": others})
    return found


def report(record: RunRecord, source: str = "record") -> str:
    """Return a run as one HTML page: the account, the map, the curves, the tables, and what it rests on.

    Nothing in it is fetched, and the record itself is inside, so the page can be played again. Raises
    `InputError` for a record that was edited.
    """
    story = story_of(record, source)
    last = record.agreement or next(
        (row.offer for row in reversed(record.rounds) if row.offer is not None), None
    )
    alone = without_each(story)
    by_hand = [key for key in record.changes if key in story.scenario.settings]
    keys = list(dict.fromkeys([*by_hand, *story.spec.key_settings]))
    environment = Environment(
        loader=PackageLoader("sim.report", "."), autoescape=select_autoescape(default=True)
    )
    return environment.get_template("run.html").render(
        story=story,
        record=record,
        table=story.spec,
        colours=_colours(story),
        map=_map(story, last, "Who would hold each island under the last text") if last else None,
        curves=_curves(story),
        rounds=[(number, round_in_words(story, number)) for number in story.numbers],
        offers=_offers(story),
        issues=[issue.title for issue in story.spec.issues.values()],
        result=result_in_words(story),
        blocked=blocked_in_words(story, alone),
        hurdles=hurdles(story, alone),
        distances=distances_in_words(story),
        happened=happened_in_words(story),
        sources=sources_in_words(story),
        settings=_settings(story.scenario, keys),
        data=Markup(record.to_json().replace("<", "\\u003c")),
    )
