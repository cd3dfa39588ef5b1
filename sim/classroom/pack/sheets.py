"""What stands on the hand-outs: a role for each seat with its own points and nobody else's, and the sheet of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.classroom.pack.points import Points, grade, points
from sim.domain.game import Game
from sim.scenario.load import Scenario
from sim.scenario.schema import ScenarioSpec
from sim.scenario.setup import Setup
from sim.telling import depths, labels
from sim.telling.briefing.brief import Briefing, briefing
from sim.telling.briefing.questions import Question, questions
from sim.telling.catalogue import capital, listed, said, t
from sim.telling.numbers import percent, signed


@dataclass(frozen=True)
class Option:
    """How an option reads, its points in the deepest text that may say it, what they mean, and other points it has elsewhere."""

    reading: str
    points: str
    meaning: str
    elsewhere: str = ""


@dataclass(frozen=True)
class Worth:
    """Some issues whose options are worth the same; ``follows``: what they say follows from the rest of the text."""

    issues: str
    follows: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Role:
    """All that one seat is given: its briefs, its check questions, and what things are worth to it.

    ``kinds``: rows of the kinds of text, under ``heads``, none where there is but one kind; ``margins``: for a seat that does not sign, when the model would speak.
    """

    seat: str
    signs: bool
    short: Briefing
    long: Briefing
    questions: tuple[Question, ...]
    floor: int
    heads: list[str]
    kinds: list[list[str]]
    worths: list[Worth]
    nothing: str
    red_lines: str
    margins: str


@dataclass(frozen=True)
class Choice:
    """An option on a draft sheet, and the kinds of text that may say it, by number."""

    reading: str
    kinds: str


@dataclass(frozen=True)
class Draft:
    """A draft sheet: the seats that sign and those that speak, the kinds of text, and issue by issue what a text may say."""

    signing: list[str]
    speaking: list[str]
    kinds: list[str]
    rows: list[tuple[str, list[Choice]]]


def where(spec: ScenarioSpec) -> str:
    """Return where and when the talks are held: a sheet for students does not name the episode, whose title tells how it ended."""
    year = spec.date[:4]
    return t("class.pack.where", place=said(spec.place), year=year) if spec.place else year


def roles(setup: Setup) -> list[Role]:
    """Return the role of every seat, in the order of the scenario."""
    return [_role(setup, party) for party in setup.loaded.spec.parties]


def _role(setup: Setup, party: str) -> Role:
    scenario, spec = setup.loaded, setup.loaded.spec
    game, worth = scenario.game(), points(scenario, party)
    worths, nothing = _worths(spec, party, worth)
    heads, kinds = _kinds(spec, game, party, worth)
    return Role(
        seat=capital(labels.seat(spec, party)),
        signs=spec.parties[party].role == "signatory",
        short=briefing(scenario, party, "short", off=setup.off),
        long=briefing(scenario, party, "long", off=setup.off),
        questions=questions(scenario, party, off=setup.off),
        floor=worth.floor,
        heads=heads,
        kinds=kinds,
        worths=worths,
        nothing=listed(nothing),
        red_lines=listed([said(line.title) for line in spec.parties[party].red_lines.values() if line.holds]),
        margins=_margins(spec, game, party),
    )


def _option(spec: ScenarioSpec, reading: str, by_kind: Mapping[str, int]) -> Option:
    deepest = list(by_kind.values())[-1]
    others = [
        t("class.pack.points.at_kind", kind=depths.title(spec, kind), n=signed(n, 0))
        for kind, n in by_kind.items()
        if n != deepest
    ]
    meaning = t(f"class.pack.points.grade.{grade(deepest)}")
    return Option(reading, signed(deepest, 0), meaning, t("common.list_comma").join(others))


def _worths(spec: ScenarioSpec, party: str, worth: Points) -> tuple[list[Worth], list[str]]:
    """What options are worth, issues alike together; and the issues on which nothing is."""
    groups: dict[tuple[bool, tuple[Option, ...]], list[str]] = {}
    bonuses = {name: spec.parties[party].bonuses[name].when for name, n in worth.bonuses.items() if n}
    nothing = []
    for issue, options in worth.options.items():
        spoken = {o: n for o, n in options.items() if not (spec.depths and o == spec.status_quo[issue])}
        rows = tuple(_option(spec, labels.option(spec, issue, o), n) for o, n in spoken.items())
        if any(n for by_kind in options.values() for n in by_kind.values()):
            follows = bool(spec.issues[issue].read_off)
            groups.setdefault((follows, rows), []).append(labels.issue(spec, issue))
        elif rows and not any(issue in when for when in bonuses.values()):
            nothing.append(labels.issue(spec, issue))
    comma = t("common.list_comma")
    found = [Worth(comma.join(titles), follows, rows) for (follows, rows), titles in groups.items()]
    extra = tuple(
        _option(spec, labels.condition(spec, when), {"": worth.bonuses[name]})
        for name, when in bonuses.items()
    )
    return found + ([Worth(t("class.pack.points.bonus"), False, extra)] if extra else []), nothing


def _kinds(spec: ScenarioSpec, game: Game, party: str, worth: Points) -> tuple[list[str], list[list[str]]]:
    """The kinds of text and what one starts with; what an ally's word adds; for a seat that does not sign, what a kind counts."""
    share = {
        name: float(game.depths.binding[game.depths.at(d)].mean())
        for d, name in enumerate(game.depths.names)
        if name in worth.kinds
    }
    if not spec.depths and not any(worth.kinds.values()):
        return [], []
    first = t("class.pack.points.kind")
    if spec.parties[party].role != "signatory":
        return [first, t("class.pack.points.counts")], [
            [depths.title(spec, kind), percent(part)] for kind, part in share.items()
        ]
    said_by = [(g, stance) for g, stances in worth.pressed.items() for stance in stances]
    seats = {g: capital(labels.seat(spec, game.parties[game.guarantors[g].party].id)) for g in worth.pressed}
    heads = [
        first,
        t("class.pack.points.start"),
        *(t(f"class.pack.points.{stance}", who=seats[g]) for g, stance in said_by),
    ]
    rows = [
        [
            depths.title(spec, kind),
            str(start),
            *(signed(round(worth.pressed[g][stance] * share[kind]), 0) for g, stance in said_by),
        ]
        for kind, start in worth.kinds.items()
    ]
    return heads, rows


def _margins(spec: ScenarioSpec, game: Game, party: str) -> str:
    """From how many points on the model's own guarantor would speak up; nothing for a seat that signs."""
    place = game.party(party)
    held = 100 * game.parties[place].reservation
    for guarantor in game.guarantors:
        if guarantor.party == place:
            margins = {
                "support": held + 100 * guarantor.support_margin,
                "object": held - 100 * guarantor.objection_margin,
                "threaten": held - 100 * guarantor.threat_margin,
            }
            shown = {name: signed(round(n), 0) for name, n in margins.items()}
            return t("class.pack.points.margins", seat=capital(labels.seat(spec, party)), **shown)
    return ""


def draft(scenario: Scenario) -> Draft:
    """Return the draft sheet: only what some text may say, and what is not read off the rest."""
    spec, game = scenario.spec, scenario.game()
    stands = points(scenario, game.parties[game.signatories[0]].id)
    numbers = {kind: str(n) for n, kind in enumerate(stands.kinds, 1)}
    rows = []
    for issue, options in stands.options.items():
        if spec.issues[issue].read_off:
            continue
        shown = {
            o: kinds for o, kinds in options.items() if not (spec.depths and o == spec.status_quo[issue])
        }
        choices = [
            Choice(labels.option(spec, issue, o), ", ".join(numbers[k] for k in kinds))
            for o, kinds in shown.items()
        ]
        if choices:
            rows.append((labels.issue(spec, issue), choices))
    seats = {party: capital(labels.seat(spec, party)) for party in spec.parties}
    signs = {party: row.role == "signatory" for party, row in spec.parties.items()}
    return Draft(
        [seat for party, seat in seats.items() if signs[party]],
        [seat for party, seat in seats.items() if not signs[party]],
        [depths.title(spec, kind) for kind in stands.kinds] if spec.depths else [],
        rows,
    )
