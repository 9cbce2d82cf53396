"""Sentences in and about documents for teachers."""

from datetime import date

from havenlens.words.catalogue import N_, ntr, tr

SENTENCES = {
    "report.strength": N_("Working well"),
    "report.look_again": N_("Worth another look"),
    "report.link": N_("Cause and effect"),
    "report.feedback": N_("Feedback"),
    "report.cycle": N_("cycle {number}"),
    "report.filmed": N_("filmed {day}"),
    "report.coach": N_("coach {coach}"),
    "report.for": N_("For {teacher}"),
    "report.focus": N_("focus: {focus}"),
    "report.video": N_("video {video}"),
    "report.date": N_("{day} {month} {year}"),
    "report.last_plan": N_("Your plan from last time"),
    "report.not_asked": N_("We will talk about how it went."),
    "report.tried": N_("You tried it."),
    "report.not_tried": N_("It has not been tried yet."),
    "report.moments": N_("The moments"),
    "report.span": N_("{start} – {end}"),
    "report.you": N_("You"),
    "report.quote": N_("“{text}”"),
    "report.said": N_("{speaker}: “{text}”"),
    "report.your_answer": N_("Your answer"),
    "report.answer_to": N_("Your answer to: {question}"),
    "report.play": N_("Play clip {number}: {title}, {duration}"),
    "report.clip_name": N_("Clip {number}: {title}"),
    "report.captions": N_("Captions"),
    "report.seek": N_("Show the moment at {at} in clip {number}"),
    "report.numbers": N_("Numbers from the coding"),
    "report.numbers_whole": N_("From the coding of the whole video. Small numbers: read them as a question."),
    "report.numbers_clips": N_("From these clips only. Small numbers: read them as a question."),
    "report.tap_number": N_("Tap one to see the moment."),
    "report.draft_scheme": N_(
        "The coding scheme behind the numbers ({scheme}) is a draft and has not been validated."
    ),
    "report.see": N_("see {at}"),
    "report.part_of": N_("{part} of {n}"),
    "report.seconds": N_("{seconds} s"),
    "report.decimal": N_("{whole}.{tenths}"),
    "report.bids_answered": N_("signals from {seeker} got an answer within {window} s"),
    "report.bids_answered_sensitively": N_("signals from {seeker} got an answer that met the need"),
    "report.time_to_first_response": N_("until {seeker} got a first answer ({times})"),
    "report.time_to_repair": N_("from the first missed signal of {seeker} to comfort ({times})"),
    "report.to_watch": N_("To watch"),
    "report.watch_for": N_("Look for {what}."),
    "report.conference": N_("From our talk"),
    "report.summary": N_("Summary"),
    "report.summary_empty": N_("Written together after our talk."),
    "report.plan": N_("What we try next"),
    "report.plan_step": N_("Step {number}"),
    "report.when": N_("When"),
    "report.i_will": N_("I will"),
    "report.who": N_("With whom"),
    "report.i_will_know": N_("I will know"),
    "report.by": N_("By"),
    "report.save": N_("Save my answers"),
    "report.save_hint": N_(
        "This puts a small file into your downloads; send it to {coach}. Nothing is sent by itself."
    ),
    "report.saved": N_("Saved as {file}."),
    "report.not_saved_here": N_(
        "To save answers from here, allow scripts in this page, or write them on paper."
    ),
    "report.footer": N_("Not for evaluation · shared with {teacher} only"),
    "report.page": N_("{page} of {pages}"),
    "report.document_title": N_("{title} · feedback for {teacher}, cycle {number}"),
    "report.clip_missing": N_("The clip {path} is not there any more; make the clips of this cycle again."),
    "report.no_clips": N_("This cycle has no clips yet; choose them before you make the document."),
    "report.bad_picture": N_(
        "The still picture of clip {number} is no whole PNG or JPEG; choose its frame again."
    ),
}

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def day(value: date) -> str:
    """Write a day in the reader's language.

    >>> day(date(2026, 3, 12))
    '12 March 2026'
    """
    pattern = SENTENCES["report.date"]
    return tr(pattern).format(day=value.day, month=tr(_MONTHS[value.month - 1]), year=value.year)


def number(value: float) -> str:
    """Write a number with one decimal at most, in the reader's language.

    >>> number(40.0), number(2.25)
    ('40', '2.2')
    """
    whole, tenths = f"{value:.1f}".split(".")
    pattern = SENTENCES["report.decimal"]
    return whole if tenths == "0" else tr(pattern).format(whole=whole, tenths=tenths)


def times(n: int) -> str:
    """Say on how many times a duration rests.

    >>> times(1), times(3)
    ('seen once', 'median of 3 times')
    """
    return ntr("seen once", "median of {n} times", n)
