"""``havenlens study certify`` and ``havenlens study double-code``: what calibration does without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.commands.study import Json, StudyPath
from havenlens.app.output import print_json, print_table
from havenlens.services.days import this_day
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def certify(
    study: StudyPath,
    coder: Annotated[str, typer.Option(help=tr("Whose codings are checked."))],
    name: Annotated[str, typer.Option("--set", help=tr("The training set to check against."))],
    as_json: Json = False,
) -> None:
    """Hold a coder's training codings against the masters of a set, and keep the certificate."""
    from havenlens.services.certificates import since_last_pass  # noqa: PLC0415 - quick start of others
    from havenlens.services.certifying import check_coder, issue  # noqa: PLC0415
    from havenlens.services.training_sets import training_set  # noqa: PLC0415

    file, opened = open_study(study, write=True)
    with file:
        chosen = training_set(opened, name)
        who = opened.coder(coder)
        found = check_coder(opened, chosen, who.id)
        kept = issue(opened, found)
        doubtful = [] if found.passed else since_last_pass(opened, who.id, chosen.scheme)
        places = {place.id: place.name for place in opened.store.observations()}
    day = None if kept.expires_on is None else kept.expires_on.isoformat()
    if as_json:
        told = found.as_json()
        for row, verdict in zip(told["verdicts"], found.verdicts, strict=True):
            row["reason"] = verdict.reason.sentence
        in_doubt = [places[one.observation] for one in doubtful]
        outcome = {"passed": found.passed, "expires_on": day, "in_doubt": in_doubt}
        print_json({"study": str(study), "coder": coder, **outcome, **told})
        return
    print_table(
        [tr("Rule"), tr("Met"), tr("Why")],
        [(one.what, tr("yes") if one.passed else tr("no"), one.reason.sentence) for one in found.verdicts],
    )
    if found.passed:
        print(say("calibration.passed", coder=coder, set=name, day=day))
    else:
        print(say("calibration.failed", coder=coder, set=name, n=len(doubtful)))
        for one in doubtful:
            print("  " + places[one.observation])


def double_code(
    study: StudyPath,
    scheme: Annotated[str, typer.Option(help=tr("The scheme that is coded with."))],
    share: Annotated[float, typer.Option(help=tr("The share of observations, such as 0.2."))],
    by: Annotated[
        list[str] | None,
        typer.Option(help=tr("A variable, or month, quarter or year, with the same share in each value.")),
    ] = None,
    again: Annotated[float, typer.Option(help=tr("The part of it that the same coder codes again."))] = 0.0,
    seed: Annotated[int, typer.Option(help=tr("Draws the same again."))] = 2026,
    as_json: Json = False,
) -> None:
    """Draw at random what is coded twice, and assign it; safe to run again when videos are added."""
    told = _drawn(study, scheme, share=share, again=again, by=tuple(by or ()), seed=seed)
    if as_json:
        print_json(told)
        return
    rows = told["new"]
    if rows:
        print_table(
            [tr("Observation"), tr("Coder"), tr("Kind")],
            [(row["observation"], row["coder"], _kind(row["kind"])) for row in rows],
        )
    print(say("double.drawn", n=len(rows), there=told["before"]))
    for sentence in told["short"]:
        print(sentence)


def _drawn(study: Path, scheme: str, **wanted: Any) -> dict[str, Any]:
    """Fix the quota and draw, both or neither; say what was drawn and what is missing."""
    from havenlens.services.double_coding import (  # noqa: PLC0415 - quick start of other commands
        QuotaRules,
        draws_of,
        keep_plan,
        plan_for,
        strata_of,
    )
    from havenlens.services.drawing import draw  # noqa: PLC0415

    file, opened = open_study(study, write=True)
    with file, opened.store.transaction():
        stored = opened.stored_scheme(scheme)
        held = plan_for(opened, stored.id)
        rules = replace(QuotaRules() if held is None else held.rules, **wanted)
        plan = keep_plan(opened, stored.id, rules)
        before = len(draws_of(opened, plan))
        done = draw(opened, plan, this_day())
        strata = strata_of(opened, plan)
        places = {place.id: place.name for place in opened.store.observations()}
        names = {one.id: one.name for one in opened.store.coders()}
    return {
        "study": str(study),
        "scheme": scheme,
        "rules": rules.as_json(),
        "before": before,
        "new": [
            {"observation": places[one.observation], "coder": names[one.coder], "kind": one.kind}
            for one in done.new
        ],
        "strata": [
            {"stratum": one.name, "n": len(one.observations), "wanted": one.wanted, "drawn": one.drawn}
            for one in strata
        ],
        "short": [problem.sentence for problem in done.short],
    }


def _kind(kind: str) -> str:
    return tr("another coder") if kind == "second" else tr("the same coder again")
