"""What a text is worth to the person at a table, step by step, and why it may be out of the question."""

from __future__ import annotations

from dataclasses import dataclass

from sim.domain.game import STANCES
from sim.engine.debrief import judged
from sim.engine.sitting import Seated
from sim.telling.catalogue import listed, t
from sim.telling.numbers import number
from sim.telling.seat import talks
from sim.telling.seat.brief import ratifier


@dataclass(frozen=True)
class Worth:
    """A text's worth to the person.

    ``plain``: if all of it came true; ``doubted``: with doubts about promises and an ally's pressure; ``judged``:
    once ratification on every side is reckoned with, which is what counts; ``floor``: what leaving is worth; ``passes``:
    the chance to pass on the person's own side, ``passes_elsewhere``: on all the others'; ``acceptable``: whether it is
    worth signing; ``allowed``: whether the rules let the person sign it.
    """

    plain: float
    doubted: float
    judged: float
    floor: float
    passes: float
    passes_elsewhere: float
    acceptable: bool
    allowed: bool


def worth(seated: Seated, text: int) -> Worth:
    """Return what a text is worth to the person at the present table."""
    table, me = seated.table, seated.sitting.place
    value = table.value
    if seated.sitting.speaks:
        held = float(judged(seated)[me, text])
        return Worth(held, held, held, float(value.reservation[me]), 1.0, 1.0, True, True)
    elsewhere = 1.0
    for place in table.rules.game.signatories:
        elsewhere *= 1.0 if place == me else float(value.passes[place, text])
    return Worth(
        plain=float(value.plain[me, text]),
        doubted=float(value.credible[me, text]),
        judged=float(value.signing[me, text]),
        floor=float(value.reservation[me]),
        passes=float(value.passes[me, text]),
        passes_elsewhere=elsewhere,
        acceptable=bool(value.signable[me, text]),
        allowed=bool(seated.view.allowed[text]),
    )


def at_home(seated: Seated, text: int) -> str:
    """Return the chance that the person's own side ratifies a text; nothing where nobody there is asked."""
    rules, me = seated.table.rules, seated.sitting.place
    if "ratification" not in rules.on or rules.game.parties[me].domestic_threshold is None:
        return ""
    if not rules.game.depths.ratified[int(rules.game.depths.of[text])]:
        return t("seat.worth.home_free")
    return t(
        "seat.worth.home",
        ratifier=ratifier(seated.sitting.played, seated.sitting.seat),
        chance=number(worth(seated, text).passes),
    )


def pressing(seated: Seated) -> str:
    """Return who has leverage over the person's party, or nothing where nobody has."""
    rules = seated.table.rules
    found = [g.party for g in rules.game.guarantors if g.ally == seated.sitting.place]
    return listed([talks.name(seated, place) for place in found]) if "alliance" in rules.on else ""


def in_steps(seated: Seated, found: Worth) -> str:
    """Return how the worth that counts comes about, in one sentence."""
    who = pressing(seated)
    return t(
        "seat.worth.steps",
        plain=number(found.plain),
        doubted=number(found.doubted),
        pressure=t("seat.worth.pressure", who=who) if who else "",
        worth=number(found.judged),
    )


def below(worth: float, floor: float) -> str:
    """Return a worth below the floor as a number, or as a shade where two decimals show no difference."""
    shown = number(worth)
    return t("seat.worth.shade", floor=number(floor)) if shown == number(floor) else shown


def barred(seated: Seated, text: int) -> list[str]:
    """Return why the person can neither table nor accept a text; empty where it can."""
    if not worth(seated, text).allowed:
        return reasons(seated, text)
    day = seated.view.last_day
    if seated.turn == "propose" and day is not None and not day[text]:
        return [t("seat.worth.other_depth", depth=talks.depth(seated, int(day.argmax())))]
    return []


def reasons(seated: Seated, text: int) -> list[str]:
    """Return why a text is not worth signing to the person; empty where it is."""
    found = worth(seated, text)
    if found.acceptable:
        return []
    lines = talks.crossed(seated, text, seated.sitting.place)
    if lines:
        return [t("seat.worth.red_line", lines=listed(lines))]
    if found.plain < found.floor:
        return [t("seat.worth.interests", plain=below(found.plain, found.floor))]
    if found.doubted < found.floor:
        who = pressing(seated)
        pressed = who and _pressed(seated, text)
        key, shown = ("alliance" if pressed else "credibility"), below(found.doubted, found.floor)
        return [t(f"seat.worth.{key}", who=who, worth=shown)]
    where = t("seat.worth.ratification_other")
    if found.passes < found.passes_elsewhere:
        where = t("seat.worth.ratification_own", chance=number(found.passes))
    return [t("seat.worth.ratification", worth=below(found.judged, found.floor)), where]


def _pressed(seated: Seated, text: int) -> bool:
    """Whether a guarantor of the person's party is displeased with a text."""
    value, game = seated.table.value, seated.table.rules.game
    return any(
        guarantor.ally == seated.sitting.place
        and STANCES[int(value.stances[g, text])] in ("threaten", "object")
        for g, guarantor in enumerate(game.guarantors)
    )


def share(seated: Seated, text: int) -> str:
    """Return the line that sets a text's worth against what leaving is worth."""
    found = worth(seated, text)
    return t("seat.worth.line", worth=number(found.judged), floor=number(found.floor))


def draft_terms(seated: Seated, text: int) -> str:
    """Return a text in one line of plain words."""
    return talks.named(seated, text)
