"""Starts the program again and again without waiting for its imports: a process that has it loaded forks.

Each line on stdin is one run as JSON; the answer is a line with the exit code. What runs is `main()` in a
process of its own, with its own limits, working directory and output files.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from importlib import import_module
from pkgutil import walk_packages

import havenlens
from havenlens.app.main import main
from tests.support.limits import limit_file_size, without_override

_LEFT_OUT = ("havenlens.__main__.", "havenlens.app.desktop.", "havenlens.store.migrations.", "havenlens.ui.")


def load() -> None:
    """Load what commands import late, all but the window."""
    for module in walk_packages(havenlens.__path__, "havenlens."):
        if not f"{module.name}.".startswith(_LEFT_OUT):
            import_module(module.name)
    gc.freeze()


def child(order: dict[str, object]) -> int:
    """Run the program once and give its exit code."""
    for number, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY
        os.dup2(os.open(str(name), flags), number)
    os.chdir(str(order["cwd"]))
    if order["as_owner"]:
        without_override()
    if isinstance(order["file_size"], int):
        sys.dont_write_bytecode = True  # Python does not notice a file that is cut short
        limit_file_size(order["file_size"])
    sys.argv = ["havenlens", *order["arguments"]]  # type: ignore[misc]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        return 1
    return 0


def serve() -> None:
    """Answer orders until stdin ends."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = child(json.loads(line))
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    load()
    serve()
