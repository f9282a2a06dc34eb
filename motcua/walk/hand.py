"""Somebody before a screen: keys, clicks, what was loaded, and how long the server took.

A keydown counts unless it types a character of the applicant's own data (his name, number, address …): those are as
many whatever the program. Everything else counts: Tab, Enter, arrows, the letters that find a procedure, digits of
pages and copies.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# Longer than any page takes; what is not there then does not come.
PATIENCE = 15_000
SERVER_TIME = re.compile(r"\btotal;dur=([0-9.]+)")


@dataclass
class Stage:
    """What one part of the walk took."""

    name: str
    seconds: float = 0.0
    keys: int = 0
    clicks: int = 0
    requests: int = 0
    kilobytes: float = 0.0
    server_ms: float = 0.0

    def said(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "name": self.name,
            "seconds": round(self.seconds, 2),
            "keys": self.keys,
            "clicks": self.clicks,
            "requests": self.requests,
            "kilobytes": round(self.kilobytes, 1),
            "server_ms": round(self.server_ms, 1),
        }


class Lost(RuntimeError):
    """Something that should be on the screen is not."""


@dataclass
class Hand:
    """A person at a page of Playwright's. What he does is counted into the stage that is open."""

    page: Any
    errors: list[str] = field(default_factory=list)
    stage: Stage | None = None

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self._sizes = self.page.context.new_cdp_session(self.page)
        self._sizes.send("Network.enable")
        self._sizes.on("Network.loadingFinished", self._loaded)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._said)

    def _said(self, said: Any) -> None:
        if said.type == "error":
            self.errors.append(f"{self.page.url}: {said.text} {said.location.get('url', '')}")

    def _loaded(self, event: dict[str, Any]) -> None:
        """Of what came over the network; what the browser kept costs nothing."""
        if self.stage is not None and event.get("encodedDataLength", 0) > 0:
            self.stage.requests += 1
            self.stage.kilobytes += event["encodedDataLength"] / 1000

    def _answered(self, response: Any) -> None:
        if self.stage is None:
            return
        found = SERVER_TIME.search(response.headers.get("server-timing", ""))
        if found:
            self.stage.server_ms += float(found[1])

    @contextmanager
    def at(self, stage: Stage) -> Iterator["Hand"]:
        """Count into a stage; several visits to one stage add up."""
        began, self.stage = time.monotonic(), stage
        try:
            yield self
            self.page.wait_for_load_state("networkidle")
        finally:
            stage.seconds += time.monotonic() - began
            self.stage = None

    def goes_to(self, address: str) -> None:
        """Open a page by its address, as a bookmark does: no key is counted."""
        self.page.goto(address)

    def presses(self, *keys: str) -> None:
        """Press keys that are not the applicant's data, one after the other."""
        for key in keys:
            self._count()
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type what the program asks of the officer: each character counts."""
        for character in text:
            self._count()
            self.page.keyboard.type(character)

    def enters(self, data: str) -> None:
        """Type the applicant's own data, or let a scanner or a citizen type it: not counted."""
        self.page.keyboard.type(data)

    def clicks(self, selector: str) -> None:
        """Click, or tap."""
        if self.stage is not None:
            self.stage.clicks += 1
        self.sees(selector).click()

    def sees(self, selector: str) -> Any:
        """Wait until something is on the screen."""
        found = self.page.locator(selector).first
        try:
            found.wait_for(state="visible")
        except Exception as problem:
            raise Lost(f"{selector} at {self.page.url}") from problem
        return found

    def _count(self) -> None:
        if self.stage is not None:
            self.stage.keys += 1
