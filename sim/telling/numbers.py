"""Numbers and dates as the language in use writes them (Babel, with the data of the Unicode CLDR)."""

from __future__ import annotations

from datetime import date as day_of

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from sim.telling.catalogue import language

MINUS = "\N{MINUS SIGN}"

_LOCALES = {"en": "en_GB"}
"""The locale of a language where it is not the language's first: day before month."""


def _locale() -> str:
    return _LOCALES.get(language(), language())


def _decimal(value: float, pattern: str) -> str:
    """Write a number in a pattern of the CLDR; below zero with a minus, as charts do, where the CLDR has a hyphen."""
    return str(format_decimal(value, format=pattern, locale=_locale())).replace("-", MINUS)


def _fixed(value: float, places: int) -> str:
    return _decimal(round(value, places) + 0.0, f"0.{'0' * places}" if places else "0")


def number(value: float, decimals: int = 2) -> str:
    """Return a number with at most two decimals; never a zero with a sign.

    >>> number(0.4142), number(-0.001)
    ('0.41', '0.00')
    """
    return _fixed(value, min(decimals, 2))


def score(value: float) -> str:
    """Return a score with three decimals, for scores differ in the third.

    >>> score(0.12961), score(-0.0336)
    ('0.130', '−0.034')
    """
    return _fixed(value, 3)


def short(value: float) -> str:
    """Return a number with two significant digits, without zeros at its end.

    >>> short(9.516), short(5.0000000000004)
    ('9.5', '5')
    """
    return _decimal(value, "@#")


def _percent(share: float, digits: str) -> str:
    pattern = Locale.parse(_locale()).percent_formats[None].pattern.replace("#,##0", digits)
    return str(format_percent(share, format=pattern, locale=_locale())).replace("-", MINUS)


def percent(share: float, decimals: int = 0) -> str:
    """Return a share in percent.

    >>> percent(0.1746), percent(0.1746, 1)
    ('17%', '17.5%')
    """
    return _percent(share, f"0.{'0' * decimals}" if decimals else "0")


def sure(level: float) -> str:
    """Return how sure an interval is, with as many decimals as it takes, up to four.

    >>> sure(0.95), sure(0.999)
    ('95%', '99.9%')
    """
    return _percent(level, "0.####")


def of_hundred(share: float) -> str:
    """Return a share as so many of a hundred; a decimal of zero is left out.

    >>> of_hundred(0.125), of_hundred(-0.3)
    ('12.5', '30')
    """
    shown = round(100 * abs(share), 1)
    return number(shown, 0 if shown == round(shown) else 1)


def count(n: int) -> str:
    """Return a whole number with its thousands apart.

    >>> count(2160)
    '2,160'
    """
    return _decimal(n, "#,##0")


def signed(value: float, decimals: int = 2) -> str:
    """Return a number with its sign; a zero has none.

    >>> signed(0.7), signed(-0.001), signed(-0.25)
    ('+0.70', '0.00', '−0.25')
    """
    text = number(abs(value), decimals)
    if text == number(0.0, decimals):
        return text
    return ("+" if value > 0 else MINUS) + text


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
