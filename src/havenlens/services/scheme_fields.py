"""What a scheme is made of, as forms to fill in: every part with its fields, and how each is entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.recipes import Recipe
from havenlens.services.scheme_editing import Path
from havenlens.words.catalogue import N_


class Entry(StrEnum):
    """How a value is entered."""

    ID = "id"
    LINE = "line"
    PROSE = "prose"
    LINES = "lines"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    NUMBER = "number"
    WHOLE = "whole"
    LETTER = "letter"
    DIGIT = "digit"
    COLOUR = "colour"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    ROWS = "rows"
    PASSES = "passes"
    BANDS = "bands"
    ANCHORS = "anchors"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a part; ``of`` names the list whose ids may be chosen, ``default`` is what absence means.

    ``only`` gives a sibling field and the values with which this one makes sense.
    """

    name: str
    label: str
    entry: Entry = Entry.LINE
    required: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""
    default: Any = None
    hint: str = ""
    only: tuple[str, tuple[str, ...]] | None = None
    columns: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part: its list in the file (or its mapping, where there is one only) and its fields."""

    name: str
    one: str
    many: str
    fields: tuple[Field, ...]
    single: bool = False

    def field(self, name: str) -> Field | None:
        """Find a field by its name in the file."""
        return next((field for field in self.fields if field.name == name), None)


STATUSES = (N_("draft"), N_("piloted"), N_("validated"), N_("retired"))
CONTEXTS = (N_("classroom"), N_("dyad"))
AGES = (
    *(N_("infant"), N_("toddler"), N_("prek"), N_("k3"), N_("upper_elementary"), N_("secondary")),
    *(N_("adolescent"), N_("adult")),
)
UNITS = (N_("continuous"), N_("cycle"), N_("segment"), N_("interval"), N_("episode"), N_("clip"))
_KINDS = (N_("point"), N_("state"))
_EXCLUSIVE = (N_("none"), N_("per_actor"))
_ASKS = (N_("now"), N_("walk"))
_ASK_IFS = (N_("after_miss"),)
_MODIFIER_KINDS = (N_("single"), N_("several"), N_("number"), N_("text"))
_DIRECTIONS = (N_("higher_better"), N_("lower_better"))
_SAMPLINGS = (N_("momentary"), N_("partial_interval"))
_RECIPE_KINDS = tuple(recipe.kind for recipe in get_args(Recipe))
_CHOOSING = (ModifierKind.SINGLE.value, ModifierKind.SEVERAL.value)
_NAME = Field("name", N_("Name"), required=True)
_ID = Field("id", N_("Id"), Entry.ID, required=True, hint=N_("Small letters, digits, underscores."))

SCHEME = Part(
    "",
    N_("Scheme"),
    N_("Scheme"),
    (
        _NAME,
        _ID,
        Field("version", N_("Version"), required=True, hint=N_("Given when you save.")),
        Field("status", N_("Status"), Entry.CHOICE, required=True, choices=STATUSES),
        Field("license", N_("Licence"), required=True),
        Field("context", N_("Used for"), Entry.CHOICES, choices=CONTEXTS),
        Field("age_levels", N_("Ages"), Entry.CHOICES, choices=AGES),
        Field("summary", N_("Summary"), Entry.PROSE, required=True),
        Field("notice", N_("Notice"), Entry.PROSE, required=True),
        Field("measurement", N_("Its codes are a measurement"), Entry.FLAG, default=True),
        Field("rules", N_("Rules"), Entry.LINES),
        Field("sources", N_("Sources"), Entry.LINES),
        Field("notes", N_("Notes"), Entry.LINES),
        Field("rating_procedure", N_("How to rate"), Entry.LINES),
        Field("aggregation_rules", N_("How to aggregate"), Entry.LINES),
    ),
    single=True,
)
ROLES = Part(
    "roles",
    N_("Role"),
    N_("Roles"),
    (
        _NAME,
        _ID,
        Field("many", N_("Several people can hold it"), Entry.FLAG, default=False),
        Field("aliases", N_("Also called"), Entry.LINES),
    ),
)
GROUPS = Part(
    "groups",
    N_("Group"),
    N_("Groups"),
    (
        _NAME,
        _ID,
        Field("exclusive", N_("Its states exclude"), Entry.CHOICE, choices=_EXCLUSIVE, default="none"),
        Field("exhaustive", N_("One of its states always holds"), Entry.FLAG, default=False),
    ),
)
CODES = Part(
    "codes",
    N_("Code"),
    N_("Codes"),
    (
        _NAME,
        _ID,
        Field(
            "key", N_("Key"), Entry.LETTER, required=True, hint=N_("One letter; j k l i o are the player's.")
        ),
        Field("kind", N_("Kind"), Entry.CHOICE, required=True, choices=_KINDS),
        Field("group", N_("Group"), Entry.ONE_OF, required=True, of="groups"),
        Field(
            "class", N_("Class"), Entry.ID, required=True, hint=N_("What results count; codes can share one.")
        ),
        Field("actors", N_("Actors"), Entry.SOME_OF, required=True, of="roles"),
        Field("targets", N_("Targets"), Entry.SOME_OF, required=True, of="roles"),
        Field("target_required", N_("A target must be given"), Entry.FLAG, default=False),
        Field("colour", N_("Colour"), Entry.COLOUR, required=True),
        Field("definition", N_("Definition"), Entry.PROSE, required=True),
        Field("onset_rule", N_("Starts"), Entry.PROSE, hint=N_("The first frame that counts.")),
        Field("offset_rule", N_("Ends"), Entry.PROSE, hint=N_("The first frame that counts no more.")),
        Field("min_duration_s", N_("Shortest (s)"), Entry.NUMBER, only=("kind", ("state",))),
        Field("include", N_("Include"), Entry.LINES),
        Field("exclude", N_("Exclude"), Entry.LINES),
        Field("example", N_("Example"), Entry.PROSE),
        Field("note", N_("Note"), Entry.PROSE),
        Field("safe_haven", N_("A bid with a need"), Entry.FLAG),
        Field("meaning", N_("Shared meaning"), Entry.ID, hint=N_("One meaning has one key everywhere.")),
        Field("key_differs", N_("Key differs because")),
        Field("hidden_with", N_("Hidden beside"), Entry.LINES),
        Field("prompt_type", N_("Kind of prompt")),
    ),
)
MODIFIERS = Part(
    "modifiers",
    N_("Modifier"),
    N_("Modifiers"),
    (
        _NAME,
        _ID,
        Field("applies_to", N_("Asked about"), Entry.SOME_OF, required=True, of="codes"),
        Field("kind", N_("Answer"), Entry.CHOICE, choices=_MODIFIER_KINDS, default="single"),
        Field(
            "options",
            N_("Options"),
            Entry.ROWS,
            required=True,
            columns=(Field("key", N_("Key"), Entry.DIGIT), Field("name", N_("Name")), _ID),
            only=("kind", _CHOOSING),
        ),
        Field("minimum", N_("Least"), Entry.NUMBER, only=("kind", ("number",))),
        Field("maximum", N_("Most"), Entry.NUMBER, only=("kind", ("number",))),
        Field("unit", N_("Unit"), only=("kind", ("number",))),
        Field("required", N_("Must be answered"), Entry.FLAG, default=False),
        Field("ask", N_("Asked"), Entry.CHOICE, choices=_ASKS),
        Field("ask_if", N_("Asked only if"), Entry.CHOICE, choices=_ASK_IFS),
    ),
)
SCALE = Part(
    "rating_scale",
    N_("Rating scale"),
    N_("Rating scale"),
    (
        Field("min", N_("From"), Entry.WHOLE, required=True),
        Field("max", N_("To"), Entry.WHOLE, required=True),
        Field("step", N_("In steps of"), Entry.WHOLE, default=1),
        Field("bands", N_("Bands"), Entry.BANDS, hint=N_("Anchors describe each of them.")),
    ),
    single=True,
)
DIMENSIONS = Part(
    "ratings",
    N_("Dimension"),
    N_("Dimensions"),
    (
        _NAME,
        _ID,
        Field("key", N_("Digit"), Entry.DIGIT, required=True),
        Field("direction", N_("Better is"), Entry.CHOICE, required=True, choices=_DIRECTIONS),
        Field("definition", N_("Definition"), Entry.PROSE, required=True),
        Field("anchors", N_("Anchors"), Entry.ANCHORS),
        Field("look_for", N_("Look for"), Entry.LINES),
        Field("not_observed_rule", N_("No score when"), Entry.PROSE),
    ),
)
DOMAINS = Part(
    "domains",
    N_("Domain"),
    N_("Domains"),
    (
        _NAME,
        _ID,
        Field("members", N_("Mean of"), Entry.SOME_OF, required=True, of="ratings"),
        Field("aggregate", N_("Made by"), Entry.CHOICE, choices=(N_("mean"),), default="mean"),
    ),
)
PLAN = Part(
    "observation_plan",
    N_("Observation plan"),
    N_("Observation plan"),
    (
        Field("unit", N_("Unit"), Entry.CHOICE, required=True, choices=UNITS),
        Field("unit_s", N_("Its length (s)"), Entry.NUMBER),
        Field(
            "sampling", N_("Time sampling"), Entry.CHOICE, choices=_SAMPLINGS, only=("unit", ("interval",))
        ),
        Field("passes", N_("Passes"), Entry.PASSES, hint=N_("One pass a line, its groups with commas.")),
        Field("rate_each_unit", N_("Each unit is rated"), Entry.FLAG, default=False),
        Field("min_units", N_("Units at least"), Entry.WHOLE),
        Field("score_s", N_("Seconds to score in"), Entry.NUMBER),
        Field("typical_task_s", N_("Usual length (s)"), Entry.NUMBER),
        Field("double_code_share", N_("Coded twice (0 to 1)"), Entry.NUMBER),
        Field("note", N_("Note"), Entry.PROSE),
        Field("", N_("Clips"), Entry.REST, hint=N_("Fields as in the file, such as “clip: …”.")),
    ),
    single=True,
)
RESULTS = Part(
    "derived",
    N_("Result"),
    N_("Results"),
    (
        _ID,
        Field("kind", N_("Kind"), Entry.CHOICE, required=True, choices=_RECIPE_KINDS),
        Field("note", N_("Note"), Entry.PROSE),
        Field("", N_("Of what"), Entry.REST, hint=N_("Fields as in the file: selectors, windows, outputs.")),
    ),
)
PROMPTS = Part(
    "prompt_library",
    N_("Prompt family"),
    N_("Prompt families"),
    (_ID, Field("asks", N_("Asks"), required=True), Field("stems", N_("Begins"), Entry.LINES, required=True)),
)
PROMPT_RULES = Part(
    "prompt_rules",
    N_("Prompt rules"),
    N_("Prompt rules"),
    (
        Field("max_words", N_("Words at most"), Entry.WHOLE, required=True),
        Field("order", N_("Order of families"), Entry.LINES, required=True),
        Field("must_have", N_("Must have"), Entry.LINES),
        Field("at_most_one", N_("At most one"), Entry.LINES),
        Field("avoid_words", N_("Words to avoid"), Entry.LINES),
    ),
    single=True,
)
TARGETS = Part(
    "reliability_targets",
    N_("Reliability targets"),
    N_("Reliability targets"),
    tuple(
        Field(name, label, Entry.PROSE)
        for name, label in (
            ("events", N_("Events")),
            ("states", N_("States")),
            ("ratings", N_("Ratings")),
            ("episodes", N_("Episodes")),
            ("training", N_("Training")),
            ("field", N_("Field")),
            ("note", N_("Note")),
        )
    ),
    single=True,
)

PARTS = (
    *(SCHEME, ROLES, GROUPS, CODES, MODIFIERS, PLAN, SCALE, DIMENSIONS, DOMAINS, RESULTS),
    *(TARGETS, PROMPTS, PROMPT_RULES),
)
"""Every kind of part, in the order in which they are shown."""


def makes_sense(field: Field, part: Part, values: Mapping[str, Any]) -> bool:
    """Tell whether a field belongs to a part as its other fields stand."""
    if field.only is None:
        return True
    name, wanted = field.only
    other = part.field(name)
    return values.get(name, None if other is None else other.default) in wanted


def senseless(part: Part, values: Mapping[str, Any]) -> list[str]:
    """List the fields that make no sense any more, such as the options of what is a number now."""
    return [
        field.name for field in part.fields if field.name in values and not makes_sense(field, part, values)
    ]


def part_at(path: Path) -> Part:
    """Give the kind of the part that a path stands in."""
    name = path[0] if path else ""
    return next((part for part in PARTS if part.name == name), SCHEME)


def place_of(path: Path) -> Path:
    """Give the part that a path leads into, as the form that shows it knows it.

    >>> place_of(("codes", 3, "colour")), place_of(("name",))
    (('codes', 3), ())
    """
    part = part_at(path)
    if part is SCHEME:
        return ()
    return path[:1] if part.single else path[:2]
