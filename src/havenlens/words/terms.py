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
PERIODS = (N_("cycle"), N_("segment"), N_("interval"), N_("episode"), N_("clip"))
