"""Take a hand-out's rows into the study they came from, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, delete, insert, select, update

from havenlens.domain.problems import Problem
from havenlens.services.hand_outs import Merged
from havenlens.services.merging import Standing
from havenlens.services.ports import Progress
from havenlens.store import agreement_tables as a
from havenlens.store import tables as t
from havenlens.store.chain import Chain, plain
from havenlens.store.merge_plan import CodingPlan, plan_merge
from havenlens.store.returned import MERGE, Returned, opened_hand_out
from havenlens.store.shared_edits import take_in_edits

_AT_ONCE = 500


def merge_hand_out(
    connection: Connection, path: Path, progress: Progress, without: Collection[str]
) -> Merged:
    """Merge a file into a study; raise `StudyError` before anything is written where it does not fit."""

    def take_study() -> UUID:
        # The first write takes the right to write, so that nobody else's comes between reading and writing.
        connection.execute(update(t.study).values(name=t.study.c.name))
        return UUID(str(connection.execute(select(t.study.c.id)).scalar_one()))

    def checking(done: int, total: int) -> None:
        progress(done, 2 * total)

    with opened_hand_out(path, take_study, checking) as returned:
        study_id = connection.execute(select(t.study.c.id)).scalar_one()
        return _Merge(connection, study_id, returned, progress, without).make()


class _Merge:
    def __init__(
        self,
        connection: Connection,
        study_id: UUID,
        returned: Returned,
        progress: Progress,
        without: Collection[str],
    ) -> None:
        self._connection, self._study, self._returned = connection, study_id, returned
        self._progress = progress
        self._plan = plan_merge(connection, returned, without)
        self._payloads: list[dict[str, Any]] = []
        self._grown = False

    def make(self) -> Merged:
        """Write everything, say in the study's log what was taken in, and count."""
        plan, returned = self._plan, self._returned
        events = 0
        for done, coding in enumerate(plan.codings):
            self._progress(len(plan.codings) + done, 2 * len(plan.codings))
            events += self._take_in(coding)
        self._payloads += take_in_edits(self._connection, returned, plan.left_out)
        news = self._grown or bool(self._payloads)
        self._record(news)
        new = sum(coding.is_new for coding in plan.codings)
        further = sum(coding.standing is Standing.FURTHER for coding in plan.codings)
        return Merged(
            coder=returned.coder.name,
            new=new,
            further=further - new,
            same=len(plan.codings) - further,
            events=events,
            news=news,
            notices=(*plan.notices, *self._other_notices()),
        )

    def _other_notices(self) -> tuple[Problem, ...]:
        """Say what the file has that only the study itself may say."""
        mine = {table.name for table in (t.casting, t.work_spans, t.recode_items)}
        quiet = {t.media_roots.name, t.coders.name}  # where the files lie on that computer; a role
        found = [name for name in self._returned.other_tables if name not in mine | quiet]
        if not found:
            return ()
        values = {"path": self._returned.path, "what": ", ".join(name.replace("_", " ") for name in found)}
        return (Problem("merge.left_out", values),)

    # --- one coding ---------------------------------------------------------------------------------

    def _take_in(self, plan: CodingPlan) -> int:
        """Write one coding, its log, and what was counted beside it; give how many events it has."""
        row, coding = plan.row, plan.row["id"]
        if plan.is_new:
            # The file's own log has this row; it comes with the other edits, each with when it was made.
            self._connection.execute(insert(t.codings), [dict(row)])
            for cast in self._returned.rows(t.casting, t.casting.c.coding == coding):
                self._add(t.casting, cast)
        elif plan.later_place:
            kept = {"resume_us": row["resume_us"], "state": row["state"]}
            self._connection.execute(update(t.codings).where(t.codings.c.id == coding).values(**kept))
        events = self._replace(coding) if plan.standing is Standing.FURTHER else 0
        self._take_in_work(coding)
        self._take_in_recoding(coding)
        return events

    def _add(self, table: Table, row: Mapping[str, Any]) -> None:
        self._connection.execute(insert(table), [dict(row)])
        self._payloads.append({"table": table.name, "row": plain(row)})

    def _replace(self, coding: UUID) -> int:
        """Let the events, ratings and log be those of the file, word for word."""
        self._grown = True
        for table in (t.events, t.rating_periods):
            self._connection.execute(delete(table).where(table.c.coding == coding))
        log, ends = t.change_log, t.chain_ends
        for table in (log, ends):
            self._connection.execute(delete(table).where(table.c.chain == coding))
        periods = select(t.rating_periods.c.id).where(t.rating_periods.c.coding == coding)
        count = self._copy(t.events, t.events.c.coding == coding)
        self._copy(t.rating_periods, t.rating_periods.c.coding == coding)
        self._copy(t.ratings, t.ratings.c.period.in_(periods))
        self._copy(log, log.c.chain == coding)
        self._copy(ends, ends.c.chain == coding)
        return count

    def _copy(self, table: Table, chosen: Any) -> int:
        n = 0
        query = select(table).where(chosen)
        for part in self._returned.connection.execute(query).mappings().partitions(_AT_ONCE):
            self._connection.execute(insert(table), [dict(row) for row in part])
            n += len(part)
        return n

    def _take_in_work(self, coding: UUID) -> None:
        """Take over the time that was worked; a stretch known already holds where it goes on longest."""
        table = t.work_spans
        known = {
            row.id: row for row in self._connection.execute(select(table).where(table.c.coding == coding))
        }
        for row in self._returned.rows(table, table.c.coding == coding):
            old = known.get(row["id"])
            if old is None:
                self._add(table, row)
            elif (row["ended_at"], row["active_us"]) > (old.ended_at, old.active_us):
                self._change(table, row["id"], {"ended_at": row["ended_at"], "active_us": row["active_us"]})

    def _take_in_recoding(self, coding: UUID) -> None:
        """Take over what was looked at after a new version of the scheme."""
        table = t.recode_items
        known = {
            row.id: row for row in self._connection.execute(select(table).where(table.c.coding == coding))
        }
        for row in self._returned.rows(table, table.c.coding == coding):
            old, done = known.get(row["id"]), row["done_at"]
            if old is not None and done is not None and (old.done_at is None or done < old.done_at):
                self._change(table, row["id"], {"done_at": done})

    def _change(self, table: Table, row_id: UUID, values: Mapping[str, Any]) -> None:
        self._connection.execute(update(table).where(table.c.id == row_id).values(**values))
        self._payloads.append({"table": table.name, "id": row_id.hex, "row": plain(values)})

    # --- the study's log ----------------------------------------------------------------------------

    def _record(self, news: bool) -> None:
        """Note in the list of hand-outs and in the log that the file came back, where it brought anything."""
        mark, hand_outs = self._returned.mark, a.hand_outs
        query = select(hand_outs).where(hand_outs.c.id == mark.id)
        found = self._connection.execute(query).mappings().first()
        known: dict[str, Any] = {} if found is None else dict(found)
        now = datetime.now(UTC)
        if not known:
            known = {
                "id": mark.id,
                "coder": mark.coder,
                "made_at": mark.at,
                "contents": {},
                "merged_at": None,
            }
            self._add(hand_outs, known)
        if not news and known["merged_at"] is not None:
            return
        seq, head = self._returned.head
        before = known["contents"].get("came_back", {"seq": 0, "hash": ""})
        last = max((before["seq"], before["hash"]), (seq, head))
        contents = {**known["contents"], "came_back": {"seq": last[0], "hash": last[1]}}
        self._change(hand_outs, mark.id, {"merged_at": now, "contents": contents})
        end = Chain.at_end(self._connection, self._study)
        links = end.links(self._payloads, step_id=uuid4(), kind=MERGE, at=now, coder=mark.coder)
        end.append(self._connection, links)
