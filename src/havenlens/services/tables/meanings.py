"""What the columns of a study's tables mean, what an empty cell means, and words for fixed values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from havenlens.services.tables.columns import Column, Kind
from havenlens.words.catalogue import N_, tr

_MEANING = {
    "observation": N_("name of the observation"),
    "scheme": N_("coding scheme"),
    "scheme_version": N_("version of the coding scheme"),
    "coder": N_("name of the coder"),
    "purpose": N_("what the coding was made for; choose by it, since every coding is in the table"),
    "event_id": N_("id of the event, the same in every export"),
    "code": N_(
        "what was coded; unlabelled is a stretch that waits for its code, nothing a sample without any"
    ),
    "group": N_("group of the code"),
    "kind": N_("point or state; in ratings, what was rated: cycle, interval, episode or clip"),
    "actor": N_("label of the person who acts"),
    "target": N_("label of the person it is aimed at"),
    "onset_us": N_("begin in whole microseconds of observation time"),
    "offset_us": N_("end in whole microseconds; empty while a state is open"),
    "onset_s": N_("begin in seconds"),
    "offset_s": N_("end in seconds"),
    "frame": N_("frame on the screen at the onset, counted from 0"),
    "link": N_("event_id of the bid that is answered"),
    "comment": N_("the coder's comment"),
    "flags": N_("unsure, off_camera, discuss"),
    "defaults": N_("values the program filled in, not the coder"),
    "reaction_lag_us": N_("microseconds taken off the key press's time"),
    "offset_reason": N_("why there is no end"),
    "frame_reason": N_("why there is no frame number"),
    "period": N_("number of the rated period, from 1"),
    "dimension": N_("what was rated"),
    "score": N_("the score; empty where there is a reason"),
    "reason": N_("why there is no score"),
    "subject": N_("label of the person who was rated"),
    "partner": N_("label of the partner in the rating"),
    "note": N_("the coder's note on the rating"),
    "evidence": N_("event_ids of the coder's own events that the rating rests on"),
    "label": N_("short label of the person, unique in the study"),
    "pseudonym": N_("name the person goes by in the study"),
    "role": N_("role of the person"),
    "consent": N_("how far the person's picture may travel"),
    "status": N_("how far the coding has come"),
    "attempt": N_("counts codings of the same kind by the same coder"),
    "n_events": N_("number of events with a code of the scheme"),
    "title": N_("title of the observation"),
    "filmed_on": N_("day of filming"),
    "filmed_day": N_("day of filming, counted from the first day of the study, which is 0"),
    "duration_s": N_("length in seconds"),
    "work": N_("what the time was spent on: coding, walk or rating"),
    "began_at": N_("when the work began, in UTC"),
    "ended_at": N_("when it ended, in UTC"),
    "began_day": N_("day on which the work began, counted from the first day of filming"),
    "active_s": N_("seconds in which the coder was active, pauses of more than a minute left out"),
    "due_on": N_("day by which the work was due"),
    "due_day": N_("day by which the work was due, counted from the first day of filming"),
    "chain": N_("what the change belongs to: the study, or one coding by its id"),
    "seq": N_("number of the change in its chain, from 1"),
    "step": N_("id of the step that one undo takes back"),
    "at": N_("when it was changed, in UTC"),
    "day": N_("day of the change, counted from the first day of filming"),
    "change": N_("what kind of change it was"),
    "hash": N_("hash that ties the change to all before it in its chain"),
}
_MISSING = {
    "group": N_("it waits for a code, a sample showed nothing, or the scheme has no such code"),
    "kind": N_("the scheme has no such code"),
    "target": N_("aimed at nobody"),
    "offset_us": N_("see offset_reason"),
    "offset_s": N_("see offset_reason"),
    "frame": N_("see frame_reason"),
    "link": N_("answers no bid"),
    "comment": N_("none was written"),
    "flags": N_("none is set"),
    "defaults": N_("the coder gave everything"),
    "offset_reason": N_("there is an end"),
    "frame_reason": N_("there is a frame number"),
    "onset_s": N_("the period has no place in time"),
    "score": N_("see reason"),
    "reason": N_("there is a score"),
    "subject": N_("about the whole observation"),
    "partner": N_("about one person only"),
    "note": N_("none was written"),
    "evidence": N_("none was named"),
    "filmed_on": N_("not known"),
    "filmed_day": N_("not known"),
    "duration_s": N_("not known: no recording, and none was written down"),
    "due_on": N_("no day was set"),
    "due_day": N_("no day was set"),
    "coder": N_("nobody was signed in"),
    "observation": N_("the change is about the study as a whole"),
    "title": N_("none was written"),
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "purpose": {
        "research": N_("research"),
        "reliability": N_("reliability"),
        "training": N_("training"),
        "master": N_("master coding"),
        "coaching": N_("coaching"),
        "consensus": N_("consensus"),
    },
    "kind": {
        "point": N_("a moment"),
        "state": N_("lasts"),
        "cycle": N_("cycle"),
        "segment": N_("segment"),
        "interval": N_("interval"),
        "episode": N_("episode"),
        "clip": N_("clip"),
    },
    "status": {
        "assigned": N_("assigned"),
        "in_progress": N_("in progress"),
        "submitted": N_("handed in"),
        "locked": N_("locked"),
        "returned": N_("given back"),
    },
    "work": {"coding": N_("coding"), "walk": N_("walk"), "rating": N_("rating")},
    "consent": {
        "none": N_("nothing"),
        "coding": N_("coding"),
        "feedback": N_("coach feedback"),
        "exemplar": N_("use as an exemplar"),
        "publication": N_("publication"),
    },
    "offset_reason": {"open": N_("the state is still open")},
    "frame_reason": {
        "no_recording": N_("the observation has no recording"),
        "unreadable": N_("the recording could not be read"),
        "no_picture": N_("the recording has no picture"),
    },
    "chain": {"study": N_("the study as a whole")},
}
_KINDS = {
    **dict.fromkeys(
        (
            *("observation", "scheme", "scheme_version", "coder", "purpose", "code", "group", "kind"),
            *("actor", "target", "flags", "offset_reason", "frame_reason", "dimension", "reason", "subject"),
            *("partner", "role", "consent", "status", "work", "chain", "change"),
        ),
        Kind.CATEGORY,
    ),
    **dict.fromkeys(
        (
            *("attempt", "onset_us", "offset_us", "frame", "reaction_lag_us", "period", "score", "n_events"),
            *("seq", "filmed_day", "began_day", "due_day", "day"),
        ),
        Kind.INTEGER,
    ),
    **dict.fromkeys(("onset_s", "offset_s", "duration_s", "active_s"), Kind.NUMBER),
    **dict.fromkeys(("filmed_on", "due_on"), Kind.DATE),
    **dict.fromkeys(("began_at", "ended_at", "at"), Kind.INSTANT),
}


def column(name: str, **other: Any) -> Column:
    """Describe a column of a study's tables; ``other`` says what differs in this table."""
    known: dict[str, Any] = {
        "kind": _KINDS.get(name, Kind.TEXT),
        "meaning": tr(_MEANING[name]),
        "missing": tr(_MISSING[name]) if name in _MISSING else "",
        "labels": {value: tr(words) for value, words in _LABELS.get(name, {}).items()},
        "ordered": name == "score",
    }
    return Column(name, **{**known, **other})
