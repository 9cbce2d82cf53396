"""The program speaks the language that is set in the system, also where no variable names one."""

from __future__ import annotations

import locale
import plistlib

import pytest

from havenlens.words import catalogue, system_language
from havenlens.words.catalogue import language, use_language

GERMAN, AUSTRIAN, SWISS, AMERICAN, FRENCH = 0x0407, 0x0C07, 0x0807, 0x0409, 0x040C


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch):
    for name in ("HAVENLENS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    use_language(None)
    yield
    use_language(None)


def on(monkeypatch, platform):
    monkeypatch.setattr(catalogue, "system_language", lambda: system_language.system_language(platform))


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(GERMAN, "de"), (AUSTRIAN, "de"), (SWISS, "de"), (AMERICAN, "en"), (FRENCH, "en"), (0, "en")],
)
def test_windows_names_its_language_by_a_number(monkeypatch, number, spoken):
    monkeypatch.setattr(system_language, "_number_on_windows", lambda: number)
    on(monkeypatch, "win32")
    assert language() == spoken


@pytest.mark.parametrize(
    ("languages", "spoken"),
    [
        (["de-AT", "en-AT"], "de"),
        (["en-GB", "de-DE"], "en"),
        (["zh-Hans-CN"], "en"),
        ([], "en"),
        (None, "en"),
    ],
)
def test_macos_keeps_the_languages_of_a_person_in_a_file(monkeypatch, tmp_path, languages, spoken):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Library" / "Preferences"
    folder.mkdir(parents=True)
    content = {"AppleLocale": "de_DE"} | ({} if languages is None else {"AppleLanguages": languages})
    (folder / ".GlobalPreferences.plist").write_bytes(plistlib.dumps(content, fmt=plistlib.FMT_BINARY))
    on(monkeypatch, "darwin")
    assert language() == spoken


@pytest.mark.parametrize("content", [None, b"", b"bplist00 but no more", b"<plist><array/></plist>"])
def test_what_macos_keeps_may_not_be_readable(monkeypatch, tmp_path, content):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Library" / "Preferences"
    folder.mkdir(parents=True)
    if content is not None:
        (folder / ".GlobalPreferences.plist").write_bytes(content)
    on(monkeypatch, "darwin")
    assert language() == "en"


def test_a_locale_that_python_does_not_know_is_no_reason_to_end(monkeypatch):
    def unknown(*_category):
        raise ValueError("unknown locale: de-XX")

    monkeypatch.setattr(locale, "getlocale", unknown)
    on(monkeypatch, "linux")
    assert language() == "en"
