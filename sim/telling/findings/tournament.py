"""What a tournament says: the ranking, who meets whom, and what can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from sim.domain.tournament import RankRow, Tournament
from sim.telling.catalogue import listed, t
from sim.telling.numbers import count, number, percent, short, sure


def strategies(record: Tournament) -> list[str]:
    """Return the strategies as one types them, best first."""
    return [row.strategy for row in record.ranking]


def heading(record: Tournament) -> str:
    """Return how many strategies met."""
    return t("tournament.heading", n=count(len(record.ranking)))


def played(record: Tournament) -> str:
    """Return what was played."""
    return t(
        "tournament.played",
        n=count(record.negotiations),
        scenarios=listed([row.scenario for row in record.scenarios]),
        runs=count(record.runs),
    )


def warnings(record: Tournament) -> list[str]:
    """Return what to be careful about."""
    tried = record.runs + record.failed
    lines = [t("tournament.failed", n=count(record.failed))] if record.failed else []
    if tried < record.asked:
        lines.append(t("tournament.stopped", n=count(tried), asked=count(record.asked)))
    return lines


def ranking_headings(record: Tournament) -> list[str]:
    """Return what stands above the columns of the ranking."""
    names = ("strategy", "gain", "interval", "rank", "signed", "in_force", "welfare")
    return ["", *(t(f"tournament.column.{name}", level=sure(record.level)) for name in names)]


def ranking(record: Tournament) -> list[list[str]]:
    """Return the strategies, best first, as rows of a table."""
    return [_ranked(row) for row in record.ranking]


def _places(low: int, high: int) -> str:
    return str(low) if low == high else t("tournament.from_to", low=low, high=high)


def _ranked(row: RankRow) -> list[str]:
    return [
        _places(row.rank, row.rank_to),
        row.strategy,
        number(row.gain),
        t("tournament.from_to", low=number(row.low), high=number(row.high)),
        _places(row.rank_low, row.rank_high),
        percent(row.agreement),
        percent(row.treaty),
        number(row.welfare),
    ]


def matrix(record: Tournament) -> list[list[str]]:
    """Return each strategy's gain against each other one, as rows of a table."""
    names = strategies(record)
    return [
        [_letter(place), name, *(number(record.table[name][other].gain) for other in names)]
        for place, name in enumerate(names)
    ]


def _letter(place: int) -> str:
    """What stands for a strategy above a column: a number would look like a rank."""
    return ascii_uppercase[place % 26] * (place // 26 + 1)


def by_scenario(record: Tournament) -> list[list[str]]:
    """Return each strategy's gain in each scenario, as rows of a table."""
    return [
        [name, *(number(gains[name]) for gains in record.by_scenario.values())] for name in strategies(record)
    ]


def conclusion(record: Tournament) -> list[str]:
    """Return who gains most, what can be told apart, and who answers whom best."""
    return [_first(record), *_pairs(record), *_answers(record)]


def _first(record: Tournament) -> str:
    first = record.ranking[0]
    level = [row.strategy for row in record.ranking if row.gain == first.gain]
    tied = [name for name in strategies(record) if name in first.tied_with]
    if len(level) > 1:
        return t("tournament.says.level", names=listed(level))
    if tied:
        return t("tournament.says.tied", first=first.strategy, names=listed(tied))
    return t("tournament.says.alone", first=first.strategy)


def _pairs(record: Tournament) -> Iterator[str]:
    ties = [row for row in record.pairs if not row.apart]
    yield t(
        "tournament.says.apart",
        n=count(len(record.pairs) - len(ties)),
        pairs=count(len(record.pairs)),
        wrong=short(100 * (1 - record.level)),
    )
    if ties:
        told = [t("tournament.says.tie", a=row.a, b=row.b, p=number(row.p_holm)) for row in ties]
        yield t("tournament.says.ties", ties=t("common.semicolon").join(told))


def _answers(record: Tournament) -> Iterator[str]:
    for reply in sorted({name for names in record.best_replies.values() for name in names}):
        against = [other for other, names in record.best_replies.items() if reply in names]
        yield t("tournament.says.reply", reply=reply, names=listed(against))
    if record.stable:
        names = t("common.list_or").join(record.stable)
        yield t("tournament.says.stable", names=names)
    else:
        yield t("tournament.says.unstable")
