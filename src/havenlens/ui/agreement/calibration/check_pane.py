"""What a check found: rule by rule, each video, dimension and code, and the codings that are in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PyQt6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from havenlens.domain.problems import Problem
from havenlens.services.certificates import CoderStanding, since_last_pass, why_paused
from havenlens.services.certifying import Check
from havenlens.services.days import day_of
from havenlens.services.double_coding import told_purpose
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

Row = dict[str, Any]


class CheckPane(QWidget):
    """A page to read; everything in it can be selected and copied."""

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("What the check found"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)

    def show_check(self, found: Check) -> None:
        """Show a check that was not kept yet."""
        rows = found.as_json()
        self.text.setHtml("".join(_verdicts(rows["verdicts"]) + _parts(rows["parts"])))

    def show_standing(self, one: CoderStanding | None, *, leads: bool) -> None:
        """Show where a coder stands, by the check or the drift that decided it.

        Only leads are told what was coded for reliability.
        """
        if one is None:
            self.text.setHtml(
                _paragraph(tr("Nobody is asked for a certificate yet; make a training set first."))
            )
            return
        told: list[str] = []
        entry = one.paused_by or one.certificate
        if one.paused_by is not None:
            told += [_heading(tr("Paused")), _paragraph(why_paused(self._study, one.paused_by).sentence)]
            told += self._in_doubt(one, leads=leads)
        if entry is not None and entry.content.get("verdicts"):
            told += [*_verdicts(entry.content["verdicts"]), *_parts(entry.content.get("parts", ()))]
        if not told:
            told = [_paragraph(tr("Not checked yet. Check against a set when its videos are handed in."))]
        self.text.setHtml("".join(told))

    def _in_doubt(self, one: CoderStanding, *, leads: bool) -> list[str]:
        codings = since_last_pass(self._study, one.coder, one.scheme)
        places = {place.id: place.name for place in self._study.store.observations()}
        listed = ""
        for coding in codings:
            day = "" if coding.submitted_at is None else f" · {day_of(coding.submitted_at).isoformat()}"
            purpose = tr(told_purpose(coding.purpose, leads=leads).value)
            listed += f"<li>{escape(places[coding.observation])} · {purpose}{day}</li>"
        title = tr("Handed in since the last pass: {n}").format(n=len(codings))
        return [_heading(title), f"<ul>{listed}</ul>" if listed else ""]


def _verdicts(rows: Sequence[Row]) -> list[str]:
    tokens = current_look().tokens
    told = [_heading(tr("Rules"))]
    for row in rows:
        sign, ink = ("✓", tokens.good) if row["passed"] else ("✗", tokens.danger)
        word = tr("met") if row["passed"] else tr("not met")
        reason = Problem(row["reason"]["code"], row["reason"]["values"]).sentence
        told.append(
            f'<p style="margin:4px 0"><span style="color:{ink}">{sign} {escape(word)}</span> '
            f"<b>{escape(row['what'])}</b><br>{escape(reason)}</p>"
        )
    return told


def _parts(rows: Sequence[Row]) -> list[str]:
    titles = {"video": tr("By video"), "dimension": tr("By dimension"), "code": tr("By code")}
    told: list[str] = []
    for kind, title in titles.items():
        own = [row for row in rows if row["kind"] == kind]
        if not own:
            continue
        lines = "".join(
            f"<tr><td>{escape(row['name'])}</td><td align='right'>{_figure(row['value'])}</td>"
            f"<td>{escape(_measure(row['measure']))}</td></tr>"
            for row in own
        )
        told += [_heading(title), f'<table cellspacing="0" cellpadding="3">{lines}</table>']
    return told


def _measure(measure: str) -> str:
    return tr("near") if measure == "within" else say(f"method.{measure}")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _heading(words: str) -> str:
    return f'<p style="margin:10px 0 2px 0"><b>{escape(words)}</b></p>'


def _paragraph(words: str) -> str:
    return f'<p style="margin:4px 0">{escape(words)}</p>'
