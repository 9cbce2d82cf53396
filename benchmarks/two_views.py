"""How far apart two 1080p views of one observation get while they play: python -m benchmarks.two_views.

Both are painted side by side. A clock of 10 ms reads, at one instant, the observation time of the frame that
each of them has painted last; what is shown is the difference. Ten minutes are played, an hour with --long
or where HAVENLENS_LONG says so; another number of minutes may be given, to try it out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
from PyQt6.QtCore import QEventLoop, Qt, QTimer
from PyQt6.QtWidgets import QApplication

from benchmarks.table import Row, print_table
from havenlens.domain.time import Micros, TimeBase
from havenlens.media.library import VideoLibrary
from havenlens.ui.player.following import Follower
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from havenlens.ui.player.wall import Wall
from tests.support.videos import Recipe, make

BAR_MS = 40
SETTLING_MS = 3_000
OFFSET, DRIFT = Micros(1_510_000), 25.0
LONG = "--long" in sys.argv[1:] or os.environ.get("HAVENLENS_LONG") == "1"
GIVEN = [int(word) for word in sys.argv[1:] if word.isdigit()]
MINUTES = GIVEN[0] if GIVEN else 60 if LONG else 10


def looped(source: Path, times: int, out: Path) -> Path:
    """Write a film several times over into one file, without encoding it again."""
    with av.open(str(source)) as film, av.open(str(out), "w", format="mp4") as target:
        copies = {stream.index: target.add_stream_from_template(stream) for stream in film.streams}
        packets = [packet for packet in film.demux() if packet.pts is not None]
        length = Fraction(20)
        for turn in range(times):
            for packet in packets:
                copy = av.Packet(bytes(packet))
                shift = round(turn * length / packet.time_base)
                copy.pts, copy.dts = packet.pts + shift, packet.dts + shift
                copy.time_base, copy.is_keyframe = packet.time_base, packet.is_keyframe
                copy.stream = copies[packet.stream.index]
                target.mux(copy)
    return out


class Bench:
    """Two players on a wall, and what was seen of them."""

    def __init__(self, path: Path) -> None:
        library = VideoLibrary()
        self.views = [VideoView(), VideoView()]
        self.wall = Wall(self.views)
        self.wall.resize(1440, 480)
        self.wall.show()
        self.lead, other = (Player(view, library) for view in self.views)
        self.follower = Follower(self.lead, other, _always, "", self.lead)
        self.painted = [0, 0]
        self.differences: list[int] = []
        self.loop = QEventLoop()
        self.lead.frame_painted.connect(self._count_lead)
        other.frame_painted.connect(self._count_other)
        self._open(self.lead, Part(path))
        self._open(other, Part(path, TimeBase(OFFSET, DRIFT)))
        other.set_audible(False)
        self.follower.use(_always, plays=True)

    def _open(self, player: Player, part: Part) -> None:
        player.opened.connect(self.loop.quit)
        player.open([part], Micros(5_000_000))
        self.loop.exec()
        player.opened.disconnect(self.loop.quit)

    def _count_lead(self, _position: object) -> None:
        self.painted[0] += 1

    def _count_other(self, _position: object) -> None:
        self.painted[1] += 1

    def _wait(self, milliseconds: int) -> None:
        QTimer.singleShot(milliseconds, self.loop.quit)
        self.loop.exec()

    def _sample(self) -> None:
        apart = self.follower.difference()
        if apart is not None:
            self.differences.append(abs(apart))

    def run(self, seconds: int) -> None:
        """Play for a while, and sample."""
        self._wait(500)
        self.lead.play()
        self._wait(SETTLING_MS)
        self.painted = [0, 0]
        clock = QTimer()
        clock.setTimerType(Qt.TimerType.PreciseTimer)
        clock.setInterval(10)
        clock.timeout.connect(self._sample)
        clock.start()
        self._wait(seconds * 1000)
        clock.stop()
        self.lead.pause()

    def close(self) -> None:
        """Let go of everything."""
        self.follower.player.close()
        self.lead.close()


def _always(_at: int) -> bool:
    return True


def main() -> None:
    """Play, and print what was measured."""
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        recipe = Recipe(fps=Fraction(30), seconds=20, size=(1920, 1080), gop=60, sound_codec="aac")
        part = make(Path(folder) / "part.mp4", recipe).path
        film = looped(part, 3 * MINUTES + 2, Path(folder) / "film.mp4")
        bench = Bench(film)
        bench.run(60 * MINUTES)
        bench.close()
    apart = sorted(value / 1000 for value in bench.differences)
    within = sum(value <= BAR_MS for value in apart) / len(apart)
    p99 = apart[int(len(apart) * 0.99) - 1]
    rates = " and ".join(f"{count / (60 * MINUTES):.1f}" for count in bench.painted)
    figure = f"median {median(apart):.1f} ms, p99 {p99:.1f} ms, most {apart[-1]:.1f} ms, {within:.2%} within"
    print(f"{len(apart)} samples in {MINUTES} min; frames painted a second: {rates}")
    what = f"two 1080p views, {MINUTES} min: apart in what is painted"
    print_table([Row(what, f"within {BAR_MS} ms", figure, apart[-1] <= BAR_MS)])
    del app


if __name__ == "__main__":
    main()
