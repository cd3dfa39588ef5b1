"""Where labels stand in a chart so that none covers another, and how its axes write numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sim.telling.numbers import percent

_SIDES = ((0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, 1), (1, -1), (-1, 1))
"""Where a number may stand beside its point, best first: above, left, right, below, and the corners."""


def beside(
    points: Sequence[tuple[float, float, str]], others: Sequence[tuple[float, float]] = ()
) -> list[tuple[int, int]]:
    """Return for each labelled point (in pixels, downwards) the offset in pixels at which its label is free.

    Greedy, in the order given: the first side on which a label covers neither a point, another mark nor an
    earlier label, else the first side.

    >>> beside([(0.0, 0.0, "1"), (0.0, -10.0, "2")])
    [(-10, 0), (0, -12)]
    """
    width, height = 7.0, 11.0
    taken: list[tuple[float, float, float, float]] = [(x, y, 4.0, 4.0) for x, y, _ in points]
    taken += [(x, y, 7.0, 7.0) for x, y in others]
    offsets = []
    for x, y, text in points:
        half = len(text) * width / 2
        fits = [(round(dx * (half + 7)), round(dy * 12)) for dx, dy in _SIDES]
        free = [
            (dx, dy)
            for dx, dy in fits
            if not any(
                abs(x + dx - u) < half + w and abs(y + dy - v) < height / 2 + h for u, v, w, h in taken
            )
        ]
        dx, dy = (free or fits)[0]
        taken.append((x + dx, y + dy, half, height / 2))
        offsets.append((dx, dy))
    return offsets


def tick_words(form: str, decimal: str) -> str:
    """Return the expression that writes an axis's numbers with the language's decimal mark, and zero as 0.

    >>> tick_words(".1f", ",")
    "datum.value == 0 ? '0' : replace(format(datum.value, '.1f'), '.', ',')"
    """
    written = f"replace(format(datum.value, '{form}'), '.', '{decimal}')"
    if form.endswith("%"):
        written = f"replace({written}, '%', '{percent(0.0)[1:]}')"
    return f"datum.value == 0 ? '0' : {written}"


TITLE = 260.0
"""How wide the title of an axis may be, so that a chart on a phone neither cuts it off nor shrinks to make room."""


def width_of(text: str) -> float:
    """Return about how wide a text of 12 pixels is: signs of East Asian scripts are twice as wide as others.

    >>> width_of("Nash") < width_of("ナッシュ")
    True
    """
    return sum(12.0 if ord(sign) > 0x2E7F else 6.6 for sign in text)


def wrapped(text: str, room: float) -> list[str]:
    """Return a text in lines that are about ``room`` pixels wide; text without spaces is cut between any two signs.

    >>> wrapped("a treaty that lapsed", 90)
    ['a treaty that', 'lapsed']
    """
    spaced = " " in text
    lines: list[str] = []
    for piece in text.split(" ") if spaced else text:
        grown = f"{lines[-1]}{' ' if spaced else ''}{piece}" if lines else piece
        if lines and width_of(grown) <= room:
            lines[-1] = grown
        else:
            lines.append(piece)
    return lines
