"""Numbers and dates as the language in use writes them (Babel, with the data of the Unicode CLDR)."""

from __future__ import annotations

from datetime import date as day_of

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from sim.telling.catalogue import language

_LOCALES = {"en": "en_GB"}
"""The locale of a language where it is not the language's first: day before month."""


def _locale() -> str:
    return _LOCALES.get(language(), language())


def number(value: float, decimals: int = 2) -> str:
    """Return a number with at most two decimals; never a zero with a sign.

    >>> number(0.4142), number(-0.001)
    ('0.41', '0.00')
    """
    places = min(decimals, 2)
    text = format_decimal(
        round(value, places) + 0.0, format=f"0.{'0' * places}" if places else "0", locale=_locale()
    )
    return str(text)


def count(n: int) -> str:
    """Return a whole number with its thousands apart.

    >>> count(2160)
    '2,160'
    """
    return str(format_decimal(n, format="#,##0", locale=_locale()))


def signed(value: float, decimals: int = 2) -> str:
    """Return a number with its sign; a zero has none.

    >>> signed(0.7), signed(-0.001), signed(-0.25)
    ('+0.70', '0.00', '-0.25')
    """
    text = number(abs(value), decimals)
    if text == number(0.0, decimals):
        return text
    return ("+" if value > 0 else "-") + text


def date(iso: str) -> str:
    """Return an ISO date, perhaps without day or month, in words.

    >>> date("2018-11-14"), date("2018-11"), date("1956")
    ('14 November 2018', 'November 2018', '1956')
    """
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return str(format_skeleton("y", day_of(parts[0], 1, 1), locale=_locale()))
    year, month, day = [*parts, 1][:3]
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", day_of(year, month, day), locale=_locale()))
    return str(format_date(day_of(year, month, day), format="long", locale=_locale()))
