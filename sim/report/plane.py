"""The plane of two parties' gains as plain SVG: all texts, the frontier, many runs, the real text, groups and their ways.

It is drawn in the colour of the text around it; as a picture of its own, `picture`, it follows the reader's light or dark.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]

PACE = 1.0
"""Seconds of a round, where the way there is shown round by round."""

WIDE, NARROW = (960.0, 520.0), (420.0, 440.0)
"""Sizes in units of the drawing, for a desk or a wall, and for a phone."""

_LOOK = """svg{color:#1C1B19} @media (prefers-color-scheme:dark){svg{color:#E9E6DE}}
.step{animation:come .4s both} .count{opacity:0;animation:last linear}
@keyframes come{from{opacity:0}} @keyframes last{from,98%{opacity:1} to{opacity:0}}
@media (prefers-reduced-motion:reduce){.step,.count{animation:none}}"""

_MARGIN = 34.0
_FONT = 15.0
_MOST_LINES = 5
"""Numbers of groups in a line of a label."""


@dataclass(frozen=True)
class Mark:
    """Groups that ended at one point, by their numbers; ``kind``: `signed`, `failed` or `none`."""

    at: Point
    numbers: tuple[int, ...]
    kind: str


@dataclass(frozen=True)
class Walk:
    """The texts of one side in order, each with its round, and the side's colour."""

    colour: str
    steps: tuple[tuple[int, Point], ...]


@dataclass(frozen=True)
class Plane:
    """What is drawn.

    ``titles``: what rises to the right and upwards; ``runs``: points with numbers of runs; ``rounds``: what each round is
    called, where the ways are shown one round after the other.
    """

    alt: str
    titles: tuple[str, str]
    texts: tuple[Point, ...]
    frontier: tuple[Point, ...] = ()
    runs: tuple[tuple[Point, int], ...] = ()
    real: tuple[Point, ...] = ()
    real_label: str = ""
    marks: tuple[Mark, ...] = ()
    walks: tuple[Walk, ...] = ()
    rounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Frame:
    """From gains to units of the drawing."""

    size: tuple[float, float]
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, point: Point) -> Point:
        (wide, high), (x0, x1), (y0, y1) = self.size, self.x, self.y
        across = (point[0] - x0) / (x1 - x0) * (wide - 2 * _MARGIN)
        up = (point[1] - y0) / (y1 - y0) * (high - 2 * _MARGIN)
        return round(_MARGIN + across, 1), round(high - _MARGIN - up, 1)

    def holds(self, point: Point) -> bool:
        return self.x[0] <= point[0] <= self.x[1] and self.y[0] <= point[1] <= self.y[1]


def merged(ends: Sequence[tuple[int, Point, str]]) -> tuple[Mark, ...]:
    """Return groups (number, point, kind) with those together that ended alike at one point.

    >>> merged([(1, (0.0, 0.0), "none"), (3, (0.2, 0.1), "signed"), (2, (0.0, 0.0), "none")])[0].numbers
    (1, 2)
    """
    found: dict[tuple[Point, str], list[int]] = {}
    for number, (x, y), kind in sorted(ends):
        found.setdefault(((round(x, 6), round(y, 6)), kind), []).append(number)
    return tuple(Mark(at, tuple(numbers), kind) for (at, kind), numbers in found.items())


def drawn(plane: Plane, size: tuple[float, float] = WIDE) -> str:
    """Return the picture as SVG.

    >>> drawn(Plane("A picture", ("A", "B"), ((0.0, 0.0), (0.2, 0.1)))).startswith("<svg")
    True
    """
    frame = _frame(plane, size)
    inside = [
        *_axes(plane, frame),
        *(
            _dot(frame.at(p), 2.5, 'fill="currentColor" opacity="0.22"')
            for p in plane.texts
            if frame.holds(p)
        ),
        *_runs(plane, frame),
        *_frontier(plane, frame),
        *(part for walk in plane.walks for part in _walk(walk, frame, bool(plane.rounds))),
        *_real(plane, frame),
        *_marks(plane, frame),
        *_count(plane, frame),
    ]
    return (
        f'<svg class="plane" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}" role="img" aria-label={quoteattr(plane.alt)} '
        f'font-family="inherit" font-size="{_FONT}" style="width:100%;height:auto">{"".join(inside)}</svg>'
    )


def picture(plane: Plane, size: tuple[float, float], font: str) -> str:
    """Return the picture as an address of its own for an image: it knows light and dark, and shows its rounds in turn.

    >>> picture(Plane("A picture", ("A", "B"), ((0.0, 0.0),)), WIDE, "serif")[:26]
    'data:image/svg+xml;base64,'
    """
    look = f"{_LOOK} svg{{font-family:{font.replace('<', '')}}}"
    svg = drawn(plane, size).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    whole = svg.replace(">", f"><style>{look}</style>", 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(whole.encode()).decode()}"


def _frame(plane: Plane, size: tuple[float, float]) -> _Frame:
    """As much of the plane as what matters takes: no text, the ends, the ways, and the frontier where both gain."""
    shown = [(0.0, 0.0), *(mark.at for mark in plane.marks), *plane.real, *(at for at, _ in plane.runs)]
    shown += [p for walk in plane.walks for _, p in walk.steps] + [
        p for p in plane.frontier if min(p) >= -0.05
    ]
    ends = []
    for axis in (0, 1):
        low, high = min(p[axis] for p in shown), max(p[axis] for p in shown)
        pad = max(0.06 * (high - low), 0.03)
        ends.append((low - pad, high + pad))
    return _Frame(size, ends[0], ends[1])


def _dot(at: Point, radius: float, how: str) -> str:
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="{radius:.1f}" {how}/>'


def _line(a: Point, b: Point, how: str) -> str:
    return f'<line x1="{a[0]}" y1="{a[1]}" x2="{b[0]}" y2="{b[1]}" {how}/>'


def _axes(plane: Plane, frame: _Frame) -> list[str]:
    """No text as a dashed line each way, and what rises along both edges."""
    wide, high = frame.size
    zero, dash = frame.at((0.0, 0.0)), 'stroke="currentColor" stroke-dasharray="5 4" opacity="0.5"'
    edge = 'stroke="currentColor" opacity="0.35"'
    foot = (_MARGIN, high - _MARGIN)
    found = [
        _line((zero[0], _MARGIN), (zero[0], high - _MARGIN), dash),
        _line((_MARGIN, zero[1]), (wide - _MARGIN, zero[1]), dash),
        _line(foot, (wide - _MARGIN, foot[1]), edge),
        _line(foot, (foot[0], _MARGIN), edge),
    ]
    words = 'fill="currentColor" opacity="0.85"'
    return [
        *found,
        f'<text x="{wide - _MARGIN}" y="{high - 10}" text-anchor="end" {words}>{escape(plane.titles[0])} →</text>',
        f'<text transform="translate(22 {_MARGIN}) rotate(-90)" text-anchor="end" {words}>{escape(plane.titles[1])} →</text>',
    ]


def _runs(plane: Plane, frame: _Frame) -> list[str]:
    most = max((n for _, n in plane.runs), default=1)
    how = 'class="runs" fill="#56B4E9" fill-opacity="0.4" stroke="#0072B2" stroke-opacity="0.6"'
    return [
        _dot(frame.at(at), 4.0 + 26.0 * math.sqrt(n / most), how) for at, n in plane.runs if frame.holds(at)
    ]


def _frontier(plane: Plane, frame: _Frame) -> list[str]:
    spots = " ".join(f"{x},{y}" for x, y in map(frame.at, filter(frame.holds, plane.frontier)))
    how = 'fill="none" stroke="currentColor" stroke-width="1.5" opacity="0.8"'
    return [f'<polyline points="{spots}" {how}/>'] if spots else []


def _when(round_: int, on: bool) -> str:
    """What lets a thing appear in its round."""
    return f'class="step" style="animation-delay:{(round_ - 1) * PACE:.1f}s"' if on else ""


def _walk(walk: Walk, frame: _Frame, moving: bool) -> list[str]:
    found, before = [], None
    for round_, point in walk.steps:
        at = frame.at(point)
        if before is not None and before != at:
            line = f'stroke="{walk.colour}" stroke-width="1.6" opacity="0.65"'
            found.append(f"<g {_when(round_, moving)}>{_line(before, at, line)}</g>")
        dot = _dot(at, 4.5, f'fill="{walk.colour}"')
        found.append(f"<g {_when(round_, moving)}>{dot}</g>")
        before = at
    return found


def _real(plane: Plane, frame: _Frame) -> list[str]:
    """Every text that may have been the one of history as a diamond; its label at the one farthest to the right."""
    found = []
    for x, y in map(frame.at, plane.real):
        shape = f"M{x} {y - 12}L{x + 12} {y}L{x} {y + 12}L{x - 12} {y}Z"
        found.append(
            f'<path class="real" d="{shape}" fill="#E69F00" stroke="currentColor" stroke-width="1.4"/>'
        )
    if plane.real:
        x, y, side = _real_label(plane, frame)
        anchor = "start" if side > 0 else "end"
        found.append(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="bold" fill="currentColor">'
            f"{escape(plane.real_label)}</text>"
        )
    return found


def _real_label(plane: Plane, frame: _Frame) -> tuple[float, float, int]:
    """Where the label of history begins, and the way that it goes: 1 to the right, -1 to the left."""
    x, y = frame.at(max(plane.real))
    side = -1 if x > frame.size[0] * 0.8 else 1
    return x + 17 * side, y - 9, side


@dataclass
class _Label:
    """A label of a mark: its lines, its middle, and half its size."""

    lines: list[str]
    x: float
    y: float
    wide: float
    high: float


def _labels(plane: Plane, frame: _Frame) -> list[_Label]:
    """A label right above each mark, moved until none covers another or a mark, or leaves the picture."""
    found = []
    spots = [_Label([], *frame.at(mark.at), 9.0, 9.0) for mark in plane.marks]
    if plane.real:
        x, y, side = _real_label(plane, frame)
        wide = 4.6 * len(plane.real_label)
        spots.append(_Label([], x + side * wide, y - 5.0, wide, 8.0))
    for mark in plane.marks:
        names = [str(number) for number in mark.numbers]
        lines = [" ".join(names[i : i + _MOST_LINES]) for i in range(0, len(names), _MOST_LINES)]
        x, y = frame.at(mark.at)
        wide, high = 4.6 * max(map(len, lines)) + 8.0, 9.5 * len(lines) + 3.0
        found.append(_Label(lines, x, y - high - 12.0, wide, high))
    for _ in range(60):
        for i, one in enumerate(found):
            for other in found[:i]:
                _part(one, other)
            for spot in spots:
                _part(one, replace(spot))
            one.x = min(max(one.x, _MARGIN + one.wide), frame.size[0] - one.wide - 4)
            one.y = min(max(one.y, one.high + 4), frame.size[1] - _MARGIN - one.high)
    return found


def _part(one: _Label, other: _Label) -> None:
    """Push two labels apart along the way that is shorter."""
    across = one.wide + other.wide + 3.0 - abs(one.x - other.x)
    up = one.high + other.high + 3.0 - abs(one.y - other.y)
    if across <= 0.0 or up <= 0.0:
        return
    if across < up:
        push = math.copysign(across / 2, one.x - other.x)
        one.x, other.x = one.x + push, other.x - push
    else:
        push = math.copysign(up / 2, one.y - other.y)
        one.y, other.y = one.y + push, other.y - push


def _marks(plane: Plane, frame: _Frame) -> list[str]:
    """Each end: a dot for a text that holds, a ring for one that failed at home, a square for none; with its groups' numbers."""
    found = []
    for mark, label in zip(plane.marks, _labels(plane, frame), strict=True):
        x, y = frame.at(mark.at)
        found.append(f'<g {_when(len(plane.rounds) + 1, bool(plane.rounds))}><g class="mark {mark.kind}">')
        found.append(
            _line((x, y), (round(label.x, 1), round(label.y, 1)), 'stroke="currentColor" opacity="0.6"')
        )
        ring = 'fill="none" stroke="currentColor" stroke-width="3"'
        if mark.kind == "none":
            found.append(f'<rect x="{x - 7}" y="{y - 7}" width="14" height="14" fill="currentColor"/>')
        else:
            found.append(_dot((x, y), 8.0, ring if mark.kind == "failed" else 'fill="currentColor"'))
        found.append(_pill(label))
        found.append("</g></g>")
    return found


def _pill(label: _Label) -> str:
    left, top = label.x - label.wide, label.y - label.high
    box = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{2 * label.wide:.1f}" height="{2 * label.high:.1f}" rx="9" '
        'fill="#1C1B19" stroke="#FBFAF6"/>'
    )
    lines = [
        f'<text x="{label.x:.1f}" y="{top + 17.5 + 19 * i:.1f}" text-anchor="middle" font-weight="bold" fill="#FBFAF6">{line}</text>'
        for i, line in enumerate(label.lines)
    ]
    return box + "".join(lines)


def _count(plane: Plane, frame: _Frame) -> list[str]:
    """The name of each round, for as long as it lasts."""
    return [
        f'<text class="count" x="{frame.size[0] - _MARGIN}" y="{_MARGIN + 12}" text-anchor="end" font-size="26" font-weight="bold" '
        f'fill="currentColor" style="animation-delay:{i * PACE:.1f}s;animation-duration:{PACE:.1f}s">{escape(name)}</text>'
        for i, name in enumerate(plane.rounds)
    ]
