"""What a reorganisation means for money: books of receipts and accounts of units that end."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from motcua.cashier.models import CollectingAccount, ReceiptBook
from motcua.reorganising.findings import Finding, says
from motcua.reorganising.models import Reorganisation
from motcua.reorganising.plan import Plan
from motcua.reorganising.rehearse import rehearses

says(
    "receipt_books",
    _("%(before)s has %(n)s books of receipts in use. Close them on that day and open others in %(after)s."),
)
says(
    "accounts",
    _("%(before)s collects on %(n)s bank accounts of its own. Name those of %(after)s before that day."),
)


@rehearses
def what_money_needs(plan: Plan, _reorganisation: Reorganisation) -> Iterator[Finding]:
    """The open books and the accounts of each unit that ends: nothing of money passes by itself."""
    ending = list(plan.ends)
    books = ReceiptBook.objects.filter(unit__in=ending, closed_at=None).values_list("unit", flat=True)
    accounts = CollectingAccount.objects.filter(unit__in=ending, valid__contains=plan.on)
    counted = {
        "receipt_books": Counter(books),
        "accounts": Counter(accounts.values_list("unit", flat=True)),
    }
    for kind, by_unit in counted.items():
        for unit, n in by_unit.items():
            was, to = plan.old[unit], plan.goes_to(unit)
            will = plan.place(to) if to else None
            code, name = (will.code, will.name) if will else ("", "—")
            yield Finding(kind, n, was.code, was.name, code, name)
