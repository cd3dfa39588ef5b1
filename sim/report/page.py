"""The report of one run as a single HTML file, in the language in use."""

from __future__ import annotations

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
from sim.telling.dialogue import new_in
from sim.telling.numbers import number
from sim.telling.story import Story, story_of, without_each


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


def _offers(story: Story) -> list[dict[str, Any]]:
    """A row per text: its kind, what is new in it, and what became of it."""
    return [
        {
            "round": t("told.report.last_day") if row.last_day else row.round,
            "who": capital(story.author(row)),
            "kind": depths.title(story.spec, row.depth),
            "new": t("told.report.unchanged") if row.holds else new_in(story, row)[0],
            "end": _end(row),
        }
        for row in story.record.rounds
        if row.offer is not None
    ]


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
        offers=_offers(story),
        kinds=bool(story.spec.depths),
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
