"""A look into one group: its seats and people, the table as each seat sees it, all that was said, and the talks move by move."""

from __future__ import annotations

from html import escape

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.table import drafting
from sim.app.teacher import desk, grid, outside
from sim.classroom.plan import TALKING
from sim.classroom.views import ConsoleView, FeedLine, GroupLook
from sim.engine.sitting import Seated
from sim.telling.catalogue import capital, t
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number
from sim.telling.seat import talks, worth

VIEWS = ("talks", "seats", "replay")


def show(code: str, view: ConsoleView) -> None:
    """Draw the group that is looked into."""
    group = desk.group() or 0
    found = desk.mine().look(code, group)
    with st.container(key="teacher-look", border=True):
        pieces.heading(t("class.teacher.group", n=group))
        _seats(view, found)
        _ways(view, found)
        shown = pieces.views(t("class.teacher.look.what"), VIEWS, "class.teacher.look", "teacher.look.view")
        if shown == "seats":
            _as_each_sees(view, found)
        elif shown == "replay":
            _replay(view, group)
        else:
            _feed(code, group)


def _seats(view: ConsoleView, found: GroupLook) -> None:
    """Each seat with its people, and the computer in its place or out of it."""
    line, may = found.line, desk.mine()
    for party, people in line.seats.items():
        name, computer = grid.seat(view, party), party in line.agents or not people
        who = t("class.teacher.computer") if computer else pieces.plain(grid.names(people))
        if computer and people:
            who = t("class.teacher.look.stands_in", names=pieces.plain(grid.names(people)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{name}**{t('common.colon')}{who}")
            if computer and people:
                desk.button(
                    t("class.teacher.look.give_back"),
                    f"back.{party}",
                    may.give_back,
                    view.code,
                    line.group,
                    party,
                )
            elif not computer:
                desk.button(
                    t("class.teacher.look.agent"),
                    f"agent.{party}",
                    may.agent_for,
                    view.code,
                    line.group,
                    party,
                )
    if line.observers:
        st.markdown(t("class.teacher.look.watch", names=pieces.plain(grid.names(line.observers))))


def _ways(view: ConsoleView, found: GroupLook) -> None:
    """What the teacher can do for the group."""
    may, group, over = desk.mine(), found.line.group, found.line.over is not None
    with st.container(horizontal=True, gap="small"):
        desk.button(t("class.teacher.look.nudge"), "nudge", may.nudge, view.code, group, disabled=over)
        desk.button(t("class.teacher.look.close"), "close", may.close_group, view.code, group, disabled=over)
    with pieces.fold(t("class.teacher.look.send"), "teacher.send") as opened:
        if opened:
            outside.message(view, group)
            if not over and view.phase in TALKING:
                outside.event(view, group)


@st.fragment(run_every=2.0)
def _feed(code: str, group: int) -> None:
    """All that was said and done, the newest first; looks again by itself."""
    found = desk.mine().look(code, group)
    rows = "".join(_line(line, found) for line in reversed(found.feed))
    if not rows:
        st.html(f"<p>{escape(t('class.teacher.look.quiet'))}</p>")
        return
    label = escape(t("class.teacher.look.talks"), quote=True)
    st.html(f"<ol class='desk-feed' tabindex='0' aria-label='{label}'>{rows}</ol>")


def _line(line: FeedLine, found: GroupLook) -> str:
    game = found.gathered.public
    who = line.who
    if line.party is not None and not who:
        who = capital(talks.name(game, game.table.rules.game.party(line.party)))
    if line.channel == "delegation":
        who = t("class.teacher.look.among", who=who)
    head = f"<b>{escape(who)}</b> " if who and line.kind == "chat" else ""
    return f"<li class='{line.kind}'>{head}{escape(line.text.replace('**', ''))}</li>"


def _as_each_sees(view: ConsoleView, found: GroupLook) -> None:
    """The last text as each seat judges it, and what somebody there has drafted."""
    for party, seated in found.seated.items():
        st.markdown(f"**{grid.seat(view, party)}**")
        st.markdown(sentences(judged(seated)))
        for person in found.line.seats[party]:
            begun = found.drafts.get(person.id, {}).get("offer")
            if begun is not None:
                text = talks.named(seated, drafting.draft(begun, seated))
                st.markdown(t("class.teacher.look.draft", who=pieces.plain(person.nickname), text=text))


def last_text(seated: Seated) -> int | None:
    """Return the text that was tabled last at a table."""
    texts = [text.outcome for meeting in talks.meetings(seated) for text in meeting.offers]
    return texts[-1] if texts else None


def judged(seated: Seated) -> list[str]:
    """Return what the last text is worth to a seat, and why it would not take it."""
    text = last_text(seated)
    if text is None:
        floor = float(seated.table.value.reservation[seated.sitting.place])
        return [t("class.teacher.look.floor", floor=number(floor))]
    return [worth.share(seated, text), *worth.reasons(seated, text), worth.at_home(seated, text)]


def _replay(view: ConsoleView, group: int) -> None:
    """The talks move by move."""
    steps = desk.mine().replay(view.code, group)
    last = len(steps) - 1
    if last < 1:
        pieces.note(t("class.teacher.look.quiet"))
        return
    at = st.slider(
        t("class.teacher.look.step", n=count(last)), 0, last, last, key=f"teacher.step.{group}.{last}"
    )
    seated = steps[at].public
    now = talks.meetings(seated)[-1]
    st.markdown(
        f"**{t('class.teacher.round', n=count(now.round), all=count(seated.table.standing.deadline))}**"
    )
    for told in talks.told(seated, now) or [t("class.teacher.look.quiet")]:
        st.text(told.replace("**", ""))
