"""The gauge: two sides that move towards each other, with what blocks them between them. Plain HTML, at home in every width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from sim.app.kit import theme
from sim.telling import labels
from sim.telling.catalogue import capital, t
from sim.telling.gauge import Side, reach
from sim.telling.narrative import sentences
from sim.telling.numbers import number
from sim.telling.story import Story

_FAR = 94.0
"""Per cent of a side's half of the track, from the middle to its far end."""


def state_of(side: Side, who: str) -> str:
    """Return what is missing for a side to sign, in words."""
    if side.signed:
        return t("play.gauge.signed", who=who)
    if not side.path or side.missing <= 0.0:
        return t("play.gauge.ready", who=who)
    if side.offered is None:
        return t("play.gauge.waits", who=who, held=number(side.held))
    return t("play.gauge.short", who=who, gap=number(side.missing))


def sentence(story: Story, now: Sequence[Side], signed: str) -> str:
    """Return what the gauge shows, in words."""
    parts = [capital(state_of(side, labels.seat(story.spec, side.party))) for side in now]
    return sentences([*(f"{part}{t('common.stop')}" for part in parts), signed])


def drawn(story: Story, now: Sequence[Side], before: Sequence[Side], signed: str) -> str:
    """Return the gauge as HTML: the sides of these talks so far and, fainter, those of the talks before the change.

    ``signed``: what stands in the middle where the talks are over.
    """
    colours: Mapping[str, str] = theme.colours(story.spec.parties)
    scale = reach([list(now), list(before)])
    rows = []
    for place, side in enumerate(now):
        left = place % 2 == 0
        was = next((old for old in before if old.party == side.party), None)
        rows.append(_side(story, side, was, left, scale, colours[side.party]))
    says = signed or t(f"play.gauge.{'legend' if before else 'signed_here'}")
    middle = f"<div class='gauge-middle'><span>{escape(says)}</span></div>"
    label = escape(sentence(story, now, signed), quote=True)
    return f"<div class='gauge' role='img' aria-label=\"{label}\">{''.join(rows)}{middle}</div>"


def _at(gap: float, left: bool, scale: float) -> float:
    """Where a distance lies on a side's half of the track, in per cent from its left end."""
    shift = _FAR * min(1.0, gap / scale)
    return 100.0 - shift if left else shift


def _side(story: Story, side: Side, was: Side | None, left: bool, scale: float, colour: str) -> str:
    name = labels.seat(story.spec, side.party)
    marks = [] if was is None else [_mark(gap, left, scale, "was") for gap in dict.fromkeys(was.path)]
    marks += [_mark(gap, left, scale, "trail") for gap in dict.fromkeys(side.path[:-1])]
    now = _at(side.missing, left, scale)
    edge = f"left:{now if left else 0.0:.1f}%;width:{100.0 - now if left else now:.1f}%"
    words = (
        f"<div class='gauge-words'><b>{escape(capital(state_of(side, name)))}</b>"
        f"<span>{escape(_figures(side))}</span><span>{escape(capital(side.says))}</span></div>"
    )
    return (
        f"<div class='gauge-side {'left' if left else 'right'}' style='--side:{colour}'>"
        f"<div class='gauge-track'><i class='gap' style='{edge}'></i>{''.join(marks)}"
        f"<i class='now' style='left:{now:.1f}%'></i></div>{words}</div>"
    )


def _figures(side: Side) -> str:
    """What a side is offered and wants; once it has signed, what it has got."""
    if side.offered is None:
        return ""
    if side.signed:
        return t("play.gauge.worth", worth=number(side.offered))
    return t("play.gauge.figures", offered=number(side.offered), held=number(side.held))


def _mark(gap: float, left: bool, scale: float, kind: str) -> str:
    return f"<i class='{kind}' style='left:{_at(gap, left, scale):.1f}%'></i>"
