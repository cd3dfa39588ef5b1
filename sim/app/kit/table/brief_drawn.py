"""A brief drawn: its parts side by side, each line with the numbers of its sources, and the sources below."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import cache
from sim.domain.evidence import Claim
from sim.telling import labels
from sim.telling.catalogue import said, t, word
from sim.telling.seat.brief import Line, Notes, Part, notes


def parts(found: Sequence[Part], *, key: str, sources: bool = True) -> None:
    """Draw the parts of a brief in two columns, and their sources on demand, unless ``sources`` says that there are none."""
    numbered = notes(found)
    left, right = st.columns([3, 2], gap="large")
    with left:
        for part in found:
            if part.wide:
                _part(part, numbered)
    with right:
        for part in found:
            if not part.wide:
                _part(part, numbered)
    if sources and st.toggle(t("seat.brief.sources"), key=f"sources.{key}"):
        _sources(numbered)


def _part(part: Part, numbered: Notes) -> None:
    st.markdown("\n".join([f"**{part.title}**", *(f"- {_line(line, numbered)}" for line in part.lines)]))


def _line(line: Line, numbered: Notes) -> str:
    marks = numbered.marks(line)
    return f"{line.text} :small[:gray[({marks})]]" if marks else line.text


def _claim(claim: Claim) -> str:
    return t(
        "seat.brief.claim",
        claim=said(claim.claim),
        source=labels.source(claim),
        reliability=word("reliability", claim.reliability),
    )


def _sources(numbered: Notes) -> None:
    """Draw what the numbers stand for."""
    ledger = cache.ledger()
    lines = []
    for source, number in numbered.numbers.items():
        known = source in ledger
        text = _claim(ledger[source]) if known else t("seat.brief.assumption", text=said(source))
        lines.append(f"{number}. {text}")
    st.markdown("\n".join(lines))
    pieces.note(t("seat.brief.numbers", word=t("words.scale.weight.high")))


def claims(evidence: Sequence[str]) -> None:
    """Draw the claims that something rests on."""
    ledger = cache.ledger()
    for name in evidence:
        pieces.note(_claim(ledger[name]))
