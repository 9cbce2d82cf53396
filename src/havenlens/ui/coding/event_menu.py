"""What a right click offers: on events, and on an empty place of a track."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu

from havenlens.domain.codebook import Code, Modifier, ModifierKind
from havenlens.domain.coding import holders
from havenlens.domain.events import Event, Flag
from havenlens.domain.keymap import KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.edits import brief_time, change, events_of
from havenlens.ui.coding.event_form import fill_links
from havenlens.ui.models.event_cells import flag_names
from havenlens.ui.qt.key_names import menu_key
from havenlens.words.catalogue import ntr, tr

_SPLIT, _MERGE, _HISTORY = (KeyStroke(key, ctrl=True) for key in "tji")
_COPY, _CUT, _PASTE = (KeyStroke(key, ctrl=True) for key in "cxv")


def event_menu(desk: Desk, event_ids: Sequence[UUID]) -> QMenu:
    """Make the menu of some selected events."""
    events, menu = events_of(desk.session, event_ids), _menu(desk)
    n, editable = len(events), desk.session.editable
    if n > 1:
        menu.addSection(ntr("{n} event", "{n} events", n))
    _add(menu, tr("Go there"), partial(_visit, desk, event_ids[-1]))
    menu.addSeparator()
    if editable:
        _add_edits(menu, desk, events)
        menu.addSeparator()
    _add_key(menu, desk, tr("Copy"), "copy", _COPY)
    if editable:
        _add_key(menu, desk, tr("Cut"), "cut", _CUT)
        _add_key(menu, desk, tr("Delete"), "delete", KeyStroke("delete"))
    if n == 1:
        menu.addSeparator()
        _add_key(menu, desk, tr("History"), "event_history", _HISTORY)
    return menu


def ground_menu(desk: Desk, person: UUID, group: str, at: Micros) -> QMenu:
    """Make the menu of an empty place on the track of a person in a group."""
    menu, session = _menu(desk), desk.session
    name = session.names[person]
    menu.addSection(tr("{who} at {time}").format(who=name, time=brief_time(at)))
    if session.editable:
        for code in session.scheme.codes_in(group):
            if person in holders(code.actors, session.coding.casting):
                _add(menu, f"{code.name}\t{code.key}", partial(_code_here, desk, person, code, at))
        menu.addSeparator()
        _add_key(menu, desk, tr("Paste at the same times"), "paste", _PASTE)
    _add(menu, tr("Go there"), partial(_seek, desk, at))
    return menu


def _menu(desk: Desk) -> QMenu:
    menu = QMenu(desk.page)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object], *, on: bool | None = None) -> QAction:
    action = menu.addAction(text)
    assert action is not None
    if on is not None:
        action.setCheckable(True)
        action.setChecked(on)
    action.triggered.connect(partial(_call, act))
    return action


def _call(act: Callable[[], object], _checked: bool) -> None:
    act()


def _add_key(menu: QMenu, desk: Desk, text: str, action: str, stroke: KeyStroke) -> None:
    """Add what a key does too, with its key; the coder may have given it another one."""
    own = next((b.stroke for b in desk.keys.bindings if b.action == action), stroke)
    _add(menu, f"{text}\t{menu_key(own)}", partial(_perform, desk, action))


def _perform(desk: Desk, action: str) -> None:
    """Do what a key does."""
    for feature in desk.findChildren(Feature):
        act = feature.actions().get(action)
        if act is not None:
            act("", desk.now)
            return


def _submenu(menu: QMenu, title: str) -> QMenu:
    made = menu.addMenu(title)
    assert made is not None
    return made


def _add_edits(menu: QMenu, desk: Desk, events: Sequence[Event]) -> None:
    scheme = desk.session.scheme
    _add_key(menu, desk, tr("Split at the playhead"), "split", _SPLIT)
    _add_key(menu, desk, tr("Merge"), "merge", _MERGE)
    _add_codes(_submenu(menu, tr("Change the code")), desk, events)
    _add_people(menu, desk, events)
    asked = [scheme.modifiers_of(event.code) for event in events]
    for modifier in (one for one in asked[0] if all(one in other for other in asked)):
        if modifier.kind is ModifierKind.SINGLE:
            _add_answers(_submenu(menu, modifier.name), desk, events, modifier)
    links = _submenu(menu, tr("Answers"))
    fill_links(links, events, desk.session, partial(_link, desk, events))
    if any(event.link is not None for event in events):
        links.addSeparator()
        _add(links, tr("Take the link away"), partial(_set, desk, events, link=None))
    flags = _submenu(menu, tr("Flags"))
    for flag in Flag:
        on = all(flag in event.flags for event in events)
        values = {"flag_off" if on else "flag_on": flag}
        _add(flags, flag_names(frozenset({flag})), partial(_set, desk, events, **values), on=on)
    _add(menu, tr("Comment …"), desk.parts.editor.begin_comment)


def _add_codes(menu: QMenu, desk: Desk, events: Sequence[Event]) -> None:
    scheme = desk.session.scheme
    kinds = {scheme.code_by_id[event.code].kind for event in events}
    for code in scheme.codes:
        if kinds == {code.kind}:
            on = all(event.code == code.id for event in events)
            _add(menu, code.name, partial(_set, desk, events, code=code.id), on=on)


def _add_people(menu: QMenu, desk: Desk, events: Sequence[Event]) -> None:
    scheme, cast, names = desk.session.scheme, desk.session.coding.casting, desk.session.names
    for title, part, roles in ((tr("Who"), "actor", "actors"), (tr("To whom"), "target", "targets")):
        crews = [holders(getattr(scheme.code_by_id[event.code], roles), cast) for event in events]
        people = [person for person in crews[0] if all(person in crew for crew in crews)]
        if len(people) <= (part == "actor"):
            continue
        who = _submenu(menu, title)
        for person in people:
            on = all(getattr(event, part) == person for event in events)
            _add(who, names[person], partial(_set, desk, events, **{part: person}), on=on)
        if part == "target":
            on = all(event.target is None for event in events)
            _add(who, tr("Nobody"), partial(_set, desk, events, target=None), on=on)


def _add_answers(menu: QMenu, desk: Desk, events: Sequence[Event], modifier: Modifier) -> None:
    for option in modifier.options:
        on = all(event.modifiers.get(modifier.id) == option.id for event in events)
        act = partial(_set, desk, events, modifiers={modifier.id: option.id})
        _add(menu, f"{option.name}\t{option.key}", act, on=on)
    _add(menu, tr("Not answered"), partial(_set, desk, events, modifiers={modifier.id: None}))


def _set(desk: Desk, events: Sequence[Event], **values: object) -> None:
    change(desk.bridge, events_of(desk.session, [event.id for event in events]), **values)


def _link(desk: Desk, events: Sequence[Event], link: UUID | None) -> None:
    _set(desk, events, link=link)


def _visit(desk: Desk, event_id: UUID) -> None:
    desk.visit(desk.session.events.get(event_id))


def _seek(desk: Desk, at: Micros) -> None:
    desk.player.seek(at)


def _code_here(desk: Desk, person: UUID, code: Code, at: Micros) -> None:
    """Code for a person at a frame, whoever is in focus."""
    session, before = desk.session, desk.session.focus
    session.focus_on(person)
    desk.bridge.press(code.id, desk.bridge.snap(at), restart=False, playing=False)
    session.focus = before
