"""How intervals are worked out, in the reader's language; statistics name it in English."""

from havenlens.words.catalogue import N_, tr

_NAMES = (
    N_("cluster bootstrap, percentile"),
    N_("cluster bootstrap, BCa"),
    N_("jackknife, t"),
    N_("normal"),
    N_("normal over units"),
    N_("t"),
    N_("t over observations"),
    N_("linearised, t"),
    N_("Wilson"),
    N_("exact binomial (Clopper-Pearson)"),
    N_("Krippendorff and Hayes's bootstrap of pairs, percentile"),
    N_("Fisher z"),
    N_("Fisher z, Lin"),
    N_("Feldt F"),
    N_("F"),
    N_("F, Satterthwaite"),
    N_("F, exact with unequal numbers (Wald)"),
    N_("F, Satterthwaite, as ICC(A,k)"),
    N_("REML profile likelihood"),
    N_("chi-square"),
    N_("Greenwood, log-log"),
)
_STEPPED_UP = ", stepped up"


def interval_named(method: str) -> str:
    """Give a method's name in the reader's language; one that is not known here stays as it is.

    >>> interval_named("F, stepped up")
    'F, stepped up'
    """
    if method.endswith(_STEPPED_UP):
        return tr("{interval}, stepped up").format(interval=interval_named(method.removesuffix(_STEPPED_UP)))
    limits = method.removeprefix("kappa's limits (")
    if limits != method:
        return tr("kappa's limits ({interval})").format(interval=interval_named(limits.removesuffix(")")))
    return tr(method) if method in _NAMES else method
