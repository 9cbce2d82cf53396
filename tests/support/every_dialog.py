"""Every dialog of the program, over the demo study with a coding and a coaching cycle open."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtWidgets import QDialog

import havenlens.ui
from havenlens.domain.codebook import Scheme
from havenlens.domain.scheme_versions import compare
from havenlens.domain.time import Micros
from havenlens.services.agreement_plan import plan_of
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.retention import stored_videos
from havenlens.services.preferences import Preferences
from havenlens.services.scheme_saving import Saving
from havenlens.services.sequences.counting import candidates
from havenlens.services.sign_in import account, accounts, set_pin
from havenlens.ui.agreement.calibration.quota_dialog import QuotaDialog
from havenlens.ui.agreement.calibration.reason_dialog import ReasonDialog
from havenlens.ui.agreement.calibration.set_dialog import SetDialog
from havenlens.ui.agreement.new_panel_dialog import NewPanelDialog
from havenlens.ui.agreement.own_event_dialog import OwnEventDialog
from havenlens.ui.agreement.plan_dialog import PlanDialog
from havenlens.ui.agreement.ruling_dialog import RulingDialog
from havenlens.ui.coaching.consent_form import ConsentForm
from havenlens.ui.coaching.delete_dialog import DeleteVideoDialog
from havenlens.ui.coaching.gate_dialog import GateDialog
from havenlens.ui.coaching.library_dialog import LibraryDialog
from havenlens.ui.coaching.library_words import scheme_words
from havenlens.ui.coaching.masks_dialog import MasksDialog
from havenlens.ui.coaching.pack_dialog import PackDialog
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.return_dialog import ReturnDialog as AnswersDialog
from havenlens.ui.coaching.rules_dialog import RulesDialog
from havenlens.ui.coaching.skip_dialog import SkipDialog
from havenlens.ui.coaching.start_dialog import StartCycleDialog
from havenlens.ui.coding.help import KeyHelp
from havenlens.ui.coding.replace_dialog import ReplaceDialog
from havenlens.ui.coding.shifting import ShiftDialog
from havenlens.ui.qt.errors import CrashDialog
from havenlens.ui.results.counting_dialog import CountingDialog
from havenlens.ui.schemes.dialog import SchemesDialog
from havenlens.ui.schemes.notes import NotesDialog
from havenlens.ui.schemes.recode import RecodeDialog
from havenlens.ui.schemes.saving import MapDialog, NoteDialog
from havenlens.ui.schemes.saving_away import SavingAway
from havenlens.ui.study.assigning import AssignDialog, ReturnDialog
from havenlens.ui.study.coders_dialog import CodersDialog
from havenlens.ui.study.export_dialog import ExportDialog
from havenlens.ui.study.hand_outs import HandOutDialog
from havenlens.ui.study.new_coding import NewCodingDialog
from havenlens.ui.study.views_dialog import ViewsDialog
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.window import MainWindow
from havenlens.ui.working.key_drill_dialog import KeyDrillDialog
from havenlens.ui.working.settings_dialog import Chosen, SettingsDialog
from havenlens.ui.working.sign_in_dialog import SignInDialog
from tests.support.desktop import code_page

NOT_SHOWN_ITSELF = {"AskingWhy", "Dialog"}
"""What others are made of."""


def dialog_names() -> set[str]:
    """List the names of every kind of dialog there is in the program, after its module's."""
    for module in pkgutil.walk_packages(havenlens.ui.__path__, "havenlens.ui."):
        importlib.import_module(module.name)
    found, waiting = set(), [QDialog]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("havenlens."):
                found.add(kind)
    return {_name(kind) for kind in found if kind.__name__ not in NOT_SHOWN_ITSELF}


def _name(kind: type[QDialog]) -> str:
    return f"{kind.__module__.removeprefix('havenlens.ui.')}.{kind.__name__}"


class Stage:
    """A window with the demo study, a coding and a coaching cycle open, and a coder who has a PIN."""

    def __init__(self, window: MainWindow) -> None:
        assert window.opened is not None
        self.window, self.opened, self.study = window, window.opened, window.opened.study
        coaching = window.pages["coach"]
        assert isinstance(coaching, CoachingPage)
        self.coach = coaching.desk
        self.coach.take_up(next(one.id for one in list_cycles(self.study) if one.number == 3))
        coder = accounts(self.study)[0]
        set_pin(self.study, coder.id, "1234")
        self.coder = account(self.study, coder.id)
        self.scheme_id = self.study.stored_scheme("safe_haven_bids").id
        self.scheme = self.study.scheme(self.scheme_id)


Make = Callable[[Stage], QDialog]


def _saving(stage: Stage, *, words_only: bool) -> tuple[Saving, Scheme]:
    """Give what saving a change would do that is of words only, or of what is measured."""
    old = stage.scheme
    code = replace(old.codes[1], definition="Other words.")
    made = replace(old, codes=(old.codes[0], code, *old.codes[2:]) if words_only else old.codes[1:])
    return Saving(compare(old, made), "1.1.0", 6, stage.scheme_id), made


def _noting(stage: Stage) -> QDialog:
    saving, made = _saving(stage, words_only=True)
    return NoteDialog(saving, made, "MK", stage.window)


def _mapping(stage: Stage) -> QDialog:
    saving, made = _saving(stage, words_only=False)
    return MapDialog(saving, stage.scheme, made, "MK", stage.window)


def _own_event(stage: Stage) -> QDialog:
    session = code_page(stage.window).bridge.session
    people = {person.id: person.pseudonym for person in session.people}
    base = next(iter(session.events))
    return OwnEventDialog(session.scheme, session.coding.casting, people, base, stage.window)


def _settings(stage: Stage) -> QDialog:
    desk = code_page(stage.window).desk
    before = Chosen(Preferences(), False, Theme.LIGHT)
    return SettingsDialog(
        stage.study, stage.coder, before, (desk.own_keys, desk.session.scheme), stage.window
    )


def _masks(stage: Stage) -> QDialog:
    assert stage.coach.cycle is not None
    return MasksDialog(stage.coach, stage.coach.cycle.clips[0].id, stage.window)


def _gate(stage: Stage) -> QDialog:
    assert stage.coach.cycle is not None
    return GateDialog(stage.coach, stage.coach.cycle, stage.window)


def _library(stage: Stage) -> QDialog:
    assert stage.coach.cycle is not None
    return LibraryDialog(stage.coach, scheme_words(stage.study), stage.coach.cycle, stage.window)


def _crash(stage: Stage) -> QDialog:
    made = CrashDialog(stage.window)
    made.add('Traceback (most recent call last):\n  File "x.py", line 1, in <module>\nValueError: x')
    return made


def _views(stage: Stage) -> QDialog:
    media, jobs = stage.coach.media, stage.window.jobs
    return ViewsDialog(stage.opened, stage.study.observation("01"), media, jobs, stage.window)


def _schemes(stage: Stage) -> QDialog:
    made = SchemesDialog(stage.opened, stage.window.workplace, stage.window.jobs, "MK", parent=stage.window)
    made.page.table.selectRow(0)
    return made


def _scheme_editor(stage: Stage) -> QDialog:
    made = _schemes(stage)
    assert isinstance(made, SchemesDialog)
    made.page.edit()
    return made


def _shift(stage: Stage) -> QDialog:
    return ShiftDialog(code_page(stage.window).desk, Micros(0), stage.window)


def _help(stage: Stage) -> QDialog:
    return KeyHelp(code_page(stage.window).desk.keys, stage.window)


def _replace(stage: Stage) -> QDialog:
    return ReplaceDialog(code_page(stage.window).desk, stage.window)


def _consent(stage: Stage) -> QDialog:
    return ConsentForm(stage.coach, stage.study.store.participants()[0], parent=stage.window)


def _deleting(stage: Stage) -> QDialog:
    return DeleteVideoDialog(stored_videos(stage.study)[0], stage.coach.today(), stage.window)


def _starting(stage: Stage) -> QDialog:
    assert stage.coach.cycle is not None
    cycle = stage.coach.cycle
    return StartCycleDialog(stage.study, cycle.teacher, cycle.coach, stage.coach.today(), stage.window)


def _ruling(stage: Stage) -> QDialog:
    return RulingDialog(
        stage.scheme, "MK coded Distress at 0:12, TB coded nothing.", author="MK", parent=stage.window
    )


DIALOGS: dict[str, Make] = {
    "agreement.calibration.quota_dialog.QuotaDialog": lambda s: QuotaDialog(s.study, s.scheme_id, s.window),
    "agreement.calibration.reason_dialog.ReasonDialog": lambda s: ReasonDialog(
        "Kappa fell below 0.7.", s.window
    ),
    "agreement.calibration.set_dialog.SetDialog": lambda s: SetDialog(s.study, s.coder.id, parent=s.window),
    "agreement.new_panel_dialog.NewPanelDialog": lambda s: NewPanelDialog(s.study, None, parent=s.window),
    "agreement.own_event_dialog.OwnEventDialog": _own_event,
    "agreement.plan_dialog.PlanDialog": lambda s: PlanDialog(
        plan_of(s.study), unblinded=True, parent=s.window
    ),
    "agreement.ruling_dialog.RulingDialog": _ruling,
    "coaching.consent_form.ConsentForm": _consent,
    "coaching.delete_dialog.DeleteVideoDialog": _deleting,
    "coaching.gate_dialog.GateDialog": _gate,
    "coaching.library_dialog.LibraryDialog": _library,
    "coaching.masks_dialog.MasksDialog": _masks,
    "coaching.pack_dialog.PackDialog": lambda s: PackDialog(s.coach, is_pack=True, parent=s.window),
    "coaching.return_dialog.ReturnDialog": lambda s: AnswersDialog(s.coach, s.window),
    "coaching.rules_dialog.RulesDialog": lambda s: RulesDialog(s.coach, s.window),
    "coaching.skip_dialog.SkipDialog": lambda s: SkipDialog("T02", "conference", s.window),
    "coaching.start_dialog.StartCycleDialog": _starting,
    "coding.help.KeyHelp": _help,
    "coding.replace_dialog.ReplaceDialog": _replace,
    "coding.shifting.ShiftDialog": _shift,
    "qt.errors.CrashDialog": _crash,
    "results.counting_dialog.CountingDialog": lambda s: CountingDialog(
        s.study, candidates(s.study), parent=s.window
    ),
    "schemes.dialog.SchemesDialog": _schemes,
    "schemes.dialog.SchemesDialog editing": _scheme_editor,
    "schemes.notes.NotesDialog": lambda s: NotesDialog(s.study, s.scheme_id, "MK", s.window),
    "schemes.recode.RecodeDialog": lambda s: RecodeDialog(s.study, parent=s.window),
    "schemes.saving.MapDialog": _mapping,
    "schemes.saving.NoteDialog": _noting,
    "schemes.saving_away.SavingAway": lambda s: SavingAway(s.opened, s.window.jobs, s.window),
    "study.assigning.AssignDialog": lambda s: AssignDialog(s.study, parent=s.window),
    "study.assigning.ReturnDialog": lambda s: ReturnDialog("01 Arrival, MK", s.window),
    "study.coders_dialog.CodersDialog": lambda s: CodersDialog(s.study, s.window),
    "study.export_dialog.ExportDialog": lambda s: ExportDialog(s.window),
    "study.hand_outs.HandOutDialog": lambda s: HandOutDialog(s.study, s.window),
    "study.new_coding.NewCodingDialog": lambda s: NewCodingDialog(
        s.study, s.study.observation("01"), s.window
    ),
    "study.views_dialog.ViewsDialog": _views,
    "working.key_drill_dialog.KeyDrillDialog": lambda s: KeyDrillDialog(s.scheme, s.window, seed=1),
    "working.settings_dialog.SettingsDialog": _settings,
    "working.sign_in_dialog.SignInDialog": lambda s: SignInDialog(s.study, s.coder.id, s.window),
}
"""How each kind of dialog is made, by the end of its module's name and its own."""
