"""What a party that does not sign can do with its word, and what those who sign have to expect of it."""

from __future__ import annotations

from sim.engine.sitting import Sitting
from sim.scenario.settings import Resolved
from sim.telling import labels
from sim.telling.catalogue import listed, said, t
from sim.telling.numbers import number, signed
from sim.telling.seat.brief import Line, resting, support_of, worded


def _part(sitting: Sitting, party: str, name: str) -> Resolved | None:
    return sitting.played.settings.get(f"parties.{party}.{name}")


def _value(sitting: Sitting, party: str, name: str) -> float:
    found = _part(sitting, party, name)
    return 0.0 if found is None else found.value


def ally_of(sitting: Sitting) -> str:
    """Return what the ally of a seat that does not sign is called."""
    table = sitting.played.spec
    return labels.seat(table, str(table.parties[sitting.seat].ally))


def threat_of(sitting: Sitting, party: str | None = None) -> float:
    """Return what a threat of one that does not sign, usually the seat, costs its ally at most; 0 where its word changes nothing."""
    if "alliance" in sitting.setup.off:
        return 0.0
    who = party or sitting.seat
    return _value(sitting, who, "leverage") * _value(sitting, who, "stake")


def _prices(sitting: Sitting, party: str) -> dict[str, str]:
    """What its threat, its objection and its support do to its ally at most, where a text binds in full."""
    threat = threat_of(sitting, party)
    return {
        "threat": number(threat),
        "objection": number(threat * _value(sitting, party, "objection")),
        "support": number(support_of(sitting, party)),
    }


def _resting(sitting: Sitting, party: str, text: str, *names: str) -> Line:
    return resting(text, *(_part(sitting, party, name) for name in names))


def _guarantors(sitting: Sitting) -> list[str]:
    parties = sitting.played.spec.parties
    return [name for name, party in parties.items() if party.role == "guarantor" and name != sitting.seat]


def of_others(sitting: Sitting, *, short: bool = False) -> list[Line]:
    """Return what a seat that signs has to expect of those who do not: pressure on itself, or on another."""
    table, lines = sitting.played.spec, []
    for name in _guarantors(sitting):
        ally = str(table.parties[name].ally)
        values = {"who": labels.seat(table, name), "ally": labels.seat(table, ally)}
        own = ally == sitting.seat
        if "alliance" in sitting.setup.off:
            lines.append(Line(t("class.brief.ally.off", **values)))
        elif short or not own:
            key = ("short_" if short else "") + ("own" if own else "other")
            lines.append(Line(t(f"class.brief.ally.{key}", **values)))
        else:
            leverage = _part(sitting, name, "leverage")
            assert leverage is not None  # every guarantor has one
            key = "long" if leverage.value > 0.0 else "no_leverage"
            values |= _prices(sitting, name) | {"leverage": worded(leverage)}
            text = t(f"class.brief.ally.{key}", **values)
            lines.append(_resting(sitting, name, text, "leverage", "stake", "objection", "support"))
    return lines


def own(sitting: Sitting) -> tuple[list[Line], list[Line]]:
    """Return what the word of a seat that does not sign can do: sentences, and its means as a list."""
    table, seat = sitting.played.spec, sitting.seat
    values = {"ally": ally_of(sitting)}
    lead = Line(t("class.brief.means.lead", **values))
    if "alliance" in sitting.setup.off:
        return [lead, Line(t("class.brief.means.off"))], []
    values |= _prices(sitting, seat)
    lines = [lead]
    items = [_resting(sitting, seat, t("class.brief.means.support", **values), "support", "counterweight")]
    if backed := [said(promise.title) for promise in table.promises.values() if promise.backed_by == seat]:
        items.append(Line(t("class.brief.means.assure", promises=listed(backed))))
    if _value(sitting, seat, "leverage") > 0.0:
        items += [
            _resting(
                sitting, seat, t(f"class.brief.means.{name}", **values), "leverage", "stake", "objection"
            )
            for name in ("object", "threaten")
        ]
    else:
        lines.append(_resting(sitting, seat, t("class.brief.means.no_leverage", **values), "leverage"))
    return lines, items


def use(sitting: Sitting) -> list[Line]:
    """Return how a seat that does not sign is to use its word: from which worth on it would support a text, and so on."""
    if "alliance" in sitting.setup.off:
        return []
    seat = sitting.seat
    floor = _value(sitting, seat, "reservation")
    levels = {
        "support": signed(floor + _value(sitting, seat, "support_margin")),
        "objection": signed(floor - _value(sitting, seat, "objection_margin")),
        "threat": signed(floor - _value(sitting, seat, "threat_margin")),
    }
    text = t("class.brief.means.guideline", **levels)
    margins = ("support_margin", "objection_margin", "threat_margin")
    return [_resting(sitting, seat, text, *margins), Line(t("class.brief.means.wears"))]


def in_short(sitting: Sitting) -> Line:
    """Return the means of a seat that does not sign, in a sentence or two."""
    seat = sitting.seat
    values = {"ally": ally_of(sitting)} | _prices(sitting, seat)
    if "alliance" in sitting.setup.off:
        return Line(t("class.brief.means.off"))
    key = "short" if _value(sitting, seat, "leverage") > 0.0 else "short_no_leverage"
    return _resting(sitting, seat, t(f"class.brief.means.{key}", **values), "leverage", "stake", "support")
