"""Sentences about study files and files in general."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "file.no_folder": N_("{path} cannot be written, because there is no folder {folder}; make it first."),
    "file.disk_full": N_("{path} cannot be written, because the disk is full; free some space first."),
    "file.read_only": N_("{path} cannot be written; choose a folder you may write to."),
    "file.in_use": N_(
        "{path} cannot be replaced; close it where it is open in another program, or choose another name."
    ),
    "file.missing": N_("There is no file {path}; check the name."),
    "file.bad_yaml": N_("{path} line {line} is no valid YAML; check the indentation and the quotes there."),
    "file.bad_scene": N_(
        "{path} is no scene file that can be read ({detail}); compare it with the shipped ones."
    ),
    "file.bad_table": N_("{path} line {line}: {value} is not what the column {column} holds; correct it."),
    "file.uneven_row": N_(
        "{path} line {line} has more or fewer cells than the heading; check the commas there."
    ),
    "study.missing": N_(
        "There is no study {path}; check the name, or make one with: havenlens study new {path}"
    ),
    "study.exists": N_("{path} exists already; choose another name, or open it."),
    "study.not_a_study": N_("{path} is not a Havenlens study; open a file that ends in .havenlens."),
    "study.damaged": N_("{path} is damaged; open the newest backup beside it."),
    "study.newer": N_("{path} was written by a newer Havenlens ({version}); update Havenlens to open it."),
    "study.network": N_(
        "{path} lies on a network share ({filesystem}), where a study gets damaged; copy it to this disk."
    ),
    "study.locked": N_(
        "{path} is open in another window or on another account; close it there, or open it to read."
    ),
    "study.read_only": N_(
        "{path} may only be read; nothing was changed. Copy it to a folder you may write to."
    ),
    "study.unreadable": N_("{path} cannot be read; ask for the right to read it, or check the disk."),
    "study.disk_full": N_(
        "The disk is full: nothing was changed in {path}. Free some space and do it again."
    ),
    "study.disk_failed": N_("The disk refused to write {path}; nothing was changed. Check the disk."),
    "study.busy": N_(
        "{path} is being written by something else; nothing was changed. Try again in a moment."
    ),
    "study.taken_away": N_(
        "{path} was moved, renamed or deleted while it was open; nothing was changed. Put it back, or close "
        "the study and open it where it is now."
    ),
    "study.rescued": N_(
        "{path} was moved, renamed or deleted while it was open; nothing was changed. What was in it is also "
        "in {copy}: close the study and open that."
    ),
    "study.video_missing": N_("{path} is not where it was; point to the folder it is in now."),
    "study.video_other": N_("{path} in that folder is not the video that was coded; choose another folder."),
    "study.coding_at": N_("{scheme}, left at {at}"),
    "study.opened_to_read": N_(
        "{path} is open in another window; here it can be read, and nothing is changed."
    ),
    "study.coder_without_name": N_("The coder has no name; type a short one, such as MK."),
    "app.building_demo": N_("Building the demo study: {done} of {total}"),
    "agreement.counting_rule": N_(
        "Compared: one coding of each coder that was handed in, the latest for master, research, "
        "reliability or training, in this order; none for consensus or coaching."
    ),
    "agreement.nobody_twice": N_(
        "No observation was coded and handed in by two coders; have a second person code some of them."
    ),
    "agreement.again": N_("{coder} (again)"),
    "report.no_video": N_(
        "Observation {observation} has no video to cut clips from; add its recording first."
    ),
    "report.across_files": N_(
        "The clip from {start} to {end} passes into the next file of the recording at {at}; make it end or "
        "begin there."
    ),
    "report.no_language": N_("Documents are not written in “{language}”; choose {known}."),
    "report.no_bids_in_scheme": N_("{scheme} says nothing about bids and responses; choose another scheme."),
    "report.no_format": N_("{path} must end in .html, .pdf, .docx or .zip, which says what to write."),
    "demo.next": N_("Open it with: {command}"),
    "demo.ratings_only": N_("Ratings only, coaching cycle {cycle}"),
    "app.no_display": N_(
        "There is no display to open a window on; log in to a desktop, or use a command: havenlens --help"
    ),
    "app.no_window": N_(
        "Qt cannot open a window here ({reason}); see that DISPLAY names a screen that you may use, or use a "
        "command: havenlens --help"
    ),
    "app.library_missing": N_(
        "The system library {library} is missing, and Havenlens needs it; install the package it belongs to, "
        "on Debian and Ubuntu by: sh scripts/system-packages.sh"
    ),
    "study.nobody": N_("Nobody in this study is called {person}; its people are: {people}."),
    "study.no_observation": N_(
        "There is no observation {name} in this study; its observations are: {names}."
    ),
    "study.no_scheme": N_("There is no scheme {name} in this study; its schemes are: {names}."),
    "study.no_coder": N_("There is no coder {name} in this study; its coders are: {names}."),
    "study.no_cycle": N_("There is no coaching cycle {number} of {teacher} in this study."),
    "study.observation_exists": N_("An observation {name} is in the study already."),
    "study.label_taken": N_("{label} is already {pseudonym} in this study; use another label."),
    "study.scheme_frozen": N_(
        "{scheme} has codings in this study and is frozen; give the changed scheme a new version."
    ),
    "study.person_twice": N_("The same person stands twice among the people of {observation}; remove one."),
    "study.variable_type": N_(
        "{value} in {observation} does not fit the variable {variable}, which is of type {type}; correct it."
    ),
    "manifest.column": N_("{file} has no column {column}; add it, or see: havenlens study add --help"),
    "manifest.empty": N_("{file} has no rows; put one line for each video."),
    "manifest.not_csv": N_("{file} is no CSV table in UTF-8; save it from your spreadsheet as CSV UTF-8."),
    "manifest.no_name": N_("{file} line {line}: the observation has no name; fill it in."),
    "manifest.twice": N_("{file} line {line}: {name} stands in the table twice; remove one."),
    "manifest.date": N_("{file} line {line}: {value} is not a date; write it as 2026-03-12."),
    "manifest.video": N_("{file} line {line}: {problem}"),
    "manifest.row": N_("{file} line {line}: {problem}"),
    "manifest.person": N_(
        "{file} line {line}: {value} is no person; write label:pseudonym:role, e.g. T02:Mr. Dale:teacher"
    ),
    "manifest.changed": N_(
        "{file} line {line}: {name} is in the study with another video; give it another name."
    ),
    "done.study_made": N_("Made {path} with the shipped coding schemes."),
    "done.check_clean": N_("{path} is whole: the file, its change log and its events hold."),
    "done.backup": N_("Copied to {path}."),
    "done.added": N_("{n} added, {unchanged} there already."),
    "done.withdrawn": N_(
        "Items about {person} that are erased: {n}; the change log says so and still verifies."
    ),
    "done.nothing_changed": N_("Nothing was changed."),
    "done.exported": N_("Files in {path}: {n}."),
    "done.export_rule": N_(
        "The tables hold every coding, whatever it was made for; choose by purpose, status and attempt."
    ),
    "done.written": N_("Wrote {path}."),
    "withdraw.traces": N_(
        "All of it is erased, but {path} could not be written anew and may hold traces; close other windows, "
        "free some space, and go on with a copy made by: havenlens study backup {path}"
    ),
    "withdraw.backup": N_("{path} is an older copy and still holds what was erased; delete it."),
    "ask.withdraw": N_("Erase everything about {person} for good (items: {n})?"),
    "check.chain_broken": N_("The change log of {chain} is broken at row {seq}; restore a backup."),
    "check.payload_changed": N_(
        "Row {seq} of the change log of {chain} was changed afterwards; restore a backup."
    ),
    "check.payload_gone": N_("Row {seq} of the change log of {chain} was erased without a withdrawal."),
    "check.chain_cut": N_("The last rows of the change log of {chain} are missing; restore a backup."),
    "check.chain_without_coding": N_(
        "Rows of the change log that belong to no coding: {n}; restore a backup."
    ),
    "check.ratings_differ": N_(
        "The ratings of {chain} are not those of its change log ({n} differ); restore a backup."
    ),
    "check.unreadable": N_("Some rows cannot be read ({message}); restore a backup."),
    "check.rows_differ": N_(
        "The events of {chain} are not those of its change log ({n} differ); restore a backup."
    ),
    "check.integrity": N_("The file is damaged ({message}); restore a backup."),
    "check.foreign_keys": N_("Rows that point to something that is gone: {n}; restore a backup."),
}
