"""Scheme files on disk: those that cannot be read, and several at once."""

from __future__ import annotations

import pytest

from havenlens.domain.problems import StudyError
from havenlens.exchange.schemes import check_schemes, find_scheme, load_scheme
from tests.support.schemes import SMALL, line_of


def write(folder, name, text=SMALL):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def only(problems):
    assert len(problems) == 1, [problem.sentence for problem in problems]
    return problems[0]


def test_a_good_file_has_no_problems_with_or_without_byte_order_mark(tmp_path):
    assert check_schemes([write(tmp_path, "a.yaml")]) == []
    assert load_scheme(write(tmp_path, "b.yaml", b"\xef\xbb\xbf" + SMALL.encode())).id == "small"
    assert load_scheme(write(tmp_path, "c.yaml", SMALL.replace("\n", "\r\n"))).id == "small"


def test_a_missing_file(tmp_path):
    problem = only(check_schemes([tmp_path / "none.yaml"]))
    assert problem.code == "file.missing"
    assert "none.yaml" in problem.sentence


def test_a_file_in_latin_1_is_named_with_its_line(tmp_path):
    path = write(tmp_path, "latin.yaml", SMALL.replace("Visibly upset.", "Größe.").encode("latin-1"))
    problem = only(check_schemes([path]))
    assert (problem.code, problem.line) == ("scheme.not_utf8", line_of(SMALL, "Visibly upset."))
    assert problem.sentence == f"{path}:{problem.line}: This file is not UTF-8 text; save it as UTF-8."


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder, "scheme.is_a_folder"),
        (lambda folder: write(folder, "big.yaml", "# " + "x" * 2_000_001), "scheme.too_large"),
        (lambda folder: write(folder, "file") / "inside.yaml", "scheme.unreadable"),
        (lambda folder: write(folder, "empty.yaml", ""), "scheme.empty"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path, make, code):
    path = make(tmp_path)
    problem = only(check_schemes([path]))
    assert problem.code == code
    assert problem.sentence.startswith(f"{path}: ")
    with pytest.raises(StudyError) as caught:
        load_scheme(path)
    assert caught.value.problem == problem


def test_one_meaning_under_two_keys_in_two_schemes(tmp_path):
    first = write(tmp_path, "first.yaml")
    text = SMALL.replace("id: small", "id: second").replace(
        'name: Upset\n    key: "d"', 'name: Low\n    key: "u"\n    meaning: upset'
    )
    second = write(tmp_path, "second.yaml", text)
    problem = only(check_schemes([first, second]))
    assert (problem.code, problem.file) == ("scheme.double_meaning", str(second))
    assert problem.line == line_of(text, 'key: "u"')
    first_line = line_of(SMALL, 'key: "d"')
    assert f"in {first}:{first_line} it has the key d" in problem.sentence
    assert check_schemes([second]) == []


def test_a_code_may_say_why_its_key_differs(tmp_path):
    text = SMALL.replace("id: small", "id: second").replace(
        'key: "d"', 'key: "u"\n    key_differs: d is taken'
    )
    assert check_schemes([write(tmp_path, "a.yaml"), write(tmp_path, "b.yaml", text)]) == []


def test_codes_with_one_name_may_mean_different_things(tmp_path):
    text = SMALL.replace("id: small", "id: second").replace('key: "d"', 'key: "u"\n    meaning: sulking')
    assert check_schemes([write(tmp_path, "a.yaml"), write(tmp_path, "b.yaml", text)]) == []


def test_the_same_scheme_twice(tmp_path):
    first, second = write(tmp_path, "a.yaml"), write(tmp_path, "b.yaml")
    problem = only(check_schemes([first, second]))
    assert (problem.code, problem.file, problem.line) == ("scheme.same_scheme_twice", str(second), 2)
    assert str(first) in problem.sentence


def test_problems_of_all_files_are_given(tmp_path):
    first = write(tmp_path, "a.yaml", SMALL.replace('key: "d"', 'key: "j"'))
    second = write(tmp_path, "b.yaml", SMALL.replace("#D55E00", "red"))
    assert [(problem.file, problem.code) for problem in check_schemes([first, second])] == [
        (str(first), "scheme.reserved_key"),
        (str(second), "scheme.bad_colour"),
    ]


def test_a_scheme_is_found_by_id_or_by_file(tmp_path):
    assert find_scheme("safe_haven_bids").name == "safe_haven_bids.yaml"
    path = write(tmp_path, "mine.yaml")
    assert find_scheme(str(path)) == path
    with pytest.raises(StudyError, match=r"There is no scheme safe_heaven; give a file, or one of: asem_"):
        find_scheme("safe_heaven")
