"""The settings of an episode on the screen: in words or exact numbers, each with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.setting_groups import constraint_keys, groups, party_keys, talks_keys
from sim.app.state import cache, session
from sim.app.state.links import State
from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved
from sim.telling import labels
from sim.telling.catalogue import said, t, word
from sim.telling.numbers import date, number

EXACT = "play.exact"


def with_change(key: str, usual: Any) -> Callable[[State, Any], State]:
    """Return what turns a widget's value into a changed setting; back at its usual value it is no change."""

    def new(state: State, value: Any) -> State:
        others = {name: item for name, item in state.changes.items() if name != key}
        return replace(state, changes=others if value == usual else {**others, key: value})

    return new


def what_if(state: State) -> None:
    """Draw the settings that matter most in the episode."""
    scenario = state.unchanged
    keys = scenario.spec.key_settings
    if not keys:
        return
    st.markdown(t("play.what_if.lead"))
    exact = session.extra(EXACT, False) is True
    st.toggle(t("play.what_if.exact"), **session.control(EXACT, exact, session.with_extra(EXACT)))
    pairs(state, scenario, keys, where="key")


def pairs(state: State, scenario: Scenario, keys: Sequence[str], *, where: str, owner: bool = True) -> None:
    """Draw settings two by two, in their order on a narrow screen, too."""
    for place in range(0, len(keys), 2):
        for column, key in zip(st.columns(2, gap="medium"), keys[place : place + 2], strict=False):
            with column:
                setting(state, scenario, key, where=where, owner=owner)


def setting(state: State, scenario: Scenario, key: str, *, where: str, owner: bool = True) -> None:
    """Draw one setting: its slider, and behind a mark what it rests on. ``scenario`` is the unchanged one."""
    usual = scenario.settings[key]
    kept = usual.level if usual.level is not None else usual.value
    value = state.changes.get(key, kept)
    name = labels.setting(scenario, key, owner=owner)
    if key in state.changes:
        name = f"{name} ({t('play.what_if.changed', was=_said(usual))})"
    slider, why = st.columns([6, 1], vertical_alignment="bottom", gap="small", wrap=False)
    with slider:
        if isinstance(value, str) and session.extra(EXACT, False) is not True:
            _in_words(scenario, usual, value, name, f"{where}.{key}")
        else:
            _in_numbers(scenario, usual, value, kept, name, f"{where}.{key}")
        records = labels.records(cache.ledger().documents_behind(usual.evidence))
        if records:
            pieces.note(records)
    # The name is for screen readers alone: many settings have such a button.
    label = f"{t('play.what_if.why')} **{name}**"
    with why, st.popover(label, type="tertiary", key=f"why.{where}.{key}", width="content"):
        _evidence(usual, changed=key in state.changes)


def _said(setting: Resolved) -> str:
    return labels.level(setting.scale, setting.level) if setting.level is not None else number(setting.value)


def _in_words(scenario: Scenario, usual: Resolved, value: str, name: str, key: str) -> None:
    words = list(scenario.scales[usual.scale].words)
    st.select_slider(
        name,
        words,
        format_func=lambda item: labels.level(usual.scale, item),
        **session.control(f"word.{key}", value, with_change(usual.key, usual.level)),
    )


def _in_numbers(scenario: Scenario, usual: Resolved, value: Any, kept: Any, name: str, key: str) -> None:
    low, high = bounds(scenario, usual)
    words = scenario.scales[usual.scale].words
    at = words[value].value if isinstance(value, str) else float(value)
    at = min(high, max(low, at))
    shift = with_change(usual.key, kept)

    def new(state: State, chosen: float) -> State:
        # A number that is just what the usual word means is the usual word again.
        return shift(state, kept if abs(chosen - usual.value) < 1e-9 else round(chosen, 4))

    st.select_slider(
        name,
        numbers_between(low, high, at),
        format_func=number,
        **session.control(f"number.{key}", at, new),
    )


def numbers_between(low: float, high: float, *chosen: float) -> list[float]:
    """Return what a slider between two numbers offers: steps, and of those that read alike the number that is chosen.

    A slider of Streamlit's over numbers has a decimal point in every language; one over words has ours.

    >>> numbers_between(0.0, 0.04, 0.0204)
    [0.0, 0.01, 0.0204, 0.03, 0.04]
    """
    step = 0.01 if high - low <= 2 else 0.1
    steps = [round(low + n * step, 4) for n in range(int((high - low) / step + 0.5))]
    return sorted({number(value): value for value in (*steps, low, high, *chosen)}.values())


def bounds(scenario: Scenario, setting: Resolved) -> tuple[float, float]:
    """Return the smallest and the largest number that a reader may set: those of the scale's words and the file.

    What a word meant before the fit counts as well.

    >>> episode = cache.scenario("2018-singapore")
    >>> bounds(episode, episode.settings["parties.japan.trust"])
    (0.0, 1.0)
    """
    scaled = cache.settings(scenario)[setting.key][1]
    assumed = cache.assumed_scales()
    scales = [scenario.scales[setting.scale], *filter(None, [assumed.get(setting.scale)])]
    words = [word for scale in scales for word in scale.words.values()]
    low = min([setting.low, *(word.range[0] for word in words)])
    high = max([setting.high, *(word.range[1] for word in words)])
    return max(scaled.low, low), min(scaled.high, high)


def graded(setting: Resolved) -> None:
    """Draw what a setting is worth: its word, its number with the range, and what was assumed for it."""
    level = labels.level(setting.scale, setting.level) if setting.level else t("play.what_if.number")
    st.markdown(
        t(
            "play.what_if.value",
            level=level,
            value=number(setting.value),
            low=number(setting.low),
            high=number(setting.high),
        )
    )
    if setting.assumption:
        st.markdown(t("play.what_if.assumed", text=said(setting.assumption)))


def _evidence(setting: Resolved, *, changed: bool) -> None:
    if changed:
        pieces.note(t("play.what_if.yours"))
    graded(setting)
    ledger = cache.ledger()
    for claim in (ledger[name] for name in setting.evidence):
        st.markdown(f"> {said(claim.claim)}")
        pieces.note(
            t(
                "play.what_if.source",
                source=labels.source(claim),
                date=date(claim.date),
                reliability=word("reliability", claim.reliability),
                id=claim.id,
            )
        )
    pieces.note(t("play.what_if.numbers"))


def every_other(state: State) -> None:
    """Draw all other settings, one group at a time: a party's, a constraint's, or those of the talks."""
    scenario = state.unchanged
    with pieces.fold(t("play.all.title"), "play.all") as is_open:
        if not is_open:
            return
        names = groups(scenario.spec)
        kept = session.extra("play.group", names[0])
        group = kept if kept in names else names[0]
        st.pills(
            t("play.all.group"),
            names,
            format_func=lambda item: _group_name(scenario, item),
            required=True,
            **session.control("play.group", group, session.with_extra("play.group")),
        )
        kind, _, name = group.partition(".")
        if kind == "party":
            _party(state, scenario, name)
        else:
            keys = constraint_keys(scenario, name) if kind == "constraint" else talks_keys(scenario)
            _lines(state, scenario, name if kind == "constraint" else "")
            pairs(state, scenario, keys, where="all")
            if not keys and name != "red_lines":
                pieces.note(t("play.all.none"))


def _group_name(scenario: Scenario, group: str) -> str:
    kind, _, name = group.partition(".")
    if kind == "party":
        return labels.seat(scenario.spec, name)
    return word("constraint", name) if kind == "constraint" else t("play.all.talks")


def _party(state: State, scenario: Scenario, party: str) -> None:
    standing, weights, values = party_keys(scenario, party)
    for title, keys in (("standing", standing), ("weights", weights)):
        st.markdown(f"**{t(f'play.all.{title}')}**")
        pairs(state, scenario, keys, where="all", owner=False)
    issues = [issue for issue in scenario.spec.issues if issue in values]
    if issues:
        st.markdown(f"**{t('play.all.values')}**")
        kept = session.extra("play.issue", issues[0])
        issue = kept if kept in issues else issues[0]
        st.selectbox(
            t("play.all.issue"),
            issues,
            format_func=lambda item: labels.issue(scenario.spec, item),
            width=300,
            **session.control("play.issue", issue, session.with_extra("play.issue")),
        )
        pairs(state, scenario, values[issue], where="all", owner=False)


def _lines(state: State, scenario: Scenario, constraint: str) -> None:
    """The red lines, each with a switch."""
    if constraint != "red_lines":
        return
    for party, row in scenario.spec.parties.items():
        for line, table in row.red_lines.items():
            key = f"parties.{party}.red_lines.{line}.holds"
            st.toggle(
                labels.setting(scenario, key),
                **session.control(
                    key, bool(state.changes.get(key, table.holds)), with_change(key, table.holds)
                ),
            )
