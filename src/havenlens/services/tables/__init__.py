"""A study's contents as tables: one tidy table a kind, as columns that come in batches."""

from havenlens.services.stored_columns import Coded, Ids, Numbers
from havenlens.services.tables.all_tables import PLAIN_TABLES, study_tables, tables_of
from havenlens.services.tables.columns import (
    Column,
    DataTable,
    Kind,
    TableSource,
    source_of_rows,
    source_of_table,
)
from havenlens.services.tables.contents import Contents, contents_of
from havenlens.services.tables.events import FrameClock

__all__ = [
    "PLAIN_TABLES",
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
