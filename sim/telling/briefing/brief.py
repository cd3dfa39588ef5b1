"""A seat's private brief in prose, at two lengths, made from the scenario as it is played and from the ledger.

It tells one seat what that seat may know: its own numbers in words, and of the others what they have said in public. The
numbers are those of `sim.telling.seat.brief`, which tells the same in single lines beside the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.scenario.load import Scenario
from sim.telling import labels
from sim.telling.briefing import means
from sim.telling.briefing.aims import main_aims, priorities
from sim.telling.briefing.colour import colour
from sim.telling.briefing.desk import Desk, desk_of
from sim.telling.briefing.sources import Source, sources_of
from sim.telling.catalogue import listed, said, t
from sim.telling.depths import kind, named
from sim.telling.numbers import date, number, signed
from sim.telling.seat.brief import (
    Line,
    beliefs,
    bonuses,
    graded,
    ratifier,
    resting,
)

Length = Literal["short", "long"]

SHORT_SAYS = 2
"""How many sentences of an episode's colour a short brief has."""


@dataclass(frozen=True)
class Paragraph:
    """A heading, some sentences, perhaps a list below them, and what they rest on: claims and assumptions."""

    heading: str
    text: str
    items: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Briefing:
    """A whole brief: plain text without markup, and its sources in the order in which the paragraphs call them.

    ``note`` says what the numbers rest on.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    sources: tuple[Source, ...]
    note: str

    def marks(self, paragraph: Paragraph) -> tuple[int, ...]:
        """Return the numbers of a paragraph's sources."""
        own = {*paragraph.evidence, *paragraph.assumptions}
        return tuple(source.number for source in self.sources if source.key in own)


def briefing(
    scenario: Scenario,
    seat: str,
    length: Length = "long",
    *,
    speaks: bool = True,
    off: Sequence[str] = (),
    seed: int | None = None,
) -> Briefing:
    """Return the brief of a seat, in the language in use; a long one takes about 500 words, a short one about 150.

    ``speaks``: a guarantor says what it thinks of the texts of others; otherwise it signs, as `Sitting` has it. ``off``:
    the constraints that are switched off at the table. ``seed``: the table's, by which the part of a reservation is
    drawn that only the seat knows; left out, the brief says what the scenario does. Raises `UnknownName` for a seat that
    is not there.

    >>> from sim.scenario.load import load
    >>> brief = briefing(load("2018-singapore"), "japan", "short")
    >>> brief.title, brief.paragraphs[0].text[:20]
    ('Brief for Tokyo, 14 November 2018', 'You speak for Tokyo.')
    """
    desk = desk_of(scenario, seat, speaks, off, seed)
    found = tuple(_short(desk) if length == "short" else _long(desk))
    table = desk.played.spec
    title = t("class.brief.title", seat=labels.seat(table, seat), date=date(table.date))
    cited = ((p.evidence, p.assumptions) for p in found)
    note = t("seat.brief.numbers", word=t("words.scale.weight.high"))
    return Briefing(title, found, sources_of(desk.played, cited), note)


def joined(texts: Iterable[str]) -> str:
    """Return sentences as one text."""
    return t("class.brief.between").join(texts)


def _paragraph(heading: str, lines: Sequence[Line], items: Sequence[Line] = ()) -> Paragraph:
    """Lines as one paragraph, with a list below; nothing is cited twice."""
    both = [*lines, *items]
    return Paragraph(
        t(f"class.brief.head.{heading}"),
        joined(line.text for line in lines),
        tuple(line.text for line in items),
        tuple(dict.fromkeys(claim for line in both for claim in line.evidence)),
        tuple(dict.fromkeys(text for line in both for text in line.assumptions)),
    )


def _long(desk: Desk) -> Iterable[Paragraph]:
    yield _stand(desk, None)
    yield _wants(desk)
    yield _paragraph("leaving", _leaving(desk))
    if desk.sitting.speaks:
        yield _paragraph("means", *means.own(desk.sitting))
        if use := means.use(desk.sitting):
            yield _paragraph("use", use)
    else:
        yield _paragraph("red_lines", _red_lines(desk))
        yield _paragraph("home", _home(desk))
        yield _paragraph("trust", _trust(desk))
        if say := means.of_others(desk.sitting):
            yield _paragraph("ally", say)
    yield from _others(desk)
    yield _paragraph("time", _time(desk))
    yield _paragraph("success", _success(desk))


def _short(desk: Desk) -> Iterable[Paragraph]:
    yield _stand(desk, SHORT_SAYS)
    if aims := main_aims(desk.played, desk.seat):
        yield _paragraph("wants", [aims])
    if desk.sitting.speaks:
        yield _paragraph("means", [means.in_short(desk.sitting)])
        yield _paragraph("success", [Line(t("class.brief.success.speaks_short"))])
        return
    yield _paragraph("leaving", [_floor(desk, "short"), *_red_lines(desk, short=True)])
    yield _paragraph("home", [_ratified(desk, "short"), *means.of_others(desk.sitting, short=True)])
    yield _paragraph("success", [Line(t("class.brief.success.signs_short"))])


def _stand(desk: Desk, most: int | None) -> Paragraph:
    """Who, when and where, and what the seat knows of its time; of a scenario of one's own, what it says of itself."""
    table = desk.played.spec
    values = {"seat": labels.seat(table, desk.seat), "date": date(table.date)}
    first = t("class.brief.stand.line", **values)
    if table.place is not None:
        first = t("class.brief.stand.line_place", place=said(table.place), **values)
    says = [Line(said(row.text), tuple(row.sources)) for row in colour(desk.played, desk.seat).says[:most]]
    return _paragraph("stand", [Line(first), *(says or [Line(said(table.summary))])])


def _wants(desk: Desk) -> Paragraph:
    items = priorities(desk.played, desk.seat)
    for bonus, amount in bonuses(desk.played, desk.seat):
        when = labels.condition(desk.played.spec, bonus.when)
        text = t("class.brief.wants.bonus", amount=signed(amount.value), when=when)
        items.append(resting(text, bonus, amount))
    return _paragraph("wants", [Line(t(f"class.brief.wants.{'lead' if items else 'nothing'}"))], items)


def _floor(desk: Desk, key: str) -> Line:
    """What no deal is worth, in a sentence."""
    found = desk.played.settings.get(f"parties.{desk.seat}.reservation")
    shown = "off" if desk.off("interests") else key
    scale = t(f"class.brief.leaving.scale_{'texts' if desk.played.spec.depths else 'treaty'}")
    return resting(t(f"class.brief.leaving.{shown}", worth=number(desk.floor), scale=scale), found)


def _leaving(desk: Desk) -> list[Line]:
    return [_floor(desk, "speaks" if desk.sitting.speaks else "long")]


def _red_lines(desk: Desk, *, short: bool = False) -> list[Line]:
    """What the seat never signs, and in a long brief what it might seem not to; a short one is silent where there is nothing."""
    own = desk.played.spec.parties[desk.seat].red_lines.values()
    if desk.off("red_lines"):
        return [] if short else [Line(t("class.brief.red_lines.off"))]
    kinds = {"short": True} if short else {"some": True, "idle": False}
    lines = []
    for key, holds in kinds.items():
        if found := [line for line in own if line.holds == holds]:
            titles = listed([t("class.brief.quoted", text=said(line.title)) for line in found])
            lines.append(resting(t(f"class.brief.red_lines.{key}", lines=titles), *found))
    if not short and not any(line.holds for line in own):
        lines.insert(0, Line(t("class.brief.red_lines.none")))
    return lines


def kinds_ratified(scenario: Scenario) -> list[str]:
    """Return what the kinds of text are called that go to the ratifiers; in a dispute without kinds, a treaty."""
    table = scenario.spec
    return [kind(table, name) for name, depth in table.depths.items() if depth.ratified] or [
        kind(table, None)
    ]


def _ratified(desk: Desk, key: str) -> Line:
    """Who has to approve what is signed."""
    asked = desk.played.settings.get(f"parties.{desk.seat}.domestic_threshold")
    if asked is None or desk.off("ratification"):
        return Line(t(f"class.brief.home.{'none' if asked is None else 'off'}"))
    kinds = kinds_ratified(desk.played)
    if not kinds:
        return Line(t("class.brief.home.off"))
    values = {"ratifier": ratifier(desk.played, desk.seat), "kinds": listed(kinds)}
    return resting(t(f"class.brief.home.{key}", threshold=graded(asked), **values), asked)


def _home(desk: Desk) -> list[Line]:
    settings = desk.played.settings
    lines = [_ratified(desk, "long")]
    if not lines[0].evidence and not lines[0].assumptions:
        return lines
    if hawks := settings.get(f"parties.{desk.seat}.hawkishness"):
        lines.append(resting(t("class.brief.home.hawks", hawks=graded(hawks)), hawks))
    if cost := settings.get("ratification.failure_cost"):
        lines.append(resting(t("class.brief.home.cost", cost=number(cost.value)), cost))
    return lines


def _trust(desk: Desk) -> list[Line]:
    settings, seat = desk.played.settings, desk.seat
    trust = settings.get(f"parties.{seat}.trust")
    if desk.off("credibility") or trust is None:
        return [Line(t("class.brief.trust.off"))]
    lines = [resting(t("class.brief.trust.line", trust=graded(trust)), trust)]
    for promise, belief in beliefs(desk.played, seat):
        text = t("class.brief.trust.one", promise=said(promise.title), belief=graded(belief))
        lines.append(resting(text, belief))
    return lines


def _others(desk: Desk) -> Iterable[Paragraph]:
    table, items = desk.played.spec, []
    for name, party in table.parties.items():
        if party.declared is not None:
            who = t("class.brief.others.you") if name == desk.seat else labels.seat(table, name)
            asked = named(table, party.declared.depth, party.declared.terms)
            items.append(resting(t("class.brief.others.item", who=who, terms=asked), party.declared))
    if items:
        yield _paragraph("others", [Line(t("class.brief.others.lead"))], items)


def _time(desk: Desk) -> list[Line]:
    table, way = desk.played.spec, desk.sitting.setup.way
    told = [t("class.brief.time.rounds", n=table.talks.rounds)]
    told.append(t(f"class.brief.time.way.{way}", who=labels.seat(table, table.talks.opening)))
    if table.depths:
        kinds = listed([kind(table, name) for name in table.depths])
        told += [t("class.brief.time.kinds", kinds=kinds), t("class.brief.time.last_day")]
    return [Line(text) for text in (*told, t("class.brief.time.news"))]


def _success(desk: Desk) -> list[Line]:
    key = "speaks" if desk.sitting.speaks else "signs"
    return [Line(t(f"class.brief.success.{key}", worth=number(desk.floor)))]
