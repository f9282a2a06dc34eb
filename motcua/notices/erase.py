"""Erase what an applicant was told, because the law asks for it; that he was told, when and how, stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.journal.by import By
from motcua.journal.erase import AlreadyErased, erase_detail
from motcua.journal.models import Entry
from motcua.journal.write import Batch
from motcua.notices.kinds import ERASED, NoticeState
from motcua.notices.models import Notice
from motcua.notices.refusals import NoticeRefused

S = NoticeState
EMPTY: dict[str, Any] = {"address": "", "title": "", "body": "", "answer": "", "why": ERASED}
NOT_SENT: dict[str, Any] = {"state": S.OVERTAKEN, "next_at": None}


@transaction.atomic
def erase_notices(applicant: UUID, *, why: str, by: By, at: datetime, ground: str) -> int:
    """Empty all notices of an applicant: addresses, texts, what the other side said, notes of calls; how many.

    The notes of calls go from the journal too. What waits is not sent any more; one that is being handed over at
    this moment is refused (NoticeRefused), since whoever sends it writes down what became of it. Run again, it
    finds nothing. Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.
    """
    mine = Notice.objects.filter(dossier__applicant=applicant).exclude(why=ERASED)
    notices = list(mine.select_for_update(of=("self",)).order_by("pk"))
    if any(each.state in (S.SENDING, S.BEGUN) for each in notices):
        raise NoticeRefused("under_way")
    if not notices:
        return 0
    calls = [each.pk for each in notices if each.state == S.TOLD]
    noted = Entry.objects.filter(subject_type=Notice.subject_type(), subject_id__in=calls, act="told_by_telephone")
    for entry in noted.values_list("id", flat=True):
        try:
            erase_detail(entry, why=why, by=by, at=at, ground=ground)
        except AlreadyErased:
            continue
    batch = Batch(by=by, at=at, ground=ground)
    for notice in Notice.objects.filter(pk__in=[each.pk for each in notices]):
        changes = EMPTY | (NOT_SENT | {"settled_at": at} if notice.state == S.PENDING else {})
        batch.record(notice, "erase_notice", {"why": why}, **changes)
    batch.write()
    return len(notices)
