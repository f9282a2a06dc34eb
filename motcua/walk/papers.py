"""What the walk prints on its way, read back as a person reads it: number, name, days, with every accent."""

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from motcua.walk.hand import Lost
from motcua.walk.people import CannotWalk

if TYPE_CHECKING:
    from motcua.walk.hand import Hand
    from motcua.walk.walk import Walk

DAY = re.compile(r"\b\d{2}/\d{2}/\d{4}\b")
HOUR = re.compile(r"\b\d{2}:\d{2}\b")


def text_of(pdf: bytes) -> str:
    """The text of a printed form, its lines joined: a name may be broken between two."""
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def keep(pdf: bytes, name: str, story: "Walk") -> None:
    """Keep the file beside the pictures, if they are asked for."""
    if story.shots is not None:
        (story.shots / f"{name}.{story.language}.pdf").write_bytes(pdf)


def says(text: str, form: str, wanted: Iterable[str]) -> None:
    """Raises CannotWalk for what a form should say and does not."""
    for each in wanted:
        if " ".join(each.split()) not in text:
            raise CannotWalk(f"the form {form} does not say {each!r}: {text[:400]!r}")


def read(pdf: bytes, form: str, story: "Walk", wanted: Iterable[str]) -> str:
    """Read a printed form and keep it; it counts as read once it says what it should. Raises CannotWalk."""
    if not pdf.startswith(b"%PDF"):
        raise Lost(f"printing {form} gave no file")
    keep(pdf, form, story)
    text = text_of(pdf)
    says(text, form, wanted)
    story.forms.append(form)
    return text


def printed(hand: "Hand", story: "Walk", form: str, wanted: Iterable[str]) -> str:
    """Print a form with its button on the open page and read it. Raises Lost, CannotWalk.

    The button's form is sent as the browser would send it: without a window for files, it would load nothing.
    """
    button = hand.page.locator(f".printable form[action$='/forms/{form}/']").first
    if not button.count():
        raise Lost(f"no button prints {form} at {hand.page.url}")
    return read(sent(hand, story, button), form, story, wanted)


def sent(hand: "Hand", story: "Walk", button: object) -> bytes:
    """What comes when a form of the page is sent."""
    fields = button.evaluate("form => Object.fromEntries(new FormData(form))")  # type: ignore[attr-defined]
    address = f"{story.address}{button.get_attribute('action')}"  # type: ignore[attr-defined]
    answer = hand.page.context.request.post(address, form=fields, headers={"Referer": hand.page.url})
    return bytes(answer.body())


def told(story: "Walk", event: str, wanted: Iterable[str]) -> None:
    """Read the one message that the applicant got of what has just happened. Raises CannotWalk."""
    found = story.box.arrived(story.email)
    if len(found) != 1:
        raise CannotWalk(f"of {event!r} the applicant got {len(found)} messages: {found}")
    says(found[0], f"notice {event}", wanted)
    story.notices.append(event)


def days_in(text: str, what: str) -> list[str]:
    """The days that a page names. Raises CannotWalk where it names none."""
    found = DAY.findall(text)
    if not found:
        raise CannotWalk(f"{what} names no day: {text!r}")
    return found
