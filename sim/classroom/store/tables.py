"""The tables of the database, and the steps that bring an older one up to them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from sim.classroom.faults import ClassError

MIGRATIONS = Path(__file__).with_name("migrations")

META = sa.MetaData()

ROOMS = sa.Table(
    "rooms",
    META,
    sa.Column("code", sa.String(12), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)
"""``number``: of the room's last event. Its row is what a writer locks."""

EVENTS = sa.Table(
    "events",
    META,
    sa.Column("room", sa.String(12), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)

TOKENS = sa.Table(
    "tokens",
    META,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("room", sa.String(12), nullable=False, index=True),
    sa.Column("person", sa.String(12), nullable=False),
)

DRAFTS = sa.Table(
    "drafts",
    META,
    sa.Column("room", sa.String(12), primary_key=True),
    sa.Column("person", sa.String(12), primary_key=True),
    sa.Column("data", sa.Text, nullable=False),
)

KEYS = sa.Table("keys", META, sa.Column("digest", sa.String(64), primary_key=True))
"""The teacher's key: the last one made, alone."""

REFUSED = sa.Table(
    "refused",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("address", sa.String(64), nullable=False, index=True),
)
"""Wrong codes, tokens and keys, by the address that they came from."""


def migrate(engine: sa.Engine) -> None:
    """Bring the database up to these tables. Raises `ClassError` where a newer version has made it."""
    script = ScriptDirectory.from_config(_config())
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        context = MigrationContext.configure(
            connection, opts={"fn": lambda revision, _: script._upgrade_revs("head", revision)}
        )
        try:
            with Operations.context(context):
                context.run_migrations()
        except CommandError as error:
            raise ClassError("class.service.newer") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
