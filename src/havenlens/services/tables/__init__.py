"""A study's contents as tables: one tidy table a kind, as columns that come in batches."""

from havenlens.services.tables.all_tables import study_tables, tables_of
from havenlens.services.tables.columns import (
    Coded,
    Column,
    DataTable,
    Ids,
    Kind,
    Numbers,
    TableSource,
    source_of_rows,
    source_of_table,
)
from havenlens.services.tables.contents import Contents, contents_of
from havenlens.services.tables.events import FrameClock

__all__ = [
    "Coded",
    "Column",
    "Contents",
    "DataTable",
    "FrameClock",
    "Ids",
    "Kind",
    "Numbers",
    "TableSource",
    "contents_of",
    "source_of_rows",
    "source_of_table",
    "study_tables",
    "tables_of",
]
