"""OpenCV, imported so that it leaves Qt's own paths alone."""

from __future__ import annotations

import os

# Importing OpenCV's wheel points Qt to the plugins of a Qt 5 of its own, which would break our Qt 6.
_before = {name: os.environ.get(name) for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")}

import cv2  # noqa: E402 - what was there before has to be known

for _name, _value in _before.items():
    os.environ.pop(_name, None)
    if _value is not None:
        os.environ[_name] = _value

__all__ = ["cv2"]
