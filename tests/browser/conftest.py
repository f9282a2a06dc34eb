"""Chromium, driven by Playwright, before a real web server on a database of the test's own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.cast import PASSWORD, build_cast
from tests.demo.played import _worker_demo, demo_template, own_demo  # noqa: F401 -- fixtures of the picture
from tests.desk.town import Town, build_town

# Playwright keeps an event loop in this thread; the test asks the database beside it, not in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1366, "height": 768}
NARROW = {"width": 390, "height": 844}
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; we download none."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def town(fresh_database: object) -> Town:
    """The named cast with dossiers of these days, committed."""
    return build_town(build_cast())


class Visitor:
    """Somebody before a screen; every request that leaves this machine is kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.strayed: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self._asked(request.url))
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data" and parts.hostname != "127.0.0.1":
            self.strayed.append(url)

    def goes_to(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def signs_in(self, name: str, password: str = PASSWORD) -> "Visitor":
        page = self.goes_to("/accounts/login/")
        page.fill("#id_login", name)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url(self.address + "/")
        return self


@pytest.fixture
def visitor(chromium: Browser, web_server: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor(NARROW, "en")` gives somebody with a screen of that size who reads that language."""
    contexts: list[BrowserContext] = []

    def arrives(size: dict[str, int] = WIDE, language: str = "vi", **given: object) -> Visitor:
        context = chromium.new_context(viewport=size, locale=language, **given)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": web_server}])
        return Visitor(context, web_server)

    yield arrives
    for context in contexts:
        context.close()
