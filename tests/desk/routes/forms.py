"""Routes of the forms other than the receipt and the letter, and of the register books."""

from typing import Any

from motcua.printing.models import PrintedBook
from motcua.printing.register import print_book
from tests.cast import GROUND
from tests.desk.routes.route import Route
from tests.desk.town import Town, ago


def slip(town: Town) -> list[Any]:
    """The control slip of a dossier that has been handed on."""
    return [town["taken"].number, "control"]


def book(town: Town) -> list[Any]:
    """A register book that Hoa printed."""
    when = ago(0.05)
    facts = {"unit": town.cast.desk.pk, "year": town["taken"].received_on.year, "address": "http://testserver"}
    printed = print_book(**facts, by=town.cast.hoa, at=when, recorded_at=when, ground=GROUND)
    assert isinstance(printed, PrintedBook), str(printed)
    return [printed.pk]


def asked(town: Town) -> dict[str, Any]:
    return {"unit": "801.01", "year": town["taken"].received_on.year}


ROUTES: dict[str, Route] = {
    "print_form": Route(get=303, post=303, stranger_get=404, stranger_post=404, args=slip),
    "registers": Route(post=303, stranger_post=404, data=asked),
    "register": Route(post=303, stranger_get=404, stranger_post=404, args=book),
}
