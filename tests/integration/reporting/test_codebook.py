"""Codebooks as PDF and HTML: everything a coder reads is in them, in the document's language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import UUID

import pytest

from havenlens.domain.codebook import Modifier, ModifierKind
from havenlens.domain.recipes import Recipe
from havenlens.exchange.schemes import find_scheme, load_scheme, parse_scheme
from havenlens.reporting.codebook_html import write_codebook_html
from havenlens.reporting.codebook_pdf import write_codebook_pdf
from havenlens.reporting.codebook_view import CodebookDocument, view
from havenlens.services.recipes_in_words import recipe_in_words
from havenlens.services.scheme_notes import SchemeNote
from havenlens.ui.timeline.model import shapes_of_groups
from tests.support.axe import problems
from tests.support.browser import browser_page
from tests.support.pdf_pages import facts_of, pages_of, text_of
from tests.support.schemes import SMALL

SCHEME = parse_scheme(SMALL, "small.yaml")
NOTES = (
    SchemeNote(UUID(int=1), UUID(int=2), datetime(2026, 3, 5, tzinfo=UTC), "MK", "A sigh counts.", "bids"),
    SchemeNote(UUID(int=3), UUID(int=2), datetime(2026, 2, 1, tzinfo=UTC), "", "1.1.0 → 1.2.0: notice"),
)


def document(scheme=SCHEME, notes=NOTES, language="en"):
    shapes = shapes_of_groups(group.id for group in scheme.groups)
    return CodebookDocument(scheme, {group: shape.value for group, shape in shapes.items()}, notes, language)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.addresses: list[str] = []
        self._skip = False

    def handle_starttag(self, tag, attrs):
        self._skip = tag in ("style", "title")
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        if not self._skip:
            self.parts.append(data)


def words_of(path):
    page = _Text()
    page.feed(path.read_text(encoding="utf-8"))
    return " ".join(" ".join(page.parts).split()), page.addresses


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("codebooks")
    write_codebook_pdf(document(), folder / "small.pdf")
    write_codebook_html(document(), folder / "small.html")
    return folder


SAID = (
    "A small scheme",
    "version 1.2.0",
    "CC-BY-4.0",
    f"measures {SCHEME.measurement_hash[:12]}",
    "Seeker",
    "several people can hold it",
    "one state at a time for each person",
    "Pass 1: States",
    "state · seeker · class distress · at least 1.5 s",
    "First display.",
    "3 s without.",
    "point · seeker → provider · class bid · a target must be given",
    "'Help me'",
    "What is wanted: 1 Comfort 2 Help",
    "asked at once · must be answered",
    "only after a bid that was missed",
    "Ratings, from 1 to 5",
    "high 3–5",
    "lower is better",
    "the mean of Warmth, Pressure",
    "Bids of “window” by one person at most 5 s apart are one episode.",
    "A sigh counts.",
    "5 March 2026, MK",
    "1.1.0 → 1.2.0: notice",
    "Nobody (2025)",
    "events: kappa of .60",
    "This scheme is a draft",
)


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_everything_a_coder_reads_is_in_it(folder, kind):
    text = text_of(folder / "small.pdf") if kind == "pdf" else words_of(folder / "small.html")[0]
    spaced = re.sub(r"\s+", " ", text)
    assert [part for part in SAID if part not in spaced] == []


def test_the_pages_are_tagged_and_named(folder):
    facts = facts_of(folder / "small.pdf")
    assert "A small scheme · codebook, version 1.2.0" in facts
    assert re.search(r"Tagged:\s+yes", facts)


def test_the_page_asks_nothing_of_any_network(folder):
    _, addresses = words_of(folder / "small.html")
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not re.search(r"https?://(?!www\.w3\.org)", (folder / "small.html").read_text(encoding="utf-8"))


MARKED = """[...document.querySelectorAll('article.row')].forEach((row, n) => {
  row.prepend(`Row ${n} begins `); row.append(` Row ${n} ends`) })"""


def test_people_of_every_kind_can_use_the_page_and_on_paper_nothing_is_torn(folder, tmp_path):
    write_codebook_html(document(load_scheme(find_scheme("safe_haven_bids"))), tmp_path / "haven.html")
    with browser_page(tmp_path) as page:
        for path in (folder / "small.html", tmp_path / "haven.html"):
            page.open(path)
            assert problems(page) == []
        page.evaluate(MARKED)
        rows = page.evaluate("document.querySelectorAll('article.row').length")
        page.print_to_pdf(tmp_path / "page.pdf")
    pages = pages_of(tmp_path / "page.pdf")
    of_a_group = pages.page_of("one", "state", "at", "a", "time")
    assert pages.page_of("Codes", "Seeker", "state") == of_a_group
    assert pages.page_of("The", "seeker", "shows", "upset,") == of_a_group
    assert rows == 5 + 6
    for n in range(rows):
        assert pages.page_of("Row", str(n), "begins") == pages.page_of("Row", str(n), "ends")


def test_marks_have_their_shapes_and_letters(folder):
    page = (folder / "small.html").read_text(encoding="utf-8")
    assert page.count('<rect x="6" y="2"') == 2 * 3, "the second group's points are squares"
    assert page.count('<rect x="1" y="2"') == 2, "the state is a bar"
    assert 'fill="#D55E00"' in page


def test_the_same_codebook_gives_the_same_bytes(folder, tmp_path):
    write_codebook_pdf(document(), tmp_path / "again.pdf")
    write_codebook_html(document(), tmp_path / "again.html")
    assert (tmp_path / "again.pdf").read_bytes() == (folder / "small.pdf").read_bytes()
    assert (tmp_path / "again.html").read_bytes() == (folder / "small.html").read_bytes()


def test_text_is_never_read_as_markup(tmp_path):
    nasty = replace(SCHEME, summary="<b>bold</b> #set text(red) *x* & “y”", codes=())
    nasty = replace(nasty, modifiers=(), recipes=())
    write_codebook_pdf(document(nasty, ()), tmp_path / "nasty.pdf")
    write_codebook_html(document(nasty, ()), tmp_path / "nasty.html")
    assert "<b>bold</b> #set text(red) *x* & “y”" in text_of(tmp_path / "nasty.pdf")
    assert "<b>bold</b> #set text(red) *x* & “y”" in words_of(tmp_path / "nasty.html")[0]


def test_the_document_speaks_german():
    shown = view(document(language="de"))
    assert shown["lang"] == "de"
    assert shown["plan"]
    # The words that the whole program shares are translated already.
    assert "5. März 2026" in shown["dated"][0]["by"]


def test_numbers_and_words_as_answers_are_said():
    asked = (
        Modifier("n", "How many", ("bids",), (), kind=ModifierKind.NUMBER, minimum=0, maximum=9, unit="cm"),
        Modifier("m", "How long", ("bids",), (), kind=ModifierKind.NUMBER, minimum=2),
        Modifier("t", "What", ("bids",), (), kind=ModifierKind.TEXT),
        replace(SCHEME.modifiers[0], id="s", kind=ModifierKind.SEVERAL),
    )
    shown = view(document(replace(SCHEME, modifiers=asked, recipes=())))["modifiers"]
    assert [one["answer"] for one in shown] == [
        "a number from 0 to 9, in cm",
        "a number from 2 on",
        "a few words",
        "",
    ]
    assert "several answers can be given" in shown[3]["facts"]


@pytest.mark.parametrize("recipe", SCHEME.recipes, ids=lambda recipe: recipe.id)
def test_every_recipe_is_said_in_whole_sentences(recipe: Recipe):
    said = recipe_in_words(recipe, SCHEME)
    assert said.endswith(".")
    assert "{" not in said
    assert not re.search(r"Selector|\(\)|None|  ", said)


def test_a_recipe_is_said_with_names_and_seconds():
    said = {recipe.id: recipe_in_words(recipe, SCHEME) for recipe in SCHEME.recipes}
    assert said["window"] == (
        "Each event of the class bid (with a need only) is a bid; its answer is the first of the class "
        "sensitive within 10 s of its onset. Only the person addressed can answer. Answers of these classes "
        "are sensitive: sensitive. Counted again with windows of 3, 5 s. Split by What is wanted, Seeker, "
        "code."
    )
    assert said["sequence"] == (
        "Around one person (Seeker), these steps in order, each at most 60 s after the last: Bids → Comforts "
        "(may be missing) → Returns."
    )
    assert said["rates"] == "How many of the group Acts there are for each minute of Upset."


def test_every_shipped_scheme_can_be_printed(tmp_path):
    for name in ("asem_partner_buffering", "secure_base_script_chain"):
        write_codebook_pdf(document(load_scheme(find_scheme(name)), ()), tmp_path / f"{name}.pdf")
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
