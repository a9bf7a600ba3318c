"""A real browser, driven through a pipe: Chromium, where one is installed."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_S = 60.0


def browser_path() -> str | None:
    """Return where a browser is; None when there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a browser that nobody sees."""

    def __init__(self, folder: Path) -> None:
        path = browser_path()
        assert path
        to_read, its_writing = os.pipe()
        its_reading, to_write = os.pipe()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        command = [path, *options, "--no-first-run", f"--user-data-dir={folder}", "about:blank"]
        # The browser reads what it is told from 3 and answers on 4, which may be taken here.
        high = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (its_reading, its_writing)]
        self._process = os.posix_spawn(
            path,
            command,
            {**os.environ, "HOME": str(folder)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, high[0], 3),
                (os.POSIX_SPAWN_DUP2, high[1], 4),
            ],
        )
        for one in (its_reading, its_writing, *high):
            os.close(one)
        self._from, self._to = os.fdopen(to_read, "rb"), os.fdopen(to_write, "wb")
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._from.close()
        with suppress(BrokenPipeError):
            self._to.close()

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser for something and wait for the answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, (method, found["error"])
                return found["result"]
            self.events.append(found)

    def open(self, file: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.events.clear()
        self.send("Page.navigate", url=file.as_uri())
        until = time.monotonic() + _PATIENCE_S
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            assert time.monotonic() < until
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """Return what an expression is in the page."""
        answer = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key on whatever has the focus."""
        names: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **names)
        self.send("Input.dispatchKeyEvent", type="keyUp", **names)

    def look(self, scheme: str, *, width: int = 1200) -> None:
        """Show pages on a light or a dark screen of some width."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", features=features)
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def print(self) -> bytes:
        """Return the page as PDF, on the paper that it asks for."""
        found = self.send("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(found["data"])

    def asked_for(self) -> list[str]:
        """Return the addresses that were asked for since the page was opened."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Return errors of scripts and breaches of the page's policy."""
        kinds = {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}
        return [str(event["params"]) for event in self.events if event.get("method") in kinds]

    def _next(self) -> dict[str, Any]:
        data = bytearray()
        while (one := self._from.read(1)) != b"\0":
            assert one, "the browser has ended"
            data += one
        return json.loads(data)
