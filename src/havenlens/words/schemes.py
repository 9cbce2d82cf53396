"""Sentences about coding schemes."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "shipped.missing": N_(
        "The folder {folder} is missing beside {package}; install the program again, or run it from a whole "
        "source tree."
    ),
}
