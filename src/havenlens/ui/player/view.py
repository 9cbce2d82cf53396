"""Paint the current frame, and say which frame was painted."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from havenlens.ui.player.frame import Frame
from havenlens.ui.player.picture_adjusting import Adjuster, Adjustment
from havenlens.ui.player.playhead import Playhead
from havenlens.ui.player.zooming import Zoom
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import DARK, FOCUS_WIDTH, Space
from havenlens.words.catalogue import tr

_WHEEL_ZOOM = 1.0016
_SLACK = 4
_PILL = (
    "background: {ground}; color: {ink}; border: 1px solid {edge}; border-radius: 4px; padding: 1px 6px; "
    "min-width: 0; min-height: 0"
)


class VideoView(QWidget):
    """Shows one recording, letterboxed; what `Playhead` holds is set while painting and nowhere else."""

    painted = pyqtSignal(object)
    """Carries the `Position` of a frame that has just been painted for the first time."""
    clicked = pyqtSignal()
    """The picture was clicked, not dragged."""
    look_changed = pyqtSignal()
    """Zoom, place, brightness, contrast or gamma are others now."""
    shown_size_changed = pyqtSignal()
    """The picture is shown larger or smaller now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playhead = Playhead()
        self._frame: Frame | None = None
        self._source: Frame | None = None
        self._painted: Frame | None = None
        self._painted_source: Frame | None = None
        self._shape: QSize | None = None
        self._message = ""
        self._leads = False
        self._zoom = Zoom()
        self._adjustment = Adjustment()
        self._adjuster = Adjuster(self)
        self._adjuster.made.connect(self._show_adjusted)
        self._pressed: QPointF | None = None
        self._dragging = False
        self._whole_name = ""
        self._name = QLabel(self)
        self._chip = QToolButton(self)
        self._dress()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Video"))

    def _dress(self) -> None:
        colours = {"ground": DARK.surface, "ink": DARK.text, "edge": DARK.border}
        self._name.setStyleSheet(_PILL.format(**colours))
        self._name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name.hide()
        self._chip.setStyleSheet(_PILL.format(**{**colours, "edge": DARK.accent}))
        self._chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chip.setCursor(Qt.CursorShape.ArrowCursor)
        self._chip.clicked.connect(self.reset_look)
        self._chip.hide()

    # --- frames -------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame | None:
        """Give the frame last painted."""
        return self._painted

    @property
    def source(self) -> Frame | None:
        """Give the frame last painted as it was before anything was adjusted."""
        return self._painted_source

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame next."""
        self._message = ""
        if self._adjustment.is_neutral:
            self._adjuster.forget()
            self._frame = self._source = frame
            self.update()
        else:
            self._adjuster.ask(frame, self._adjustment)

    def hand_over(self, frame: Frame) -> None:
        """Paint a frame before anything else happens, so that there is no moment without a time.

        It is what another view of the same recording shows; what is adjusted here follows.
        """
        self._adjuster.forget()
        self._message, self._frame, self._source = "", frame, frame
        self.repaint()
        if not self._adjustment.is_neutral:
            self._adjuster.ask(frame, self._adjustment)

    def keep_painted(self) -> None:
        """Give up a frame that was handed over but has not been painted yet."""
        self._adjuster.forget()
        if self._painted is not None:
            self._frame, self._source = self._painted, self._painted_source

    def clear(self, message: str = "") -> None:
        """Take the picture away and show a message instead."""
        self._adjuster.forget()
        self._frame = self._painted = self._shape = self._source = self._painted_source = None
        self._message = message
        self.playhead.record(None)
        self.update()

    @property
    def message(self) -> str:
        """Give what is said in the picture's place, or nothing."""
        return "" if self._frame is not None else self._message

    def set_shape(self, shape: QSize) -> None:
        """Fix the shape of the picture, whatever size its frames have.

        Two decoders may give one frame in different sizes where its pixels are not square.
        """
        if shape != self._shape:
            self._shape = shape
            self.update()
            self.shown_size_changed.emit()

    def close_view(self) -> None:
        """End the worker that adjusts pictures."""
        self._adjuster.close()

    # --- the look of the picture --------------------------------------------------------------------

    @property
    def zoom(self) -> Zoom:
        """Give which part of the picture is shown how large."""
        return self._zoom

    @property
    def adjustment(self) -> Adjustment:
        """Give how the picture is changed before it is shown."""
        return self._adjustment

    def set_zoom(self, zoom: Zoom) -> None:
        """Show a part of the picture larger."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._look_again()
            self.shown_size_changed.emit()

    def adjust(self, adjustment: Adjustment) -> None:
        """Change brightness, contrast and gamma from this frame on, and of the one that is shown."""
        if adjustment == self._adjustment:
            return
        self._adjustment = adjustment
        if self._source is not None:
            self.show_frame(self._source)
        self._look_again()

    def magnify(self, by: float, held: QPointF | None = None) -> None:
        """Zoom in (above 1) or out, around a point of the widget or around the middle of what is shown."""
        self.set_zoom(self._zoom.magnified(by, self._picture_shape(), QSizeF(self.size()), held))

    def pan(self, dx: float, dy: float) -> None:
        """Move a zoomed picture by pixels."""
        self.set_zoom(self._zoom.moved(dx, dy, self._picture_shape(), QSizeF(self.size())))

    def reset_look(self) -> None:
        """Show the whole picture as it is."""
        self.set_zoom(Zoom())
        self.adjust(Adjustment())

    def look_words(self) -> str:
        """Say how the picture is shown, where it is not shown as it is."""
        zoom = [] if self._zoom.is_fit else [tr("zoom {factor}×").format(factor=f"{self._zoom.factor:.1f}")]
        return " · ".join([*zoom, *self._adjustment.words()])

    def show_name(self, name: str, *, leads: bool = False) -> None:
        """Write a name on the picture, or none; a view that leads others has a frame."""
        self._whole_name = name
        self._name.setVisible(bool(name))
        self._leads = leads and bool(name)
        self.setAccessibleName(name or tr("Video"))
        self._place_labels()
        self.update()

    def _look_again(self) -> None:
        words = self.look_words()
        self._chip.setText(f"{words}  ×")
        self._chip.setAccessibleName(tr("Show the picture as it is"))
        self._chip.setToolTip(tr("Show the picture as it is"))
        self._chip.setVisible(bool(words))
        self._place_labels()
        self.update()
        self.look_changed.emit()

    def _place_labels(self) -> None:
        room = max(0, self.width() - 2 * Space.S - 16)
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._whole_name, Qt.TextElideMode.ElideRight, room))
        for label in (self._name, self._chip):
            label.adjustSize()
        self._name.move(Space.S, Space.S)
        self._chip.move(max(Space.S, self.width() - self._chip.width() - Space.S), Space.S)
        if self._name.isVisibleTo(self) and self._chip.x() < self._name.geometry().right() + Space.S:
            self._chip.move(self._chip.x(), self._name.geometry().bottom() + Space.XS)

    # --- Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_labels()
        self.shown_size_changed.emit()

    def picture_area(self) -> QRect:
        """Give the rectangle in which the picture lies; zoomed, it reaches out of the widget."""
        if not self._zoom.is_fit:
            return self._zoom.area(self._picture_shape(), QSizeF(self.size())).toRect()
        shape = self._shape or (self._frame.size if self._frame else self.size())
        area = QRect(0, 0, 1, 1)
        area.setSize(shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        area.moveCenter(self.rect().center())
        return area

    def _picture_shape(self) -> QSizeF:
        return QSizeF(self._shape or (self._frame.size if self._frame else self.size()))

    def shown_size(self) -> QSize | None:
        """Give how many pixels of the screen the whole picture takes; None while its shape is not known."""
        if self._shape is None and self._frame is None:
            return None
        return (QSizeF(self.picture_area().size()) * self.devicePixelRatioF()).toSize()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_look().tokens.stage))
        if self._frame is None:
            self._paint_message(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._zoom.is_fit:
            painter.drawImage(self.picture_area(), self._frame.image)
        else:
            self._paint_part(painter, self._frame)
        if self._leads:
            self._paint_frame(painter)
        if self._painted is not self._frame:
            again = self._painted_source is self._source or self._is_shown_again()
            self._painted, self._painted_source = self._frame, self._source
            if not again:
                self.playhead.record(self._frame.position)
                self.painted.emit(self._frame.position)

    def _is_shown_again(self) -> bool:
        before, now = self._painted_source, self._source
        return before is not None and now is not None and now.is_again and now.position == before.position

    def _paint_part(self, painter: QPainter, frame: Frame) -> None:
        """Paint only what is seen of a zoomed picture, so that zooming costs no more than fitting."""
        area = self._zoom.area(self._picture_shape(), QSizeF(self.size()))
        seen = area.intersected(QRectF(self.rect()))
        across, down = frame.image.width() / area.width(), frame.image.height() / area.height()
        part = QRectF(
            (seen.left() - area.left()) * across,
            (seen.top() - area.top()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        painter.drawImage(seen, frame.image, part)

    def _paint_message(self, painter: QPainter) -> None:
        painter.setPen(QColor(DARK.secondary))  # the stage is near black in both themes
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._message)
        if self._leads:
            self._paint_frame(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(DARK.accent), FOCUS_WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _show_adjusted(self, frame: Frame, source: Frame) -> None:
        self._frame, self._source = frame, source
        self.update()

    # --- mouse --------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.magnify(_WHEEL_ZOOM ** event.angleDelta().y(), event.position())
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        super().mousePressEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._pressed is None:
            return
        away = event.position() - self._pressed
        if self._dragging or away.manhattanLength() >= _SLACK:
            self._dragging = True
            if not self._zoom.is_fit:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan(away.x(), away.y())
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        held, self._pressed = self._pressed, None
        self.unsetCursor()
        if held is not None and not self._dragging:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.set_zoom(Zoom())
            event.accept()
