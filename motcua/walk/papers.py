"""What the walk prints on its way, read back as a person reads it: number, name, days, with every accent."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from motcua.walk.people import CannotWalk

if TYPE_CHECKING:
    from motcua.walk.walk import Walk


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
