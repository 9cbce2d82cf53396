"""Sentences about coding schemes."""

from havenlens.words.catalogue import N_

_FILES = {
    "shipped.missing": N_(
        "The folder {folder} is missing beside {package}; install the program again, or run it from a whole "
        "source tree."
    ),
    "scheme.no_such_scheme": N_("There is no scheme {id}; give a file, or one of: {known}."),
    "scheme.is_a_folder": N_("This is a folder; name the scheme files in it."),
    "scheme.too_large": N_("This file is too large for a coding scheme; check that it is the right one."),
    "scheme.unreadable": N_("This file cannot be read; check who may read it."),
    "scheme.not_utf8": N_("This file is not UTF-8 text; save it as UTF-8."),
    "scheme.empty": N_("This file is empty; start from the template."),
    "scheme.tab": N_("A tab stands where YAML wants spaces; indent with spaces."),
    "scheme.not_yaml": N_("This is not YAML ({reason}); check indentation, colons and quotes here."),
    "scheme.too_deep": N_(
        "Brackets stand in brackets too deeply for a scheme; look for one that is not closed."
    ),
    "scheme.not_a_mapping": N_("A scheme is a list of fields such as “id: …”; start from the template."),
    "scheme.other_format": N_(
        "This file has format {value}, but this program reads format {known}; use the version of the program "
        "that goes with it."
    ),
}

_FIELDS = {
    "scheme.double_field": N_("The field {field} is written twice; keep one of the two."),
    "scheme.unknown_field": N_("{where} has an unknown field {field}; known are such as {known}."),
    "scheme.unknown_field_meant": N_("{where} has an unknown field {field}; did you mean {meant}?"),
    "scheme.missing_field": N_("{where} lacks {field}; write it."),
    "scheme.want_text": N_("{field} of {where} must be text; put it in quotes."),
    "scheme.want_texts": N_("{field} of {where} must be a list of texts, such as [one, two]."),
    "scheme.want_flag": N_("{field} of {where} must be true or false."),
    "scheme.want_whole": N_("{field} of {where} must be a whole number."),
    "scheme.want_number": N_("{field} of {where} must be a number that is not negative."),
    "scheme.want_numbers": N_("{field} of {where} must be a list of numbers, such as [3, 5]."),
    "scheme.want_two_numbers": N_("{field} of {where} must be two whole numbers, such as [1, 2]."),
    "scheme.want_rows": N_("{field} of {where} must be a list of entries that begin with “- ”."),
    "scheme.want_mapping": N_(
        "{field} of {where} must be fields with values, such as {{codes: [one, two]}}."
    ),
    "scheme.no_length": N_("{field} of {where} must be longer than 0 seconds."),
    "scheme.bad_share": N_("{field} of {where} is {value}, but a share lies between 0 and 1."),
    "scheme.bare_boolean": N_(
        "{field} of {where} is a bare {value}, which many programs read as yes or no; write it in quotes."
    ),
    "scheme.bare_number": N_("{field} of {where} is a bare number; write it in quotes, as “{value}”."),
    "scheme.not_a_choice": N_("{field} of {where} is {value}, but must be one of: {choices}."),
    "scheme.bad_id": N_(
        "{field} of {where} is “{value}”, but must begin with a small letter and go on with small letters, "
        "digits and underscores."
    ),
    "scheme.double_id": N_("{where} has the id {id}, which line {first} has already; choose another."),
    "scheme.bad_version": N_("The version {value} must be three numbers, such as 1.0.0."),
}

_CODES = {
    "scheme.double_key": N_("{where} has the key {key}, which {other} has in line {first}; choose another."),
    "scheme.reserved_key": N_(
        "{where} has the key {key}, but j, k, l, i and o belong to the player; choose another letter."
    ),
    "scheme.reserved_id": N_(
        "{where} has the id {id}, which stands for a stretch without a code or a sample without any; "
        "choose another."
    ),
    "scheme.not_a_letter": N_(
        "{where} has the key “{key}”, but a key is one small letter from a to z; digits are for modifiers "
        "and ratings."
    ),
    "scheme.not_a_digit": N_("{where} has the key “{key}”, but here a key is one digit from 1 to 9."),
    "scheme.double_digit": N_(
        "{where} has the key {key}, which {other} has in line {first}; choose another."
    ),
    "scheme.bad_colour": N_(
        "{where} has the colour “{colour}”, but a colour is written as in “#0072B2”, in quotes."
    ),
    "scheme.double_colour": N_(
        "{where} has the colour {colour}, which {other} has in line {first}; choose another."
    ),
    "scheme.state_without_rule": N_(
        "{where} is a state and lacks {field}; say when it starts and when it ends, so that coders can agree."
    ),
    "scheme.unknown_group": N_(
        "{where} names the group {id}, which is not under groups; add it there, or write one of: {known}."
    ),
    "scheme.unknown_role": N_(
        "{where} names the role {id}, which is not under roles; add it there, or write one of: {known}."
    ),
    "scheme.unknown_code": N_(
        "{where} names the code {id}, which is not under codes; add it there, or write one of: {known}."
    ),
    "scheme.unknown_class": N_("{where} names the class {id}, which no code has; write one of: {known}."),
    "scheme.unknown_modifier": N_(
        "{where} names the modifier {id}, which is not under modifiers; write one of: {known}."
    ),
    "scheme.unknown_option": N_(
        "{where} names the option {id}, which that modifier does not have; write one of: {known}."
    ),
    "scheme.unknown_dimension": N_(
        "{where} names the dimension {id}, which is not under ratings; write one of: {known}."
    ),
    "scheme.unknown_domain": N_(
        "{where} names the domain {id}, which is not under domains; write one of: {known}."
    ),
    "scheme.unknown_prompt": N_(
        "{where} names the prompt family {id}, which is not under prompt_library; write one of: {known}."
    ),
}

_RATINGS = {
    "scheme.no_scale": N_("The scheme has ratings but no rating_scale; say which numbers may be given."),
    "scheme.bad_scale": N_(
        "{where} runs from {low} to {high} in steps of {step}; it must rise, in whole steps that reach "
        "the end."
    ),
    "scheme.bad_bands": N_(
        "The bands of {where} must cover {low} to {high} once each, without gap or overlap."
    ),
    "scheme.anchors_incomplete": N_(
        "The anchors of {where} lack {missing}; describe every band, or leave the anchors out altogether."
    ),
    "scheme.unknown_band": N_(
        "{where} names the band {id}, which the scale does not have; write one of: {known}."
    ),
}

_MODES = {
    "scheme.limits_crossed": N_("{where} takes numbers from {low} to {high}, which is none; swap the two."),
    "scheme.sampling_without_interval": N_(
        "{where} samples time, which needs unit: interval and unit_s, the seconds of one interval; add them."
    ),
    "scheme.sampled_point": N_(
        "{where} is a point, but this scheme samples time, which codes states only; write kind: state."
    ),
}

_RECIPES = {
    "scheme.unknown_kind": N_("{where} has the kind {id}, which is no recipe; nearest are: {known}."),
    "scheme.unknown_output": N_(
        "{where} asks for {id}, which this recipe does not give; write one of: {known}."
    ),
    "scheme.selects_nothing": N_("{field} of {where} names nothing; list codes, classes or groups."),
    "scheme.want_state": N_("{where} needs a state for {field}, but {id} is a point; name a state."),
    "scheme.builds_on": N_(
        "{where} builds on {id}, which is no recipe of kind {kind} in this scheme; write one of: {known}."
    ),
    "scheme.double_step": N_("{where} is a second step with the name {id}; choose another."),
    "scheme.short_chain": N_("{where} needs at least two steps; add them, or remove the recipe."),
}

_TOGETHER = {
    "scheme.double_meaning": N_(
        "{where} means “{meaning}” and has the key {key}, but in {other} it has the key {other_key}; give "
        "both the same key, or say why not under key_differs."
    ),
    "scheme.same_scheme_twice": N_("The scheme {id} is also in {other}; check one file only."),
    "scheme.other_scheme": N_("The file holds the scheme {id}, not {old_id}; choose the file of {old_id}."),
    "scheme.needs_patch": N_(
        "Version {new} of {id} has other words, colours or keys than version {old} ({changed}); give it a "
        "higher number, at least in the third place."
    ),
    "scheme.needs_minor": N_(
        "Version {new} of {id} measures something else than version {old} ({changed}); give it a higher "
        "number in the first or second place."
    ),
    "scheme.went_back": N_("Version {new} of {id} is older than version {old}, which is here already."),
}

SENTENCES = _FILES | _FIELDS | _CODES | _MODES | _RATINGS | _RECIPES | _TOGETHER
