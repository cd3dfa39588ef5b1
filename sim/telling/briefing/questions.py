"""Three check questions on a seat's brief, of which one answer each is right, whatever the settings are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.domain.issue import Bools, OutcomeSpace
from sim.scenario.build import space_of
from sim.scenario.load import Scenario
from sim.streams import stream
from sim.telling import labels
from sim.telling.briefing import means
from sim.telling.briefing.brief import kinds_ratified
from sim.telling.briefing.desk import Desk, desk_of
from sim.telling.catalogue import listed, said, t
from sim.telling.depths import kind
from sim.telling.numbers import number
from sim.telling.seat.brief import options_at_the_time, ratifier

_WRONG_FLOORS = (0.0, 0.5, 1.0, 0.25)
"""What no deal could be worth, where it is not: two that lie a tenth or more from the truth are offered."""

_APART = 0.1


@dataclass(frozen=True)
class Question:
    """A question, its three options, the place of the right one, and why it is right."""

    text: str
    options: tuple[str, ...]
    right: int
    because: str


def questions(
    scenario: Scenario, seat: str, *, speaks: bool = True, off: Sequence[str] = (), seed: int | None = None
) -> tuple[Question, Question, Question]:
    """Return three questions on the brief that `briefing` gives for the same arguments, in the language in use.

    The order of the options is drawn from the scenario's id, the seat and the question, so it is the same for all who
    sit there, in every language. Raises `UnknownName` for a seat that is not there.

    >>> from sim.scenario.load import load
    >>> first, second, third = questions(load("1956-joint-declaration"), "russia")
    >>> third.text, third.options[third.right]
    ('Who on your side has to approve a text of the most binding kind?', 'The Supreme Soviet')
    """
    desk = desk_of(scenario, seat, speaks, off, seed)
    if desk.sitting.speaks:
        return _floor(desk), _means(desk), _threat(desk)
    return _floor(desk), _red_line(desk), _ratifier(desk)


def _question(desk: Desk, name: str, right: str, wrong: Iterable[str], because: str) -> Question:
    """A question with its options in the order that belongs to it."""
    options = [right, *wrong]
    order = stream(0, desk.played.id, desk.seat, name).permutation(len(options))
    shown = tuple(options[place] for place in order)
    return Question(t(f"class.brief.ask.{name}"), shown, shown.index(right), because)


def _floor(desk: Desk) -> Question:
    wrong = [number(value) for value in _WRONG_FLOORS if abs(value - desk.floor) >= _APART][:2]
    worth = number(desk.floor)
    return _question(desk, "floor", worth, wrong, t("class.brief.because.floor", worth=worth))


def _allowed(scenario: Scenario, seat: str, space: OutcomeSpace, crossed: Bools) -> Iterator[tuple[str, str]]:
    """Single terms that some text has which the seat may sign: how the option reads, and the whole term.

    Of an issue that which is worst for the seat, the weightiest issue first.
    """
    table, settings = scenario.spec, scenario.settings
    weights = table.parties[seat].weights
    kind = "gains" if table.depths else "values"
    for issue in sorted(weights, key=lambda name: -settings[f"parties.{seat}.weights.{name}"].value):
        worths = {
            option: found.value if (found := settings.get(f"parties.{seat}.{kind}.{issue}.{option}")) else 0.0
            for option in options_at_the_time(space, issue)
            if option != table.status_quo[issue] and not crossed[space.matches({issue: [option]})].all()
        }
        if worths and not table.issues[issue].read_off:
            option = min(worths, key=worths.__getitem__)
            yield labels.option(table, issue, option), labels.condition(table, {issue: [option]})


def _red_line(desk: Desk) -> Question:
    """What the seat can never sign: a term that only texts have which cross a red line, or nothing."""
    table, space = desk.played.spec, space_of(desk.played.spec)
    own = [line for line in table.parties[desk.seat].red_lines.values() if line.holds]
    masks = [space.matches(line.refuses) for line in own if not desk.off("red_lines")]
    crossed = np.any(masks, axis=0) if masks else np.zeros(space.n, dtype=np.bool_)
    none, every, theirs = (t(f"class.brief.option.{name}") for name in ("none", "every", "theirs"))
    wrong = list(dict(_allowed(desk.played, desk.seat, space, crossed)).values())
    first = next((i for i, mask in enumerate(masks) if mask.any()), None)
    if first is None:
        because = t(f"class.brief.because.{'no_line_counts' if desk.off('red_lines') else 'no_line'}")
        return _question(desk, "red_line", none, [*wrong, every, theirs][:2], because)
    terms = space.terms(int(np.flatnonzero(masks[first])[-1]))
    right = labels.condition(table, {issue: [terms[issue]] for issue in own[first].refuses})
    because = t("class.brief.because.red_line", line=said(own[first].title))
    return _question(desk, "red_line", right, [*wrong, none, every][:2], because)


def _ratifier(desk: Desk) -> Question:
    own, nobody, court = (
        ratifier(desk.played, desk.seat),
        t("class.brief.option.nobody"),
        t("class.brief.option.court"),
    )
    asked = desk.played.settings.get(f"parties.{desk.seat}.domestic_threshold")
    if asked is None or desk.off("ratification"):
        because = t(f"class.brief.home.{'none' if asked is None else 'off'}")
        return _question(desk, "ratifier", nobody, (own, court), because)
    kinds = kinds_ratified(desk.played)
    if kind(desk.played.spec, next(reversed(desk.played.spec.depths), None)) not in kinds:
        return _question(desk, "ratifier", nobody, (own, court), t("class.brief.because.unratified"))
    because = t("class.brief.because.ratifier", ratifier=own, kinds=listed(kinds))
    return _question(desk, "ratifier", own, (nobody, court), because)


def _means(desk: Desk) -> Question:
    say, table, veto = (t(f"class.brief.option.{name}") for name in ("say", "table", "veto"))
    return _question(desk, "means", say, (table, veto), t("class.brief.because.means"))


def _threat(desk: Desk) -> Question:
    """What a threat does: it costs the ally something, or nothing; it never stops a text by itself."""
    ally, cost = means.ally_of(desk.sitting), means.threat_of(desk.sitting)
    costs, nothing, stops = (
        t(f"class.brief.option.{name}", ally=ally) for name in ("costs", "nothing", "stops")
    )
    if cost > 0.0:
        because = t("class.brief.because.costs", ally=ally, threat=number(cost))
        return _question(desk, "threat", costs, (nothing, stops), because)
    return _question(desk, "threat", nothing, (costs, stops), t("class.brief.because.nothing", ally=ally))
