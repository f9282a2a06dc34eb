"""Programs get tokens, and lose them: acts."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.api.caller import hash_of
from motcua.api.models import ApiClient, Scope
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.people.models import Account

# Tells whoever finds one, a scanner of sources too, what it opens.
PREFIX = "motcua_"


class NotAdmitted(ValueError):
    """A client that cannot be; the message says what to do."""


@transaction.atomic
def admit_client(
    name: str,
    account: Account,
    *,
    scopes: Iterable[Scope],
    units: Sequence[UUID] = (),
    from_on: date,
    until_on: date | None = None,
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> tuple[ApiClient, str]:
    """Give a program a token bound to an account, from a day on, until (without) a day.

    Returns the client and its token, which is kept nowhere and cannot be had a second time. Raises NotAdmitted for
    a name that is borne already, days in the wrong order, or no scope.
    """
    if ApiClient.objects.filter(name=name).exists():
        raise NotAdmitted(_("There is a client “%(name)s” already. Choose another name.") % {"name": name})
    if until_on is not None and until_on <= from_on:
        raise NotAdmitted(_("The client would end before it begins. Exchange the two days."))
    wanted = sorted(Scope(scope).value for scope in scopes)
    if not wanted:
        raise NotAdmitted(_("Say what the client may do: give it a scope."))
    token = PREFIX + secrets.token_urlsafe(32)
    client = ApiClient(
        name=name,
        account=account,
        token_hash=hash_of(token),
        scopes=wanted,
        units=[str(unit) for unit in units],
        from_on=from_on,
        until_on=until_on,
    )
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    said = {
        "name": name,
        "account": account.pk,
        "scopes": wanted,
        "units": client.units,
        "from": from_on,
        "until": until_on,
    }
    batch.create(client, "admit_client", said, retention="staff")
    batch.write()
    return client, token


@transaction.atomic
def end_client(client: ApiClient, *, on: date, by: By, at: datetime, ground: str) -> None:
    """The token ends: `on` is the first day on which it opens nothing. What it did stays in the journal."""
    client = ApiClient.objects.select_for_update().get(pk=client.pk)
    batch = Batch(by=by, at=at, ground=ground)
    until_on = max(on, client.from_on)
    batch.record(client, "end_client", {"on": until_on}, retention="staff", until_on=until_on)
    batch.write()
