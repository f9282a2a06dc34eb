"""Where a person of the administration gets his mail: an act of his own."""

from datetime import datetime

from django.db import transaction

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.people.models import Account


@transaction.atomic
def set_email(account: Account, email: str, *, by: By, at: datetime, ground: str) -> None:
    """Another e-mail address, or none. The address must have been checked by the caller; the same one is no act."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.email == email:
        return
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(account, "set_email", {"email": email}, email=email, retention="staff")
    batch.write()
