from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import EvidenceKind
from havenlens.domain.time import seconds
from havenlens.services.feedback import BidCounts, evidence_from
from tests.support.feedback_documents import COUNTS, WANTED


def test_the_numbers_of_scene_02_are_said_with_their_n():
    said = [(each.value, each.n, each.sentence) for each in evidence_from(COUNTS, WANTED, "en")]
    assert said == [
        ("3 of 5", 5, "signals from Amir got an answer within 10 s"),
        ("2 of 5", 5, "signals from Amir got an answer that met the need"),
        ("40 s", 1, "from the first missed signal of Amir to comfort (seen once)"),
    ]


def test_several_repairs_are_said_as_a_median():
    counts = replace(COUNTS, repairs_s=(10.0, 40.0, 12.5, 14.0))
    [number] = evidence_from(counts, [(EvidenceKind.TIME_TO_REPAIR, seconds(49))], "en")
    assert (number.value, number.n) == ("13.2 s", 4)
    assert number.sentence.endswith("(median of 4 times)")


def test_the_first_response_rests_on_the_answered_signals():
    [number] = evidence_from(COUNTS, [(EvidenceKind.TIME_TO_FIRST_RESPONSE, seconds(59))], "en")
    assert (number.value, number.n, number.sentence) == (
        "2 s",
        3,
        "until Amir got a first answer (median of 3 times)",
    )


def test_a_number_that_does_not_exist_is_left_out():
    nothing = BidCounts("Zoe", 10, n_bids=0, n_answered=0, n_sensitive=0)
    wanted = [(kind, seconds(1)) for kind in EvidenceKind]
    assert evidence_from(nothing, wanted, "en") == ()


@given(
    st.lists(st.sampled_from(EvidenceKind), max_size=6),
    st.integers(0, 9),
    st.lists(st.floats(0, 600), max_size=4),
)
def test_never_more_than_three_numbers_and_never_one_without_n(kinds, n_bids, repairs):
    counts = BidCounts(
        "Amir", 10, n_bids, n_bids // 2, n_bids // 3, 1.5 if n_bids > 1 else None, tuple(repairs)
    )
    numbers = evidence_from(counts, [(kind, seconds(1)) for kind in kinds], "en")
    assert len(numbers) <= 3
    assert all(each.n > 0 and each.value and each.sentence for each in numbers)


def test_numbers_about_everybody_name_nobody():
    counts = BidCounts("", 10, n_bids=5, n_answered=3, n_sensitive=2, first_response_s=2.0, repairs_s=(40.0,))
    wanted = [(kind, seconds(1)) for kind in (EvidenceKind.BIDS_ANSWERED, EvidenceKind.TIME_TO_REPAIR)]
    said = [each.sentence for each in evidence_from(counts, wanted, "en")]
    assert said == [
        "signals got an answer within 10 s",
        "from the first missed signal to comfort (seen once)",
    ]


def test_who_was_answered_is_told_with_every_n():
    counts = BidCounts("", 10, 8, 5, 2, of_each=(("Amir", 3, 5), ("Ben", 0, 1), ("Zoe", 2, 2)))
    [each] = evidence_from(counts, [(EvidenceKind.WHO_WAS_ANSWERED, seconds(1))], "en")
    assert (each.value, each.n) == ("2 of 3", 8)
    assert each.sentence == ("got at least one answer within 10 s: Amir 3 of 5, Ben 0 of 1, Zoe 2 of 2")
    assert (
        evidence_from(BidCounts("", 10, 0, 0, 0), [(EvidenceKind.WHO_WAS_ANSWERED, seconds(1))], "en") == ()
    )
