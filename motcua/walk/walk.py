"""The walk: a web server on a database of the demo's size, a browser, and the stages one after the other."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from motcua.bench.place import Place
from motcua.bench.serving import session_of, web_server
from motcua.walk import apart, birth, copies
from motcua.walk.hand import Hand, Lost, Stage
from motcua.walk.people import CannotWalk, Office, office
from motcua.walk.post import Mailbox, mailbox

WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
# As root Chromium has no sandbox; the others keep it from asking for things outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

__all__ = ["CannotWalk", "Walk", "walk"]


@dataclass
class Walk:
    """What the stages share: the browser, the people, what was counted, and where the pictures go.

    `forms` were printed and read, of the `notices` the applicant got each once, at `email`.
    """

    browser: Any
    address: str
    language: str
    office: Office
    sessions: dict[str, str]
    box: Mailbox
    shots: Path | None
    say: Callable[[str], None]
    stages: list[Stage] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    email: str = ""
    forms: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    _hands: dict[str, Hand] = field(default_factory=dict)

    def stage(self, name: str) -> Stage:
        """Begin a stage."""
        self.say(name)
        self.stages.append(Stage(name))
        return self.stages[-1]

    def officer(self, function: str) -> Hand:
        """The officer of a function at his own browser, signed in; nothing is counted yet."""
        if function not in self._hands:
            self._hands[function] = self._at_a_browser(WIDE, self.sessions[function])
        return self._hands[function]

    def citizen(self) -> Hand:
        """Somebody with a telephone."""
        return self._at_a_browser(PHONE)

    def picture(self, hand: Hand, name: str) -> None:
        """Keep what is on the screen, if pictures are asked for."""
        if self.shots is not None:
            hand.page.wait_for_timeout(150)
            hand.page.screenshot(path=str(self.shots / f"{name}.{self.language}.png"))

    def where(self, problem: Exception) -> str:
        """Where the walk got lost, with a picture of what was on the screens if pictures are asked for."""
        for name, hand in self._hands.items():
            self.picture(hand, f"lost-{name}")
        why = str(problem).splitlines()[0]
        return _("The walk stopped at “%(stage)s”: %(why)s") % {"stage": self.stages[-1].name, "why": why}

    def _at_a_browser(self, size: dict[str, int], session: str = "") -> Hand:
        context = self.browser.new_context(viewport=size, locale=self.language)
        cookies = [{"name": "django_language", "value": self.language, "url": self.address}]
        if session:
            cookies.append({"name": "sessionid", "value": session, "url": self.address})
        context.add_cookies(cookies)
        # A browser without a screen has no print window, and falls over one.
        context.add_init_script("window.print = () => {}")
        return Hand(context.new_page(), self.errors)


def walk(place: Place, language: str, shots: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Walk the whole story and return what the command prints. Raises CannotWalk."""
    # Read before the browser starts, whose loop would not let us ask the database.
    people = office()
    sessions = {function: session_of(account) for function, account in people.people.items()}
    refused = apart.refused_request(people)
    with mailbox() as box, web_server(place) as (port, _process), _chromium() as browser:
        story = Walk(browser, f"http://127.0.0.1:{port}", language, people, sessions, box, shots, say)
        try:
            birth_keys = birth.walk(story)
            apart.refusal(story, refused)
            copy_keys = copies.walk(story)
        except Lost as problem:
            raise CannotWalk(story.where(problem)) from problem
        return {
            "stages": [stage.said() for stage in story.stages],
            "console_errors": len(story.errors),
            "errors": story.errors[:5],
            "birth_keys": birth_keys,
            "copy_keys": copy_keys,
            "forms": story.forms,
            "notices": story.notices,
        }


@contextmanager
def _chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as problem:
        raise CannotWalk(_("Playwright is missing. Run make setup first.")) from problem
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise CannotWalk(_("Chromium is missing. Install the package chromium first."))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
