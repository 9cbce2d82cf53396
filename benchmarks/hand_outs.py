"""Hand a study of 300 observations out to 15 coders, and merge all of it in random order, each file twice."""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.table import Row, print_table
from tests.support.handed_out import at_work, code, coder_names, dump, hand_out_to, make_shared, merge_into
from tests.support.studies import findings

_OBSERVATIONS, _CODERS, _EACH, _EVENTS = 300, 15, 40, 100
"""Every observation is coded by two."""


def _code_all(out: Path) -> None:
    with at_work(out) as study:
        for place in study.store.observations():
            code(study, out.stem, place.name, _EVENTS)


def main() -> None:
    """Do it in two orders and compare."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        study = Path(folder) / "class.havenlens"
        make_shared(study, _OBSERVATIONS, _CODERS, _EACH)
        begun = perf_counter()
        outs = [hand_out_to(study, n, study.with_name(f"{n}.havenlens")) for n in coder_names(_CODERS)]
        handing_out = perf_counter() - begun
        with ProcessPoolExecutor(2, get_context("spawn")) as workers:
            list(workers.map(_code_all, outs))
        dumps, clean, merging = set(), True, 0.0
        for seed in (1, 2):
            copy = Path(shutil.copyfile(study, study.with_name(f"order-{seed}.havenlens")))
            order = outs * 2
            random.Random(seed).shuffle(order)
            begun = perf_counter()
            for out in order:
                merge_into(copy, out)
            merging += perf_counter() - begun
            clean = clean and not findings(copy)
            dumps.add(dump(copy))
    events = _CODERS * _EACH * _EVENTS
    merges = 2 * 2 * _CODERS
    print_table(
        [
            Row(
                f"{_CODERS} hand-outs of {_OBSERVATIONS} observations ({events:,} events) merged in two "
                "random orders, each twice",
                "the same study, check clean",
                f"{len(dumps)} study, {'clean' if clean else 'not clean'}",
                len(dumps) == 1 and clean,
            ),
            Row("One hand-out", "–", f"{handing_out / _CODERS:.2f} s", True),
            Row("One merge", "–", f"{merging / merges:.2f} s", True),
        ]
    )


if __name__ == "__main__":
    main()
