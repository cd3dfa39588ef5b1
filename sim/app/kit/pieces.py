"""Small pieces that several screens draw alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from sim.telling.catalogue import LANGUAGES, language, t
from sim.telling.numbers import count, number

INTO_SIGHT = Path(__file__).with_name("into_sight.js")


def lead(kicker: str, title: str, text: str) -> None:
    """Draw the head of a page: a line in small capitals, the headline, and what the page is for."""
    with st.container(key="lead", gap="xsmall"):
        if kicker:
            st.markdown(kicker)
        st.title(title, anchor=False)
        st.markdown(text)


def plain(text: str) -> str:
    r"""Return what somebody typed as Markdown that shows it letter by letter.

    >>> plain("*Bob* <b>")
    '\\*Bob\\* \\<b\\>'
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def into_sight(key: str, what: str) -> None:
    """Scroll to the container with a key; once for each ``what``, which is a name of ours and not a reader's words."""
    script = f"{INTO_SIGHT.read_text('utf-8')}('.st-key-{key}')"
    st.html(f"<script>/* {what} */\n{script}</script>", unsafe_allow_javascript=True)


def languages(control: Mapping[str, Any]) -> None:
    """Draw the choice of the language; ``control``: its key, and what a choice calls."""
    st.segmented_control(
        t("common.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        required=True,
        **control,
    )


def views(label: str, names: Sequence[str], texts: str, key: str) -> str:
    """Draw the choice of what is shown in one place, the first at first; return its name. ``texts``: where names have their words."""
    here = f"{key}.{language()}"
    st.session_state.setdefault(here, names[0])
    chosen = st.segmented_control(
        label,
        names,
        format_func=lambda name: t(f"{texts}.{name}"),
        label_visibility="collapsed",
        required=True,
        key=here,
    )
    return chosen or names[0]


def heading(title: str) -> None:
    """Draw the heading of a section."""
    st.header(title, anchor=False)


def note(text: str) -> None:
    """Draw a remark of second rank."""
    st.caption(text)


def chart(
    chart: Any, sentence: str, *, title: str = "", key: str | None = None, silent: bool = False
) -> None:
    """Draw a chart, Altair's or plain Vega-Lite, below its finding as a title and the sentence that says how to read it.

    ``silent``: the page says it beside the chart, so that only a screen reader needs the sentence.
    """
    if not silent:
        st.markdown(
            f"**{title}**\n\n{sentence}" if title and sentence else f"**{title}**" if title else sentence
        )
    words = " ".join(filter(None, (title, sentence))).replace("*", "")
    st.vega_lite_chart(spec=spec(chart), width="stretch", theme="streamlit", key=key, alt=words)


def spec(chart: Any) -> dict[str, Any]:
    """Return a chart as the Vega-Lite that the browser draws, without frames and fills.

    Checking a chart against its schema takes longer than drawing it; the tests do that.
    """
    if isinstance(chart, dict):
        return {**chart, "config": _config()}
    found: dict[str, Any] = styled(chart).to_dict(validate=False)
    for size in ("continuousWidth", "continuousHeight"):
        found["config"]["view"].pop(size, None)
    return found


def styled(chart: Any) -> Any:
    """Return an Altair chart without frames and fills, so that it stands on the page's own ground."""
    return chart.configure(**_config())


def _config() -> dict[str, Any]:
    """No frames and fills, and numbers in the language's format on axes, in labels and in what a pointer shows."""
    language = {
        "decimal": number(0.5)[1],
        "thousands": count(1000)[1:-3],
        "grouping": [3],
        "currency": ["", ""],
    }
    return {
        "background": "transparent",
        "view": {"strokeWidth": 0, "fill": None},
        "locale": {"number": language},
    }


def table(rows: Sequence[dict[str, str]], *, caption: str | None = None, alt: str | None = None) -> None:
    """Draw rows of text as a table with horizontal rules only; cells may hold Markdown.

    ``alt``: what a screen reader hears of it, where that is not the ``caption``.
    """
    st.table(list(rows), border="horizontal", hide_index=True, alt=alt or caption)
    if caption is not None:
        note(caption)


@contextmanager
def fold(title: str, key: str) -> Iterator[bool]:
    """Open what folds; gives whether it is unfolded, for what nobody sees need not be drawn."""
    box = st.expander(title, key=key, on_change="rerun")
    with box:
        yield bool(box.open)


@contextmanager
def pop(title: str, key: str) -> Iterator[bool]:
    """Open what pops up; gives whether it is open.

    What it holds is drawn only then: the browser forgets the value of a control that it was sent for a closed one.
    """
    box = st.popover(title, key=key, on_change="rerun")
    with box:
        yield bool(box.open)
