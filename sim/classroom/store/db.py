"""A database of rooms: events are appended, read and deleted; what a database says no to becomes a sentence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sim.classroom.events import Event
from sim.classroom.faults import ClassError
from sim.classroom.store.tables import DRAFTS, EVENTS, KEYS, REFUSED, ROOMS, TOKENS, migrate

PATIENCE = 3.0
"""Seconds that a request waits for a database that another program has locked."""


def url_of(database: str) -> str:
    """Return the URL of a database that is given as one or as the path of a file.

    >>> url_of("postgresql://teacher@localhost/class"), url_of("/class.db")
    ('postgresql+psycopg://teacher@localhost/class', 'sqlite:////class.db')
    """
    if "://" not in database:
        return f"sqlite:///{Path(database).expanduser().absolute()}"
    scheme, _, rest = database.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else database


class Database:
    """A database at a URL or a path, made and brought up to date where need be. Raises `ClassError`, always."""

    def __init__(self, database: str) -> None:
        url = url_of(database)
        try:
            self.engine = _engine(url)
        except ImportError as error:
            if url.startswith("postgresql"):
                raise ClassError("class.service.driver") from None
            raise ClassError("class.service.database", why=str(error)) from None
        except (NoSuchModuleError, SQLAlchemyError, ValueError) as error:
            raise ClassError("class.service.database", why=_first_line(error)) from None
        self._turn = threading.Lock()
        self.lite = self.engine.dialect.name == "sqlite"
        if self.lite and self.engine.url.database:
            try:
                Path(self.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ClassError("class.service.database", why=str(error)) from None
        with refused_in_words(opening=True):
            migrate(self.engine)

    @property
    def file(self) -> Path | None:
        """The file of the database, if it is one."""
        return Path(self.engine.url.database) if self.lite and self.engine.url.database else None

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Return a connection to read through."""
        with refused_in_words(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Return a connection to write through: all of it is kept, or nothing."""
        # In this process one after the other: SQLite's own waiting lets some wait long.
        if self.lite and not self._turn.acquire(timeout=PATIENCE):
            raise ClassError("class.service.busy")
        try:
            with (
                refused_in_words(),
                self.engine.connect().execution_options(write=True) as connection,
                connection.begin(),
            ):
                yield connection
        finally:
            if self.lite:
                self._turn.release()

    def numbers(self) -> dict[str, int]:
        """Return room to the number of its last event."""
        with self.reading() as connection:
            return {row.code: row.number for row in connection.execute(sa.select(ROOMS))}

    def number(self, connection: sa.Connection, room: str, *, lock: bool = False) -> int | None:
        """Return the number of a room's last event, ``lock``: for this writer alone until it is done; None without such a room."""
        asked = sa.select(ROOMS.c.number).where(ROOMS.c.code == room)
        return connection.scalar(asked.with_for_update() if lock else asked)

    def events(self, connection: sa.Connection, room: str, after: int) -> list[Event]:
        """Return the events of a room behind a number, in order."""
        asked = sa.select(EVENTS).where(EVENTS.c.room == room, EVENTS.c.number > after)
        rows = connection.execute(asked.order_by(EVENTS.c.number))
        return [Event(row.number, row.at, row.kind, json.loads(row.data)) for row in rows]

    def append(self, connection: sa.Connection, room: str, events: Sequence[Event]) -> None:
        """Add events to a room; no number is there twice."""
        rows = [
            {
                "room": room,
                "number": event.number,
                "at": event.at,
                "kind": event.kind,
                "data": json.dumps(event.data, ensure_ascii=False),
            }
            for event in events
        ]
        connection.execute(sa.insert(EVENTS), rows)
        moved = sa.update(ROOMS).where(ROOMS.c.code == room).values(number=events[-1].number)
        connection.execute(moved)

    def open_room(self, connection: sa.Connection, room: str) -> None:
        """Make a room without events. Raises `ClassError` for a code that is taken."""
        connection.execute(sa.insert(ROOMS), {"code": room, "number": 0})

    def delete_room(self, room: str) -> None:
        """Delete a room with everything that anybody did or typed in it."""
        with self.writing() as connection:
            for table in (EVENTS, TOKENS, DRAFTS):
                connection.execute(sa.delete(table).where(table.c.room == room))
            connection.execute(sa.delete(ROOMS).where(ROOMS.c.code == room))
        if self.lite:
            # What was deleted does not stay in free pages of the file or in its journal.
            with refused_in_words(), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def add_token(self, connection: sa.Connection, digest: str, room: str, person: str) -> None:
        """Keep whose seat a token opens."""
        connection.execute(sa.insert(TOKENS), {"digest": digest, "room": room, "person": person})

    def token(self, digest: str) -> tuple[str, str] | None:
        """Return the room and the person of a token."""
        with self.reading() as connection:
            row = connection.execute(sa.select(TOKENS).where(TOKENS.c.digest == digest)).first()
        return None if row is None else (row.room, row.person)

    def keep_draft(self, room: str, person: str, changes: Mapping[str, Any], most: int) -> None:
        """Keep what a person has typed, beside what else it had; a `None` is forgotten.

        Raises `ClassError` where all of it together has more than ``most`` letters.
        """
        with self.writing() as connection:
            draft = {**self.drafts(connection, room, person).get(person, {}), **changes}
            data = json.dumps(
                {name: value for name, value in draft.items() if value is not None}, ensure_ascii=False
            )
            if len(data) > most:
                raise ClassError("class.service.long", most=most)
            here = (DRAFTS.c.room == room) & (DRAFTS.c.person == person)
            connection.execute(sa.delete(DRAFTS).where(here))
            connection.execute(sa.insert(DRAFTS), {"room": room, "person": person, "data": data})

    def drafts(
        self, connection: sa.Connection, room: str, person: str | None = None
    ) -> dict[str, Mapping[str, Any]]:
        """Return person to what it has typed, of a room or of one person."""
        asked = sa.select(DRAFTS).where(DRAFTS.c.room == room)
        rows = connection.execute(asked if person is None else asked.where(DRAFTS.c.person == person))
        return {row.person: json.loads(row.data) for row in rows}

    def forget_person(self, connection: sa.Connection, room: str, person: str) -> None:
        """Forget what opens a person's seat, and what it had typed."""
        for table in (TOKENS, DRAFTS):
            connection.execute(sa.delete(table).where((table.c.room == room) & (table.c.person == person)))

    def keep_key(self, digest: str) -> None:
        """Keep a key in place of all others."""
        with self.writing() as connection:
            connection.execute(sa.delete(KEYS))
            connection.execute(sa.insert(KEYS), {"digest": digest})

    def is_key(self, digest: str) -> bool:
        """Return whether this is the key."""
        with self.reading() as connection:
            asked = sa.select(KEYS.c.digest).where(KEYS.c.digest == digest)
            return connection.scalar(asked) is not None

    def refuse(self, kind: str, address: str, at: float) -> None:
        """Note a wrong code, token or key."""
        with self.writing() as connection:
            connection.execute(sa.insert(REFUSED), {"at": at, "kind": kind, "address": address[:64]})

    def refused(self, kind: str, address: str, since: float) -> int:
        """Return how many wrong ones came from an address since a time."""
        here = (REFUSED.c.kind == kind) & (REFUSED.c.address == address[:64]) & (REFUSED.c.at >= since)
        with self.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(REFUSED).where(here)) or 0


def _engine(url: str) -> sa.Engine:
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite":
        return sa.create_engine(made, pool_pre_ping=True, pool_size=8, pool_timeout=PATIENCE)
    engine = sa.create_engine(made, connect_args={"timeout": PATIENCE}, pool_size=8, max_overflow=40)
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    # SQLAlchemy's own way of beginning does not lock before the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0][:200]


@contextmanager
def refused_in_words(*, opening: bool = False) -> Iterator[None]:
    """Turn what a database says no to into a `ClassError`; ``opening``: while it is opened first."""
    try:
        yield
    except (DBAPIError, PoolTimeout, OSError) as error:
        if isinstance(error, IntegrityError):
            raise ClassError("class.service.busy") from error
        said = str(error).lower()
        full = ("disk is full", "no space left", "disk i/o error", "could not extend file")
        if any(words in said for words in full):
            raise ClassError("class.service.disk") from error
        if "locked" in said or "busy" in said:
            raise ClassError("class.service.busy") from error
        if opening:
            raise ClassError("class.service.database", why=_first_line(error)) from error
        raise ClassError("class.service.away") from error
