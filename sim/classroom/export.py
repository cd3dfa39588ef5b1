"""A finished room to take along: tables as CSV and Parquet, and a report that prints; without names unless they are asked for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from markupsafe import Markup

from sim.classroom import shown
from sim.classroom.beside import Model, Real
from sim.classroom.debrief import ClassLine, Debrief, place
from sim.classroom.state import Group, RoomState, Said
from sim.engine.gathering import Closed, Gathered, Moved, OwnEvent, Struck
from sim.report.plane import drawn
from sim.report.template import filled
from sim.telling.catalogue import said, t

Cell = str | int | float | bool | None
Table = list[dict[str, Cell]]

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet may take for a formula."""

BLANK = " \u00a0\u3000\ufeff"
"""What may stand before it."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """All that a room leaves: its state, where each group's table stands, and the debrief made of them."""

    room: RoomState
    standings: Mapping[int, Gathered]
    debrief: Debrief


def safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: a text that might be one begins with an apostrophe.

    >>> safe("=1+1"), safe(" @x"), safe("fair"), safe(-0.5)
    ("'=1+1", "' @x", 'fair', -0.5)
    """
    if isinstance(cell, str) and cell.lstrip(BLANK).startswith(FORMULA):
        return f"'{cell}"
    return cell


def tables(lesson: Lesson, spoken: Iterable[tuple[int, Said]] | None = None) -> dict[str, Table]:
    """Return the tables of a room by name: groups, moves, people; with all lines and the groups that heard them also nicknames, and these.

    People have numbers by their arrival, also with names.
    """
    found = {
        "groups": _groups(lesson),
        "moves": [row for group in lesson.room.groups.values() for row in _moves(lesson, group)],
        "people": _people(lesson, names=spoken is not None),
    }
    if spoken is not None:
        found["chat"] = [
            {
                "group": group,
                "at": _time(line.at),
                "kind": line.kind,
                "name": line.name,
                "seat": line.party,
                "channel": "group" if line.seat is None else "delegation",
                "text": line.text,
            }
            for group, line in sorted(spoken, key=itemgetter(0))
        ]
    return found


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _terms(debrief: Debrief, outcome: int | None) -> tuple[str | None, str | None]:
    if outcome is None:
        return None, None
    depth, terms = debrief.space.text(outcome)
    return depth, "; ".join(f"{issue}={option}" for issue, option in terms.items())


def _groups(lesson: Lesson) -> Table:
    x, y = lesson.debrief.axes
    rows: Table = []
    for end in lesson.debrief.groups:
        depth, terms = _terms(lesson.debrief, end.agreement)
        rows.append(
            {
                "group": end.group,
                "result": end.result,
                "step": end.ladder,
                "depth": depth,
                "terms": terms,
                "rounds": end.rounds,
                f"gain_{x}": end.at[0],
                f"gain_{y}": end.at[1],
                "blocked_by": end.blocked,
                "off_frontier": end.off_frontier,
                "off_nash": end.off_nash,
                "signable_at_end": end.signable,
                "better_terms": _terms(lesson.debrief, end.better)[1],
            }
        )
    return rows


def _moves(lesson: Lesson, group: Group) -> Iterator[dict[str, Cell]]:
    """Everything that happened at a table, one row each, in order."""
    x, y = lesson.debrief.axes
    for number, one in enumerate(group.happened, 1):
        entry, outcome = one.entry, None
        row: dict[str, Cell] = {"group": group.id, "entry": number, "at": _time(one.at)}
        match entry:
            case Moved():
                outcome = entry.move if isinstance(entry.move, int) else None
                move = "propose" if outcome is not None else str(entry.move)
                row |= {"party": entry.party, "computer": entry.agent, "move": move}
            case Struck():
                row |= {"party": None, "computer": False, "move": f"event: {_event(entry.event)}"}
            case Closed():
                row |= {"party": None, "computer": False, "move": f"closed: {entry.why}"}
        depth, terms = _terms(lesson.debrief, outcome)
        gains = (None, None) if outcome is None else place(lesson.debrief.space, lesson.debrief.axes, outcome)
        yield {**row, "depth": depth, "terms": terms, f"gain_{x}": gains[0], f"gain_{y}": gains[1]}


def _event(happened: str | OwnEvent) -> str:
    """The id of an event, or what the teacher wrote with what it changes."""
    if isinstance(happened, str):
        return happened
    changes = {name: by for name, by in asdict(happened).items() if name not in ("words", "parties") and by}
    for party, own in happened.parties.items():
        changes |= {f"{party}.{what}": by for what, by in own.items()}
    return "; ".join([happened.words, *(f"{name} {by:+g}" for name, by in changes.items())])


def _people(lesson: Lesson, *, names: bool) -> Table:
    rows: Table = []
    for number, person in enumerate(lesson.room.people.values(), 1):
        row: dict[str, Cell] = {"person": number}
        row |= {"name": person.name} if names else {}
        row |= {
            "group": person.group,
            "seat": person.seat,
            "brief_opened": person.brief,
            "checks_right": person.right,
        }
        guess, ticket = person.guess, person.ticket
        row["guessed_step"] = None if guess is None else guess.ending
        row["guessed_blocker"] = None if guess is None else guess.blocker or "none"
        row["ticket_1"] = None if ticket is None else ticket.first
        row["ticket_2"] = None if ticket is None else ticket.second
        rows.append({**row, "stars": person.stars})
    return rows


def as_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with a byte-order mark, which spreadsheets ask for; no cell can be a formula.

    >>> as_csv([{"a": 1, "b": "=x"}]).decode("utf-8-sig").split()
    ['a,b', "1,'=x"]
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if table:
        writer.writerow(list(table[0]))
    writer.writerows([["" if cell is None else safe(cell) for cell in row.values()] for row in table])
    return text.getvalue().encode("utf-8-sig")


def as_parquet(table: Table) -> bytes:
    """Return a table as a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(table), sink, compression="zstd")
    return sink.getvalue()


def as_zip(found: Mapping[str, Table], form: str) -> bytes:
    """Return tables as one ZIP file; ``form``: `csv` or `parquet`. A table without a row is left out."""
    write = as_csv if form == "csv" else as_parquet
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in found.items():
            if table:
                archive.writestr(f"{name}.{form}", write(table))
    return sink.getvalue()


def report(
    lesson: Lesson,
    model: Model | None = None,
    real: Real | None = None,
    classes: Sequence[tuple[str, ClassLine]] = (),
) -> str:
    """Return the debrief as one HTML page in the language in use, which needs no network and prints well; without names."""
    found = lesson.debrief
    ways = [
        (end.group, Markup(drawn(shown.picture(found, real=real, paths=[end.group])))) for end in found.groups
    ]
    parts: dict[str, Any] = {
        "title": said(shown.spec_of(found).title),
        "summary": shown.summary(found),
        "plane": Markup(drawn(shown.picture(found, model, real))),
        "legend": shown.legend(found, model, real),
        "groups": shown.group_rows(found),
        "endings": shown.ending_rows(found, model, real),
        "blocked": shown.blocked_rows(found, model),
        "classes": shown.class_rows(classes),
        "ways": ways,
        "tickets": _tickets(lesson),
        "kicker": t("class.teacher.report.kicker", day=_time(lesson.room.opened)[:10]),
        "foot": t("class.teacher.report.foot"),
    }
    return filled("sim.classroom", "report.html", **parts)


def _tickets(lesson: Lesson) -> list[tuple[str, str]]:
    """The answers of the exit tickets, in an order that says nothing of who wrote them."""
    found = [person.ticket for person in lesson.room.people.values() if person.ticket is not None]
    return sorted((ticket.first, ticket.second) for ticket in found)
