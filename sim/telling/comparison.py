"""What a comparison says: the input that differs, every measure on both sides, and what may be concluded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sim.analysis.resampling import unseen
from sim.domain.comparison import Comparison, MeasureRow, Plain
from sim.domain.game import LADDER
from sim.domain.record import Round
from sim.telling import answers, depths, dialogue, labels
from sim.telling.catalogue import capital, listed, t
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number, of_hundred, percent, short, signed, sure
from sim.telling.story import Story

MEASURES = ("treaty", "declaration", "procedural", "talks", "setback", "agreement", "gap", "welfare")
"""The measures in the order of every table: down the ladder, then the rest."""

MEANS = ("gap", "welfare")
"""The measures that are means of a worth; the others are shares of runs."""


@dataclass(frozen=True)
class Figures:
    """A measure as a row of a table; ``apart`` where the interval excludes zero."""

    measure: str
    a: str
    b: str
    difference: str
    interval: str
    apart: bool


def measure(name: str) -> str:
    """Return what a measure is called.

    >>> measure("agreement")
    'a signed text'
    """
    return t(f"compare.measure.{name}")


def input_rows(record: Comparison) -> list[tuple[str, str, str]]:
    """Return what differs in the input: keys and values as one types them."""
    return [(row.key, _typed(row.key, row.a), _typed(row.key, row.b)) for row in record.differs]


def _typed(key: str, value: Plain) -> str:
    if isinstance(value, list):
        return ", ".join(value) or t("compare.differs.nothing" if key == "off" else "compare.differs.empty")
    if isinstance(value, bool):
        return str(value).lower()
    return (
        t("compare.differs.none")
        if value is None
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def shared(record: Comparison) -> str:
    """Return how many settings both sides have in common."""
    return t("compare.differs.alike", alike=count(record.alike), settings=count(record.settings))


def warnings(record: Comparison) -> list[str]:
    """Return what to be careful about."""
    played = record.runs + record.failed
    found = {
        "far": 2 * record.alike < record.settings,
        "parties": list(record.a.strategies) != list(record.b.strategies),
        "failed": record.failed > 0,
        "stopped": played < record.asked,
    }
    return [
        t(
            f"compare.warning.{name}",
            failed=count(record.failed),
            played=count(played),
            runs=count(record.runs),
            asked=count(record.asked),
        )
        for name, holds in found.items()
        if holds
    ]


def in_order(record: Comparison) -> list[tuple[str, MeasureRow]]:
    """Return the measures that there are, in the order of every table."""
    return [(name, record.measures[name]) for name in MEASURES if name in record.measures]


def headings(record: Comparison) -> list[str]:
    """Return what stands above the columns of the figures."""
    return [
        t("compare.table.pairs", n=count(record.runs)),
        t("compare.a"),
        t("compare.b"),
        t("compare.table.difference"),
        t("compare.table.interval", level=sure(record.level)),
    ]


def figures(record: Comparison) -> list[Figures]:
    """Return every measure as a row: shares in percent, their differences in points."""
    return [_figures(name, row) for name, row in in_order(record)]


def _figures(name: str, row: MeasureRow) -> Figures:
    size, places = (1, 2) if name in MEANS else (100, 1)
    a, b = (number(x) if name in MEANS else percent(x, 1) for x in (row.a, row.b))
    shift, low, high = (_side(size * x, places) for x in (row.difference, row.low, row.high))
    interval = t("compare.table.from_to", low=low, high=high)
    return Figures(capital(measure(name)), a, b, shift, interval, row.excludes_zero)


def _side(value: float, places: int) -> str:
    """A difference with its sign; what rounds to zero keeps its side of it."""
    shown = signed(value, places)
    if value == 0.0 or shown != number(0.0, places):
        return shown
    return t("compare.table.above" if value > 0 else "compare.table.below")


def conclusion(record: Comparison) -> list[str]:
    """Return a sentence for every measure whose interval excludes zero, and what to make of them all."""
    return list(_conclusion(record))


def _conclusion(record: Comparison) -> Iterator[str]:
    rows = dict(in_order(record))
    apart = [name for name, row in rows.items() if row.excludes_zero]
    for name in apart:
        yield _mean(name, rows[name]) if name in MEANS else _share(name, rows[name])
    if not record.differs:
        return
    wrong = short(100 * (1 - record.level))
    yield t("compare.says.each", n=wrong) if apart else t("compare.says.together")
    flat = [measure(name) for name, row in rows.items() if row.low == row.high]
    if flat:
        most = short(100 * unseen(record.runs, record.level))
        yield t("compare.says.flat", names=listed(flat), n=most)


def farthest(record: Comparison) -> str:
    """Return on which measure A and B lie farthest apart."""
    name, row = max(in_order(record), key=lambda item: abs(item[1].difference))
    if abs(row.difference) < 0.0005:
        return t("compare.chart.same")
    told = number if name in MEANS else of_hundred
    key = "mean" if name in MEANS else "share"
    return t(f"compare.chart.most_{key}", measure=capital(measure(name)), a=told(row.a), b=told(row.b))


def beyond_luck(record: Comparison) -> str:
    """Return on which measures the difference is more than luck."""
    apart = [measure(name) for name, row in in_order(record) if row.excludes_zero]
    return t("compare.chart.beyond", names=listed(apart)) if apart else t("compare.says.together")


def _share(name: str, row: MeasureRow) -> str:
    low, high = sorted((abs(row.low), abs(row.high)))
    return t(
        f"compare.says.share_{'more' if row.difference > 0 else 'fewer'}",
        measure=capital(measure(name)),
        a=of_hundred(row.a),
        b=of_hundred(row.b),
        n=of_hundred(row.difference),
        low=of_hundred(low),
        high=of_hundred(high),
    )


def _mean(name: str, row: MeasureRow) -> str:
    low, high = sorted((abs(row.low), abs(row.high)))
    shift = number(abs(row.difference))
    barely = "barely_" if shift == number(0.0) else ""
    return t(
        f"compare.says.mean_{barely}{'more' if row.difference > 0 else 'less'}",
        measure=capital(measure(name)),
        a=number(row.a),
        b=number(row.b),
        n=shift,
        low=number(low),
        high=number(high),
    )


@dataclass(frozen=True)
class _Turn:
    """A text that a party signs in one run, and the nearest to it that the party refuses in the other."""

    party: str
    refused: Round
    accepted: Round

    @property
    def apart(self) -> list[str]:
        """The issues on which the two texts differ; empty also where only their depths do."""
        old, new = self.refused.offer or {}, self.accepted.offer or {}
        return [issue for issue in new if old.get(issue) != new[issue]]

    @property
    def distance(self) -> int:
        """In how much the two texts differ."""
        return len(self.apart) + (self.refused.depth != self.accepted.depth)


def pivot(a: Story, b: Story, change: str) -> str:
    """Return the text that a party refuses in one run and signs in the other, and why, or where the two part first.

    Empty where the two are not of one scenario. ``change``: what B has that differs, in a few words.
    """
    if a.record.scenario != b.record.scenario:
        return ""
    higher = LADDER.index(a.record.ladder) > LADDER.index(b.record.ladder)
    refusing, accepting = (b, a) if higher else (a, b)
    turn = _turn(refusing, accepting)
    if turn is None:
        return _parting(a, b, change)
    issues = [labels.issue(accepting.spec, issue) for issue in turn.apart]
    kinds = [depths.one(accepting.spec, row.depth) for row in (turn.refused, turn.accepted)]
    near = "same" if not turn.distance else "kind" if not issues else "near"
    key = near if kinds[0] == kinds[1] or near != "near" else "near_kind"
    letters = [t("compare.a"), t("compare.b")]
    says = t(
        f"compare.pivot.{key}",
        party=capital(accepting.seat(turn.party)),
        refusing=letters[higher],
        accepting=letters[not higher],
        n=turn.refused.round,
        m=turn.accepted.round,
        text=depths.named(accepting.spec, turn.accepted.depth, turn.accepted.offer or {}),
        old=kinds[0],
        new=kinds[1],
        issues=listed(issues),
    )
    refusal = answers.answer(refusing, turn.refused, turn.party, turn.refused.answers[turn.party])
    consent = answers.answer(accepting, turn.accepted, turn.party, turn.accepted.answers[turn.party])
    why = t(
        "compare.pivot.why",
        refusing=letters[higher],
        accepting=letters[not higher],
        refusal=refusal,
        consent=consent,
    )
    return sentences([says, why, t("compare.pivot.change", change=change)])


def _turn(refusing: Story, accepting: Story) -> _Turn | None:
    """The signed text beside the nearest to it that was refused, the first of those that are equally near."""
    record = accepting.record
    signed = (record.agreement, record.depth)
    # What both runs sign turns nothing.
    if record.agreement is None or signed == (refusing.record.agreement, refusing.record.depth):
        return None
    accepted = [row for row in record.rounds if (row.offer, row.depth) == signed]
    turns = (
        _Turn(party, old, new)
        for old in refusing.record.rounds
        if old.offer is not None
        for party, reply in old.answers.items()
        if not reply.accept
        for new in accepted
        if party in new.answers and new.answers[party].accept
    )
    return min(turns, key=lambda turn: turn.distance, default=None)


def _parting(a: Story, b: Story, change: str) -> str:
    """Where two courses part first, as far as anybody at the table can see it: by what is tabled and answered.

    Who speaks in one of them alone is left out, for the other has nothing to set beside it; unless nothing else parts them.
    """
    every = [_spoken(story) for story in (a, b)]
    heard = [{who for lines in spoken.values() for who, _ in lines} for spoken in every]
    for n in dict.fromkeys([*a.numbers, *b.numbers]):
        pair = [[line for line in spoken.get(n, ()) if line[0] in heard[0] & heard[1]] for spoken in every]
        for one, two in zip_longest(*pair):
            if one != two:
                return t("compare.pivot.parts", n=n, one=_voiced(one), two=_voiced(two), change=change)
    for who in sorted((heard[0] ^ heard[1]) - {""}):
        side = t("compare.a" if who in heard[0] else "compare.b")
        return t("compare.pivot.unheard", party=who, side=side, change=change)
    return t("compare.pivot.never", change=change)


def _spoken(story: Story) -> dict[int, list[tuple[str, str]]]:
    """Who says what, by round."""
    return {n: [(line.who, line.text) for line in dialogue.dialogue(story, n)] for n in story.numbers}


def _voiced(line: tuple[str, str] | None) -> str:
    """A line with who speaks, if anybody does; of no line, that there is none."""
    if line is None:
        return t("compare.pivot.over")
    who, text = line
    return f"{who}{t('common.colon')}{text}" if who else text
