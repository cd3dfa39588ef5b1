"""What a word on a text does, in the seat of one who does not sign."""

from __future__ import annotations

from sim.domain.game import STANCES, Guarantor
from sim.engine.sitting import Seated
from sim.rules.formulas import pressure
from sim.rules.voice import SAYINGS
from sim.telling.catalogue import t, word
from sim.telling.numbers import number
from sim.telling.seat import talks


def _place(seated: Seated) -> int:
    """The number of the person's seat among the guarantors."""
    return [g.party for g in seated.table.rules.game.guarantors].index(seated.sitting.place)


def _guarantor(seated: Seated) -> Guarantor:
    return seated.table.rules.game.guarantors[_place(seated)]


def usual(seated: Seated, text: int) -> str:
    """Return what the others expect the person to say of a text, by its interests and by what it has said before."""
    stance = STANCES[int(seated.table.value.stances[_place(seated), text])]
    return t("seat.say_usual", who=talks.name(seated, seated.sitting.place), stance=word("stance", stance))


def effect(seated: Seated, text: int, saying: str) -> str | None:
    """Return what a word on a text does; ``None`` where it cannot be said, for there is nothing to vouch for."""
    game, guarantor, place = seated.table.rules.game, _guarantor(seated), _place(seated)
    ally, binds = talks.name(seated, guarantor.ally), float(game.depths.binding[text])
    if saying == "assure":
        backs = any(backer == place for backer in game.promises.backer)
        return (
            t("seat.say_does.assure", ally=ally) if backs and "credibility" in seated.table.rules.on else None
        )
    if "alliance" not in seated.table.rules.on:
        return t("seat.say_does.off")
    press = float(pressure(SAYINGS.index(saying), seated.table.standing.leverage[place], guarantor.objection))
    given = guarantor.support * binds
    key = "no_means" if saying in ("object", "threaten") and press == 0.0 else saying
    return t(
        f"seat.say_does.{key}", ally=ally, cost=number(press * guarantor.stake * binds), given=number(given)
    )
