"""Routes of `print_many`: who may see the dossiers prints them; a printing is its orderer's alone."""

from datetime import UTC, datetime
from typing import Any

from motcua.people.models import Account
from motcua.printing.models import PrintState, PrintWork, StatutoryForm
from tests.desk.routes.route import Route
from tests.desk.town import Town


def _work(town: Town) -> list[Any]:
    found = PrintWork.objects.create(
        form=StatutoryForm.RECEIPT,
        dossiers=[str(town["received"].pk)],
        address="http://testserver",
        account_id=Account.objects.get(username="hoa").pk,
        asked_at=datetime.now(UTC),
        wanted=1,
        state=PrintState.DONE,
        done=1,
        pdf=b"%PDF-1.7",
    )
    return [found.pk]


def chosen(town: Town) -> dict[str, Any]:
    return {"d": f"{town['received'].pk}:{town['received'].seq}", "form": "receipt"}


ROUTES: dict[str, Route] = {
    "print_selected": Route(get=303, post=200, stranger_get=303, stranger_post=200, data=chosen),
    "print_work": Route(post=303, stranger_get=404, stranger_post=404, args=_work),
    "print_work_file": Route(stranger_get=404, args=_work),
}
