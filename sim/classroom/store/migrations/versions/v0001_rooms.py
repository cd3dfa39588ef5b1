"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "rooms",
        sa.Column("code", sa.String(12), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("room", sa.String(12), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("room", sa.String(12), nullable=False, index=True),
        sa.Column("person", sa.String(12), nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("room", sa.String(12), primary_key=True),
        sa.Column("person", sa.String(12), primary_key=True),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table("keys", sa.Column("digest", sa.String(64), primary_key=True))
    op.create_table(
        "refused",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("address", sa.String(64), nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("refused", "keys", "drafts", "tokens", "events", "rooms"):
        op.drop_table(name)
