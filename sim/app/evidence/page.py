"""The evidence ledger: search it, see what rests on a claim, and what disputes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sim.app.kit import pieces, settings
from sim.app.state import cache, extras, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.domain.evidence import KINDS, RELIABILITIES, Claim, Ledger
from sim.scenario.sources.usage import used_by
from sim.scenario.sources.without_documents import OVERLAY
from sim.telling import labels
from sim.telling.catalogue import said, t, word
from sim.telling.numbers import date

AT_ONCE = 15
_LONGEST_QUERY = 100


def show() -> None:
    """Draw the page."""
    ledger = cache.ledger()
    pieces.lead(
        t("evidence.kicker"),
        t("evidence.title"),
        t(
            "evidence.lead",
            claims=len(ledger),
            articles=len(ledger.articles),
            documents=len(ledger.documents),
        ),
    )
    pieces.note(labels.ledger_rests(ledger))
    chosen = _text("evidence.claim")
    if chosen in ledger:
        with st.container(key="claim"):
            _one(ledger, ledger[chosen])
        # What opens it may stand far below.
        pieces.into_sight("claim", chosen)
        st.divider()
    _search(ledger)
    st.divider()
    _from_settings(ledger)


def _text(name: str) -> str:
    """An extra of this page as a short text; anything else in a link counts as nothing."""
    value = session.extra(name, "")
    return value if isinstance(value, str) and len(value) <= _LONGEST_QUERY else ""


def _choice(name: str, options: Sequence[str], kind: str) -> str | None:
    """A select box over options, kept in the link; `None` for all of them."""
    extra, every = f"evidence.{name}", ""
    kept = _text(extra)
    st.selectbox(
        t(f"evidence.{name}"),
        [every, *options],
        format_func=lambda item: word(kind, item) if item else t("evidence.all"),
        **session.control(extra, kept if kept in options else every, session.with_extra(extra)),
    )
    return kept if kept in options else None


def _year(name: str, years: Sequence[int], usual: int) -> int:
    """A select box over years, kept in the link; the usual one is not kept."""
    extra = f"evidence.{name}"
    found = session.extra(extra, usual)
    kept = found if isinstance(found, int) and not isinstance(found, bool) and found in years else usual

    def new(state: State, year: int) -> State:
        return extras.kept(state, extra, None if year == usual else year)

    st.selectbox(t(extra), years, **session.control(extra, kept, new))
    return kept


def _found(ledger: Ledger) -> list[Claim]:
    """The claims that the reader's words and filters leave, in the order of their dates."""
    query = _text("evidence.query")
    st.text_input(
        t("evidence.query"),
        max_chars=_LONGEST_QUERY,
        placeholder=t("evidence.hint"),
        **session.control("evidence.query", query, session.with_extra("evidence.query")),
    )
    with st.expander(t("evidence.filters")):
        left, right = st.columns(2)
        with left:
            kind = _choice("kind", KINDS, "kind")
            article = _choice("article", [source.id for source in ledger.sources], "none")
            topic = _choice("topic", ledger.topics, "topic")
        with right:
            actor = _choice("actor", ledger.actors, "actor")
            reliability = _choice("reliability", RELIABILITIES, "reliability")
        years = sorted({int(claim.date[:4]) for claim in ledger.claims})
        with left:
            first = _year("from", years, years[0])
        with right:
            later = [year for year in years if year >= first]
            last = _year("to", later, years[-1])
    found = ledger.search(article=article, actor=actor, topic=topic, reliability=reliability, kind=kind)
    wanted, words = set(ledger.search(query)), query.casefold().split()
    # Claims are also found by their words in the reader's language.
    wanted |= {claim for claim in found if all(part in said(claim.claim).casefold() for part in words)}
    inside = [claim for claim in found if claim in wanted and first <= int(claim.date[:4]) <= last]
    return sorted(inside, key=lambda claim: (claim.date, claim.id))


def _search(ledger: Ledger) -> None:
    pieces.heading(t("evidence.search"))
    found = _found(ledger)
    pieces.note(t("evidence.count", n=len(found)) if found else t("evidence.none"))
    pages = max(1, -(-len(found) // AT_ONCE))
    kept = session.extra("evidence.page", 1)
    page = min(kept, pages) if isinstance(kept, int) and not isinstance(kept, bool) and kept > 0 else 1
    for claim in found[(page - 1) * AT_ONCE : page * AT_ONCE]:
        _entry(claim, "open")
    if pages > 1:
        st.number_input(
            t("evidence.page", pages=pages),
            1,
            pages,
            width=160,
            **session.control("evidence.page", page, session.with_extra("evidence.page")),
        )


def _entry(claim: Claim, where: str) -> None:
    """A claim in a list; ``where``: the list, for one claim may stand in several of them."""
    with st.container(gap=None):
        st.markdown(said(claim.claim))
        disputed = f" · {t('evidence.disputed')}" if claim.disputes else ""
        pieces.note(
            f"{date(claim.date)} · {word('actor', claim.actor)} · {word('topic', claim.topic)} · {labels.source(claim)} · "
            f"{word('reliability', claim.reliability)}{disputed}"
        )
        st.button(
            t("evidence.open", id=claim.id),
            key=f"{where}.{claim.id}",
            type="tertiary",
            on_click=_open,
            args=(claim.id,),
        )


@handled
def _open(claim: str | None) -> None:
    session.change_extra("evidence.claim", claim)


def _one(ledger: Ledger, claim: Claim) -> None:
    """One claim with everything around it: its source, what rests on it, what disputes it."""
    pieces.heading(t("evidence.one", id=claim.id))
    if claim.disputes:
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(t("evidence.here"))
            _told(ledger, claim)
        with right:
            st.markdown(t("evidence.differently"))
            for other in claim.disputes:
                _told(ledger, ledger[other])
    else:
        _told(ledger, claim)
    rows = [_rests(place) for place in used_by().get(claim.id, [])]
    if rows:
        st.markdown(f"**{t('evidence.rests')}**")
        pieces.table(rows)
    else:
        pieces.note(t("evidence.rests_not"))
    st.button(t("evidence.close"), on_click=_open, args=(None,))


def _told(ledger: Ledger, claim: Claim) -> None:
    source = ledger.source(claim)
    st.markdown(f"> {said(claim.claim)}")
    pieces.note(
        f"{claim.id} · {labels.source(claim)} · {date(claim.date)} · {word('reliability', claim.reliability)}"
    )
    pieces.note(labels.title(source))
    for remark in filter(None, (claim.note, source.reliability_note)):
        pieces.note(said(remark))


def _rests(place: str) -> dict[str, str]:
    """A row on one place that cites a claim: the episode, and the setting in words."""
    source, key = place.split(":", 1)
    scenario = next(iter(cache.episodes().values())) if source == "base" else cache.scenario(source)
    bare = key.removeprefix(f"{OVERLAY}.")
    name = labels.place(scenario, bare)
    if bare != key:
        name = f"{name} · {t('play.sources.title')}"
    where = t("evidence.everywhere") if source == "base" else said(scenario.spec.title)
    return {t("evidence.episode"): where, t("evidence.setting"): name, t("evidence.key"): f"`{key}`"}


def _from_settings(ledger: Ledger) -> None:
    """The way back: from a setting of the episode in use to its claims or its assumption."""
    state = session.current()
    scenario = state.unchanged
    pieces.heading(t("evidence.back"))
    kept = _text("evidence.of")
    keys = list(scenario.settings)
    first = scenario.spec.key_settings[0] if scenario.spec.key_settings else keys[0]
    key = kept if kept in scenario.settings else first
    st.selectbox(
        t("evidence.of", episode=said(scenario.spec.title)),
        keys,
        format_func=lambda item: labels.setting(scenario, item),
        **session.control("evidence.of", key, session.with_extra("evidence.of")),
    )
    setting = scenario.settings[key]
    settings.graded(setting)
    for claim in dict.fromkeys(setting.evidence):
        _entry(ledger[claim], "basis")
