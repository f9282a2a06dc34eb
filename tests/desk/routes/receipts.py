"""Routes of `receipts`."""

from typing import Any

from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from tests.cast import GROUND
from tests.desk.routes.route import Route, of
from tests.desk.town import Town, ago


def printed(town: Town) -> list[Any]:
    """A receipt that Hoa printed."""
    found = PrintedForm.objects.filter(dossier=town["received"].pk).first()
    if found is not None:
        return [found.pk]
    when = ago(0.05)
    printed = print_form(
        [town["received"].pk],
        form=StatutoryForm.RECEIPT,
        address="http://testserver",
        by=town.cast.hoa,
        at=when,
        recorded_at=when,
        ground=GROUND,
    )
    return [printed.done[0]]


ROUTES: dict[str, Route] = {
    "receipt": Route(post=303, stranger_get=404, stranger_post=404, args=of("received")),
    "printed": Route(stranger_get=404, args=printed),
}
