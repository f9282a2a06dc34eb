"""The fields that a wording may name: which events have them, how long they are, and which may be shortened.

No field holds who the applicant is, what he asked for in particular or how it was decided: messages are read on
other people's screens.
"""

from dataclasses import dataclass

from motcua.notices.kinds import NoticeChannel, NoticeEvent

E, C = NoticeEvent, NoticeChannel


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a wording. `longest` is in characters of a text message.

    One that `is_text` may be shortened there, down to `shortest`; a number or a day is never cut, one that
    `may_lack` is left out whole where there is no room for it. `example` stands for it where no dossier is at hand.
    """

    name: str
    longest: int
    example: str
    events: frozenset[NoticeEvent] = frozenset(NoticeEvent)
    is_text: bool = False
    shortest: int = 0
    by_mail_only: bool = False
    may_lack: bool = False

    @property
    def least(self) -> int:
        """The places that it takes at least in a text message where it is as long as can be."""
        return self.shortest if self.is_text else 0 if self.may_lack else self.longest


FIELDS = (
    Field("number", 60, "000.00.28.H39-191105-0012"),
    Field("due", 16, "08:00 12/11/2019", frozenset({E.RECEIVED, E.DUE_MOVED})),
    Field("was_due", 10, "12/11/2019", frozenset({E.DUE_MOVED, E.APOLOGY})),
    Field("until", 16, "08:00 15/11/2019", frozenset({E.APOLOGY})),
    Field("letter", 60, "12/PXL", frozenset({E.APOLOGY})),
    Field("day", 10, "11/11/2019"),
    Field("desk", 200, "Bộ phận Một cửa huyện Đức Huệ", is_text=True, shortest=12),
    Field("unit", 200, "Phòng Tư pháp huyện Đức Huệ", is_text=True, shortest=12),
    Field("procedure", 1000, "Cấp bản sao trích lục hộ tịch", is_text=True, by_mail_only=True),
    Field(
        "missing",
        10_000,
        "Bản chính giấy chứng sinh",
        frozenset({E.SUPPLEMENT}),
        is_text=True,
        by_mail_only=True,
    ),
    Field("reason", 10_000, "Chờ kết quả xác minh", frozenset({E.APOLOGY}), is_text=True, by_mail_only=True),
    Field("telephone", 20, "0272 3850 000", may_lack=True),
    Field("page", 100, "https://motcua.example.vn/tracking/", may_lack=True),
)


def fields_of(event: NoticeEvent | str, channel: NoticeChannel | str) -> dict[str, Field]:
    """The fields that a wording of an event may name for a channel."""
    of_event = (f for f in FIELDS if event in f.events)
    return {f.name: f for f in of_event if channel == C.EMAIL or not f.by_mail_only}
