"""Sentences about study files and files in general."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "file.no_folder": N_("{path} cannot be written, because there is no folder {folder}; make it first."),
    "file.disk_full": N_("{path} cannot be written, because the disk is full; free some space first."),
    "file.read_only": N_("{path} cannot be written; choose a folder you may write to."),
    "file.missing": N_("There is no file {path}; check the name."),
}
