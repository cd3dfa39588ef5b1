"""Files in whatever encoding they are written."""

from __future__ import annotations

import codecs

import pytest

from sim.files import WrongEncoding, text_of

RUSSIAN = 'title = "Переговоры о мирном договоре"\r\nsummary = "Острова и границы"\r\n'
JAPANESE = 'title = "平和条約の交渉"\r\nsummary = "四つの島をめぐる話し合い"\r\n'
GERMAN = 'title = "Über die Brücke"\r\nsummary = "schöne Grüße, naïve café"\r\n'


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, GERMAN])
@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_its_mark_announces(text: str, mark: bytes, codec: str) -> None:
    assert text_of(mark + text.encode(codec)) == text


@pytest.mark.parametrize(
    ("content", "met"),
    [
        (RUSSIAN.encode("cp1251"), "Windows-1251"),
        (RUSSIAN.encode("koi8-r"), "KOI8-R"),
        (JAPANESE.encode("shift_jis"), "Shift-JIS"),
        (JAPANESE.encode("euc_jp"), "EUC-JP"),
        (GERMAN.encode("latin-1"), "Latin-1 or Windows-1252"),
        (RUSSIAN.encode("utf-16-le"), "UTF-16 without a byte-order mark"),
        (RUSSIAN.encode("utf-16-be"), "UTF-16 without a byte-order mark"),
        (codecs.BOM_UTF16_LE + b"abc", "begins as UTF-16"),
        (codecs.BOM_UTF8 + b"\xff", "begins as UTF-8"),
        (bytes(range(256)), "not a text file"),
        (b"PAR1\0\0\x15\x04", "not a text file"),
    ],
)
def test_of_another_encoding_it_is_said_which_was_met_and_what_to_do(content: bytes, met: str) -> None:
    with pytest.raises(WrongEncoding, match=rf"{met}.*; save it as UTF-8 or name another$"):
        text_of(content)
