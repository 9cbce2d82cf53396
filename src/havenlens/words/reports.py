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
    "report.write_here": N_("Click here and write."),
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
    "report.bids_answered_anyone": N_("signals got an answer within {window} s"),
    "report.bids_answered_sensitively_anyone": N_("signals got an answer that met the need"),
    "report.time_to_first_response_anyone": N_("until a first answer came ({times})"),
    "report.time_to_repair_anyone": N_("from the first missed signal to comfort ({times})"),
    "report.who_was_answered": N_("got at least one answer within {window} s: {who}"),
    "report.who_part": N_("{who} {part} of {n}"),
    "report.in_clips": N_("{sentence}, in these clips"),
    "report.at": N_("at {at} in the video"),
    "report.scores": N_("Scores"),
    "report.scores_note": N_("A score describes what was seen in this video, not a person."),
    "report.score_one": N_("one rating, on a scale from {lowest} to {highest}"),
    "report.score_range": N_("mean of {n} ratings ({low} to {high}), on a scale from {lowest} to {highest}"),
    "report.progress": N_("Over the cycles"),
    "report.progress_note": N_("Your own cycles only; each point is one cycle."),
    "report.progress_singles": N_("Small circles are single values, a bar is their median or mean."),
    "report.provisional": N_("Provisional: with fewer than three cycles, no direction can be read from it."),
    "report.progress_bids": N_("Signals answered within {window} s"),
    "report.progress_responses": N_("Seconds to a first answer"),
    "report.progress_steps": N_("Steps of the plan that were tried"),
    "report.progress_scores": N_("Scores: {dimension}"),
    "report.chart_bids": N_("cycle {cycle}: {part} of {n}"),
    "report.chart_one": N_("cycle {cycle}: {value}, seen once"),
    "report.chart_range": N_("cycle {cycle}: {value}, from {low} to {high} in {n}"),
    "report.chart_steps": N_("cycle {cycle}: {part} of {n} tried"),
    "report.chart_unasked": N_("cycle {cycle}: {part} of {n} tried, {open} not asked yet"),
    "report.chart_none": N_("cycle {cycle}: not known"),
    "report.chart_all": N_("all"),
    "report.chart_tried": N_("tried"),
    "report.chart_not_tried": N_("not tried"),
    "report.chart_open": N_("not asked yet"),
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
    "report.strike": N_("Leave this clip out"),
    "report.strike_sure": N_("Leave this clip out of every document from now on?"),
    "report.strike_yes": N_("Leave it out"),
    "report.strike_no": N_("Keep it"),
    "report.struck": N_("You leave this clip out. {coach} learns of it with your answers."),
    "report.strike_back": N_("Keep it after all"),
    "report.strike_box": N_("Leave this clip out of every document from now on"),
    "report.strike_paper": N_("You may leave out any clip: tell {coach}."),
    "report.all_struck": N_("The clips of this cycle were left out because you asked for it."),
    "report.useful": N_("How useful is this document to you?"),
    "report.useful_hint": N_("If you like: from 1, not at all, to 5, very."),
    "report.useful_choose": N_("Choose a number"),
    "report.copy_answers": N_("Copy my answers for a mail"),
    "report.copied": N_("Copied; paste it into a mail to {coach}."),
    "report.not_copied": N_("This browser does not allow copying; save the answers instead."),
    "report.resume": N_("Go on with saved answers"),
    "report.resumed": N_("Your saved answers are here again."),
    "report.not_resumed": N_("This file holds no answers to this document."),
    "report.answers_by": N_("Please answer by {day}."),
    "report.answered_at": N_("Answered on {day}"),
    "report.logo": N_("Logo of {study}"),
    "report.logo_plain": N_("Logo of the study"),
    "report.footer": N_("Not for evaluation · shared with {teacher} only"),
    "report.page": N_("{page} of {pages}"),
    "report.document_title": N_("{title} · feedback for {teacher}, cycle {number}"),
    "report.clip_missing": N_("The clip {path} is not there any more; make the clips of this cycle again."),
    "report.no_clips": N_("This cycle has no clips yet; choose them before you make the document."),
    "report.bad_picture": N_(
        "The still picture of clip {number} is no whole PNG or JPEG; choose its frame again."
    ),
    "report.bad_exemplar": N_(
        "The still picture of the clip to watch is no whole PNG or JPEG; choose it again."
    ),
    "report.bad_logo": N_("The logo of the study is no whole PNG or JPEG; choose another picture."),
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
    return f"{value:.0f}" if f"{value:.1f}".endswith(".0") else to_a_tenth(value)


def to_a_tenth(value: float) -> str:
    """Write a number with one decimal, in the reader's language; in a column the decimals line up.

    >>> to_a_tenth(40.0), to_a_tenth(2.25)
    ('40.0', '2.2')
    """
    return with_decimals(value, 1)


def with_decimals(value: float, n: int) -> str:
    """Write a number with so many decimals, one or more, in the reader's language.

    >>> with_decimals(0.5, 2), with_decimals(-1.0, 3)
    ('0.50', '-1.000')
    """
    whole, decimals = f"{value:.{n}f}".split(".")
    pattern = SENTENCES["report.decimal"]
    return tr(pattern).format(whole=whole, tenths=decimals)


def probability(p: float) -> str:
    """Write a p with three decimals, in the reader's language.

    >>> probability(0.0421), probability(0.0002)
    ('0.042', '< 0.001')
    """
    return f"< {with_decimals(0.001, 3)}" if p < 0.001 else with_decimals(p, 3)


def to_a_hundredth(value: float) -> str:
    """Write a number with the decimals it needs, two at most, in the reader's language.

    >>> to_a_hundredth(10.0), to_a_hundredth(2.5), to_a_hundredth(0.01)
    ('10', '2.5', '0.01')
    """
    n = len(f"{value:.2f}".rstrip("0").partition(".")[2])
    return with_decimals(value, n) if n else f"{value:.0f}"


def times(n: int) -> str:
    """Say on how many times a duration rests.

    >>> times(1), times(3)
    ('seen once', 'median of 3 times')
    """
    return ntr("seen once", "median of {n} times", n)
