"""A party's private brief, at most a page: what it wants, what leaving is worth, what it rules out, who ratifies.

Every line carries the claims or the assumption that it rests on. Of the other parties it holds what they have said in
public, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sim.domain.issue import OutcomeSpace
from sim.engine.sitting import Sitting
from sim.rules.formulas import reserved
from sim.rules.table import open_table
from sim.scenario.build import space_of
from sim.scenario.grades import Sourced
from sim.scenario.load import Scenario
from sim.scenario.party import Bonus
from sim.scenario.schema import Promise, ScenarioSpec
from sim.scenario.settings import Resolved
from sim.telling import labels
from sim.telling.briefing.colour import colour
from sim.telling.catalogue import known, listed, said, t
from sim.telling.depths import named
from sim.telling.numbers import number


@dataclass(frozen=True)
class Line:
    """A sentence in Markdown, and what it rests on."""

    text: str
    evidence: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A heading and its lines; ``wide`` where the lines are long."""

    title: str
    lines: tuple[Line, ...]
    wide: bool = False


def resting(text: str, *sources: Resolved | Sourced | None) -> Line:
    """Return a line that rests on settings or tables of the scenario."""
    found = [source for source in sources if source is not None]
    evidence = dict.fromkeys(claim for source in found for claim in source.evidence)
    assumptions = dict.fromkeys(source.assumption for source in found if source.assumption)
    return Line(text, tuple(evidence), tuple(assumptions))


def graded(setting: Resolved) -> str:
    """Return a setting as its word and number, or as the number alone where it was set by hand."""
    if setting.level is None:
        return number(setting.value)
    return t(
        "seat.brief.graded", word=labels.level(setting.scale, setting.level), value=number(setting.value)
    )


def worded(setting: Resolved) -> str:
    """Return a setting as its word, or as the number where it was set by hand."""
    return number(setting.value) if setting.level is None else labels.level(setting.scale, setting.level)


def role(scenario: Scenario, party: str) -> str:
    """Return who a party is, in a sentence or two."""
    key = f"seat.who.{party}"
    return t(key) if known(key) else t("seat.who_any", title=said(scenario.spec.parties[party].title))


def options_at_the_time(space: OutcomeSpace, issue: str) -> list[str]:
    """Return the options of an issue that some text has at the time of the episode."""
    column = space.column(issue)
    options = space.issues[column].options
    return [options[place] for place in np.unique(space.outcomes[:, column])]


def _extremes(
    scenario: Scenario, party: str, issue: str, options: list[str]
) -> tuple[list[str], list[str], list[Resolved]]:
    """The best and the worst of some options of an issue for a party, and the settings that say so.

    A text that is silent on an issue gives nothing, and so does an option of which nothing is said.
    """
    table = scenario.spec
    kind = "gains" if table.depths else "values"
    said_of = {o: scenario.settings.get(f"parties.{party}.{kind}.{issue}.{o}") for o in options}
    worths = {o: 0.0 if s is None else s.value for o, s in said_of.items()}
    high, low = (pick(worths.values()) for pick in (max, min))
    ends = [[option for option, value in worths.items() if value == end] for end in (high, low)]
    if table.depths:
        quiet = table.status_quo[issue]
        ends = [[quiet] if quiet in end else end for end in ends]
    rest = [s for o, s in said_of.items() if s is not None and worths[o] in (high, low)]
    return ends[0], ends[1], rest


@dataclass(frozen=True)
class Wish:
    """What a party wants of some issues that stand alike for it.

    ``issues``: their titles; ``weight``: in a word; ``best``, ``worst``: how the options at both ends read, in the order
    of the options, several where they are worth the same; ``sources``: the settings that say so.
    """

    issues: tuple[str, ...]
    weight: str
    best: tuple[str, ...]
    worst: tuple[str, ...]
    sources: tuple[Resolved, ...]


def wishes(scenario: Scenario, party: str) -> list[Wish]:
    """Return what a party wants, the weightiest issue first; issues that stand alike go together.

    Left out is an issue on which there is no choice at the time of the episode.
    """
    table, space = scenario.spec, space_of(scenario.spec)
    groups: dict[tuple[float, str, tuple[str, ...], tuple[str, ...]], tuple[list[str], list[Resolved]]] = {}
    for issue in table.parties[party].weights:
        weight = scenario.settings[f"parties.{party}.weights.{issue}"]
        options = options_at_the_time(space, issue)
        if weight.value <= 0.0 or len(options) < 2:
            continue
        best, worst, rest = _extremes(scenario, party, issue, options)
        readings = [tuple(labels.option(table, issue, o) for o in end) for end in (best, worst)]
        key = (-weight.value, worded(weight), readings[0], readings[1])
        titles, sources = groups.setdefault(key, ([], []))
        titles.append(labels.issue(table, issue))
        sources += [weight, *rest]
    return [
        Wish(tuple(titles), word, best, worst, tuple(sources))
        for (_, word, best, worst), (titles, sources) in sorted(groups.items(), key=lambda g: g[0][0])
    ]


def bonuses(scenario: Scenario, party: str) -> list[tuple[Bonus, Resolved]]:
    """Return the combinations that are worth more or less than their parts to a party, with how much, where any text has them."""
    space = space_of(scenario.spec)
    return [
        (bonus, scenario.settings[f"parties.{party}.bonuses.{name}.amount"])
        for name, bonus in scenario.spec.parties[party].bonuses.items()
        if space.matches(bonus.when).any()
    ]


def wants(scenario: Scenario, party: str) -> list[Line]:
    """Return what a party wants, the weightiest issue first; issues that stand alike share a line."""
    lines = []
    for wish in wishes(scenario, party):
        ends = {"best": t("common.list_or").join(wish.best), "worst": t("common.list_or").join(wish.worst)}
        text = t("seat.brief.want", issues=listed(wish.issues), weight=wish.weight, **ends)
        lines.append(resting(text, *wish.sources))
    for bonus, amount in bonuses(scenario, party):
        when = labels.condition(scenario.spec, bonus.when)
        lines.append(resting(t("seat.brief.bonus", amount=worded(amount), when=when), bonus, amount))
    return lines


def leaving(sitting: Sitting, party: str) -> list[Line]:
    """Return what leaving without a treaty is worth, and how far the party trusts what is promised."""
    settings, off = sitting.played.settings, sitting.setup.off
    floor = settings.get(f"parties.{party}.reservation")
    key = "leaving_off" if "interests" in off else "leaving"
    lines = []
    if floor is not None and sitting.played.spec.depths:
        worth = number(kept(sitting, party))
        lines = [resting(t(f"seat.brief.{key}_text", worth=worth, graded=graded(floor)), floor)]
    elif floor is not None:
        lines = [resting(t(f"seat.brief.{key}", worth=graded(floor)), floor)]
    trust = settings.get(f"parties.{party}.trust")
    if "credibility" in off:
        return [*lines, Line(t("seat.brief.trust_off"))]
    if trust is not None:
        lines.append(resting(t("seat.brief.trust", trust=graded(trust)), trust))
    for promise, belief in beliefs(sitting.played, party):
        text = t("seat.brief.confidence", promise=said(promise.title), belief=graded(belief))
        lines.append(resting(text, belief))
    return lines


def beliefs(scenario: Scenario, party: str) -> list[tuple[Promise, Resolved]]:
    """Return the promises of others, with how far a party believes each at first, where a setting says so."""
    found = (
        (row, scenario.settings.get(f"parties.{party}.confidence.{name}"))
        for name, row in scenario.spec.promises.items()
    )
    return [(row, belief) for row, belief in found if belief is not None and row.by != party]


def kept(sitting: Sitting, party: str) -> float:
    """Return what having no text is worth to a party at the start, with the part of it that nobody outside knows."""
    place = sitting.rules.game.party(party)
    standing = open_table(sitting.rules, sitting.draws).standing
    return float(reserved(standing.parties[place].reservation, standing.private[place]))


def ruled_out(sitting: Sitting, party: str) -> list[Line]:
    """Return the party's red lines."""
    if "red_lines" in sitting.setup.off:
        return [Line(t("seat.brief.red_lines_off"))]
    lines = [line for line in sitting.played.spec.parties[party].red_lines.values() if line.holds]
    if not lines:
        return [Line(t("seat.brief.red_lines_none"))]
    return [resting(said(line.title), line) for line in lines]


def ratifier(scenario: Scenario, party: str) -> str:
    """Return what the ratifier of a party is called, at the time of the episode."""
    then = colour(scenario, party).ratifier
    if then is not None:
        return said(then)
    key = f"seat.home.{party}"
    return t(key) if known(key) else t("seat.home_any")


def home(sitting: Sitting, party: str) -> list[Line]:
    """Return who must ratify, what it asks for, and how much nationalists weigh in it."""
    settings = sitting.played.settings
    threshold = settings.get(f"parties.{party}.domestic_threshold")
    if "ratification" in sitting.setup.off or threshold is None:
        return [Line(t("seat.brief.home_off" if threshold is not None else "seat.brief.home_none"))]
    hawks = settings.get(f"parties.{party}.hawkishness")
    lines = [
        resting(
            t("seat.brief.home", ratifier=ratifier(sitting.played, party), threshold=graded(threshold)),
            threshold,
        )
    ]
    if hawks is not None:
        lines.append(resting(t("seat.brief.hawks", hawks=graded(hawks)), hawks))
    return lines


def guarantors(sitting: Sitting, party: str) -> list[Line]:
    """Return what the party has to expect from those who do not sign but have a say."""
    table, settings = sitting.played.spec, sitting.played.settings
    lines = []
    for name, other in table.parties.items():
        if other.role != "guarantor" or name == party:
            continue
        seat, ally = labels.seat(table, name), labels.seat(table, str(other.ally))
        if "alliance" in sitting.setup.off:
            lines.append(Line(t("seat.brief.ally_off", who=seat)))
        elif other.ally == party:
            leverage, stake = (settings[f"parties.{name}.{key}"] for key in ("leverage", "stake"))
            support, *means = supporting(sitting, name)
            words = {"leverage": worded(leverage), "stake": graded(stake), "support": graded(support)}
            lines.append(resting(t("seat.brief.ally", who=seat, **words), leverage, stake, support, *means))
        else:
            lines.append(Line(t("seat.brief.others_ally", who=seat, ally=ally)))
    return lines


def support_of(sitting: Sitting, party: str) -> float:
    """Return what the support of one that does not sign is worth to its ally at most, with what a rival adds to it."""
    game = sitting.rules.game
    return next(row.support for row in game.guarantors if row.party == game.party(party))


def supporting(sitting: Sitting, party: str) -> list[Resolved]:
    """Return the setting of that support with its value as it is played, and behind it what else it rests on."""
    settings = sitting.played.settings
    support, rival = (settings.get(f"parties.{party}.{key}") for key in ("support", "counterweight"))
    assert support is not None
    played = replace(support, value=support_of(sitting, party))
    return [played] if rival is None else [played, rival]


def own_say(sitting: Sitting, party: str) -> list[Line]:
    """Return what the word of one who does not sign does to its ally."""
    settings, ally = sitting.played.settings, str(sitting.played.spec.parties[party].ally)
    if "alliance" in sitting.setup.off:
        return [Line(t("seat.brief.say_off"))]
    leverage, stake = (settings[f"parties.{party}.{key}"] for key in ("leverage", "stake"))
    support, *means = supporting(sitting, party)
    words = {"leverage": graded(leverage), "stake": number(stake.value), "support": number(support.value)}
    who = labels.seat(sitting.played.spec, ally)
    return [
        resting(t("seat.brief.say", ally=who, **words), leverage, stake, support, *means),
        Line(t("seat.brief.say_wears")),
    ]


def declared(table: ScenarioSpec, parties: Iterable[str]) -> list[Line]:
    """Return what parties have asked for in public; options that read alike share a phrase."""
    lines = []
    for party in parties:
        public = table.parties[party].declared
        if public is None:
            continue
        asked = named(table, public.depth, public.terms)
        text = t("seat.brief.declares", who=labels.seat(table, party), terms=asked)
        lines.append(resting(text, public))
    return lines


def private_parts(sitting: Sitting, party: str) -> list[Part]:
    """Return the parts of a brief that nobody else may see."""
    ally = guarantors(sitting, party)
    if sitting.speaks and party == sitting.seat:
        say = [("wants", wants(sitting.played, party)), ("say", own_say(sitting, party))]
        return [Part(t(f"seat.brief.heading.{name}"), tuple(lines), name == "wants") for name, lines in say]
    parts = [
        ("wants", wants(sitting.played, party)),
        ("leaving", leaving(sitting, party)),
        ("red_lines", ruled_out(sitting, party)),
        ("home", home(sitting, party)),
        ("ally", ally),
    ]
    return [
        Part(t(f"seat.brief.heading.{name}"), tuple(lines), name == "wants") for name, lines in parts if lines
    ]


def brief(sitting: Sitting, party: str) -> list[Part]:
    """Return a party's whole brief: its own parts and what the others have declared in public."""
    others = [name for name in sitting.played.spec.parties if name != party]
    public = declared(sitting.played.spec, others)
    parts = private_parts(sitting, party)
    return [*parts, Part(t("seat.brief.heading.declared"), tuple(public), True)] if public else parts


@dataclass(frozen=True)
class Notes:
    """The sources of a brief in the order in which its lines call them: claims and assumptions, numbered from 1."""

    numbers: dict[str, int]

    def marks(self, line: Line) -> str:
        """Return a line's numbers, as they stand behind it; what rests on an assumption says so."""
        found = sorted((self.numbers[claim], False) for claim in line.evidence)
        found += sorted((self.numbers[text], True) for text in line.assumptions)
        marks = [t("seat.brief.assumed", n=n) if assumed else str(n) for n, assumed in found]
        return t("common.list_comma").join(marks)


def notes(parts: Iterable[Part]) -> Notes:
    """Return the numbered sources of some parts."""
    sources = (
        source for part in parts for line in part.lines for source in (*line.evidence, *line.assumptions)
    )
    return Notes({source: number for number, source in enumerate(dict.fromkeys(sources), 1)})
