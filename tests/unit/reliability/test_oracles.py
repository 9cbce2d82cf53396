"""What other packages find in made-up codings, and what Havenlens finds; `make oracles` renews their side."""

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

import pytest
from tests.oracles.data import CODES, SCALE, digest, made, read

from havenlens.domain.time import MILLISECOND
from havenlens.inference.intervals import wilson
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.icc import iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import ratings_of_numbers

ALLOWED = 1e-9


class Exception_(NamedTuple):
    pass
