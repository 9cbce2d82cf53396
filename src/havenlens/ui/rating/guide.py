"""What a coder reads while rating: definition, what to look for, anchors, how to rate."""

from __future__ import annotations

from html import escape

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from havenlens.domain.codebook import Dimension, Direction, Scheme
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class DimensionGuide(QWidget):
    """One dimension in the scheme's own words; the band of the score given is set off."""

    def __init__(self, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, int | None, str] | None = None
        self._name = _words("heading")
        self._direction = _words("label")
        self._definition = _words("")
        self._look_for = _words("secondary")
        bands = scheme.scale.bands if scheme.scale else {}
        self._anchors = {name: _Anchor(name, scores) for name, scores in bands.items()}
        self._rule = _words("secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for part in (self._name, self._direction, self._definition):
            column.addWidget(part)
        for anchor in self._anchors.values():
            column.addWidget(anchor)
        column.addWidget(self._look_for)
        column.addWidget(self._rule)

    def show_dimension(self, dimension: Dimension, score: int | None, about: str = "") -> None:
        """Show a dimension, with the band of a score set off; ``about`` says who is rated."""
        if (dimension.id, score, about) == self._shown:
            return
        self._shown = (dimension.id, score, about)
        self._name.setText(dimension.name)
        higher = dimension.direction is Direction.HIGHER_BETTER
        direction = tr("↑ higher is better") if higher else tr("↓ lower is better")
        self._direction.setText(f"{about} · {direction}" if about else direction)
        self._definition.setText(dimension.definition)
        looked_for = "; ".join(dimension.look_for)
        self._look_for.setText(tr("Look for: {signs}").format(signs=looked_for) if looked_for else "")
        self._look_for.setVisible(bool(looked_for))
        self._rule.setText(dimension.not_observed_rule)
        self._rule.setVisible(bool(dimension.not_observed_rule))
        self._show_anchors(dimension, score)
        for part in (*self._anchors.values(), self):
            layout = part.layout()
            assert layout is not None
            layout.activate()  # else the rooms of the text before are seen for a moment

    def _show_anchors(self, dimension: Dimension, score: int | None) -> None:
        for name, anchor in self._anchors.items():
            low, high = anchor.scores
            anchor.show_text(
                dimension.anchors.get(name, ""), chosen=score is not None and low <= score <= high
            )


class _Anchor(QFrame):
    """What a band of the scale looks like, beside its name and its scores."""

    def __init__(self, name: str, scores: tuple[int, int]) -> None:
        super().__init__()
        self.scores = scores
        low, high = scores
        head = QLabel(f"<b>{escape(name)}</b><br>{low}" + (f"–{high}" if low < high else ""))
        head.setProperty("role", "label")
        head.setMinimumWidth(current_look().metrics.px(34))
        self._words = _words("")
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.XS, 2, Space.XS, 2)
        grid.setHorizontalSpacing(Space.S)
        grid.addWidget(head, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._words, 0, 1)
        grid.setColumnStretch(1, 1)

    def show_text(self, text: str, *, chosen: bool) -> None:
        """Show what is written for a dimension; nothing where the scheme leaves it to a manual."""
        self.setVisible(bool(text))
        self._words.setText(text)
        ground, style = "raised" if chosen else "none", self.style()
        if ground != self.property("ground") and style is not None:
            self.setProperty("ground", ground)
            style.unpolish(self)
            style.polish(self)


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def how_to_rate(scheme: Scheme) -> str:
    """Give the scheme's steps of rating, and the time it sets aside, as rich text for a tooltip."""
    steps = "".join(f"<li>{escape(step)}</li>" for step in scheme.rating_procedure)
    parts = [f"<ol>{steps}</ol>"] if steps else []
    if scheme.plan.score_s:
        minutes = tr("{n} minutes are set aside for rating.").format(n=f"{scheme.plan.score_s / 60:g}")
        parts.append(f"<p>{escape(minutes)}</p>")
    if scheme.plan.note:
        parts.append(f"<p>{escape(scheme.plan.note)}</p>")
    return "".join(parts)
