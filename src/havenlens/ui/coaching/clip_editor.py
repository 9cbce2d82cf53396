"""Everything that stands beside one clip: title, what was seen, the one question, lines, still and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import MOST_PROMPT_WORDS, Clip, Prompt
from havenlens.domain.keymap import KeyStroke
from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.services.coaching.editing import write_clip, write_prompt
from havenlens.services.coaching.prompt_reading import PromptReader
from havenlens.services.prompt_lint import LintFinding, Part
from havenlens.services.prompt_stems import Stem, filled, stems_for
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.lines_picker import LinesPicker
from havenlens.ui.coaching.moments_list import NUMBERS, span_words
from havenlens.ui.coaching.people_picker import PeoplePicker
from havenlens.ui.coaching.prompt_field import Hints, WordsField, WordsLine
from havenlens.ui.coaching.typed import Autosave
from havenlens.ui.qt.key_names import menu_key
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import ntr, tr


class ClipEditor(QScrollArea):
    """Writes at every pause of typing; the hints follow the words."""

    still_wanted = pyqtSignal()
    """The frame on the screen is to stand for the clip."""
    cover_wanted = pyqtSignal()
    """Somebody is to be hidden in the clip."""
    left = pyqtSignal()
    """Escape: the keyboard goes back to the video."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._clip: Clip | None = None
        self._lines: tuple[TranscriptLine, ...] = ()
        self._reader: PromptReader | None = None
        self.head = QLabel()
        self.title = WordsLine()
        self.text = WordsField(tr("What was seen"), 5, tr("What did you see? What did the child do next?"))
        self.question = WordsField(tr("The one question"), 2, tr("One open question: what, how, when, why …"))
        self.words = QLabel()
        self.hints = Hints()
        self.stems = QPushButton(tr("Begin with"))
        self.picker = LinesPicker(desk)
        self.still_shows = WordsLine()
        self.still = QPushButton(tr("Use this frame"))
        self._still_at, self._covered = QLabel(), QLabel()
        self.cover = QPushButton(tr("Hide somebody…"))
        self.people = PeoplePicker(desk)
        self._saver = Autosave(desk, self._save, self)
        self._reading = Autosave(desk, self._read_again, self)
        self._arrange()
        self._connect()

    # --- parts --------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._name_parts()
        head = QHBoxLayout()
        head.addWidget(_strong(tr("Prompt")))
        head.addWidget(self.stems)
        head.addStretch()
        head.addWidget(self.words)
        picture = QHBoxLayout()
        picture.addWidget(_strong(tr("Still picture")))
        picture.addWidget(self._still_at)
        picture.addStretch()
        picture.addWidget(self.still)
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.head)
        column.addWidget(self.title)
        column.addLayout(head)
        for part in (self.text, self.question, self.hints):
            column.addWidget(part)
        column.addSpacing(Space.XS)
        column.addWidget(self.picker)
        column.addSpacing(Space.XS)
        column.addLayout(picture)
        column.addWidget(self.still_shows)
        column.addSpacing(Space.XS)
        people = QHBoxLayout()
        who = _strong(tr("Who is seen or heard"))
        who.setWordWrap(True)
        people.addWidget(who, 1)
        people.addWidget(self._covered)
        people.addWidget(self.cover)
        column.addLayout(people)
        column.addWidget(self.people)
        column.addStretch(1)
        self.setWidget(inside)
        # What is typed after Tab goes on into the words, not into the menu that stands beside them.
        QWidget.setTabOrder(self.title, self.text)
        QWidget.setTabOrder(self.text, self.question)
        QWidget.setTabOrder(self.question, self.stems)
        for field in (self.title, self.still_shows):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _name_parts(self) -> None:
        self.title.setAccessibleName(tr("Title of the clip"))
        self.title.setPlaceholderText(tr("Title, such as “You go over and sit down”"))
        self.still_shows.setAccessibleName(tr("What the still picture shows"))
        self.still_shows.setPlaceholderText(tr("What the picture shows, for those who cannot see it"))
        self.still.setToolTip("S")
        self._still_at.setProperty("role", "secondary")
        self._covered.setProperty("role", "secondary")
        self.cover.setToolTip(menu_key(KeyStroke("h", ctrl=True)))
        self.stems.setMenu(QMenu(self.stems))
        self.stems.setProperty("role", "quiet")
        self.words.setProperty("role", "secondary")
        self.head.setProperty("role", "heading")

    def _connect(self) -> None:
        for field in (self.title, self.still_shows):
            field.textEdited.connect(self._saver.note)
            field.left.connect(self.left)
        for area in (self.text, self.question):
            area.textChanged.connect(self._note_words)
            area.left.connect(self.left)
        self.hints.wanted.connect(self._show_place)
        self.still.clicked.connect(self.still_wanted)
        self.cover.clicked.connect(self.cover_wanted)
        self.picker.left.connect(self.left)
        menu = self.stems.menu()
        assert menu is not None
        menu.aboutToShow.connect(self._list_stems)

    # --- showing ------------------------------------------------------------------------------------

    @property
    def clip(self) -> Clip | None:
        """Give the clip that is being edited."""
        return self._clip

    def show_clip(
        self,
        clip: Clip | None,
        place: Observation | None,
        lines: Sequence[TranscriptLine],
        names: Mapping[UUID, str],
    ) -> None:
        """Edit a clip; what was typed into the one before is written first."""
        another = (None if clip is None else clip.id) != (None if self._clip is None else self._clip.id)
        if another:
            self._saver.flush()
        self._clip, self._lines = clip, tuple(lines)
        if clip is None:
            self._reader = None
            return
        if another or not self._saver.waits:
            self._show_words(clip)
        self.picker.show_clip(clip, place, lines, names)
        times = span_words(clip.span)
        self.head.setText(f"{NUMBERS[clip.type]}  {self._desk.label(clip.type)} · {times}")
        self._still_at.setText(tr("at {at}").format(at=short_clock(clip.still_at)))
        self.people.show_clip(clip, place)
        n = len(clip.masks)
        self._covered.setText(ntr("{n} mask", "{n} masks", n) if n else "")
        writable = self._desk.opened.writable
        for part in (self.title, self.text, self.question, self.still_shows):
            part.setReadOnly(not writable)
        for button in (self.stems, self.still, self.cover):
            button.setEnabled(writable)
        self._read()

    def _show_words(self, clip: Clip) -> None:
        for area, words in ((self.text, clip.prompt.text), (self.question, clip.prompt.question)):
            area.blockSignals(True)
            area.show_text(words)
            area.blockSignals(False)
        for field, words in ((self.title, clip.title), (self.still_shows, clip.still_shows)):
            if field.text().strip() != words:
                field.setText(words)
                field.setCursorPosition(0)  # a long text is read from its beginning

    def begin(self) -> None:
        """Go where something is missing: the title, else the words, else the question."""
        clip = self._clip
        if clip is None:
            return
        fields: list[QWidget] = [self.title] if not clip.title else []
        fields += [self.text] if not clip.prompt.text else []
        fields += [self.question] if not clip.prompt.question else []
        (fields or [self.text])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- writing ------------------------------------------------------------------------------------

    @property
    def prompt(self) -> Prompt:
        """Give the prompt as it is typed."""
        return Prompt(self.text.toPlainText().strip(), self.question.toPlainText().strip())

    def flush(self) -> None:
        """Write now what was typed."""
        self._saver.flush()

    def _note_words(self) -> None:
        self._count()
        self._saver.note()
        self._reading.note()

    def _save(self) -> None:
        clip, study = self._clip, self._desk.study
        if clip is None or not self._desk.opened.writable:
            return
        prompt = self.prompt
        plain = {"title": self.title.text().strip(), "still_shows": self.still_shows.text().strip()}
        changed = {name: value for name, value in plain.items() if value != getattr(clip, name)}
        if prompt == clip.prompt and not changed:
            return

        def write() -> None:
            with study.store.transaction():
                if changed:
                    write_clip(study, clip.id, **changed)
                if prompt != clip.prompt:
                    write_prompt(study, clip.id, prompt.text, prompt.question)

        self._desk.do(write)

    # --- hints and stems ----------------------------------------------------------------------------

    def _count(self) -> None:
        n = Prompt(self.text.toPlainText(), self.question.toPlainText()).n_words
        self.words.setText(tr("{n} of {most} words").format(n=n, most=MOST_PROMPT_WORDS))
        give_role(self.words, "warning" if n > MOST_PROMPT_WORDS else "secondary")

    def _read_again(self) -> None:
        self._read()

    def _read(self) -> None:
        """Look for hints in the words as they are typed."""
        self._count()
        cycle, clip = self._desk.cycle, self._clip
        if cycle is None or clip is None:
            return
        if self._reader is None:
            self._reader = PromptReader(self._desk.study)
        prompt = Prompt(self.text.toPlainText(), self.question.toPlainText())
        found = self._reader.findings(cycle, clip, prompt, self._lines) if prompt.n_words else ()
        self.hints.show_findings(found)
        for area, part in ((self.text, Part.TEXT), (self.question, Part.QUESTION)):
            area.underline([(one.start, one.end) for one in found if one.part is part])

    def _show_place(self, finding: LintFinding) -> None:
        area = self.question if finding.part is Part.QUESTION else self.text
        area.select(finding.start, finding.end)

    def _list_stems(self) -> None:
        menu, clip = self.stems.menu(), self._clip
        assert menu is not None
        menu.clear()
        if clip is None:
            return
        try:
            found = stems_for(clip.type, self._desk.language(), dict(self._desk.rules.stems))
        except StudyError as error:
            self._desk.said.emit(str(error), True)
            return
        for stem in found:
            shown = filled(stem, clip)
            whole = f"{shown.text} {shown.question}".strip()
            room = current_look().metrics.px(420)
            entry = menu.addAction(menu.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))
            if entry is not None:
                entry.setToolTip(whole)
                entry.triggered.connect(partial(self.begin_with, stem))
        if not found:
            entry = menu.addAction(tr("There are no beginnings in this language"))
            if entry is not None:
                entry.setEnabled(False)

    def begin_with(self, stem: Stem, _checked: bool = False) -> None:  # noqa: FBT002 - a menu's signal
        """Put a beginning before what is there; the question only where there is none."""
        shown = filled(stem, self._clip)
        old = self.prompt
        self.text.setPlainText(f"{shown.text}\n{old.text}".strip())
        if not old.question:
            self.question.setPlainText(shown.question)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _strong(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "strong")
    return label
