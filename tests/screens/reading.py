"""What a page says, read as its reader would: every text of it, and what in them is of another language's."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

UNSEEN = {"id", "form_id", "element_id", "key", "url", "icon", "page", "queryParams", "page_script_hash"}
"""Fields of Streamlit's messages that nobody reads."""

NAMES = (
    # Programs and the forms of their files.
    r"Hikiwake|JSON Schema|JSON|CSV|HTML|ZIP|TOML|Parquet|NumPy|Jupyter|GitHub|Python",
    # Citations.
    r"deVillafranca|Foreign Relations of the United States|Wilson",
    # Outlets, agencies and addresses by their own names; words of sources that are quoted for how they are spelt.
    r"Sputnik|Pakistan Point News|Politics Forum\.org|Politics-Forum\.org|Kyodo|Interfax|rpatriot\.narod\.ru|NHK|TASS|RIA",
    r"Shikoton|Shikotan|concealed|conceded|canton|helm",
    # Names of statistics and of parties to a comparison, and Roman numbers.
    r"Sobol|Nash|Pareto|Brier|Wilson|XXIII|G20|COVID",
)
"""What is written in Latin letters in every language."""

_ALLOWED = re.compile("|".join(NAMES))
_CODE = re.compile(
    r"`[^`]*`|https?://\S+|\b[a-z]+(?:-[a-z]+)*-\d{4}[\w-]*(?:/c\d+)?|\bdoc-[\w-]+(?:/c\d+)?|\bc\d\d\b|\S+\.(?:csv|json|toml|html|parquet)\b"
)
_ENGLISH = re.compile(r"(?<![\w.])[A-Za-z][a-z'’]{2,}(?:[ ,]+[A-Za-z][a-z'’]*)*")
_NUMBERS = {
    "ru": re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])|\d,\d{3}(?!\d)"),
    "en": re.compile(r"(?<![\w,])\d+,(?:\d{1,2}|\d{4,})(?![\w,])|\d[\u00a0\u202f]\d{3}(?!\d)"),
}
_DATE = re.compile(r"(?<![\w-])(?:19|20)\d\d-\d\d(?:-\d\d)?(?![\w-])")


def _fields(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in UNSEEN:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield from _of(field.name, one)
            elif hasattr(one, "ListFields"):
                yield from _fields(one)


def _of(name: str, text: str) -> Iterator[str]:
    if name == "spec":
        yield from _in_chart(json.loads(text))
    elif name == "body" and "<" in text:
        yield from re.sub(r"<(style|script).*?</\1>|<[^>]+>", "\n", html.unescape(text), flags=re.S).split(
            "\n"
        )
    else:
        yield text


def _in_chart(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name not in ("expr", "labelExpr", "calculate", "filter", "$schema"):
                yield from _in_chart(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _in_chart(value)
    elif isinstance(spec, str) and not re.search(r"[=?(]", spec):
        yield spec


def texts(test: AppTest) -> Iterator[str]:
    """Give every text that a page holds: of its controls, tables and charts too."""
    waiting: list[Any] = [test._tree]
    while waiting:
        node = waiting.pop()
        waiting += list(getattr(node, "children", {}).values())
        proto = getattr(node, "proto", None)
        if proto is not None:
            yield from _fields(proto)
        if node.type in ("table", "arrow_table"):
            frame = node.value
            yield from (str(name) for name in frame.columns)
            yield from (str(cell) for row in frame.to_numpy() for cell in row)


def foreign(text: str, language: str) -> list[str]:
    """Return what in a text is of another language than its reader's: words, numbers, and dates as computers write them."""
    bare = _CODE.sub(" ", text)
    found = _DATE.findall(bare)
    found += [hit[0] for hit in _NUMBERS.get(language, _NUMBERS["en"]).finditer(_DATE.sub(" ", bare))]
    if language != "en":
        found += _ENGLISH.findall(_ALLOWED.sub(" ", bare))
    return found
