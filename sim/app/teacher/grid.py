"""Every group at a glance, as plain HTML that is cheap to send every other second."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sim.classroom.plan import TALKING
from sim.classroom.views import ConsoleView, GroupLine, PersonLine
from sim.telling import labels
from sim.telling.catalogue import capital, listed, plural, t
from sim.telling.numbers import count, number

SLOW = 60.0
"""Seconds after which who is to move holds the group up."""

SILENT = 120.0
"""Seconds after which somebody is silent."""

AWAY = 20.0
"""Seconds after which somebody's page is taken to be closed."""


def clock(seconds: float) -> str:
    """Return a time in minutes and seconds.

    >>> clock(75.9), clock(0)
    ('1:15', '0:00')
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def head(view: ConsoleView) -> str:
    """Return where the lesson is: its phase among all, the clock, what to do now, and how many do what."""
    n = view.phases.index(view.phase) + 1
    state = "out" if view.clock.out else "paused" if view.clock.paused else "runs"
    says = "" if state == "runs" else f"· {t(f'class.teacher.clock.{state}')}"
    people = everybody(view)
    counts = [plural("class.teacher.people.count", len(people), n=count(len(people)))]
    if view.phase == "brief":
        counts += [
            t(f"class.teacher.did.{name}", n=count(sum(getattr(one, field) for one in people)))
            for name, field in (("brief", "brief_opened"), ("checked", "checked"), ("guessed", "guessed"))
        ]
    if view.phase == "ticket":
        counts.append(t("class.teacher.did.ticket", n=count(sum(one.ticketed for one in people))))
    if view.groups and view.phase in TALKING:
        still = sum(line.over is None for line in view.groups)
        counts.append(t("class.teacher.did.talking", n=count(still), all=count(len(view.groups))))
    return (
        f"<div class='desk-head {state}'><p class='desk-clock' role='timer'>{clock(view.clock.remaining)}</p>"
        f"<div><p><b>{escape(t(f'class.teacher.phase.{view.phase}'))}</b> "
        f"<span>{escape(t('class.teacher.phase_of', n=n, all=len(view.phases)))}</span> <span>{escape(says)}</span></p>"
        f"<p>{escape(t(f'class.teacher.now.{view.phase}'))}</p><p>{escape(' · '.join(counts))}</p></div></div>"
    )


def everybody(view: ConsoleView) -> list[PersonLine]:
    """Return all people of a room."""
    seated = [one for line in view.groups for people in line.seats.values() for one in people]
    watching = [one for line in view.groups for one in line.observers]
    return [*seated, *watching, *view.loose]


def lobby(view: ConsoleView) -> str:
    """Return who has joined, before there are groups."""
    names = "".join(f"<li>{escape(one.nickname)}</li>" for one in view.loose)
    says = t("class.teacher.lobby.waits") if not view.loose else t("class.teacher.lobby.joined")
    return f"<p>{escape(says)}</p><ul class='desk-names'>{names}</ul>"


def groups(view: ConsoleView) -> str:
    """Return a card for each group."""
    return f"<div class='desk-groups'>{''.join(_card(view, line) for line in view.groups)}</div>"


def state_of(view: ConsoleView, line: GroupLine) -> str:
    """Return in a word how a group stands: `deal`, `none`, `slow`, `talks` or `waits`."""
    if line.over is not None:
        return "none" if line.over in ("deadline", "walked_out", "suspended", "not_ratified") else "deal"
    if line.mover is None or view.phase not in TALKING:
        return "waits"
    return "slow" if line.mover.seconds >= SLOW and not line.mover.agent else "talks"


def _card(view: ConsoleView, line: GroupLine) -> str:
    state, says = state_of(view, line), ""
    if state in ("slow", "talks") and line.mover is not None:
        says = f" {clock(line.mover.seconds)}"
    rows = [
        _row("mover", mover(view, line)),
        _row("offer", line.offer),
        _row("", distance(line)),
        *_quiet(view, line),
    ]
    return (
        f"<section class='desk-group {state}' aria-label='{escape(t('class.teacher.group', n=line.group), quote=True)}'>"
        f"<h2>{escape(t('class.teacher.group', n=line.group))} <span>{escape(t(f'class.teacher.state.{state}') + says)}</span></h2>"
        f"{''.join(rows)}</section>"
    )


def _row(name: str, text: str) -> str:
    return f"<p class='{name}'>{escape(text)}</p>" if text else ""


def seat(view: ConsoleView, party: str) -> str:
    """Return what a seat is called."""
    return capital(labels.seat(view.plan.loaded.spec, party))


def names(people: Iterable[PersonLine]) -> str:
    """Return people by their nicknames."""
    return listed([one.nickname for one in people])


def mover(view: ConsoleView, line: GroupLine) -> str:
    """Return who is to move and so may hold a group up, or how it ended."""
    if line.over is not None or line.mover is None:
        return line.ended
    found = line.mover
    who = listed(list(found.people)) if found.people and not found.agent else t("class.teacher.computer")
    return t("class.teacher.mover", seat=seat(view, found.party), who=who)


def distance(line: GroupLine) -> str:
    """Return the round, and how far the nearest treaty is from being signed."""
    if line.over is not None:
        return ""
    rounds = t("class.teacher.round", n=count(line.round), all=count(line.deadline))
    if line.distance is None:
        away = t("class.teacher.distance.barred")
    elif line.distance == 0.0:
        away = t("class.teacher.distance.none")
    else:
        away = t("class.teacher.distance.short", gap=number(line.distance))
    return f"{rounds} · {away}"


def _quiet(view: ConsoleView, line: GroupLine) -> list[str]:
    """Who says nothing, whose page is closed, and who has not opened the brief."""
    people = [one for seat_people in line.seats.values() for one in seat_people]
    found: list[str] = []
    if line.over is not None:
        return found
    if view.phase == "brief":
        opened = sum(one.brief_opened for one in people)
        found.append(_row("", t("class.teacher.briefs", n=count(opened), all=count(len(people)))))
    away = [one for one in people if one.away is None or one.away >= AWAY]
    if away:
        found.append(_row("quiet", t("class.teacher.away", names=names(away))))
    silent = [one for one in people if one.silent >= SILENT and one not in away]
    if silent and view.phase in TALKING:
        found.append(_row("quiet", t("class.teacher.silent", names=names(silent))))
    return found
