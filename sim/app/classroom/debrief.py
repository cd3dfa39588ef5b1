"""The debrief of one's own: where one ended among all groups, what one had expected, and what the others wanted."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from sim.app.classroom.brief import NOTHING, blocker_named
from sim.app.classroom.here import Here
from sim.app.kit import pieces
from sim.app.kit.table import afterwards
from sim.app.state import rooms
from sim.engine import debrief as found_at
from sim.engine.gathering import Gathered
from sim.rules.ladder import ladder
from sim.telling.catalogue import capital, language, listed, t, word
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number
from sim.telling.seat import talks

STARS = (1, 2, 3, 4, 5)


def debrief(here: Here) -> None:
    """Draw the debrief; for those who had no seat, what became of the groups."""
    view = here.view
    mine = view.standings.get(view.group or 0)
    title = t("class.student.debrief.title") if mine is None else capital(_how(mine)) + t("common.stop")
    pieces.lead(t("class.student.kicker"), title, _standing(here, mine))
    _guess(here, mine)
    seated = view.seated
    if mine is not None and seated is not None:
        afterwards.deal(seated)
        _groups(here)
        afterwards.possible(seated, _elsewhere(here))
        afterwards.better(seated)
        afterwards.hurdles(seated)
        afterwards.others(seated)
    else:
        _groups(here)
    _rating(here)
    _homework(here)


def _result(standing: Gathered) -> str:
    """How a group's talks have ended; those that are still open, as when time is up."""
    return str(standing.table.result or "deadline")


def _step(standing: Gathered) -> str:
    table = standing.table
    return ladder(table.rules.game, _result(standing), table.agreement)


def _how(standing: Gathered) -> str:
    return word("result", _result(standing))


def _standing(here: Here, mine: Gathered | None) -> str:
    """What the person has in the end, and how far its group came."""
    if mine is None:
        return t("class.student.debrief.no_seat")
    step = t("class.student.debrief.step", ladder=t(f"words.ladder.{_step(mine)}"))
    seated = here.view.seated
    if seated is None:
        return step
    ending = found_at.ending(seated)
    values = {"worth": number(ending.plain), "floor": number(ending.floor)}
    return sentences([step, t("class.student.debrief.worth", **values)])


def _guess(here: Here, mine: Gathered | None) -> None:
    """What the person had expected beside what came."""
    guess = here.view.guess
    if guess is None:
        return
    pieces.heading(t("class.student.debrief.guess"))
    blocker = blocker_named(NOTHING if guess.blocker is None else guess.blocker)
    lines = [t("class.student.guess.said", ending=t(f"words.ladder.{guess.ending}"), blocker=blocker)]
    if mine is not None:
        step = _step(mine)
        key = "right" if step == guess.ending else "other"
        lines.append(t(f"class.student.debrief.guess_{key}", ending=t(f"words.ladder.{step}")))
    happened = here.spec.happened
    if happened is not None:
        lines.append(t("class.student.debrief.history", ending=t(f"words.ladder.{happened.ladder}")))
    st.markdown(sentences(lines))


def _groups(here: Here) -> None:
    """What became of every group, with what it signed."""
    pieces.heading(t("class.student.debrief.groups"))
    rows = []
    for n, standing in sorted(here.view.standings.items()):
        name = t("class.student.debrief.mine" if n == here.view.group else "class.student.debrief.group", n=n)
        text = standing.table.agreement
        said = "" if text is None else talks.named(standing.public, text)
        rows.append(
            f"<tr><th>{escape(name)}</th><td>{escape(capital(_how(standing)))}</td>"
            f"<td>{escape(capital(t(f'words.ladder.{_step(standing)}')))}</td><td>{escape(said)}</td></tr>"
        )
    heads = "".join(
        f"<th>{escape(t(f'class.student.debrief.col_{name}'))}</th>"
        for name in ("group", "result", "ladder", "text")
    )
    label = escape(t("class.student.debrief.groups"), quote=True)
    st.html(
        f"<div class='class-groups' tabindex='0' role='region' aria-label='{label}'><table>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _elsewhere(here: Here) -> dict[int, str]:
    """The texts that other groups signed, and which groups those are."""
    signed: dict[int, list[str]] = {}
    for n, standing in sorted(here.view.standings.items()):
        text = standing.table.agreement
        if n != here.view.group and text is not None and _result(standing) != "not_ratified":
            signed.setdefault(text, []).append(count(n))
    return {text: t("class.student.debrief.at", n=listed(groups)) for text, groups in signed.items()}


def _rating(here: Here) -> None:
    """How the person liked it: one press."""
    pieces.heading(t("class.student.rate.title"))
    if here.view.stars is not None:
        st.markdown(t("class.student.rate.done", n=here.view.stars))
        return
    st.markdown(t("class.student.rate.lead"))
    with st.container(key="class-stars", horizontal=True, gap="small"):
        for stars in STARS:
            st.button(
                str(stars),
                key=f"class.rate.{stars}",
                on_click=rooms.attempt,
                args=(rooms.classroom().rate, here.secret, stars),
            )


def _homework(here: Here) -> None:
    """The way to the same episode alone, in a window of its own."""
    view = here.view
    if view.plan.own is not None:
        return
    pieces.heading(t("class.student.homework.title"))
    st.markdown(t("class.student.homework.says"))
    link = f"homework?{urlencode({'s': view.plan.scenario, 'lang': language()})}"
    st.html(
        f"<p class='class-links'><a href='{escape(link, quote=True)}' target='_blank'>{escape(t('class.student.homework.link'))}</a></p>"
    )
