"""What is said about tables for other programs, and about what is deposited."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    "export.rule_of_analyses": N_("Tables of analyses: {rule}"),
    "export.suffix": N_("{path} must end in one of {formats}, which says what to write."),
    "export.format": N_("There is no format {format}; choose one of {formats}."),
    "export.other_format": N_(
        "{path} does not end in .{format}; leave --format out, or give the file that ending."
    ),
    "export.no_table": N_("There is no table {table}; choose one of {tables}."),
    "export.which_table": N_(
        "{path} is one file and holds one table; name it with --table ({tables}), or give a folder."
    ),
    "export.too_many_rows": N_(
        "The table {table} has {n:,} rows and a sheet of a workbook holds {most:,}; write it as CSV or "
        "Parquet."
    ),
    "export.text_too_long": N_(
        "A text in {column} of the table {table} is longer than the {most:,} characters that such a file "
        "holds; write it as CSV or Parquet."
    ),
    "export.code_gone": N_(
        "Event {event} of {coder} in {observation} at {at} s has the code {code}, which {scheme} has not; it "
        "is in the table without a group: open the coding and give it a code."
    ),
    "export.modifier_gone": N_(
        "Event {event} of {coder} in {observation} at {at} s answers {modifier}, which its scheme does not "
        "ask; the answer is in no table."
    ),
    "export.ends_before": N_(
        "Event {event} of {coder} in {observation} begins at {at} s and ends before that, at {end} s; open "
        "the coding and set its end."
    ),
    "export.agreement_not_looked_at": N_(
        "Agreement is not among the tables, because nobody has looked at it yet; write it with "
        "--table agreement, which counts as looking."
    ),
    "export.more_notices": N_("Further such sentences, in what --json prints: {n}."),
    "deposit.folder": N_("A deposit is a folder of files; write a folder in the place of {path}."),
    "deposit.whole": N_("A deposit is of the whole study; leave out --table {table} or --deposit."),
    "deposit.not_empty": N_(
        "{path} holds other files, which would be deposited too; choose an empty folder."
    ),
    "deposit.hidden": N_(
        "Some codings are hidden from you until yours are handed in, and a deposit holds all of them; let "
        "somebody write it who leads the study."
    ),
    "deposit.nobody": N_(
        "Nobody in this study allows publication today, so that there is nothing to deposit; write consents "
        "down with: havenlens study consent."
    ),
    "deposit.about": N_(
        "Codings and ratings of filmed observations, written by {software} for an archive; everybody who is "
        "in them allows their data to be shared."
    ),
    "deposit.reading": N_(
        "Each table is tidy: a row is one event, rating, observation, participant, coding, sitting of work, "
        "or change. Times are whole microseconds or seconds of observation time. An empty cell is missing; "
        "the data dictionary says for each column what that means, and columns that end in reason say why."
    ),
    "deposit.file_dictionary": N_("`data_dictionary`: what each column means, its type, labels and gaps"),
    "deposit.file_left_out": N_("`left_out`: who does not allow sharing, by new name, and how much that is"),
    "deposit.file_small_cells": N_("`small_cells`: groups so small that somebody may be known again"),
    "deposit.file_schemes": N_("`schemes`: the coding schemes as they were used"),
    "deposit.file_parameters": N_(
        "`parameters.json`: the parameters of the analyses of agreement and sequences"
    ),
    "deposit.file_versions": N_("`versions.json`: versions of the programs, and the hash of the study"),
    "deposit.recoded": N_(
        "Coders, participants and observations have new names in an order that was drawn; the key stays with "
        "the study."
    ),
    "deposit.days": N_("Dates are numbers of days, counted from the first day of filming, which is 0."),
    "deposit.words": N_(
        "Comments, notes, titles, pseudonyms, and answers and reasons in somebody's own words are left out."
    ),
    "deposit.every_coding": N_(
        "The tables of events, ratings and codings hold every coding, whatever it was made for: choose by "
        "purpose, status and attempt."
    ),
    "deposit.sequences": N_("In the tables of sequences: {rule} They were worked out with:"),
    "deposit.agreement": N_("For agreement: {rule}"),
    "deposit.nothing_odd": N_("Nothing."),
    "deposit.variables": N_(
        "Values of variables that hold free text have new names: {names}. Give a variable its choices in the "
        "study, and its words are kept."
    ),
    "deposit.left_out": N_(
        "Left out are those who do not allow sharing (people: {n}), with the events they have a part in "
        "({events}), the ratings of them ({ratings}) and the observations of nobody else ({observations})."
    ),
    "deposit.withheld": N_(
        "Where what came of a bid, an episode or a missed run hangs on people who are left out, the tables "
        "do not tell it: the reason is not_shared, and it is in no share, like what was cut off by the end."
    ),
    "deposit.as_if": N_(
        "All other analyses, such as chains, moves, contingencies, lags, time budgets and numbers of "
        "responses, were worked out as if the events that are left out had not happened."
    ),
    "deposit.nobody_left_out": N_("Everybody allows sharing; nobody is left out."),
    "deposit.look_cells": N_(
        "Look through `small_cells`, which lists the groups of fewer than {small} people ({n}): decide "
        "whether to put values together or leave a variable out."
    ),
    "deposit.look_variables": N_(
        "Look through the variables in `observations`: a number may be the number of a school."
    ),
    "deposit.look_schemes": N_("Look through `schemes`: examples may speak of real people."),
    "deposit.look_citation": N_("Write into CITATION.cff who collected the data."),
    "deposit.check": N_("Whether every file is as it was written, is told by:"),
    "deposit.hash": N_("The study's change log ended in {hash} when this was written."),
}
