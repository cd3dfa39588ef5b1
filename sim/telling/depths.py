"""How deep a text goes, in words, and what it says: what it is silent on is left out."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema import ScenarioSpec
from sim.telling.catalogue import said, t
from sim.telling.numbers import count
from sim.telling.terms import Term, grouped, in_words


def title(table: ScenarioSpec, depth: str | None) -> str:
    """Return what a depth is called; in a dispute that tells of none every text is a treaty."""
    return said(table.depths[depth].title) if depth in table.depths else t("play.depth.whole")


def kind(table: ScenarioSpec, depth: str | None) -> str:
    """Return what a depth is called inside a sentence, such as "treaty"."""
    called = title(table, depth)
    return called if called[1:2].isupper() else called[:1].lower() + called[1:]


def one(table: ScenarioSpec, depth: str | None) -> str:
    """Return one text of a depth inside a sentence.

    >>> from sim.scenario.load import load
    >>> one(load("2018-singapore").spec, "treaty")
    'a treaty'
    """
    called = kind(table, depth)
    return t("told.depth.before_vowel" if called[:1] in "aeiou" else "told.depth.one", depth=called)


def settles(table: ScenarioSpec, offer: Mapping[str, str]) -> bool:
    """Return whether a text says anything of its own, and not only what is read off its other terms."""
    return any(not table.issues[issue].read_off for issue in spoken(table, offer))


def spoken(
    table: ScenarioSpec, offer: Mapping[str, str], old: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the terms on which a text, or an older one, says something; all where the dispute tells of no depths.

    >>> from sim.scenario.load import load
    >>> spoken(load("2018-singapore").spec, {"basis": "1956", "date": "no"})
    {'basis': '1956'}
    """
    before = offer if old is None else {**offer, **old}
    silent = table.status_quo if table.depths else {}
    return {
        issue: option
        for issue, option in offer.items()
        if silent.get(issue) != option or silent.get(issue) != before[issue]
    }


def lines(table: ScenarioSpec, offer: Mapping[str, str], old: Mapping[str, str] | None = None) -> list[Term]:
    """Return what a text says, line by line, with what stood in an older one where that differs."""
    return grouped(table, spoken(table, offer, old), old)


def named(table: ScenarioSpec, depth: str | None, offer: Mapping[str, str], mark: str = "") -> str:
    """Return a text by its depth and what it says, in one phrase."""
    terms = in_words(lines(table, offer), mark) or t("play.depth.bare")
    return t("play.depth.named", depth=title(table, depth), terms=terms) if table.depths else terms


def by_kind(counted: Mapping[str, int]) -> str:
    r"""Return how many texts there are of each kind, in one line; of a single kind the number alone.

    >>> by_kind({"Treaty": 3, "Declaration": 12}), by_kind({"Treaty": 3})
    ('Treaty\xa03, Declaration\xa012', '3')
    """
    if len(counted) == 1:
        return count(next(iter(counted.values())))
    comma = t("common.list_comma")
    return comma.join(t("play.depth.counted", depth=kind, n=count(n)) for kind, n in counted.items())
