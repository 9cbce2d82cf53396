"""Draw the sample videos from the scene files: `python sample_videos/draw_scenes.py [SCENE...]`.

A SCENE is the beginning of a scene's id, such as 02. Without one, all scenes are drawn.
`--still 12.5 --to FOLDER` draws single pictures instead of films.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtGui import QGuiApplication, QImage, QPainter

from drawing import encode, sound, transcript
from drawing.faces import FACES
from drawing.hair import STYLES
from drawing.poses import POSES
from drawing.rooms import ROOMS
from drawing.script import FPS, HEIGHT, WIDTH, Scene, ScriptError, Vocabulary, read_scene
from drawing.skeleton import BUILDS
from drawing.stage import Stage

HERE = Path(__file__).resolve().parent
WORDS = Vocabulary(POSES, FACES, BUILDS, STYLES, ROOMS)


def picture(stage: Stage, frame: int) -> QImage:
    """Draw one frame."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    p = QPainter(image)
    stage.paint(p, frame)
    p.end()
    return image


def pictures(stage: Stage, scene: Scene) -> Iterator[QImage]:
    """Draw all frames, saying how far it has come."""
    for frame in range(scene.frames):
        if frame % (10 * FPS) == 0:
            print(f"  {frame / FPS:.0f} of {scene.duration:.0f} s", flush=True)
        yield picture(stage, frame)


def scene_files(starts: list[str]) -> list[Path]:
    """Find the scene files whose names begin as asked."""
    files = sorted(HERE.glob("[0-9][0-9]_*.yaml"))
    for start in starts:
        if not any(f.name.startswith(start) for f in files):
            msg = f"{HERE}: there is no scene file whose name begins with “{start}”."
            raise ScriptError(msg)
    return [f for f in files if not starts or any(f.name.startswith(s) for s in starts)]


def draw(file: Path, arguments: argparse.Namespace) -> None:
    """Draw one scene, as film with transcript or as still pictures."""
    scene = read_scene(file, HERE / "staging.yaml", WORDS)
    track, mouths = sound.build(scene)
    stage = Stage(scene, mouths)
    folder = Path(arguments.to) if arguments.to else HERE
    if arguments.still:
        for t in arguments.still:
            picture(stage, round(t * FPS)).save(str(folder / f"{scene.id[:2]}_{t:06.2f}.png"))
        return
    print(scene.id)
    transcript.write(scene, folder / f"{scene.id}.vtt")
    target = folder / f"{scene.id}.mp4"
    unfinished = target.with_suffix(".part.mp4")
    encode.write(unfinished, pictures(stage, scene), track, crf=arguments.crf)
    unfinished.replace(target)
    print(f"  {target.name}: {target.stat().st_size / 1e6:.2f} MB")


def main() -> int:
    """Draw what the command line asks for."""
    parser = argparse.ArgumentParser(description="Draw the sample videos from the scene files.")
    parser.add_argument("scene", nargs="*", help="beginning of a scene's id, such as 02")
    parser.add_argument(
        "--still", nargs="+", type=float, metavar="T", help="draw pictures of these times only"
    )
    parser.add_argument("--to", metavar="FOLDER", help="where to write; this folder by default")
    parser.add_argument(
        "--crf", type=int, default=26, help="quality of the picture: lower is better and bigger"
    )
    arguments = parser.parse_args()
    app = QGuiApplication(sys.argv[:1])
    try:
        for file in scene_files(arguments.scene):
            draw(file, arguments)
    except ScriptError as error:
        print(error, file=sys.stderr)
        return 1
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
