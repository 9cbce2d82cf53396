"""The poses of the scene files: where hips, hands, knees and feet go.

Legs and hips are in leg lengths, free hands in arm lengths from their own shoulder (x forward, y up).
A hand with an anchor is put at that place of the picture, moved by (x forward, y down) pixels.
"Near" is the arm or leg on the viewer's side of a figure that is turned half to the side, "far" the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Hand:
    """Where a hand goes, what shape it has and what it holds."""

    x: float
    y: float
    anchor: str | None = None
    shape: str = "rest"
    holds: str | None = None
    busy: float = 0.0
    """Pixels by which the hand moves to and fro while it works."""
    rate: float = 1.0
    """Movements a second."""
    elbow: int = 0
    """1 puts the elbow in front, -1 behind, 0 where it usually is."""


@dataclass(frozen=True)
class Legs:
    """Near and far knee and foot, from the point on the floor."""

    near_knee: tuple[float, float]
    near_foot: tuple[float, float]
    far_knee: tuple[float, float]
    far_foot: tuple[float, float]
    hip: tuple[float, float]


STANDING = Legs((-0.08, 0.5), (-0.12, 0.0), (0.13, 0.5), (0.13, 0.0), (0.0, 0.98))
SEATED = Legs((0.30, 0.53), (0.33, 0.0), (0.42, 0.56), (0.50, 0.0), (-0.06, 0.54))
SEATED_FRONT = Legs((-0.17, 0.46), (-0.18, 0.0), (0.22, 0.46), (0.22, 0.0), (0.0, 0.55))
KNEELING = Legs((-0.10, 0.09), (-0.60, 0.08), (0.06, 0.10), (-0.42, 0.09), (-0.20, 0.56))
ON_HEELS = Legs((0.34, 0.11), (-0.20, 0.08), (0.46, 0.13), (-0.06, 0.09), (-0.06, 0.36))
CROUCHED = Legs((0.16, 0.36), (0.02, 0.0), (0.30, 0.42), (0.24, 0.0), (-0.18, 0.34))

LAP_NEAR, LAP_FAR = Hand(0.40, -0.66), Hand(0.30, -0.66)
DOWN_NEAR, DOWN_FAR = Hand(0.06, -0.93), Hand(0.14, -0.93)


@dataclass(frozen=True)
class Pose:
    """A posture; what it leaves open is answered by the time and the other people."""

    legs: Legs
    near: Hand = DOWN_NEAR
    far: Hand = DOWN_FAR
    lean: float = 0.0
    turn: float = 0.75
    """0 frontal, 1 half to the side."""
    squash: float = 1.0
    """Below 1 the upper body leans towards the viewer or slumps."""
    head: tuple[float, float] = (0.0, 0.0)
    """Shift of the head in head widths, x forward, y down."""
    tilt: float = 0.0
    pitch: float = 0.0
    seated: bool = False
    faces: str = "look"
    """look: where the person looks; table: the table in front; away: from the table."""
    over_table: bool = False
    far_over_all: bool = False
    """The far forearm lies on somebody else and is drawn last."""
    hands_over_face: bool = False
    walks: float = 1.0
    """How much of the walk shows while the person moves."""


_sit = Pose(SEATED, LAP_NEAR, LAP_FAR, seated=True, walks=0.0, lean=0.04)
_table = Pose(
    SEATED_FRONT,
    Hand(-22, 6, "table"),
    Hand(24, 6, "table"),
    turn=0.25,
    seated=True,
    faces="table",
    over_table=True,
    walks=0.0,
)
_end = Pose(
    SEATED,
    Hand(14, 8, "edge"),
    Hand(72, -2, "edge"),
    lean=0.07,
    turn=0.8,
    seated=True,
    faces="table",
    over_table=True,
    walks=0.0,
)
_kneel = Pose(KNEELING, Hand(0.34, -0.80), Hand(0.42, -0.76), lean=0.08)
_heels = Pose(ON_HEELS, Hand(0.50, -0.66), Hand(0.55, -0.6), lean=0.12)
_build = replace(
    _heels,
    near=Hand(0.78, -0.40, None, "grip", None, 3.0, 0.7),
    far=Hand(-8, -6, "blocks", "grip", None, 6.0, 0.7),
    lean=0.24,
)
_slump = replace(
    _table,
    near=Hand(-26, 4, "table"),
    far=Hand(20, 8, "table"),
    squash=0.88,
    head=(0.0, 0.22),
    pitch=0.15,
    tilt=0.10,
)

POSES: dict[str, Pose] = {
    "stand": Pose(STANDING),
    "walk": Pose(STANDING, lean=0.07),
    "turn": Pose(replace(STANDING, hip=(0.0, 0.86)), Hand(0.4, -0.7), Hand(0.6, -0.5), lean=0.2, walks=0.7),
    "lean_in": Pose(
        STANDING, Hand(0.62, -0.30), Hand(0.66, -0.2), lean=0.30, head=(0.22, 0.20), tilt=0.30, walks=0.3
    ),
    "stand_reach_up": Pose(
        STANDING,
        Hand(0.62, -0.42, shape="open"),
        Hand(-16, -34, "blocks", "grip", "block", 3.0, 0.8),
        lean=0.06,
        head=(0.0, -0.05),
    ),
    "arms_up": Pose(
        STANDING, Hand(-0.34, 0.93, shape="open"), Hand(0.40, 0.93, shape="open"), turn=0.35, walks=0.5
    ),
    "stand_kettle": Pose(STANDING, Hand(0.26, -0.72), Hand(4, 2, "kettle", "grip"), lean=0.06),
    "sit": _sit,
    "sit_thumb_up": replace(_sit, far=Hand(0.62, 0.10, shape="thumb")),
    "kneel": _kneel,
    "kneel_arms_open": replace(
        _kneel, near=Hand(-0.62, -0.42, shape="open"), far=Hand(0.92, -0.10, shape="open"), lean=0.08
    ),
    "kneel_hand_on_back": replace(
        _kneel, far=Hand(0, 0, "their_back", elbow=1), lean=0.20, far_over_all=True
    ),
    "kneel_build": _build,
    "kneel_hold_block": replace(_build, far=Hand(0.74, -0.30, None, "grip", "block"), lean=0.10),
    "kneel_hands_up": replace(
        _heels, near=Hand(-0.18, 0.62, shape="open"), far=Hand(0.62, 0.52, shape="open"), lean=-0.10
    ),
    "kneel_slump": replace(
        _heels,
        near=Hand(0.34, -0.84),
        far=Hand(0.30, -0.84),
        lean=0.30,
        squash=0.90,
        head=(0.16, 0.30),
        pitch=0.35,
    ),
    "crouch": Pose(CROUCHED, Hand(0.50, -0.62), Hand(0.72, -0.50), lean=0.22),
    "crouch_fold_page": Pose(
        CROUCHED,
        Hand(-46, 6, "page", "grip", None, 3.0, 0.6),
        Hand(-30, -10, "page", "grip", None, 4.0, 0.6),
        lean=0.34,
        over_table=True,
    ),
    "sit_table": _table,
    "hold_up_piece": replace(_table, far=Hand(0.42, 0.86, None, "grip", "piece", 3.0, 1.2)),
    "sit_hand_up": replace(_table, far=Hand(0.26, 1.0, None, "open", None, 2.5, 0.7), tilt=-0.06),
    "sit_hand_half_down": replace(_table, far=Hand(0.50, 0.42, shape="open"), tilt=0.05),
    "sit_write": replace(
        _table,
        near=Hand(-38, 8, "page"),
        far=Hand(10, 0, "page", "grip", "pencil", 3.0, 2.3),
        squash=0.94,
        head=(0.05, 0.10),
    ),
    "sit_hold_broken_pencil": replace(
        _table,
        near=Hand(0.30, -0.34, None, "grip", "pencil_stub"),
        far=Hand(0.12, -0.30, None, "grip", "pencil_tip"),
    ),
    "sit_slump": _slump,
    "head_down": replace(
        _table,
        near=Hand(34, 12, "table"),
        far=Hand(-30, 12, "table"),
        squash=0.56,
        head=(0.10, 0.62),
        pitch=0.50,
        tilt=0.34,
    ),
    "sit_wipe_eyes": replace(_table, near=Hand(4, 6, "eyes", "rest", None, 4.0, 1.6), hands_over_face=True),
    "sit_point": replace(_table, far=Hand(6, -6, "page", "point"), squash=0.95),
    "sit_lean_in": replace(_end, near=Hand(40, 8, "edge"), far=Hand(94, -4, "edge"), lean=0.34),
    "sit_lean_back": replace(_end, near=LAP_NEAR, far=Hand(0.42, -0.66), lean=-0.14),
    "sit_reach_arm": replace(
        _end,
        legs=replace(SEATED, hip=(0.30, 0.80)),
        near=Hand(70, 6, "edge"),
        far=Hand(0, -4, "reach"),
        lean=0.72,
    ),
    "sit_turned_phone": replace(
        _sit,
        near=Hand(2, 2, "reach"),
        far=Hand(0.52, -0.30, None, "grip", "phone"),
        lean=0.10,
        head=(0.08, 0.12),
        faces="away",
        over_table=True,
    ),
    "sit_shift_away": replace(
        _sit,
        near=Hand(0.52, -0.46, None, "rest"),
        far=Hand(0.58, -0.32, None, "grip", "phone"),
        lean=0.26,
        head=(0.10, 0.16),
        faces="away",
    ),
    "sit_hand_on_hand": replace(_end, near=Hand(40, 8, "edge"), far=Hand(0, -7, "hands"), lean=0.50),
}
END_OF_TABLE = _end
"""How "sit_table" looks for a person who sits at the end of a table instead of behind it."""
READING_ALONG = replace(
    _table,
    legs=replace(SEATED_FRONT, hip=(0.0, 0.42)),
    near=Hand(6, 10, "table"),
    far=Hand(-52, 12, "book"),
    squash=0.80,
    turn=0.4,
    head=(0.12, 0.10),
    tilt=0.05,
)
"""How "sit_table" looks for a grown-up who reads along with a child."""
