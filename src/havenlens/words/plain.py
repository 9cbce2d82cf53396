"""Sentences about plain tables that agreement is worked out from, and about its parameters."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "plain.empty": N_("{file} has no headings; put the columns' names in its first line."),
    "plain.unreadable": N_("{file} is no table in UTF-8; save it as CSV in UTF-8, or as .xlsx."),
    "plain.no_heading": N_("Column {column} of {file} has no heading; name it."),
    "plain.doubled_heading": N_("{file} has two columns called {column}; give each a name of its own."),
    "plain.uneven": N_(
        "Line {line} of {file} has {found} cells, but there are {expected} headings; correct that line."
    ),
    "plain.one_rater": N_(
        "{file} has scores of fewer than two coders; give each coder a column, or name the columns "
        "coder, onset, offset and code for events."
    ),
    "plain.no_rows": N_("{file} has headings but no rows; add the data."),
    "plain.not_square": N_(
        "The rows of {file} are {rows} but its columns are {columns}; a table of two coders has the same "
        "categories both ways."
    ),
    "plain.no_count": N_("{file} has “{text}” for {row} where a count belongs; correct that cell."),
    "plain.one_coder": N_(
        "All events in {file} are {coder}'s; agreement needs the events of two coders in one table."
    ),
    "plain.cell_missing": N_("Line {line} of {file} has no {column}; fill that cell in."),
    "plain.ends_before": N_(
        "Line {line} of {file} ends at {offset}, before it starts at {onset}; correct its end."
    ),
    "plain.no_time": N_(
        "Line {line} of {file} has “{text}” for {column}, which is no number; correct that cell."
    ),
    "plain.time_too_large": N_(
        "Line {line} of {file} has “{text}” for {column}, which is longer than anything coded; correct that "
        "cell, or choose another --time-unit."
    ),
    "plain.doubled_unit": N_(
        "Unit {unit} has several rows, which count as units of their own; name the column observation if it "
        "says what units belong to."
    ),
    "plain.score_twice": N_("{file} has two scores of {coder} for {unit}; keep one of them."),
    "plain.one_table": N_("{file} is one table too many; only tables of events are taken together."),
    "plain.needs": N_("{method} needs {needs}, but the table holds {kind}; choose another method."),
    "plain.unknown_method": N_("There is no method {method}; there are {known}."),
    "plain.unknown_param": N_("{method} has no parameter {name}; it has {known}."),
    "plain.param_value": N_("{value} is no value for {name}; give {allowed}."),
    "plain.param_form": N_("“{text}” is no parameter; write name=value, such as tolerance=2."),
    "plain.index": N_(
        "The resamples hold {value} where the number of an observation from 1 to {n} belongs; give one row "
        "for each resample and one column for each observation."
    ),
    "plain.unit_needed": N_(
        "tolerance_units counts units of time, but no unit was given; add unit=1, or give tolerance in the "
        "table's time."
    ),
    "plain.not_independent": N_(
        "Units belong to {n} observations, but the interval takes them as independent and is likely too "
        "narrow; resample observations with --bootstrap 2000."
    ),
    "plain.nothing_from": N_(
        "{coder} has no event in {observations} and counts as having seen nothing there; leave out what "
        "{coder} did not code."
    ),
    "plain.no_table": N_("{method} needs a table; name a file."),
    "plain.weights": N_("{text} is neither a rule for weights nor a file; give {known} or a file."),
    "plain.weights_file": N_(
        "{path} holds no matrix of numbers; give one row and one column for each category."
    ),
    "plan.out_of_range": N_("{parameter} cannot be {value}; it may be {allowed}."),
    "plan.no_reason": N_(
        "Agreement has been looked at already; say why the parameters change now, and every report tells it."
    ),
    "plan.changed_late": N_(
        "{parameter} was changed from {old} to {new} on {day}, after agreement had been looked at: {reason}"
    ),
}
