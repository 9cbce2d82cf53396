"""mpv, through its library, as the measure for seeking and stepping; the program itself does not use it."""

from __future__ import annotations

import ctypes
import ctypes.util
import locale
from pathlib import Path
from time import monotonic, perf_counter

_FILE_LOADED, _PLAYBACK_RESTART = 8, 21
_PATIENCE = 20.0
_OPTIONS = {
    "vo": "null",
    "ao": "null",
    "pause": "yes",
    "keep-open": "yes",
    "hr-seek": "yes",
    "hwdec": "no",
    "terminal": "no",
    "config": "no",
}
MISSING = "mpv is missing (apt-get install libmpv2)"


class _Event(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_int),
        ("error", ctypes.c_int),
        ("reply", ctypes.c_uint64),
        ("data", ctypes.c_void_p),
    )


def _library() -> ctypes.CDLL | None:
    for name in (ctypes.util.find_library("mpv"), "libmpv.so.2"):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            library = None
        if library is not None:
            return library
    return None


class Mpv:
    """mpv standing still on a film; it decodes each frame and paints none, which is to its advantage."""

    def __init__(self, library: ctypes.CDLL, film: Path) -> None:
        locale.setlocale(locale.LC_NUMERIC, "C")  # mpv reads numbers in options as C does
        self._mpv = library
        self._mpv.mpv_create.restype = ctypes.c_void_p
        self._mpv.mpv_wait_event.restype = ctypes.POINTER(_Event)
        self._mpv.mpv_wait_event.argtypes = [ctypes.c_void_p, ctypes.c_double]
        self._mpv.mpv_get_property_string.restype = ctypes.c_char_p
        self._mpv.mpv_get_property_string.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self._mpv.mpv_command.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p)]
        self._handle = ctypes.c_void_p(self._mpv.mpv_create())
        for name, value in _OPTIONS.items():
            self._mpv.mpv_set_option_string(self._handle, name.encode(), value.encode())
        if self._mpv.mpv_initialize(self._handle) < 0:
            raise OSError("mpv does not start")
        self._do("loadfile", str(film))
        self._await(_PLAYBACK_RESTART)

    @classmethod
    def on(cls, film: Path) -> Mpv | None:
        """Open a film in mpv; None where mpv is not installed."""
        library = _library()
        return None if library is None else cls(library, film)

    def seek(self, seconds: float) -> float:
        """Seek exactly, and give the seconds it took until the frame was there."""
        begun = perf_counter()
        self._do("seek", f"{seconds:.6f}", "absolute+exact")
        self._await(_PLAYBACK_RESTART)
        return perf_counter() - begun

    def step(self, direction: int) -> float:
        """Step a frame forwards or backwards, and give the seconds it took until the frame was there."""
        before, begun = self._get("time-pos"), perf_counter()
        self._do("frame-step" if direction > 0 else "frame-back-step")
        give_up = monotonic() + _PATIENCE
        while self._get("time-pos") == before or self._get("seeking") == b"yes":
            self._mpv.mpv_wait_event(self._handle, 0.0005)
            if monotonic() > give_up:
                raise TimeoutError("mpv does not step")
        return perf_counter() - begun

    def close(self) -> None:
        """End mpv."""
        self._mpv.mpv_terminate_destroy(self._handle)

    def _do(self, *words: str) -> None:
        content = (ctypes.c_char_p * (len(words) + 1))(*(word.encode() for word in words), None)
        if self._mpv.mpv_command(self._handle, content) < 0:
            raise OSError(f"mpv refuses {words}")

    def _get(self, name: str) -> bytes | None:
        value: bytes | None = self._mpv.mpv_get_property_string(self._handle, name.encode())
        return value

    def _await(self, event: int) -> None:
        give_up = monotonic() + _PATIENCE
        while self._mpv.mpv_wait_event(self._handle, 1.0).contents.id != event:
            if monotonic() > give_up:
                raise TimeoutError("mpv does not answer")
