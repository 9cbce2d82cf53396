"""The fields of the event editor, made for the code of the events that are edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from havenlens.domain.codebook import UNLABELLED, Kind, Modifier
from havenlens.domain.coding import holders
from havenlens.domain.editing import linkable
from havenlens.domain.events import Event, Flag
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.edits import brief_event, ground_of
from havenlens.ui.coding.value_fields import BLANK, AnswerField, ChoiceField, Option, answer_field
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.menu_button import MenuField
from havenlens.words.catalogue import tr

T = TypeVar("T")

_PAIRED, _LABEL, _SHORT = 380, 108, 62
"""From which width on two short fields share a row; how wide labels may be, and those of second fields."""


@dataclass(frozen=True, slots=True)
class FormKind:
    """What decides which fields a form has: one event or several, their codes, whether they may answer."""

    single: bool
    codes: tuple[str, ...]
    linked: bool


def form_kind(events: Sequence[Event], session: CodingSession) -> FormKind | None:
    """Give the kind of form that some events need; None where there are none."""
    if not events:
        return None
    codes = tuple(dict.fromkeys(event.code for event in events))
    bids = {code.id for code in session.scheme.codes if code.code_class == "bid"}
    linked = any(event.link is not None for event in events) or (
        bool(bids) and not bids.intersection(codes) and UNLABELLED not in codes
    )
    return FormKind(len(events) == 1, codes, linked)


class EventForm(QWidget):
    """Labels and fields, two in a row; what is asked of the events is told by signals."""

    text_finished = pyqtSignal(str, object)
    value_picked = pyqtSignal(str)
    flag_clicked = pyqtSignal(object)
    link_chosen = pyqtSignal(object)
    comment_entered = pyqtSignal()

    def __init__(self, session: CodingSession, kind: FormKind | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.texts: dict[str, QLineEdit] = {}
        self.choices: dict[str, ChoiceField] = {}
        self.answers: dict[str, AnswerField] = {}
        self.flags: dict[Flag, QCheckBox] = {}
        self._events: Sequence[Event] = ()
        self._link: MenuField | None = None
        self._unlink: QToolButton | None = None
        self._parts: list[tuple[QLabel, QWidget, bool]] = []
        self._paired, self._room = True, 0
        self.code_box = QWidget()
        """Holds the field for the code, which stands above the form."""
        self._code_row = QHBoxLayout(self.code_box)
        self._code_row.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)

        if kind is not None:
            self._build(kind)

    def _build(self, kind: FormKind) -> None:
        self._add_code(kind.codes)
        if kind.single:
            lasts = self._session.scheme.code_by_id[kind.codes[0]].kind is Kind.STATE
            self._add_text("onset", tr("Onset"), wide=not lasts)
            if lasts:
                self._add_text("offset", tr("Offset"))
        self._add_people(kind.codes)
        for modifier in self._shared_questions(kind.codes):
            self._add_answer(modifier)
        self._add_text("comment", tr("Comment"), wide=True)
        self.texts["comment"].returnPressed.connect(self.comment_entered)
        self._add_flags()
        if kind.linked:
            self._add_link()
        self._arrange()

    def placeholder(self, part: str) -> str:
        """Say what an empty field means."""
        return {"offset": tr("open"), "comment": tr("What you saw")}.get(part, "")

    def mark_invalid(self, field: QLineEdit, *, invalid: bool) -> None:
        """Mark a field whose text was refused."""
        if bool(field.property("invalid")) != invalid:
            field.setProperty("invalid", invalid)
            style = field.style()
            assert style is not None
            style.unpolish(field)
            style.polish(field)

    def forget_invalid(self) -> None:
        """Take the mark off every field."""
        for field in self.texts.values():
            self.mark_invalid(field, invalid=False)

    def show_link(self, events: Sequence[Event]) -> None:
        """Name what the events are answers to."""
        self._events = events
        if self._link is None or self._unlink is None:
            return
        links = {event.link for event in events}
        bid = self._session.events.get(next(iter(links))) if len(links) == 1 else None
        text = brief_event(bid, self._session) if bid is not None else tr("choose …")
        self._link.setText(tr("several") if len(links) > 1 else text)
        self._link.setToolTip(self._link.text())
        self._link.setAccessibleName(tr("Answers: {what}").format(what=self._link.text()))
        self._unlink.setVisible(links != {None})

    # Making fields

    def _add_code(self, codes: Sequence[str]) -> None:
        scheme = self._session.scheme
        own = [scheme.code_by_id[code] for code in codes]
        kinds = {code.kind for code in own}
        fitting = [code for code in scheme.codes if kinds == {code.kind} or UNLABELLED in codes]
        extra = [code for code in own if code not in fitting][:1]
        options = [(f"{code.name}  {code.key}", code.id) for code in (*extra, *fitting)]
        field = ChoiceField(options, tr("Code"))
        field.picked.connect(partial(self.value_picked.emit, "code"))
        self.choices["code"] = field
        self._code_row.addWidget(field)

    def _add_text(self, part: str, label: str, *, wide: bool = False) -> None:
        field = QLineEdit()
        field.setPlaceholderText(self.placeholder(part))
        field.setAccessibleName(label)
        field.editingFinished.connect(partial(self.text_finished.emit, part, field))
        self.texts[part] = field
        self._place(label, field, wide=wide)

    def _add_people(self, codes: Sequence[str]) -> None:
        scheme, cast, names = self._session.scheme, self._session.coding.casting, self._session.names
        for label, part, roles in ((tr("Who"), "actor", "actors"), (tr("To whom"), "target", "targets")):
            crews = [holders(getattr(scheme.code_by_id[code], roles), cast) for code in codes]
            people = [p for p in crews[0] if all(p in crew for crew in crews)]
            if UNLABELLED in codes and part == "actor":
                people = [person.id for person in self._session.people]
            if people:
                blank: list[Option] = [] if part == "actor" else [(BLANK, None)]
                field = ChoiceField([*blank, *((names[p], p) for p in people)], label)
                field.picked.connect(partial(self.value_picked.emit, part))
                self.choices[part] = field
                self._place(label, field)

    def _shared_questions(self, codes: Sequence[str]) -> list[Modifier]:
        asked = [self._session.scheme.modifiers_of(code) for code in codes]
        return [modifier for modifier in asked[0] if all(modifier in other for other in asked)]

    def _add_answer(self, modifier: Modifier) -> None:
        field = answer_field(modifier)
        field.picked.connect(partial(self.value_picked.emit, modifier.id))
        self.answers[modifier.id] = field
        self._place(modifier.name, field, wide=True)

    def _add_flags(self) -> None:
        names = {Flag.UNSURE: tr("unsure"), Flag.OFF_CAMERA: tr("off camera"), Flag.DISCUSS: tr("discuss")}
        holder = QWidget()
        self._flag_grid = QGridLayout(holder)
        self._flag_grid.setContentsMargins(0, 0, 0, 0)
        self._flag_grid.setHorizontalSpacing(Space.S)
        self._flag_grid.setVerticalSpacing(Space.XS)
        for flag, name in names.items():
            check = QCheckBox(name)
            check.clicked.connect(partial(self._flag_clicked, flag))
            self.flags[flag] = check
        self._place(tr("Flags"), holder, wide=True)

    def _flag_clicked(self, flag: Flag, _checked: bool) -> None:
        self.flag_clicked.emit(flag)

    def _add_link(self) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self._link = MenuField()
        menu = QMenu(self._link)
        menu.aboutToShow.connect(partial(self._fill_links, menu))
        self._link.setMenu(menu)
        self._unlink = QToolButton()
        show_icon(self._unlink, "unlink")
        self._unlink.setToolTip(tr("Take the link away"))
        self._unlink.setAccessibleName(tr("Take the link away"))
        self._unlink.clicked.connect(self._take_link_away)
        self._unlink.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.addWidget(self._link, 1)
        row.addWidget(self._unlink)
        self._place(tr("Answers"), holder, wide=True)

    def _fill_links(self, menu: QMenu) -> None:
        fill_links(menu, self._events, self._session, self.link_chosen.emit)

    def _take_link_away(self) -> None:
        self.link_chosen.emit(None)

    def _place(self, label: str, field: QWidget, *, wide: bool = False) -> None:
        """Put a field into the form: a short one beside another one where there is room."""
        name = QLabel(label)
        name.setProperty("role", "secondary")
        name.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        name.setBuddy(field)
        self._parts.append((name, field, wide))

    def _arrange(self) -> None:
        """Lay the fields out in one column or two, as wide as the form is."""
        if not self._parts:
            return
        metrics = current_look().metrics
        while self._grid.takeAt(0) is not None:
            pass
        widest = max((name.sizeHint().width() for name, _, _ in self._parts), default=0)
        first = min(widest, metrics.px(_LABEL))
        self._grid.setColumnMinimumWidth(0, first)
        self._grid.setColumnStretch(3, int(self._paired))
        for check in self.flags.values():
            self._flag_grid.removeWidget(check)
        in_a_row = self._flags_in_a_row(first)
        for place, check in enumerate(self.flags.values()):
            self._flag_grid.addWidget(check, *divmod(place, in_a_row))
        self._flag_grid.setColumnStretch(len(self.flags), 1)
        row = half = 0
        for name, field, wide in self._parts:
            alone = wide or not self._paired
            if alone and half:
                row, half = row + 1, 0
            name.setFixedWidth(metrics.px(_SHORT) if half else first)
            self._grid.addWidget(name, row, half * 2)
            self._grid.addWidget(field, row, half * 2 + 1, 1, 3 if alone else 1)
            row, half = (row + 1, 0) if alone or half else (row, 1)

    def _flags_in_a_row(self, first: int) -> int:
        """Tell how many flags have room beside each other, so that none pushes the form out of its frame."""
        room = self._room - first - Space.S
        wide = [check.sizeHint().width() for check in self.flags.values()]
        for many in range(len(wide), 1, -1):
            columns = [max(wide[place::many]) for place in range(many)]
            if sum(columns) + (many - 1) * Space.S <= room:
                return many
        return 1

    def fit(self, room: int) -> None:
        """Use one column or two, as much room as there is for them."""
        paired = room >= current_look().metrics.px(_PAIRED)
        if (paired, room) != (self._paired, self._room):
            self._paired, self._room = paired, room
            self._arrange()


def fill_links(
    menu: QMenu, events: Sequence[Event], session: CodingSession, choose: Callable[[UUID | None], None]
) -> None:
    """Fill a menu with what some events may be answers to, the latest first."""
    menu.clear()
    first = min(events, key=lambda event: event.span)
    own = {event.id for event in events}
    for bid in linkable(first, ground_of(session)):
        if bid.id not in own:
            action = menu.addAction(brief_event(bid, session))
            assert action is not None
            action.triggered.connect(partial(_choose, choose, bid.id))
    if menu.isEmpty():
        none = menu.addAction(tr("There is no earlier bid"))
        assert none is not None
        none.setEnabled(False)


def _choose(choose: Callable[[UUID | None], None], link: UUID, _checked: bool) -> None:
    choose(link)


def common(values: Sequence[T]) -> T | None:
    """Give the value that all have, or None where they differ."""
    return values[0] if all(value == values[0] for value in values) else None


def common_answer(events: Sequence[Event], modifier: str) -> tuple[object] | None:
    """Give the answer that all events have to a question, in a tuple; None where they differ."""
    given = [event.modifiers.get(modifier) for event in events]
    return (given[0],) if all(one == given[0] for one in given) else None
