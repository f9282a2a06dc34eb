"""Routes of the forms other than the receipt and the letter: printed from the dossier's page."""

from tests.desk.routes.route import Route
from tests.desk.town import Town


def slip(town: Town) -> list[object]:
    """The control slip of a dossier that has been handed on."""
    return [town["taken"].number, "control"]


ROUTES: dict[str, Route] = {
    "print_form": Route(get=303, post=303, stranger_get=404, stranger_post=404, args=slip),
}
