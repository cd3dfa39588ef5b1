"""The report of one run as a single HTML file, in the language in use."""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup

from sim.domain.record import Round, RunRecord
from sim.report.coast import coast, islands
from sim.report.fills import fill
from sim.report.handouts import cards
from sim.report.svg import PALETTE, Curve, curves, drawn_map, mappable
from sim.report.template import filled
from sim.scenario.ledger import load_ledger
from sim.scenario.settings import Resolved
from sim.telling import account, charted, depths, labels, verdict
from sim.telling.catalogue import capital, said, t, word
from sim.telling.numbers import number
from sim.telling.story import Story, story_of, without_each

ABREAST = 5
"""How many texts stand side by side at most."""


def _colours(story: Story) -> dict[str, str]:
    return {party: PALETTE[i % len(PALETTE)] for i, party in enumerate(story.spec.parties)}


def _map(story: Story) -> Markup | None:
    """The text that was signed, else the last one on the table."""
    texts = [row.offer for row in story.record.rounds if row.offer is not None]
    shown, shapes = story.record.agreement or (texts[-1] if texts else None), coast()
    if shown is None or not mappable(shapes, list(story.spec.issues)):
        return None
    captions = {island: labels.option(story.spec, island, shown[island]) for island in islands(shapes)}
    filled = {island: fill(story.spec, island, shown[island], _colours(story)) for island in islands(shapes)}
    return Markup(drawn_map(shapes, filled, captions, t("told.report.map_alt")))


def _curves(story: Story) -> list[tuple[str, Markup]]:
    """A drawing for each side, under its finding: what the others' drafts were worth to it, and what it held out for."""
    colours, found, last = _colours(story), [], story.record.rounds[-1]
    names = {charted.place(last): t("told.report.last_day")} if last.last_day else {}
    for party in story.signatories:
        who, rows = story.seat(party), charted.worths(story, party)
        lines = [
            Curve(t(f"told.report.curve_{kind}"), values, colours[party], dashed=kind == "holds")
            for kind in ("offered", "holds")
            if (values := {row["round"]: row["worth"] for row in rows if row["kind"] == kind})
        ]
        drawn = curves(lines, t("told.report.curves_alt", who=who), names) if lines else ""
        found.append(
            (
                charted.curve(capital(who), rows, last, signed=story.record.agreement is not None),
                Markup(drawn),
            )
        )
    return found


def _spoken(story: Story) -> list[str]:
    """The issues on which some text says something, in the order of the scenario."""
    said_on = {issue for row in story.record.rounds for issue in depths.spoken(story.spec, row.offer or {})}
    return [issue for issue in story.spec.issues if issue in said_on]


def _drafts(story: Story) -> list[dict[str, Any]]:
    """The texts side by side, a few to a table, so that each column stays wide enough to read.

    A row per issue, a dot where it stands as in the same author's last text; a text that changes nothing is left out.
    """
    table, issues, columns = story.spec, _spoken(story), []
    for row in story.record.rounds:
        if row.offer is None or row.holds:
            continue
        before = story.before(row)
        old = before.offer if before is not None and before.offer is not None else {}
        columns.append(
            [
                t("told.report.last_day") if row.last_day else str(row.round),
                capital(story.author(row)),
                *([depths.title(table, row.depth)] if table.depths else []),
                *(
                    "·" if old.get(i) == row.offer[i] else labels.option(table, i, row.offer[i])
                    for i in issues
                ),
                _end(row),
            ]
        )
    names = [t("told.report.col_by"), *([t("told.report.col_kind")] if table.depths else [])]
    names += [*(labels.issue(table, issue) for issue in issues), t("told.report.col_answer")]
    found = []
    abreast = math.ceil(len(columns) / max(1, math.ceil(len(columns) / ABREAST)))
    for first in range(0, len(columns), max(1, abreast)):
        heads, *cells = zip(*columns[first : first + abreast], strict=True)
        found.append({"heads": heads, "rows": list(zip(names, cells, strict=True))})
    return found


def _end(row: Round) -> str:
    if not row.answers:
        return t("told.report.unanswered")
    yes = all(reply.accept for reply in row.answers.values())
    return t(f"told.report.{'accepted' if yes else 'declined'}")


def _settings(story: Story) -> list[dict[str, Any]]:
    """The settings that were changed by hand, and those that matter most, with what they rest on."""
    scenario, ledger = story.scenario, load_ledger()
    by_hand = [key for key in story.record.changes if key in scenario.settings]
    found = []
    for key in dict.fromkeys([*by_hand, *scenario.spec.key_settings]):
        setting = scenario.settings[key]
        claims = [
            {
                "text": said(claim.claim),
                "source": t(
                    "told.report.claim",
                    id=claim.id,
                    source=labels.source(claim),
                    reliability=word("reliability", claim.reliability),
                ),
                "document": labels.title(ledger.source(claim)) if claim.kind == "document" else "",
            }
            for claim in (ledger[name] for name in setting.evidence if name in ledger)
        ]
        # A record holds the ids of claims and not their words: those of a ledger of one's own are only named.
        others = [name for name in setting.evidence if name not in ledger]
        name, line = labels.setting(scenario, key), _setting(setting)
        found.append({"name": name, "line": line, "claims": claims, "others": others})
    return found


def _setting(setting: Resolved) -> str:
    level = t("told.report.number") if setting.level is None else labels.level(setting.scale, setting.level)
    values = {"value": number(setting.value), "low": number(setting.low), "high": number(setting.high)}
    line = t("told.report.setting", level=level, **values)
    if not setting.assumption:
        return line
    return f"{line} – {t('told.report.assumption', text=said(setting.assumption))}"


def report(record: RunRecord, source: str = "record") -> str:
    """Return a run as one HTML page: the account, the map, the curves, the tables, what it rests on,
    and to hand out a card for every party and a worksheet.

    Nothing in it is fetched, and the record itself is inside, so the page can be played again. Raises
    `InputError` for a record that was edited.
    """
    story = story_of(record, source)
    alone = without_each(story)
    return filled(
        "sim.report",
        "run.html",
        title=said(story.spec.title),
        summary=said(story.spec.summary),
        when=account.when(story),
        record=record,
        map=_map(story),
        curves=_curves(story),
        legend=t("told.legend"),
        rounds=account.rounds(story),
        drafts=_drafts(story),
        end=account.end(story, alone),
        hurdle_heading=verdict.hurdle_heading(story),
        hurdles=verdict.hurdles(story, alone),
        on_trust=account.on_trust(story),
        hypotheses=account.hypotheses(story),
        settings=_settings(story),
        cards=cards(story),
        played=account.settings(story),
        digest=record.scenario_hash[:16],
        data=Markup(record.to_json().replace("<", "\\u003c")),
    )
