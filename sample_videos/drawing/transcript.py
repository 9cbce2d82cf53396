"""Write the spoken lines of a scene as WebVTT with voice tags."""

from __future__ import annotations

from pathlib import Path

from drawing.script import Scene


def _stamp(t: float) -> str:
    """Give a time as WebVTT writes it."""
    millis = round(t * 1000)
    return (
        f"{millis // 3_600_000:02d}:{millis // 60_000 % 60:02d}:{millis // 1000 % 60:02d}.{millis % 1000:03d}"
    )


def write(scene: Scene, file: Path) -> None:
    """Write one cue for each line."""
    cues = [f"WEBVTT - {scene.title}\n\nNOTE Drawn scene, invented people. CC BY 4.0.\n"]
    for i, line in enumerate(scene.lines, start=1):
        name = scene.person(line.who).name
        cues.append(f"{i}\n{_stamp(line.t0)} --> {_stamp(line.t1)}\n<v {name}>{line.text}\n")
    file.write_text("\n".join(cues), encoding="utf-8")
