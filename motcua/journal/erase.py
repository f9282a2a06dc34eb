"""Erase the detail of an entry, because the law asks for it: an act of its own; the chain stays whole."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.journal.by import By
from motcua.journal.models import Detail, Entry, Subject
from motcua.journal.write import Batch


class AlreadyErased(ValueError):
    """The detail was erased before."""


@transaction.atomic
def erase_detail(entry_id: UUID, *, why: str, by: By, at: datetime, ground: str) -> UUID:
    """Erase what an entry says in particular; returns the id of the entry that records the erasure.

    What was done, by whom, when and on what ground stays; names, addresses and reasons go. Source: Luật Bảo vệ dữ
    liệu cá nhân 91/2025/QH15.
    """
    entry = Entry.objects.get(pk=entry_id)
    model = Subject.subject_types[entry.subject_type]
    subject = model.objects.select_for_update().get(pk=entry.subject_id)
    if Detail.objects.get(pk=entry_id).content is None:
        raise AlreadyErased(str(entry_id))
    batch = Batch(by=by, at=at, ground=ground)
    erasure = batch.record(subject, "erase_detail", {"entry": entry_id, "why": why})
    batch.update(Detail, entry_id, salt=None, content=None, erased_by=erasure)
    batch.write()
    return erasure
