"""One run on a page: its story, the same talks without each constraint, and a round as a dialogue."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from sim.app.kit import theme
from sim.app.state import cache
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.domain.record import RunRecord
from sim.telling import dialogue as lines_of
from sim.telling.catalogue import t
from sim.telling.story import Story


def story(state: State) -> Story:
    """Return the run of a state, ready to be told."""
    scenario = state.loaded
    return Story(cache.play(state.setup), scenario, scenario.game())


def without_each(state: State) -> dict[str, RunRecord]:
    """Return the same talks without one constraint at a time, by its name; those that are off anyway are left out."""
    on = [name for name in CONSTRAINTS if name not in state.off]
    without = {name: tuple(x for x in CONSTRAINTS if x in (*state.off, name)) for name in on}
    return {name: cache.play(replace(state, off=off).setup) for name, off in without.items()}


def dialogue(told: Story, n: int) -> str:
    """Return a round as HTML: a name in its colour, and what it says; a screen reader hears what is new."""
    colours = theme.colours(told.spec.parties)
    lines = [f"<p class='where'>{escape(lines_of.place_and_year(told))}</p>"]
    first, _ = lines_of.repeats(told, n)
    if n > first:
        lines.append(f"<p class='repeat'>{escape(t('told.dialogue.repeat', first=first, last=n))}</p>")
    for line in lines_of.dialogue(told, n):
        side = f"--side:{colours[line.party]}" if line.party in colours else ""
        who = f"<b style='{side}'>{escape(line.who)}</b> " if line.who else ""
        lines.append(f"<p>{who}{escape(line.text)}</p>")
    # It scrolls where a screen is too low for it, by keyboard, too.
    dense = " dense" if told.rows(n)[-1].last_day else ""
    return f"<div class='dialogue{dense}' tabindex='0' role='group' aria-label='{escape(t('told.dialogue.label'), quote=True)}'>{''.join(lines)}</div>"
