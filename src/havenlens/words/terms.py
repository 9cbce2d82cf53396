"""Values of the data that are also shown to people, marked here for translation."""

from havenlens.words.catalogue import N_

PURPOSES = (
    N_("research"),
    N_("reliability"),
    N_("training"),
    N_("master"),
    N_("coaching"),
    N_("consensus"),
)
STATUSES = (N_("assigned"), N_("in_progress"), N_("submitted"), N_("locked"), N_("returned"))
ROLES = (
    N_("coder"),
    N_("trainee"),
    N_("rater"),
    N_("coach"),
    N_("researcher"),
    N_("lead"),
)
SCHEME_STATUSES = (N_("draft"),)
PERIODS = (N_("cycle"), N_("segment"), N_("interval"), N_("episode"), N_("clip"))
FACTS = (
    N_("name"),
    N_("observations"),
    N_("participants"),
    N_("coders"),
    N_("schemes"),
    N_("codings"),
    N_("events"),
    N_("ratings"),
)
ERASED = (
    N_("comments"),
    N_("clips"),
    N_("presence"),
    N_("spoken lines"),
    N_("coaching cycles"),
    N_("coaching texts"),
    N_("names"),
)
