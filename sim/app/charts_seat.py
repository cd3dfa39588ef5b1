"""The charts of the page *Take a seat*: what a text is worth against leaving, and where the person ended."""

from __future__ import annotations

import altair as alt
import pandas as pd

from sim.app.charts_outcomes import Picture, outcome_space
from sim.app.theme import MUTED


def gauge(worth: float, floor: float, colour: str, ink: str, labels: tuple[str, str]) -> alt.LayerChart:
    """Return a line from 0 to 1 with a dot at a text's worth and a tick at what leaving is worth, both labelled.

    ``labels``: what the dot and the tick are called.
    """
    x = alt.X("x:Q", title=None, scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    ends = pd.DataFrame({"x": [0.0], "x2": [1.0]})
    line = alt.Chart(ends).mark_rule(color=MUTED, strokeWidth=1).encode(x, x2="x2:Q", y=alt.value(34))
    between = pd.DataFrame({"x": [floor], "x2": [worth]})
    gain = alt.Chart(between).mark_rule(color=colour, strokeWidth=4, opacity=0.5).encode(x, x2="x2:Q", y=alt.value(34))
    tick = alt.Chart(pd.DataFrame({"x": [floor]})).mark_tick(color=ink, thickness=2, size=20, orient="vertical")
    dot = alt.Chart(pd.DataFrame({"x": [worth]})).mark_circle(color=colour, size=150, opacity=1.0)
    layers = [line, gain, tick.encode(x, y=alt.value(34)), dot.encode(x, y=alt.value(34))]
    for at, label, y in ((worth, labels[0], 12), (floor, labels[1], 58)):
        # Near an end the label would run out of the picture.
        align = "left" if at < 0.2 else "right" if at > 0.8 else "center"
        row = alt.Chart(pd.DataFrame({"x": [at], "label": [label]}))
        text = row.mark_text(color=ink, fontSize=13, align=align, baseline="middle")
        layers.append(text.encode(x, text="label:N", y=alt.value(y)))
    return alt.layer(*layers).properties(height=68)


def ended(picture: Picture, label: str, colour: str) -> alt.LayerChart:
    """Return the outcome space with the point where the person ended, named."""
    chart = outcome_space(picture)
    if picture.chosen is None:
        return chart
    x, y = picture.chosen
    row = alt.Chart(pd.DataFrame({"x": [x], "y": [y], "label": [label]}))
    dot = row.mark_circle(color=colour, size=90, opacity=1.0).encode(x="x:Q", y="y:Q")
    text = row.mark_text(color=picture.ink, fontSize=13, fontWeight="bold", align="right", dx=-12, dy=10)
    return alt.layer(*chart.layer, dot, text.encode(x="x:Q", y="y:Q", text="label:N")).properties(height=460)
