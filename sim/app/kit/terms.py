"""A text drawn: on the map where its issues are places on it, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from sim.app.kit import maps, pieces, theme, whereabouts
from sim.domain.texts import DEPTH
from sim.report import fills
from sim.scenario.schema import ScenarioSpec
from sim.telling import depths, labels
from sim.telling.catalogue import capital, language, t
from sim.telling.narrative import sentences
from sim.telling.terms import grouped, in_words


def holders(table: ScenarioSpec, terms: Mapping[str, str]) -> dict[str, str]:
    """Return the issues of a text that are places on the map, and what it says of them.

    >>> from sim.scenario.load import load
    >>> holders(load("2018-singapore").spec, {"iturup": "joint", "economy": "none"})
    {'iturup': 'joint'}
    """
    places = maps.islands(maps.coast())
    return {issue: option for issue, option in terms.items() if issue in places and issue in table.issues}


def palette(table: ScenarioSpec, held: Mapping[str, str]) -> dict[str, maps.Fill]:
    """Return what a text says of the places to the colour, the hatch or the outline of it."""
    colours = theme.colours(table.parties)
    return {option: fills.fill(table, issue, option, colours) for issue, option in held.items()}


def legend(table: ScenarioSpec, *, grey: bool = False) -> str:
    """Return what the colours, the hatch and the outline of the map stand for, as a list in HTML.

    ``grey``: with what stands for no text yet.
    """
    found: dict[str, maps.Fill] = {t("play.map.legend_today"): theme.GREY} if grey else {}
    colours = theme.colours(table.parties)
    for issue in holders(table, table.status_quo):
        for option in table.issues[issue].options:
            text = labels.option(table, issue, option)
            found.setdefault(text, fills.fill(table, issue, option, colours))
    keys = "".join(f"<li><i style='{_swatch(fill)}'></i>{escape(text)}</li>" for text, fill in found.items())
    return f"<ul class='legend' aria-label='{escape(t('play.map.legend'), quote=True)}'>{keys}</ul>"


def _swatch(fill: maps.Fill) -> str:
    """A fill as a style sheet has it."""
    if isinstance(fill, str):
        return f"background:{fill}" if fill != fills.OPEN else "border:1px solid currentColor"
    ground, stripes = fill
    edge = ";border:1px solid currentColor" if ground == fills.OPEN else ""
    return f"background:repeating-linear-gradient(45deg,{ground} 0 3px,{stripes} 3px 6px){edge}"


def in_one_sentence(table: ScenarioSpec, terms: Mapping[str, str]) -> str:
    """Return what a text says of the places on the map, places that fare alike together."""
    return in_words(grouped(table, holders(table, terms)))


def island_map(
    table: ScenarioSpec,
    terms: Mapping[str, str],
    *,
    key: str,
    before: str = "",
    height: int = 260,
    grey: bool = False,
    earlier: Mapping[str, str] | None = None,
    small: bool = False,
    borders: bool = False,
) -> None:
    """Draw the map of a text below a sentence that says the same; nothing where no issue is a place on it.

    ``small``: the sentence is for those who cannot see the map, and only ``before`` stands below it.

    ``borders``: with the lines of other years.

    ``grey``: without colours and captions, as before anything is on the table. ``earlier``: another text, of which
    the line below the map tells what it says otherwise.
    """
    held = holders(table, terms)
    if not held:
        return
    captions = {} if grey else {issue: labels.option(table, issue, option) for issue, option in held.items()}
    chart = maps.island_map(
        maps.coast(),
        held,
        {} if grey else palette(table, held),
        captions=captions,
        locale=language(),
        dark=theme.dark(),
        height=height,
        label_size=11,
        borders=borders,
    )
    sentence = before if grey else f"{before}{capital(in_one_sentence(table, terms))}{t('common.stop')}"
    pieces.chart(chart, sentence, key=key, silent=small)
    otherwise = _otherwise(table, held, earlier) if earlier is not None else ""
    lines = t("play.map.legend_borders") if borders else ""
    below = sentences([before.strip() if small and not grey else "", otherwise, lines])
    says = f"<p class='map-says'>{escape(below)}</p>" if below else ""
    st.html(f"{says}{legend(table, grey=grey)}")


def about() -> None:
    """Draw the islands as a table that pops up: their names by each side's usage, how large and how far they are."""
    with pieces.pop(t("play.islands.title"), "play.islands") as is_open:
        if is_open:
            pieces.table(whereabouts.table(language()))
            pieces.note(t("play.islands.says"))


def _otherwise(table: ScenarioSpec, held: Mapping[str, str], earlier: Mapping[str, str]) -> str:
    """What another text says of the places on the map where that is something else."""
    other = {issue: option for issue, option in holders(table, earlier).items() if held.get(issue) != option}
    return t("play.map.otherwise", terms=in_words(grouped(table, other))) if other else ""


def listing(table: ScenarioSpec, terms: Mapping[str, str]) -> None:
    """Draw a text issue by issue, below its depth where that is among the terms; what it is silent on is left out."""
    offer = {issue: option for issue, option in terms.items() if issue in table.issues}
    rows = labels.terms(table, depths.spoken(table, offer)).items()
    lines = "\n".join(f"- **{title}**{t('common.colon')}{says}" for title, says in rows)
    head = [f"**{depths.title(table, terms[DEPTH])}**"] if DEPTH in terms and table.depths else []
    st.markdown("\n\n".join([*head, lines or t("play.depth.bare")]))
