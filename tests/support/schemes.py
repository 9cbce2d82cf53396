"""A small scheme that has a bit of everything, as YAML text."""

from __future__ import annotations

SMALL = """\
schema_version: 1
id: small
name: A small scheme
version: 1.2.0
status: draft
license: CC-BY-4.0
context: [classroom]
age_levels: [prek]
summary: For tests.
notice: For tests only.
sources: [Nobody (2025)]
measurement: true
roles:
  - {id: seeker, name: Seeker, many: true}
  - {id: provider, name: Provider}
observation_plan:
  unit: segment
  unit_s: 120
  double_code_share: 0.2
  passes: [{groups: [states]}, {groups: [acts]}]
  clip: {target_s: 60, min_s: 20, max_s: 120}
groups:
  - {id: states, name: States, exclusive: per_actor}
  - {id: acts, name: Acts}
modifiers:
  - id: need
    name: What is wanted
    applies_to: [bids]
    required: true
    options:
      - {id: comfort, key: "1", name: Comfort}
      - {id: help, key: "2", name: Help}
  - id: repair
    name: Repair
    applies_to: [comforts]
    ask_if: after_miss
    options:
      - {id: implicit, key: "1", name: Implicit}
      - {id: explicit, key: "2", name: Explicit}
codes:
  - id: upset
    name: Upset
    key: "d"
    kind: state
    group: states
    class: distress
    actors: [seeker]
    targets: []
    colour: "#D55E00"
    definition: Visibly upset.
    onset_rule: First display.
    offset_rule: 3 s without.
    min_duration_s: 1.5
  - id: bids
    name: Bids
    key: "b"
    kind: point
    group: acts
    class: bid
    safe_haven: true
    actors: [seeker]
    targets: [provider]
    target_required: true
    colour: "#0072B2"
    definition: Asks for help.
    include: ["'Help me'"]
  - id: comforts
    name: Comforts
    key: "y"
    kind: point
    group: acts
    class: sensitive
    actors: [provider]
    targets: [seeker]
    colour: "#009E73"
    definition: Comforts.
  - id: returns
    name: Returns
    key: "f"
    kind: point
    group: acts
    class: return
    actors: [seeker]
    targets: []
    colour: "#E69F00"
    definition: Goes back.
rating_scale: {min: 1, max: 5, bands: {low: [1, 2], high: [3, 5]}}
ratings:
  - id: warmth
    name: Warmth
    key: "1"
    direction: higher_better
    definition: How warm.
    anchors:
      low: Cold.
      high: Warm.
  - id: pressure
    name: Pressure
    key: "2"
    direction: lower_better
    definition: How pressing.
domains:
  - {id: support, name: Support, members: [warmth, pressure], aggregate: mean}
prompt_library:
  - {id: strength, asks: "What happened?", stems: ["At {t} you smiled."]}
prompt_rules: {max_words: 90, order: [strength]}
reliability_targets: {events: kappa of .60}
derived:
  - id: window
    kind: response_window
    given: {classes: [bid], safe_haven_only: true}
    target: {classes: [sensitive]}
    window_s: 10
    sweep_s: [3, 5]
    sensitive_classes: [sensitive]
    by: {modifiers: [need], roles: [seeker], code: true}
    outputs: [n_bids]
  - {id: bouts, kind: episode, builds_on: window, merge_gap_s: 5, resolved_by: {codes: [returns]}}
  - id: mending
    kind: repair
    builds_on: bouts
    repaired_by: {classes: [sensitive]}
    max_gap_s: 60
    while_in: {codes: [upset]}
    explicit_when: {modifier: repair, option: explicit}
  - id: sequence
    kind: chain
    steps:
      - {name: bid, codes: [bids]}
      - {name: comfort, codes: [comforts], optional: true}
      - {name: return, codes: [returns]}
    same: seeker
    max_gap_s: 60
  - {id: lags, kind: lag_sequential, given: {codes: [bids]}, target: {codes: [comforts]}, window_s: 10}
  - {id: children, kind: per_subject, builds_on: window, role: seeker}
  - {id: means, kind: domain_mean, domains: [support]}
  - {id: ratio, kind: class_ratio, numerator: {classes: [sensitive]}, denominator: {classes: [bid]}}
  - {id: share, kind: class_share, numerator: {classes: [sensitive]}, denominator: {groups: [acts]}}
  - {id: reach, kind: per_target_share, events: {codes: [comforts]}, role: seeker}
  - {id: rates, kind: rate_per_minute, events: {groups: [acts]}, time_in: {codes: [upset]}}
  - {id: pair, kind: dyad, ratings: {domains: [support], dimensions: [warmth]}}
  - {id: time, kind: state_share, states: {groups: [states]}}
  - {id: needs, kind: modifier_share, events: {codes: [bids]}, modifier: need}
  - id: fitting
    kind: match_in_state
    moves: {codes: [comforts]}
    fits:
      - {state: upset, moves: {codes: [comforts]}}
  - {id: turn, kind: latency, builds_on: fitting, to: {codes: [returns]}}
  - {id: coupling, kind: interval_correlation, x: warmth, y: pressure, lags: [0, 1]}
  - {id: counts, kind: count_by_code, events: {groups: [acts]}}
"""


def line_of(text: str, part: str) -> int:
    """Give the line (from 1) on which a part of the text first stands."""
    return text[: text.index(part)].count("\n") + 1


SAMPLED = """\
schema_version: 1
id: sampled
name: Sampled states
version: 1.0.0
status: draft
license: CC-BY-4.0
context: [classroom]
age_levels: [prek]
summary: What children show in intervals of two seconds.
notice: Made for tests.
sources: ["None"]
roles:
  - {id: child, name: Child, many: true}
observation_plan:
  unit: interval
  unit_s: 2
  sampling: partial_interval
groups:
  - {id: mood, name: Mood, exclusive: per_actor}
codes:
  - id: fret
    name: Frets
    key: "d"
    kind: state
    group: mood
    class: distress
    actors: [child]
    targets: []
    colour: "#D55E00"
    definition: Upset in face, voice or body.
    onset_rule: First sign.
    offset_rule: Last sign.
  - id: play
    name: Plays
    key: "e"
    kind: state
    group: mood
    class: exploration
    actors: [child]
    targets: []
    colour: "#009E73"
    definition: Absorbed in play.
    onset_rule: First sign.
    offset_rule: Last sign.
"""
"""A scheme that samples time."""

KINDS = (
    SAMPLED.replace("id: sampled", "id: kinds")
    .replace("observation_plan:\n  unit: interval\n  unit_s: 2\n  sampling: partial_interval\n", "")
    .replace(
        "codes:\n",
        """\
modifiers:
  - id: signs
    name: Signs
    applies_to: [fret]
    kind: several
    ask: now
    options:
      - {id: face, key: "1", name: Face}
      - {id: voice, key: "2", name: Voice}
  - id: loud
    name: Loudness
    applies_to: [fret]
    kind: number
    ask: now
    minimum: 0
    maximum: 99
    unit: dB
  - id: said
    name: What was said
    applies_to: [fret]
    kind: text
    ask: now
codes:
""",
        1,
    )
)
"""A scheme with modifiers of every kind, asked at the key press."""
