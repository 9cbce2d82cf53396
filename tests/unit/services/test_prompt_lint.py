"""What the lint of prompts says, and what it leaves alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.coaching import ClipType, CoachingCycle, Exemplar, Prompt
from havenlens.domain.feedback_words import BLANK, LintRule, blanks, quotations, split_prompt
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.exchange.yaml import read_yaml
from havenlens.services.feedback import SpokenLine
from havenlens.services.prompt_lint import LintContext, Part, lint_document, lint_prompt
from havenlens.services.prompt_stems import filled, stems_for
from havenlens.services.prompt_words import known_lists, shipped_rules, word_lists
from tests.support.prompts import cases, clip, context

ROOT = Path(__file__).parents[3]
STRENGTH, LOOK, LINK = ClipType
WORD_RULES = {LintRule.JUDGEMENT_WORDS, LintRule.TRAIT_WORDS, LintRule.NAMES}
SEEN = "At 0:12 you kneel beside Maya. She picks up the block."
ASKED = "What did you see?"


def rules(text, question=ASKED, kind=STRENGTH, **known):
    return [each.rule.value for each in lint_prompt(text, question, clip(kind), replace(context(), **known))]


# --- sixty prompts, and twenty-four each in German and Spanish --------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_clean_prompts_are_left_alone_and_planted_faults_are_found(language):
    read = cases(language)
    clean = [case for case in read if not case.fault]
    faulty = [case for case in read if case.fault]
    assert len(clean) == len(faulty) >= {"en": 30, "de": 10, "es": 10}[language]
    alarms = [(case.text, case.found) for case in clean if case.found]
    missed = [(case.text, case.fault) for case in faulty if case.fault not in {f.rule for f in case.found}]
    assert len(alarms) <= 0.05 * len(clean), alarms
    assert len(missed) <= 0.05 * len(faulty), missed


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_prompts_in_other_voices_are_read_as_well(language):
    read = cases(f"{language}_more")
    assert [(c.text, c.found) for c in read if not c.fault and c.found] == []
    assert [c.text for c in read if c.fault and c.fault not in {f.rule for f in c.found}] == []


def test_a_planted_fault_is_all_that_is_said_about_a_prompt():
    more = [(c.text, c.found) for c in cases("en") if c.fault and {f.rule for f in c.found} - {c.fault}]
    assert more == []


def test_the_planted_faults_are_spread_over_the_rules():
    planted = {case.fault for case in cases("en") if case.fault}
    assert planted == set(LintRule) - {LintRule.HAS_CLIP, LintRule.ONE_FOCUS, LintRule.ORDER}


# --- the sample and the stems -----------------------------------------------------------------------


def test_the_prompts_of_the_sample_cycle_are_clean():
    [cycle] = read_yaml(ROOT / "sample_videos" / "demo.yaml")["coaching"]
    known = LintContext(teacher="Mr. Dale", children=("Amir", "Zoe"))
    for each in cycle["clips"]:
        kind = ClipType(each["type"])
        assert lint_prompt(each["prompt"], each["question"], clip(kind), known) == ()
        assert lint_prompt(f"{each['prompt']} *{each['question']}*", "", clip(kind), known) == ()


SAID = {
    "en": {
        "behaviour": "kneel beside him",
        "response": "lifts his head",
        "signal": "holds up a hand",
        "next_event": "you turn the page",
        "state1": "looking away",
        "state2": "writing",
    },
    "de": {
        "behaviour": "warten",
        "response": "hebt den Kopf",
        "signal": "winkt",
        "next_event": "blättern Sie um",
        "state1": "Wegsehen",
        "state2": "Schreiben",
    },
    "es": {
        "behaviour": "te arrodillas",
        "response": "levanta la cabeza",
        "signal": "levanta la mano",
        "next_event": "pasas la página",
        "state1": "mirar lejos",
        "state2": "escribir",
    },
}
ACT = {"en": "kneeling down", "de": "Ihre Hand", "es": "tu mano"}


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("kind", ClipType)
def test_no_stem_is_warned_about_before_or_after_it_is_filled_in(language, kind):
    known = replace(context(language), clip_type=None)
    stems = stems_for(kind, language)
    assert len(stems) >= 2
    for stem in stems:
        said = {**SAID[language], "t": "0:41", "t2": "1:09", "child": "Amir", "seconds": "9"}
        if "{behaviour}" in stem.question or (language == "de" and "hat {behaviour}" in stem.whole):
            said["behaviour"] = ACT[language]
        written = re.sub(r"\{(\w+)\}", lambda m, said=said: said[m[1]], stem.whole)
        begun = filled(stem, clip(kind), "Amir")
        assert lint_prompt(stem.text, stem.question, clip(kind), known) == (), stem
        assert lint_prompt(begun.text, begun.question, clip(kind), known) == (), begun
        assert lint_prompt(*split_prompt(written), clip(kind), known) == (), written


def test_the_english_stems_are_those_of_the_scheme_for_coaches():
    library = read_yaml(ROOT / "coding_schemes" / "coach_clip_markers.yaml")["prompt_library"]
    for family in library:
        stems = stems_for(ClipType(family["id"]), "en")
        assert [stem.whole for stem in stems] == list(family["stems"])


def test_a_stem_takes_the_times_and_the_child_and_keeps_a_blank_for_the_rest():
    [stem, *_] = stems_for(LINK, "en")
    prompt = filled(stem, replace(clip(LINK), span=Span(Micros(59 * SECOND), Micros(87 * SECOND))), "Amir")
    assert prompt.text == "Between 0:59 and 1:27 Amir goes from … to …."
    assert [prompt.text[a:b] for a, b in blanks(prompt.text)] == [BLANK, BLANK]


def test_a_study_has_stems_of_its_own_first():
    own = {"strength": ["At {t} you wait. What for?"], "de": {"link": ["Und dann? Was noch?"]}}
    first, second, *_ = stems_for(STRENGTH, "en", own)
    assert (first.text, first.question, first.own) == ("At {t} you wait.", "What for?", True)
    assert not second.own
    assert stems_for(LINK, "de_AT", own)[0].question == "Was noch?"
    assert stems_for(LINK, "fr") == ()


@pytest.mark.parametrize("own", [{"praise": ["Well?"]}, {"link": "one text"}, {"link": [3]}, {"de": 4}])
def test_stems_that_cannot_be_read_are_named(own):
    with pytest.raises(StudyError, match="strength, look_again or link"):
        stems_for(LINK, "de", own)


# --- quotations and pseudonyms ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    ["“{}”", '"{}"', "«{}»", "« {} »", "„{}“", "„{}”", "‚{}‘", "‘{}’", "'{}'", "»{}«", "‹{}›"],
)
def test_quoted_speech_is_not_linted(quoted):
    speech = quoted.format("Good, that is always wrong. Sarah Miller is shy. Is 5 of 7 nice?")
    assert rules(f"You say, {speech}, and Maya picks up the block.") == []


def test_an_apostrophe_is_no_quotation_mark():
    text = "You hold the boys' books and Maya's cup. It isn't the dogs' bowl."
    assert quotations(text) == ()
    assert "judgement_words" in rules("You hold the boys' great books. Maya takes the dogs' bowl.")


def test_a_quotation_that_is_still_being_typed_is_one():
    assert rules("At 0:12 Maya calls. You say, “That was great and") == []


def test_a_pseudonym_that_is_a_word_is_not_linted():
    assert rules("You hand Just the ball. Just smiles, and Will claps.") == []
    assert rules("You just hand Will the ball. He claps.") == ["judgement_words"]
    named = replace(context(), children=("Nice", "Cold"))
    assert lint_prompt("You kneel by Cold. Nice laughs.", ASKED, clip(STRENGTH), named) == ()


# --- each rule --------------------------------------------------------------------------------------


def test_a_prompt_asks_for_a_clip_of_the_right_length():
    [without] = lint_prompt(SEEN, ASKED, None, context())
    assert without.rule is LintRule.HAS_CLIP
    assert "20 to 120" in without.problem.sentence
    for length, found in ((19, 1), (20, 0), (120, 0), (121, 1)):
        assert len(lint_prompt(SEEN, ASKED, clip(STRENGTH, length), context())) == found
    still_open = replace(clip(STRENGTH), span=Span(Micros(0), None))
    assert [f.problem.code for f in lint_prompt(SEEN, ASKED, still_open, context())] == ["lint.no_clip"]


def test_an_empty_prompt_is_not_scolded():
    assert lint_prompt("", " ", clip(STRENGTH), context()) == ()


def test_a_line_of_the_transcript_stands_for_who_said_it():
    teacher = SpokenLine(Span(Micros(0), Micros(SECOND)), "Mr. Dale", "Which one do you want first?", True)
    child = replace(teacher, speaker="Amir", text="There’s too many.", by_teacher=False)
    asked = "What comes next?"
    text = "At 0:49: “Which one do you want first?” Then: “There's too many.”"
    assert rules(text, asked, lines=(teacher, child)) == []
    assert rules(text, asked, lines=(teacher,)) == ["child_response"]
    assert rules(text, asked, lines=(child,)) == ["adult_behaviour"]


def test_looking_again_may_leave_the_telling_to_the_teacher():
    told, asked = "From 0:07, watch only Amir.", "What does he do to let you know?"
    assert rules(told, asked, LOOK) == []
    assert rules(told, asked, STRENGTH) == ["adult_behaviour"]
    assert rules("Watch the door from 0:07.", "What is there to see?", LOOK) == ["child_response"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What did you see? Why?", "2 questions"),
        ("Did you see her?", "“Did you see”"),
        ("Tell me what you saw.", "End with one open question"),
        ("What did you see? Write it down.", "come last"),
        ("When she calls, do you hear it?", "yes or no"),
        ("You saw her, didn’t you?", "yes or no"),
    ],
)
def test_what_is_said_about_a_question(question, said):
    found = lint_prompt(SEEN, question, clip(STRENGTH), context())
    assert {f.rule for f in found} == {LintRule.OPEN_QUESTION}
    assert any(said in f.problem.sentence for f in found)


@pytest.mark.parametrize(
    "question",
    [
        "And then, when did she stop?",
        "In this moment what do you notice?",
        "To what extent was it the chair?",
        "If you look at it again, which sign comes first?",
        "Who, in your eyes, decides here?",
        "What made you wait??",
    ],
)
def test_open_questions_come_in_many_forms(question):
    assert rules(SEEN, question) == []


def test_words_are_counted_over_both_fields_and_the_rest_is_underlined():
    filler = 90 - len(f"{SEEN} {ASKED}".split())
    assert rules(SEEN + " word" * filler) == []
    assert rules(SEEN + " word" * (filler + 1)) == ["words"]
    long = SEEN + " She waits there." * 30
    [finding] = lint_prompt(long, ASKED, clip(STRENGTH), context())
    assert (finding.part, long[: finding.start].split()[-1], len(long[: finding.start].split())) == (
        Part.TEXT,
        long.split()[89],
        90,
    )
    [shorter] = lint_prompt(SEEN, ASKED, clip(STRENGTH), replace(context(), max_words=13))
    assert (shorter.part, ASKED[shorter.start :]) == (Part.QUESTION, "you see?")


def test_a_finding_tells_where_it_is_and_what_may_stand_there():
    text = "You should wait. Maya is shy. “Just wait.”"
    found = {f.rule: f for f in lint_prompt(text, "Was it great?", clip(STRENGTH), context())}
    should = found[LintRule.JUDGEMENT_WORDS]
    places = [
        (f.part, text[f.start : f.end] if f.part is Part.TEXT else "Was it great?"[f.start : f.end])
        for f in lint_prompt(text, "Was it great?", clip(STRENGTH), context())
        if f.rule in {LintRule.JUDGEMENT_WORDS, LintRule.TRAIT_WORDS}
    ]
    assert places == [(Part.TEXT, "should"), (Part.QUESTION, "great"), (Part.TEXT, "shy")]
    assert should.suggestion == ""
    [first] = [
        f for f in lint_prompt("Maya should. You wait.", ASKED, clip(STRENGTH), context()) if f.suggestion
    ]
    assert first.suggestion == "could"
    whole = "You wait. Maya looks up. Was it nice?"
    nice = next(f for f in lint_prompt(whole, "", clip(STRENGTH), context()) if f.rule in WORD_RULES)
    assert (nice.part, whole[nice.start : nice.end]) == (Part.TEXT, "nice")


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("You kneel; you are so patient that Maya sits down.", True),
        ("A patient teacher kneels; Maya sits down.", True),
        ("The water is cold, so you warm it. Maya dips her hand in.", False),
        ("Your voice is warm as you kneel. Maya sits down.", False),
        ("You ask what kind of bird it is. Maya points.", False),
        ("You give Maya a difficult puzzle. She opens it.", False),
    ],
)
def test_a_trait_is_said_of_a_person(text, trait):
    assert rules(text) == (["trait_words"] if trait else [])


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("You could wait longer. Maya looks up.", True),
        ("At 0:30 you could have looked up. Maya waves.", True),
        ("Consider the door. You kneel and Maya looks up.", True),
        ("You kneel, put a hand on Maya's back and wait. She sits.", False),
        ("You wait. Maya looks up. Next time you could wait longer still.", False),
        ("You could see Maya's hand at 0:10, and you nod. She puts it down.", True),
    ],
)
def test_advice_may_follow_what_was_seen_but_not_come_first(text, advice):
    assert ("advice_first" in rules(text)) is advice


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("You hand Tyrone the cup. He drinks.", "Tyrone"),
        ("Emily waves, and you wave back.", "Emily"),
        ("Mr. Peters kneels, and Maya sits.", "Mr. Peters"),
        ("You call Jo Ann Smith. Maya comes.", "Jo Ann"),
        ("On Monday you bring Lego in English class. Maya builds.", None),
        ("You open the PE box. Maya takes a ball to Mr. Dale.", None),
        ("You name Warmth. Maya smiles at T02.", None),
    ],
)
def test_a_name_that_is_no_pseudonym(text, name):
    found = [
        text[f.start : f.end]
        for f in lint_prompt(text, ASKED, clip(STRENGTH), context())
        if f.rule is LintRule.NAMES
    ]
    assert found[:1] == ([name] if name else [])


def test_german_nouns_are_no_names():
    text = "Sie geben dem Kind Zeit und Blickkontakt. Amir nimmt Stift und Blatt vom Tisch."
    assert lint_prompt(text, "Was sehen Sie?", clip(STRENGTH), context("de")) == ()


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("a 6 for warmth", True),
        ("5 of 7", True),
        ("6/7", True),
        ("rated six", True),
        ("Warmth: 4", True),
        ("a score in the high range", True),
        ("3 of 5 calls", False),
        ("5 of 7 children", False),
        ("5 cups at 0:41", False),
        ("2 of 3", False),
    ],
)
def test_a_score_is_no_count(text, score):
    written = f"You kneel ({text}). Maya sits down."
    assert ("scores" in rules(written)) is score
    assert "scores" not in rules(written, scores_allowed=True)


# --- other languages and a study's own words --------------------------------------------------------


def test_a_language_without_lists_is_checked_for_length_and_question_marks_only():
    text = "À 0:12 vous êtes super et Maya est timide, Sarah Miller aussi, 5 of 7."
    assert rules(text, "Que voyez-vous ?", language="fr") == []
    assert rules(text, "Dites-le.", language="fr") == ["open_question"]
    assert rules(text, "Quoi ? Pourquoi ?", language="fr") == ["open_question"]
    assert rules(text + " mot" * 90, "Quoi ?", language="fr") == ["words"]


def test_a_study_adds_words_and_takes_some_away():
    own = word_lists("en", {"judgement": ["neat*"], "not_judgement": ["nice"]})
    assert rules("It was nice and neatly done: you wait. Maya sits.", words=own) == ["judgement_words"]
    assert rules("A nice wait: you kneel. Maya sits.", words=own) == []
    assert word_lists("en", {"judgement": ["neat*"], "not_judgement": ["nice"]}) is own  # compiled once
    french = word_lists("fr", {"judgement": ["super"], "open": ["que", "quoi"]})
    assert rules("Super !", "Voyez-vous ?", words=french) == ["open_question", "judgement_words"]


@pytest.mark.parametrize(
    ("own", "said"), [({"judgement": "nice"}, "judgement"), ({"praise": ["nice"]}, "nothing reads")]
)
def test_lists_that_cannot_be_read_are_named(own, said):
    with pytest.raises(StudyError, match=said):
        word_lists("en", own)


def test_the_file_lists_the_rules_and_every_language_its_words():
    assert shipped_rules()["rules"] == [rule.value for rule in LintRule]
    needed = {"judgement", "traits", "advice", "open", "closed", "adult", "child", "not_acts", "given_names"}
    assert needed <= known_lists()
    for language in ("en", "de", "es"):
        assert all(word_lists(language).has(name) for name in needed)
        table = word_lists(language).lists
        assert [name for name, entries in table.items() if len(set(entries)) < len(entries)] == []


# --- a whole document -------------------------------------------------------------------------------


def cycle(**parts):
    clips = tuple(
        replace(clip(kind), id=UUID(int=n), prompt=Prompt(SEEN, ASKED)) for n, kind in enumerate(ClipType, 1)
    )
    base = CoachingCycle(
        id=UUID(int=9),
        teacher=UUID(int=10),
        coach=UUID(int=11),
        observation=UUID(int=12),
        number=1,
        title="Seeing who is stuck",
        focus="Awareness and responsiveness",
        filmed_on=date(2026, 3, 12),
        clips=clips,
    )
    return replace(base, **parts)


def found_in(**parts):
    return [(f.rule.value, f.part.value, f.clip) for f in lint_document(cycle(**parts), context())]


def test_a_document_in_order_has_nothing_to_say():
    assert found_in() == []


def test_a_document_has_its_clips_in_order_and_of_the_right_length():
    first, second, third = cycle().clips
    assert found_in(clips=(second, first, third)) == [("order", "whole", second.id)]
    short = replace(third, span=Span(Micros(0), Micros(5 * SECOND)))
    assert found_in(clips=(first, second, short)) == [("has_clip", "whole", third.id)]


def test_a_document_has_one_focus():
    first, second, third = cycle().clips
    other = replace(second, prompt=Prompt("Here the child voice is low; you kneel.", "What of Warmth?"))
    assert found_in(clips=(first, other, third)) == [
        ("one_focus", "text", second.id),
        ("one_focus", "question", second.id),
    ]
    assert found_in(focus="Warmth and Child voice") == [("one_focus", "whole", None)]
    assert found_in(focus="") == [("one_focus", "whole", None)]


def test_scores_and_names_around_the_clips_are_found():
    assert found_in(title="Warmth: 6") == [("scores", "title", None)]
    assert found_in(opening="You scored 5 of 7.") == [("scores", "opening", None)]
    watched = Exemplar("One minute", "how Tyrone waits", None)
    assert found_in(exemplar=watched) == [("names", "watch_for", None)]


# --- laws -------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("abc JS5of7 ?!.,:;'\"“”„‘’«»…{}()–\n\t-*0é") | st.characters(), max_size=80)
SOME = (
    "you Amir Sarah Miller good great just shy Just kneel kneels 5 of 7 scored a score is warm Mr. ? . ,",
    "try to watch … {child} sie ist schüchtern gut tú eres tímida bueno",
)
WORDS = st.lists(st.sampled_from(" ".join(SOME).split()), max_size=30).map(" ".join)


@settings(max_examples=60)
@given(text=TEXTS | WORDS, question=TEXTS | WORDS, language=st.sampled_from(["en", "de", "es", "fr", ""]))
def test_the_lint_never_raises_and_every_place_is_inside_its_field(text, question, language):
    for kind in (None, STRENGTH, LOOK):
        known = replace(context(language), clip_type=kind)
        for found in lint_prompt(text, question, None, known):
            field = {Part.TEXT: text, Part.QUESTION: question}.get(found.part, "")
            assert 0 <= found.start <= found.end <= len(field)
            assert found.problem.sentence


@given(
    text=WORDS, language=st.sampled_from(["en", "de", "es"]), marks=st.sampled_from(["“”", "«»", "„“", '""'])
)
def test_quotation_marks_never_add_a_hint_about_words(text, language, marks):
    quoted = f"{marks[0]}{text}{marks[1]}"
    found = {f.rule for f in lint_prompt(quoted, ASKED, None, context(language))}
    assert not found & WORD_RULES
