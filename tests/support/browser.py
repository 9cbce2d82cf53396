"""Drive a real Chromium through its debugging pipe, so that pages are tested as a teacher meets them.

A pipe needs no port, no driver and no package: one JSON message after another, each ended by a zero byte.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_S = 60.0
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--hide-scrollbars",
    "about:blank",
)


# Chromium reads its pipe as descriptor 3 and writes it as 4, whatever numbers the pipe has here.
_LAUNCHER = """
import fcntl, os, sys
reading, writing = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(reading, 3)
os.dup2(writing, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def find_browser() -> str:
    """Find Chromium, or fail the test and say how to install it."""
    named = os.environ.get("HAVENLENS_CHROMIUM")
    found = next((path for name in (named, *NAMES) if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            "No Chromium was found; install it with `sudo apt-get install chromium`, "
            "or set HAVENLENS_CHROMIUM to its path.",
            pytrace=False,
        )
    return found


@dataclass
class Page:
    """One tab: what it asked for, what it complained about, and ways to use it like a person."""

    _process: subprocess.Popen[bytes]
    _reading: int
    _writing: int
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    downloads: dict[str, str] = field(default_factory=dict)
    _session: str | None = None
    _last: int = 0
    _buffer: bytes = b""

    def attach(self, downloads: Path) -> None:
        """Open the tab and listen to its network, its console and its downloads."""
        target = self.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        where = {"behavior": "allowAndName", "downloadPath": str(downloads), "eventsEnabled": True}
        self.send("Browser.setDownloadBehavior", where)

    def send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send one command and give its answer; events that arrive meanwhile are kept."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters or {}}
        if self._session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive(method)
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    pytest.fail(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, path: Path, width: int = 1280, height: int = 900) -> None:
        """Show a file at a width in CSS pixels and wait until it has loaded; forget what came before."""
        for kept in (self.requests, self.complaints, self.downloads):
            kept.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.send("Emulation.setDeviceMetricsOverride", size)
        self.send("Page.navigate", {"url": path.as_uri()})
        self.wait_for("document.readyState === 'complete' && location.protocol === 'file:'")

    def evaluate(self, expression: str) -> Any:
        """Give the value of a JavaScript expression; promises are awaited."""
        parameters = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.send("Runtime.evaluate", parameters)
        if "exceptionDetails" in answer:
            pytest.fail(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true; fail with it when patience ends."""
        until = time.monotonic() + PATIENCE_S
        while not self.evaluate(expression):
            if time.monotonic() > until:
                pytest.fail(f"still not true after {PATIENCE_S:.0f} s: {expression}")
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of an element, where whatever lies on top receives it."""
        place = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            press = {"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1}
            self.send("Input.dispatchMouseEvent", press)

    def press_key(self, key: str, code: int) -> None:
        """Press a named key such as Tab (9) or Enter (13)."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.send("Input.dispatchKeyEvent", event | (text if kind == "keyDown" else {}))

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.send("Input.insertText", {"text": text})

    def choose_file(self, selector: str, path: Path) -> None:
        """Choose a file in an input, as a person would in the window that the browser opens for it."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        self.send("DOM.setFileInputFiles", {"nodeId": node, "files": [str(path)]})

    def downloaded(self, folder: Path) -> tuple[str, bytes]:
        """Wait for a download; give its suggested name and its content."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.evaluate("0")
            for identifier, name in self.downloads.items():
                if (folder / identifier).exists() and (content := (folder / identifier).read_bytes()):
                    return name, content
            time.sleep(0.05)
        pytest.fail("nothing was downloaded")

    def screenshot(self, path: Path) -> None:
        """Save the whole page as a PNG."""
        shot = self.send("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))

    def print_to_pdf(self, path: Path) -> None:
        """Print the page as the browser would on paper."""
        settings = {"preferCSSPageSize": False, "paperWidth": 8.27, "paperHeight": 11.69}
        path.write_bytes(base64.b64decode(self.send("Page.printToPDF", settings)["data"]))

    def _receive(self, waiting_for: str) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reading], [], [], PATIENCE_S)
            chunk = os.read(self._reading, 1 << 20) if ready else b""
            if not chunk:
                pytest.fail(f"Chromium gave no answer to {waiting_for} (exit {self._process.poll()})")
            self._buffer += chunk
        head, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(head)
        self._note(message.get("method"), message.get("params", {}))
        return message

    def _leave_all_the_same(self) -> None:
        """Answer the question whether to leave a page with something unsaved; nobody waits for the reply."""
        self._last += 1
        message = {"id": self._last, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
        os.write(self._writing, json.dumps(message | {"sessionId": self._session}).encode() + b"\0")

    def _note(self, method: str | None, parameters: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self._leave_all_the_same()
        elif method == "Log.entryAdded":
            self.complaints.append(parameters["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(parameters["exceptionDetails"]))
        elif method == "Browser.downloadWillBegin":
            self.downloads[parameters["guid"]] = parameters["suggestedFilename"]


@contextmanager
def browser_page(folder: Path) -> Iterator[Page]:
    """Start Chromium with a fresh profile in a folder, and end it whatever happens."""
    program = find_browser()
    downloads = folder / "downloads"
    downloads.mkdir()
    from_us, to_browser = os.pipe()
    from_browser, to_us = os.pipe()
    command = [program, f"--user-data-dir={folder / 'profile'}", *_FLAGS]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", _LAUNCHER, str(from_us), str(to_us), *command],
            pass_fds=(from_us, to_us),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    os.close(from_us)
    os.close(to_us)
    page = Page(process, from_browser, to_browser)
    try:
        page.attach(downloads)
        yield page
        page.send("Browser.close")
        process.wait(PATIENCE_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(from_browser)
        os.close(to_browser)
