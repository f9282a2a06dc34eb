"""A few notices of these days: made of what was written down last, and settled as if they had been sent.

Nothing is sent to anybody: none is left waiting, and no address of the demo exists.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.notices.kinds import NoticeChannel, NoticeState
from motcua.notices.models import Notice
from motcua.notices.telling import told_by_telephone
from motcua.notices.walking import begin, walk
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

# Of so many of the last steps the applicants are told.
LAST_STEPS = 260
REFUSED_ONE_IN, LOST_ONE_IN = 9, 20
WRONG = {NoticeChannel.EMAIL: "bad_address", NoticeChannel.SMS: "bad_number", NoticeChannel.ZALO: "bad_number"}
CALLED = "Đã gọi điện báo nội dung này; người nộp xin cập nhật số điện thoại khi đến nhận kết quả."


class Telling:
    """Notices begin at a moment of the demo and are settled at a later one; begun before, none is made."""

    def __init__(self, people: Mapping[tuple[UUID, str], list[Account]]) -> None:
        self.people, self.has_begun = people, False

    def begin(self, at: datetime) -> None:
        """From here on applicants are told; before it nobody was."""
        self.has_begun = begin(at)

    def settle(self, at: datetime) -> None:
        """Make the notices and say what became of each: most are sent; for one that was not an officer rings up."""
        if not self.has_begun:
            return
        walk(at)
        waiting = Notice.objects.filter(state=NoticeState.PENDING).order_by("happened_at", "pk")
        for n, (pk, channel) in enumerate(list(waiting.values_list("pk", "channel")), start=1):
            state, why = _became(n, NoticeChannel(channel))
            Notice.objects.filter(pk=pk).update(state=state, why=why, settled_at=at, next_at=None)
        refused = Notice.objects.filter(state=NoticeState.REFUSED).order_by("happened_at", "pk").first()
        if refused is not None:
            self._ring(refused, at)

    def _ring(self, notice: Notice, at: datetime) -> None:
        unit = Dossier.objects.values_list("received_unit", flat=True).get(pk=notice.dossier_id)
        officer = Actor.of(self.people[unit, Function.RECEIVING][0], local_day(at))
        known: dict[str, Any] = {
            "event": notice.event,
            "by": officer,
            "at": at,
            "recorded_at": at,
            "ground": "OFFICE",
        }
        told_by_telephone(notice.dossier_id, CALLED, **known)


def _became(n: int, channel: NoticeChannel) -> tuple[NoticeState, str]:
    if n % REFUSED_ONE_IN == 0:
        return NoticeState.REFUSED, WRONG[channel]
    if n % LOST_ONE_IN == 0:
        return NoticeState.UNKNOWN, "lost"
    return NoticeState.SENT, ""
