"""Collect the sentences of the program for translators, and compile the catalogues.

    python scripts/catalogue.py          # update every language that is there
    python scripts/catalogue.py fr       # begin a language

Some languages are there for documents only, in words/documents: they hold no more than documents say.
Writes build/havenlens.pot, and for each language a .po (to edit) and a .mo (what the program reads).
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "havenlens"
LOCALE = SOURCE / "words" / "locale"
DOCUMENTS = SOURCE / "words" / "documents"
SAID_IN_DOCUMENTS = "words/reports.py"
TEMPLATE = ROOT / "build" / "havenlens.pot"
KEYWORDS = {"tr": None, "ntr": (1, 2), "N_": None}


def blank(language: str | None = None) -> Catalog:
    """Begin a catalogue."""
    return Catalog(
        locale=language,
        project="Havenlens",
        version="",
        header_comment="# Texts of Havenlens. GPL-3.0-or-later.",
        msgid_bugs_address="",
        last_translator="The Havenlens team",
        language_team="",
        charset="utf-8",
        fuzzy=False,
    )


def collect(source: Path = SOURCE) -> Catalog:
    """Collect every text inside tr(), ntr() and N_(), with the files it stands in."""
    catalog = blank()
    found = extract_from_dir(source, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=())
    for file, _, message, _, context in found:
        # Line numbers would change the catalogues with every edit of the code.
        catalog.add(message, locations=[(file, None)], context=context)
    return catalog


def read(path: Path) -> Catalog:
    """Read a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def compiled(catalog: Catalog) -> bytes:
    """Give a catalogue as the program reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def written(catalog: Catalog) -> bytes:
    """Give a catalogue as a person edits it, in an order that stays."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return buffer.getvalue()


def of_documents(template: Catalog) -> Catalog:
    """Keep the texts that documents for teachers say."""
    kept = blank()
    for message in template:
        if message.id and any(file == SAID_IN_DOCUMENTS for file, _ in message.locations):
            kept.add(message.id, locations=[(SAID_IN_DOCUMENTS, None)], context=message.context)
    return kept


def update(language: str, template: Catalog, place: Path = LOCALE) -> tuple[int, int]:
    """Bring one language up to date; give how many texts are translated, and how many there are."""
    folder = place / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "havenlens.po"
    catalog = read(path) if path.exists() else blank(language)
    before = catalog.revision_date
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.revision_date = before
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    texts = [message for message in catalog if message.id]
    return sum(done(message.string) for message in texts), len(texts)


def done(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    """Tell whether a text is translated, in all its plural forms."""
    return bool(translation) and all(translation)


def main() -> None:
    """Update the languages that are there, and those that are named."""
    template = collect()
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    there = {path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/havenlens.po")}
    print(f"{len(template)} texts in {TEMPLATE.relative_to(ROOT)}")
    for language in sorted(there | set(sys.argv[1:])):
        translated, n = update(language, template)
        print(f"{language}: {translated} of {n} translated")
    for language in sorted(path.name for path in DOCUMENTS.iterdir()):
        translated, n = update(language, of_documents(template), DOCUMENTS)
        print(f"{language}, documents only: {translated} of {n} translated")


if __name__ == "__main__":
    main()
