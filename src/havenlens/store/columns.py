"""The kinds of columns the study file is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcInstant(TypeDecorator[datetime]):
    """An instant, kept in UTC whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a time zone, and turn the others into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant its time zone back."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


def id_column() -> Column[Any]:
    """Make a table's own id."""
    return Column("id", Uuid, primary_key=True)


def ref_column(name: str, table: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    """Point to a row of another table; it goes when that row goes."""
    return Column(name, Uuid, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=null, primary_key=key)


def us_column(name: str, *, null: bool = False) -> Column[Any]:
    """Make a column of whole microseconds."""
    return Column(name, BigInteger, nullable=null)


def text_column(name: str, **rest: Any) -> Column[Any]:
    """Make a column of text that is empty rather than missing."""
    return Column(name, Text, nullable=False, server_default="", **rest)


def position_column() -> Column[Any]:
    """Make a column that keeps the order people chose."""
    return Column("position", Integer, nullable=False, server_default="0")
