"""How a draft is made and changed: a kind of text first, then what that kind may hold, always a text that there is."""

from __future__ import annotations

import numpy as np

from sim.domain.issue import Bools, Ints, OutcomeSpace
from sim.domain.texts import DEPTH, Settlements
from sim.engine.sitting import Seated
from sim.rules.mediation import apart


def _space(seated: Seated) -> OutcomeSpace:
    return seated.table.rules.game.space


def fit(seated: Seated) -> Bools:
    """Return the texts that the person may table or, where it is to answer, accept; shape ``(n_outcomes,)``."""
    view = seated.view
    return view.allowed if view.last_day is None else view.allowed & view.last_day


def draft(kept: object, seated: Seated) -> int:
    """Return the draft of the next text: the one that was kept, else the person's last text, else an opening.

    On the last day it is a text of the depth that is tried.
    """
    day = seated.view.last_day
    n = _space(seated).n
    if isinstance(kept, int) and not isinstance(kept, bool) and 0 <= kept < n and (day is None or day[kept]):
        return kept
    said = seated.view.said
    return said[-1] if said and (day is None or day[said[-1]]) else opening(seated)


def opening(seated: Seated) -> int:
    """Return the text to start drafting from: the one that the person's party has declared in public.

    Where it may not be tabled or nothing is declared as a text, the nearest to what was declared, among those that may;
    what was never spoken of counts as silent. Ties go to the person's own worth, then to the lowest number.
    """
    game, view = seated.table.rules.game, seated.view
    able = fit(seated)
    if view.demand is not None and able[view.demand]:
        return view.demand
    ruled_out = ~able if able.any() else np.zeros(game.space.n, dtype=np.bool_)
    far = np.zeros(game.space.n)
    if game.declared[view.me] or not game.depths.told:
        wanted = game.space.outcomes[game.status_quo].copy()
        for column, option in game.declared[view.me].items():
            wanted[column] = option
        for column, issue in enumerate(game.space.issues):
            far = far + np.abs(game.space.outcomes[:, column] - wanted[column]) / max(
                1, len(issue.options) - 1
            )
    return int(np.lexsort((np.arange(game.space.n), -view.expected, far, ruled_out))[0])


def _free(seated: Seated) -> Ints:
    """The columns that somebody proposes: not those that are read off the others."""
    table, space = seated.sitting.played.spec, _space(seated)
    columns = [c for c, i in enumerate(space.issues) if i.id == DEPTH or not table.issues[i.id].read_off]
    return np.array(columns, dtype=np.int64)


def _of_its_kind(seated: Seated, text: int) -> Bools:
    depths = seated.table.rules.game.depths
    return depths.at(int(depths.of[text]))


def kinds(seated: Seated) -> list[str]:
    """Return the depths of which there is a text at all, from shallow to deep."""
    depths = seated.table.rules.game.depths
    return [name for d, name in enumerate(depths.names) if depths.at(d).any()]


def given(seated: Seated, text: int) -> dict[str, str]:
    """Return what every text of this depth says, so that there is nothing to choose."""
    table, space = seated.sitting.played.spec, _space(seated)
    rows = space.outcomes[_of_its_kind(seated, text)]
    found = {}
    for column, issue in enumerate(space.issues):
        said = issue.options[int(rows[0, column])]
        free = issue.id != DEPTH and not table.issues[issue.id].read_off
        if free and (rows[:, column] == rows[0, column]).all() and table.status_quo.get(issue.id) != said:
            found[issue.id] = said
    return found


def offered(seated: Seated, text: int) -> dict[str, tuple[str, ...]]:
    """Return the issues on which a text of this depth may say something, and what; settlements are apart."""
    table, space = seated.sitting.played.spec, _space(seated)
    rows = space.outcomes[_of_its_kind(seated, text)]
    together = {issue for settled in table.feasibility.settlements for issue in settled.issues}
    found = {}
    for column, issue in enumerate(space.issues):
        places = np.unique(rows[:, column])
        named = issue.id == DEPTH or issue.id in together or table.issues[issue.id].read_off
        if not named and places.size > 1:
            found[issue.id] = tuple(issue.options[int(place)] for place in places)
    return found


def settlements(seated: Seated, text: int) -> list[Settlements]:
    """Return the combinations of issues that a text of this depth may hold, in their order; those without a choice left out."""
    table, space = seated.sitting.played.spec, _space(seated)
    rows = space.outcomes[_of_its_kind(seated, text)]
    found = []
    for settled in table.feasibility.settlements:
        columns = [space.column(name) for name in settled.issues]
        there = {
            tuple(space.issues[c].options[int(place)] for c, place in zip(columns, row, strict=True))
            for row in np.unique(rows[:, columns], axis=0)
        }
        kept = tuple(tuple(row) for row in settled.rows if tuple(row) in there)
        if len(kept) > 1:
            found.append(Settlements(tuple(settled.issues), kept))
    return found


def _nearest(seated: Seated, text: int, fits: Bools) -> int:
    """The nearest of some texts: fewest other issues change, then the shortest steps, then the lowest number."""
    space, free = _space(seated), _free(seated)
    if not fits.any():
        return text
    changed = (space.outcomes[:, free] != space.outcomes[text, free]).sum(axis=1)
    return int(np.lexsort((np.arange(space.n), apart(space, text), changed, ~fits))[0])


def redrafted(seated: Seated, text: int, issue: str, option: str) -> int:
    """Return the draft with one issue changed: the nearest text of the same depth that takes ``option``.

    Where nothing feasible takes the option, the draft stays. The issue may be the depth itself.

    >>> from sim.engine.sitting import Sitting, sit_down
    >>> from sim.scenario.setup import Setup
    >>> seated = sit_down(Sitting(Setup("2018-singapore", seed=7), seat="japan"))
    >>> space = seated.table.rules.game.space
    >>> treaty = redrafted(seated, seated.table.rules.game.status_quo, "depth", "treaty")
    >>> draft = redrafted(seated, treaty, "kunashir", "japan")
    >>> [space.terms(draft)[island] for island in ("habomai", "shikotan", "kunashir", "iturup")]
    ['japan', 'japan', 'japan', 'open']
    """
    space = _space(seated)
    column = space.column(issue)
    fits = space.outcomes[:, column] == space.issues[column].index(option)
    return _nearest(seated, text, fits if issue == DEPTH else fits & _of_its_kind(seated, text))


def settled(seated: Seated, text: int, issues: tuple[str, ...], row: tuple[str, ...]) -> int:
    """Return the draft with several issues set at once: the nearest text of the same depth."""
    wanted = {name: [option] for name, option in zip(issues, row, strict=True)}
    return _nearest(seated, text, _space(seated).matches(wanted) & _of_its_kind(seated, text))


def turned(seated: Seated, text: int, issue: str) -> int:
    """Return the draft after a click on an issue: the next option that its depth may hold, and from the last the first."""
    space = _space(seated)
    column = space.column(issue)
    places = np.unique(space.outcomes[_of_its_kind(seated, text), column]).tolist()
    now = places.index(int(space.outcomes[text, column]))
    return redrafted(seated, text, issue, space.issues[column].options[places[(now + 1) % len(places)]])
