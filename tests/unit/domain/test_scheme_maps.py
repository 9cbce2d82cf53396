"""Maps from one version of a scheme to the next: what they must cover, and what pools under them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.codebook import Code, CodeGroup, Kind, Scheme
from havenlens.domain.scheme_maps import (
    TAKEN_OVER,
    CodeFate,
    Fate,
    SchemeMap,
    pooling,
    pools,
    propose,
)
from havenlens.exchange.schemes import parse_scheme
from tests.support.schemes import SMALL

OLD = parse_scheme(SMALL, "small.yaml")
IDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def scheme(ids, version="1.0.0", kinds=()) -> Scheme:
    codes = tuple(
        Code(
            one, one.upper(), one, Kind.STATE if one in kinds else Kind.POINT, "g", "c", (), (), "#112233", ""
        )
        for one in ids
    )
    groups = (CodeGroup("g", "G"),)
    return Scheme("s", "S", version, "", (), "", "", (), groups, codes)


@st.composite
def maps(draw):
    """Give two versions and a map between them that has no problems."""
    old, new = draw(IDS), draw(IDS)
    fates = []
    for code in old:
        kinds = [Fate.DROPPED, *([Fate.MERGED] if new else []), *([Fate.SPLIT] if len(new) > 1 else [])]
        fate = draw(st.sampled_from(kinds))
        if fate is Fate.MERGED:
            fates.append(CodeFate(code, fate, (draw(st.sampled_from(new)),)))
        elif fate is Fate.SPLIT:
            fates.append(
                CodeFate(code, fate, tuple(draw(st.permutations(new))[: draw(st.integers(2, len(new)))]))
            )
        else:
            fates.append(CodeFate(code, fate))
    made = SchemeMap(tuple(fates))
    return scheme(old), scheme(new, "1.1.0"), SchemeMap(tuple(_named(fate, made) for fate in fates))


def _named(fate: CodeFate, made: SchemeMap) -> CodeFate:
    if fate.fate is not Fate.MERGED or len(made.sources_of(fate.new[0])) > 1:
        return fate
    return replace(fate, fate=Fate.KEPT if fate.new == (fate.old,) else Fate.RENAMED)


@settings(max_examples=60, deadline=None)
@given(maps())
def test_every_code_of_both_versions_is_accounted_for_once(case):
    old, new, made = case
    assert made.problems(old, new) == ()
    found = pooling(made, old, new)
    arriving = {target for fate in made.fates for target in fate.new}
    assert set(found.added) == {code.id for code in new.codes} - arriving
    pooled = [source for sources in found.codes.values() for source in sources]
    assert len(pooled) == len(set(pooled))
    assert not set(pooled) & {*found.split, *found.dropped}
    assert not set(found.codes) & set(found.added)
    mixed = {fate.old for fate in made.fates if fate.fate in TAKEN_OVER} - set(pooled)
    assert {code.id for code in old.codes} == {*pooled, *mixed, *found.split, *found.dropped}
    assert all(made.split_into(made.target_of(code)) for code in mixed)
    assert set(found.groups) | set(found.groups_apart) == {"g"}


@settings(max_examples=60, deadline=None)
@given(maps())
def test_a_map_is_read_back_as_it_was_written(case):
    _, _, made = case
    assert SchemeMap.of_plain(made.plain()) == made


@settings(max_examples=60, deadline=None)
@given(maps())
def test_a_group_pools_when_everything_stays_in_it(case):
    old, new, made = case
    whole = not made.added(new) and not any(fate.fate is Fate.DROPPED for fate in made.fates)
    assert ("g" in pooling(made, old, new).groups) == (whole and bool(new.codes))


@settings(max_examples=60, deadline=None)
@given(IDS, IDS, st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
def test_what_is_proposed_has_no_problems(old, new, states, later):
    before, after = scheme(old, kinds=states), scheme(new, "1.1.0", kinds=later)
    made = propose(before, after)
    assert made.problems(before, after) == ()


@settings(max_examples=60, deadline=None)
@given(IDS)
def test_nothing_changed_means_that_everything_pools(ids):
    one = scheme(ids)
    found = pooling(propose(one, one), one, one)
    assert set(found.codes) == set(ids)
    assert (found.split, found.dropped, found.added, found.careful) == ((), (), (), {})


def test_a_code_of_the_same_name_and_kind_is_proposed_as_renamed():
    new = replace(OLD, codes=tuple(replace(c, id="asks") if c.id == "bids" else c for c in OLD.codes))
    fates = {fate.old: fate for fate in propose(OLD, new).fates}
    assert fates["bids"] == CodeFate("bids", Fate.RENAMED, ("asks",))
    assert fates["upset"].fate is Fate.KEPT


@pytest.mark.parametrize(
    ("fates", "says"),
    [
        ([("a", "kept", "a")], "b of version 1.0.0 has no place in the map"),
        ([("a", "kept", "a"), ("a", "dropped", ""), ("b", "dropped", "")], "a stands in the map twice"),
        ([("a", "kept", "a"), ("b", "dropped", ""), ("z", "dropped", "")], "Version 1.0.0 has no code z"),
        ([("a", "renamed", "q"), ("b", "dropped", "")], "a goes to q, which version 1.1.0 does not have"),
        ([("a", "renamed", ""), ("b", "dropped", "")], "a needs one code to go to"),
        ([("a", "split", "a"), ("b", "dropped", "")], "a is split, which takes at least two"),
        ([("a", "dropped", "a"), ("b", "dropped", "")], "a is dropped, but goes to a"),
        ([("a", "kept", "c"), ("b", "dropped", "")], "a is kept, but goes to c"),
        ([("a", "merged", "c"), ("b", "dropped", "")], "Nothing but a goes to c"),
        ([("a", "renamed", "c"), ("b", "merged", "c")], "a is renamed to c, but so is another code"),
        ([("a", "kept", "a"), ("b", "renamed", "s")], "b is a point in version 1.0.0, but s is a state"),
    ],
)
def test_a_map_that_is_wrong_is_named(fates, says):
    made = SchemeMap(tuple(CodeFate(old, Fate(fate), tuple(new.split())) for old, fate, new in fates))
    found = made.problems(scheme("ab"), scheme("acs", "1.1.0", kinds="s"))
    assert says in " ".join(problem.sentence for problem in found)


def test_what_pools_is_said_in_sentences():
    new = replace(
        OLD,
        version="1.3.0",
        codes=(
            replace(OLD.codes[0], actors=("provider",)),
            replace(OLD.codes[1], name="Asks"),
            replace(OLD.codes[1], id="hints", name="Hints"),
            replace(OLD.codes[2], id="helps", name="Helps"),
        ),
    )
    made = SchemeMap(
        (
            CodeFate("upset", Fate.KEPT, ("upset",)),
            CodeFate("bids", Fate.SPLIT, ("bids", "hints")),
            CodeFate("comforts", Fate.MERGED, ("helps",)),
            CodeFate("returns", Fate.MERGED, ("helps",)),
        )
    )
    said = [problem.sentence for problem in pools(made, OLD, new)]
    assert said == [
        "Code by code, these pool with version 1.2.0: Upset.",
        "Comforts, Returns pool only together, as Helps.",
        "Upset pools, but with care: actors changed.",
        "Helps pools, but with care: actors, targets, class changed.",
        "Bids was split into Asks, Hints; neither it nor they pool until its events are labelled again.",
        "Whole groups that pool: States, Acts.",
        "Modifiers that do not pool: What is wanted, Repair.",
        "Ratings that pool: Warmth, Pressure.",
    ]
