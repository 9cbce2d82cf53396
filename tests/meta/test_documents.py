"""What the documents say is so: commands, options, links, make targets, examples, versions, decisions."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from typer.main import get_command

from havenlens import __version__
from havenlens.app.main import app, main

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("coding_schemes/*.md"),
        *ROOT.glob("sample_videos/*.md"),
    ]
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
# Made by `make screenshots`: a picture may be named before somebody has taken it.
PICTURES = "docs/images/"


def name(path):
    return path.relative_to(ROOT).as_posix()


def page_ids(pages):
    return {"argvalues": pages, "ids": [name(page) for page in pages]}


def lines(page):
    """Give every line of a fenced block, and every piece of code in the text."""
    text = page.read_text(encoding="utf-8")
    yield from (line.strip() for block in FENCED.findall(text) for line in block.splitlines())
    yield from CODE.findall(FENCED.sub("", text))


def commands(page, program):
    """Give the command lines of a program on a page, as words; what stands after two spaces is a remark."""
    for line in lines(page):
        command = re.split(r"\s{2,}| # ", line)[0].removeprefix(".venv/bin/").removeprefix("$ ")
        for part in command.split("&&"):
            if part.strip().split(" ")[0] == program:
                yield shlex.split(part.replace("|", "∣").replace("(", "[").strip())


def optional(word):
    return word.strip("[]…∣")


def follow(words):
    """Walk down the commands that words name; give the command, the words left, and what is wrong."""
    command = get_command(app)
    while words and hasattr(command, "commands"):
        word = words[0]
        if word in command.commands:
            command, words = command.commands[word], words[1:]
        elif command.name == "havenlens" and (
            optional(word).isupper() or "." in word or word.startswith("-")
        ):
            return command, words, None
        elif "∣" in word and all(each in command.commands for each in word.split("∣")):
            return None, [], None
        else:
            return None, [], f"{word} is no command of {command.name}"
    return command, words, None


def test_there_are_commands_to_look_at():
    assert len(list(commands(ROOT / "README.md", "havenlens"))) >= 15


@pytest.mark.parametrize("page", **page_ids(PAGES))
def test_every_command_and_option_exists(page):
    wrong = []
    for words in commands(page, "havenlens"):
        command, rest, problem = follow(words[1:])
        if problem:
            wrong.append(problem)
        elif command is not None:
            known = {option for part in command.params for option in (*part.opts, *part.secondary_opts)}
            known |= {"-h", "--help"}
            options = [optional(word).split("=")[0] for word in rest if optional(word).startswith("-")]
            wrong += [f"{' '.join(words)}: no option {option}" for option in options if option not in known]
    assert wrong == []


@pytest.mark.parametrize("page", **page_ids(PAGES))
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[1] for words in commands(page, "make") if len(words) > 1 and "=" not in words[1]}
    assert named - targets == set()


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split())
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30).stdout
    assert set(re.findall(r"^  make (\S+) +\S", said, re.MULTILINE)) == phony


@pytest.mark.parametrize("page", **page_ids(PAGES))
def test_every_link_leads_somewhere(page):
    broken = []
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = unquote(target).partition("#")
        goal = (page.parent / path).resolve() if path else page
        there = goal.exists() or PICTURES in goal.as_posix()
        if not there or (anchor and anchor not in anchors(goal)):
            broken.append(target)
    assert broken == []


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# Those about methods, and those that need the demo study, are run where they are tested.
ELSEWHERE = {"methods", "python-api.md"}


@pytest.mark.parametrize("page", **page_ids([page for page in PAGES if ELSEWHERE.isdisjoint(page.parts)]))
def test_the_examples_are_right(page):
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def test_every_page_can_be_reached_from_the_first_one():
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        ahead += [
            goal
            for target in targets
            if (goal := (page.parent / target.split("#")[0]).resolve()).suffix == ".md" and goal.exists()
        ]
    alone = {
        page for page in PAGES if "docs" in page.relative_to(ROOT).parts or page.parent == ROOT
    } - reached
    assert {name(page) for page in alone} == set()


@pytest.mark.parametrize("page", **page_ids([ROOT / "docs" / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]))
def test_every_file_that_is_named_exists(page):
    package = ROOT / "src" / "havenlens"
    named = [
        word
        for line in lines(page)
        for word in re.findall(r"[\w./-]+", line)
        if re.fullmatch(r"[a-z_]+(/[\w-]+)+(\.(py|qss|yaml|lock|md|po))?|[a-z_]+/([a-z_]+/)*", word)
    ]
    assert len(named) > 10
    gone = [
        word
        for word in named
        if not any((base / word).exists() for base in (ROOT, package, package / "store" / "migrations"))
        and not word.startswith("src/havenlens/words/locale")
        and "NNNN" not in word
    ]
    assert gone == []


def test_the_versions_agree():
    version = PROJECT["project"]["version"]
    assert version == __version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[([^\]]+)\]", changes, re.MULTILINE).group(1) == version


def test_the_index_names_every_decision():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d[^)]+)\)", index) == decisions
    assert [int(each[:4]) for each in decisions] == list(range(1, len(decisions) + 1))


def test_every_decision_has_its_four_parts():
    short = [
        path.name
        for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")
        for part in ("**Context.**", "**Decision.**", "**Rejected.**", "**Consequences.**")
        if part not in path.read_text(encoding="utf-8")
    ]
    assert short == []


def test_every_dependency_has_a_decision():
    decisions = "".join(
        path.read_text(encoding="utf-8").lower() for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")
    )
    needed = [re.match(r"[\w.-]+", entry).group() for entry in PROJECT["project"]["dependencies"]]
    spelled = {"av": "pyav"}
    assert [each for each in needed if spelled.get(each, each) not in decisions] == []


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_the_locks_hold_what_is_asked_for_with_hashes(lock):
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([\w.-]+)==(\S+)(.*)$(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$)+", text, re.MULTILINE
    )
    locked = {each.replace(".", "-").lower() for each, _, _ in entries}
    assert len(entries) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    if lock == "dev":
        asked += PROJECT["dependency-groups"]["dev"]
    names = {re.match(r"[\w.-]+", entry).group().replace(".", "-").lower() for entry in asked}
    assert names - locked == set()
    assert "colorama" in locked, "Windows needs it; write the locks with: make lock"


def test_pip_takes_no_pyav_that_was_never_tried():
    """Whoever installs without the lock gets the newest version, and majors of PyAV break with each other."""
    [asked] = [each for each in map(Requirement, PROJECT["project"]["dependencies"]) if each.name == "av"]
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    locked = Version(re.search(r"^av==(\S+)", lock, re.MULTILINE).group(1))
    assert locked in asked.specifier
    assert f"{locked.major}.99" in asked.specifier
    assert f"{locked.major + 1}.0" not in asked.specifier


@pytest.mark.parametrize(
    "words",
    [
        words
        for words in commands(ROOT / "README.md", "havenlens")
        if words[1:3] in (["schemes", "list"], ["schemes", "show"])
    ],
    ids=" ".join,
)
def test_harmless_commands_of_the_first_page_run(words, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code in (0, None)
    assert capsys.readouterr().out
