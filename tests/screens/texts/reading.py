"""What a page says, read as its reader would: every text of it, and what in it no reader of its language would write."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from sim.app.kit.placing import width_of

UNSEEN = {
    "id",
    "form_id",
    "element_id",
    "key",
    "name",
    "url",
    "icon",
    "icon_position",
    "page",
    "theme",
    "type",
}
UNSEEN |= {"language", "selection_mode", "shortcut", "deferred_file_id"}
"""Fields of Streamlit's messages that nobody reads."""

PHONE = 300.0
"""How many pixels of a line fit on a phone."""

DRAWN = {"$schema", "expr", "labelExpr", "calculate", "filter", "type"}
"""Entries of a chart that are formulas or kinds."""

NAMES = (
    r"Hikiwake|JSON|CSV|HTML|ZIP|TOML|Parquet|PATH",  # this program, forms of files, a variable of the shell
    r"deVillafranca|Foreign Relations of the United States",  # citations
    r"Sputnik|Pakistan Point News|Politics[ -]Forum\.org",  # outlets by their own names
    r"Habomai|Shikotan|Kunashiri?|Iturup|Etorofu",  # each side's own names of the islands, side by side
    r"Shikoton|concealed|conceded|canton|helm",  # how a source spells what it means
    r"Dask|Mesa|Sobol|Wilson|Holm",  # programs and methods by their authors' names
)
"""What is written in Latin letters in every language."""

_NAMES = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(NAMES)})(?![A-Za-z])")
_CODE = re.compile(
    r"`[^`]*`|:\w+\[|https?://\S+|\w+(?:\.\w+)+/\S*"  # code, Streamlit's marks, addresses
    r"|\b(?:[a-z]+-\d{4}-\d\d|doc-[a-z0-9-]+)(?:/c\d\d)?\b"  # ids of sources and claims
    r"|\b[\w-]+\.(?:csv|json|toml|html|parquet|ru)\b",
    re.A,
)
_ENGLISH = re.compile(r"(?<![\w.])[A-Za-z][a-z'’]{2,}(?:[ ,]+[A-Za-z][a-z'’]*)*")
_DATE = re.compile(r"(?<![\w/-])(?:19|20)\d\d-\d\d(?:-\d\d)?(?![\w/-])")
_POINTS = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])|(?<![\d,])[1-9]\d{0,2},\d{3}(?![\d,])")
_COMMAS = re.compile(r"(?<![\w,])\d+,(?:\d{1,2}|\d{4,})(?![\w,])|\d[\u00a0\u202f]\d{3}(?!\d)")
_IN_JSON = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')
_MARKED = MarkdownIt("commonmark")


def _fields(message: Any) -> Iterator[str]:
    """The texts of a message; a block of code is the same in every language."""
    if message.DESCRIPTOR.name == "Code":
        return
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from _fields(one)
            elif field.name == "spec":
                yield from _of_chart(one)
            elif isinstance(one, str) and field.name not in UNSEEN:
                yield from _without_tags(one)


def _without_tags(text: str) -> list[str]:
    bare = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.S)
    return (
        html.unescape(re.sub(r"</?[a-z][^>]*>", "\n", bare)).split("\n")
        if bare != text or "</" in text
        else [text]
    )


def _of_chart(spec: str) -> Iterator[str]:
    """The texts of a chart; a single Latin word may be a mark or a field, so only several count."""
    name = ""
    for written, colon in _IN_JSON.findall(spec):
        if colon:
            name = written
        elif name not in DRAWN and "font" not in name.lower():
            text = json.loads(f'"{written}"')
            if not re.search(r"[=?(]", text) and not re.fullmatch(r"[\w.-]*", text, re.A):
                yield text


def texts(test: AppTest) -> Iterator[str]:
    """Give every text that a page holds: also of its controls, tables and charts."""
    waiting: list[Any] = [test._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        if node.type in ("table", "arrow_table"):
            frame = node.value
            yield from map(str, frame.columns)
            yield from (str(cell) for row in frame.to_numpy() for cell in row)
        elif getattr(node, "proto", None) is not None:
            yield from _fields(node.proto)


def faults(text: str, language: str) -> list[str]:
    """Return what a reader would stumble over: another language's words and numbers, a computer's dates, bare marks.

    >>> faults("Цена 0.5, see the ledger of 2018-11-14", "ru")
    ['2018-11-14', '0.5', 'see the ledger of']
    >>> faults("**東京は断る。**次へ", "ja")
    ['**']
    """
    bare = _CODE.sub(" ", text)
    found = _DATE.findall(bare)
    bare = _DATE.sub(" ", bare)
    found += (_POINTS if language == "ru" else _COMMAS).findall(bare)
    if language != "en":
        found += [run.strip() for run in _ENGLISH.findall(_NAMES.sub(" ", bare))]
    if "**" in text and "**" in _MARKED.render(text):
        found.append("**")
    return found


def stumbles(test: AppTest, language: str) -> list[tuple[str, str]]:
    """Return the faults of a page, each with the text that it stands in."""
    found = [(fault, text) for text in texts(test) for fault in faults(text, language)]
    return found + [("wider than a phone", title) for title in titles(test) if width_of(title) > PHONE]


def titles(test: AppTest) -> Iterator[str]:
    """Give every line of the titles in a page's charts: a long one is cut off, and its chart shrinks to make room."""
    waiting: list[Any] = [test._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        spec = getattr(getattr(node, "proto", None), "spec", "")
        yield from _titles(json.loads(spec)) if isinstance(spec, str) and spec else ()


def _titles(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "title" and not isinstance(value, dict):
                yield from [value] if isinstance(value, str) else value or []
            elif name not in ("data", "values", "datasets", "tooltip"):
                yield from _titles(value)
    elif isinstance(part, list):
        for value in part:
            yield from _titles(value)
