"""A library of videos that waits where a test wants it to."""

from __future__ import annotations

from threading import Event

from havenlens.media.library import VideoLibrary
from havenlens.services.ports import no_progress

_MOST_S = 30


class SlowLibrary(VideoLibrary):
    """Indexes files and decodes pictures only while nobody has cleared the gate for it."""

    def __init__(self):
        super().__init__()
        self.indexing, self.decoding = Event(), Event()
        self.indexing.set()
        self.decoding.set()

    def open_frames(self, path, progress=no_progress):
        self.indexing.wait(_MOST_S)
        source = super().open_frames(path, progress)
        whole = source.picture

        def picture(number, progress=no_progress):
            self.decoding.wait(_MOST_S)
            return whole(number, progress)

        source.picture = source.glimpse = picture
        return source
