"""What happened to an event: who, when, before and after, read from the change log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, clock
from havenlens.services.event_history import Happening, history_of
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import brief_time
from havenlens.ui.coding.value_fields import BLANK
from havenlens.ui.models.event_cells import flag_names
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import N_, tr

FIND = N_("Find your way")
_KINDS = {
    "press": N_("coded"),
    "answer": N_("answered"),
    "edit": N_("changed"),
    "delete": N_("deleted"),
    "split": N_("split"),
    "merge": N_("merged"),
    "move": N_("moved"),
    "nudge": N_("moved by a frame"),
    "shift": N_("shifted in time"),
    "replace": N_("replaced"),
    "paste": N_("pasted"),
    "label": N_("given a code"),
    "sample": N_("sampled"),
    "import": N_("imported"),
    "undo": N_("undone"),
    "redo": N_("done again"),
}
_PARTS = {
    "code": N_("Code"),
    "span": N_("Time"),
    "actor": N_("Who"),
    "target": N_("To whom"),
    "modifiers": N_("Modifiers"),
    "comment": N_("Comment"),
    "link": N_("Answers"),
    "flags": N_("Flags"),
}


@dataclass(frozen=True, slots=True)
class EventStory:
    """What happened to one event, with the names of the coders."""

    event: UUID
    happenings: tuple[Happening, ...]
    coders: Mapping[UUID, str]


def read_story(reader: Callable[[], OpenStudy], coding: UUID, event: UUID) -> EventStory:
    """Read an event's history on a connection of its own; for a job."""
    opened = reader()
    try:
        store = opened.study.store
        coders = {coder.id: coder.name for coder in store.coders()}
        return EventStory(event, history_of(event, store.codings.steps_of(coding)), coders)
    finally:
        opened.close()


class EventHistory(Feature):
    """Ctrl+I shows what happened to the selected event, beside the video."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet = HistorySheet(desk.session.scheme, desk.session.names)
        self.sheet.closed.connect(self._close_sheet)
        self._event: UUID | None = None
        desk.changed.connect(self._renew)
        desk.selected.connect(self._follow)

    def bindings(self) -> Sequence[Binding]:
        stroke = KeyStroke("i", ctrl=True)
        return [Binding(stroke, "event_history", tr("What happened to the selected event"), tr(FIND))]

    def actions(self) -> Mapping[str, Action]:
        return {"event_history": self._toggle}

    def step_back(self) -> bool:
        if not self.desk.parts.places.beside.shows(self.sheet):
            return False
        self._close_sheet()
        return True

    def _toggle(self, _argument: str, _at: Micros) -> None:
        chosen = self.desk.parts.timeline.selected() or next(iter(self.desk.chosen()), None)
        if chosen is None:
            self.desk.say("editing.nothing_selected", refused=True)
            return
        if self.desk.parts.places.beside.shows(self.sheet) and chosen == self._event:
            self._close_sheet()
            return
        self.desk.parts.places.beside.open(self.sheet)
        self._read(chosen)

    def _close_sheet(self) -> None:
        self.desk.parts.places.beside.close_sheet(self.sheet)
        self.desk.listen()

    def _follow(self, event_id: UUID | None) -> None:
        if event_id is not None and self.desk.parts.places.beside.shows(self.sheet):
            self._read(event_id)

    def _renew(self, changes: Changes) -> None:
        """Read again where the event that is shown has changed, also where it has gone."""
        touched = [*changes.added, *changes.removed, *(after for _, after in changes.replaced)]
        shown = self.desk.parts.places.beside.shows(self.sheet)
        if shown and self._event in {event.id for event in touched}:
            self._read(self._event)

    def _read(self, event_id: UUID | None) -> None:
        if event_id is None:
            return
        self._event = event_id
        desk = self.desk
        desk.jobs.submit(
            read_story,
            desk.opened.reader,
            desk.session.coding.id,
            event_id,
            on_done=self._show,
            on_failed=desk.fail,
        )

    def _show(self, story: EventStory) -> None:
        if story.event == self._event:
            self.sheet.show_story(story)


class HistorySheet(QFrame):
    """A list of what happened, the latest first; what was undone is struck through and says so."""

    closed = pyqtSignal()

    def __init__(self, scheme: Scheme, names: Mapping[UUID, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self._scheme, self._names = scheme, names
        self._title = QLabel(tr("History"))
        self._title.setProperty("role", "heading")
        close = QToolButton()
        show_icon(close, "x")
        close.setToolTip(tr("Close"))
        close.setAccessibleName(tr("Close"))
        close.clicked.connect(self.closed)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.addLayout(self._list)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(Space.M, Space.S, Space.S, Space.M)
        outside.addLayout(head)
        outside.addWidget(scroll, 1)

    def show_story(self, story: EventStory) -> None:
        """Show what happened to an event."""
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        last = next((h.after or h.before for h in reversed(story.happenings)), None)
        if last is not None:
            name = self._scheme.code_by_id[last.code].name
            self._title.setText(tr("History: {code} {at}").format(code=name, at=brief_time(last.span.start)))
        for happening in reversed(story.happenings):
            self._list.addWidget(self._entry(happening, story.coders.get(happening.coder, "")))
        if not story.happenings:
            self._list.addWidget(_text(escape(tr("The log says nothing about this event."))))

    def texts(self) -> list[str]:
        """List what is written in each entry, as rich text."""
        labels = (self._list.itemAt(n) for n in range(self._list.count()))
        found = [item.widget() for item in labels if item is not None]
        return [label.text() for label in found if isinstance(label, QLabel)]

    def _entry(self, happening: Happening, coder: str) -> QLabel:
        tokens = current_look().tokens
        when = happening.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        kind = escape(tr(_KINDS.get(happening.kind, happening.kind)))
        head = f"<b>{kind}</b> · {escape(coder)}<br><span style='color:{tokens.secondary}'>{when}</span>"
        lines = [escape(line) for line in self._lines(happening)]
        if happening.undone:
            lines = [f"<s>{line}</s>" for line in lines]
            undone = escape(tr("undone since"))
            head += f" · <span style='color:{tokens.warning}'>{undone}</span>"
        if happening.takes_back:
            lines = [f"<span style='color:{tokens.secondary}'>{line}</span>" for line in lines]
        return _text("<br>".join([head, *lines]))

    def _lines(self, happening: Happening) -> list[str]:
        before, after = happening.before, happening.after
        if before is not None and after is not None:
            return [
                f"{tr(_PARTS[part])}: {self._value(before, part)} → {self._value(after, part)}"
                for part in happening.parts
            ]
        event = after or before
        assert event is not None
        given = [part for part in _PARTS if self._value(event, part) != BLANK]
        return [f"{tr(_PARTS[part])}: {self._value(event, part)}" for part in given]

    def _value(self, event: Event, part: str) -> str:
        match part:
            case "code":
                code = self._scheme.code_by_id.get(event.code)
                return event.code if code is None else code.name
            case "span":
                if event.span.is_instant:
                    return clock(event.span.start)
                end = tr("open") if event.span.end is None else clock(event.span.end)
                return f"{clock(event.span.start)} – {end}"
            case "actor":
                return self._names.get(event.actor, BLANK)
            case "target":
                return BLANK if event.target is None else self._names.get(event.target, BLANK)
            case "modifiers":
                asked = self._scheme.modifiers_of(event.code)
                given = [m.shown(event.modifiers[m.id]) for m in asked if m.id in event.modifiers]
                return " · ".join(given) or BLANK
            case "comment":
                return event.comment or BLANK
            case "flags":
                return flag_names(event.flags) or BLANK
        return BLANK if event.link is None else tr("linked")


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
