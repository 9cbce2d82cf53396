"""Bring a study file's tables to this program's version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

HEAD = "0004_coaching"
KNOWN = ("0001_study_file", "0002_workbench", "0003_agreement", HEAD)
APPLICATION_ID = 0x48564E4C
"""Marks an SQLite file as a Havenlens study ("HVNL")."""


def migrate(connection: Connection) -> None:
    """Create or upgrade the tables to `HEAD` in one transaction."""
    from alembic import command  # noqa: PLC0415 - needed once in a study's life
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def version_of(connection: Connection) -> str | None:
    """Give the version of the schema in a file, or None where it is no study of ours."""
    if connection.execute(text("PRAGMA application_id")).scalar() != APPLICATION_ID:
        return None
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")).all()
    if not tables:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
