"""The columns of the register book, as its form names them, and the words that its coded columns hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Channel
from motcua.dossiers.states import Outcome, State
from motcua.text import fold


@lru_cache(maxsize=1000)
def plain(heading: str) -> str:
    """A heading as it is recognised: without accents, case, punctuation and line breaks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(heading[:200])).split())


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column of the book. `heading` is the form's own word, whatever language the screens speak."""

    key: str
    heading: str
    example: str
    meaning: Promise
    required: bool = False
    also: tuple[str, ...] = ()
    words: Mapping[str, Any] | None = None  # what a coded column offers, and what each word means
    width: int = 18

    def names(self) -> Iterator[str]:
        """All that may stand at its head, in the plain form."""
        yield from map(plain, (self.heading, self.key.replace("_", " "), *self.also))


CHANNELS = {"Trực tiếp": Channel.COUNTER, "Trực tuyến": Channel.ONLINE, "Bưu chính công ích": Channel.POST}
OUTCOMES = {"Đồng ý": Outcome.GRANTED, "Từ chối": Outcome.REFUSED, "Trả lại": Outcome.RETURNED}
ENDS = {"Rút": State.WITHDRAWN, "Dừng": State.STOPPED}

_MOMENT = _("Day and time, such as 05/11/2019 08:30, as text or as a date of the spreadsheet.")
_OPENING = _("Without a time: when the receiving unit opens on that day.")
_CLOSE = _("Without a time: when the unit closes on that day.")

COLUMNS = (
    BookColumn("no", "TT", "1", _("The row in the book; not read."), width=5, also=("STT",)),
    BookColumn(
        "number",
        "Mã hồ sơ",
        "000.00.28.H39-191105-0012",
        _("The whole number: agency code, day of receipt, serial. A number once."),
        True,
        ("Số hồ sơ", "Mã số hồ sơ"),
        width=28,
    ),
    BookColumn(
        "procedure_code",
        "Mã TTHC",
        "1.001193",
        _("The code of the procedure, as text. Blank: its name is enough."),
        also=("Mã thủ tục", "Mã thủ tục hành chính"),
    ),
    BookColumn(
        "procedure",
        "Tên TTHC",
        "Thủ tục đăng ký khai sinh",
        _("The exact name in force on the day of receipt. Blank where the code is given."),
        also=("Tên thủ tục", "Tên thủ tục hành chính"),
        width=36,
    ),
    BookColumn(
        "sets",
        "Số lượng hồ sơ (bộ)",
        "1",
        _("A whole number; kept as a note."),
        also=("Số lượng hồ sơ", "Số bộ hồ sơ", "Số bộ"),
        width=10,
    ),
    BookColumn(
        "applicant",
        "Tên cá nhân, tổ chức",
        "Nguyễn Thị Lan",
        _("Whose dossier it is."),
        True,
        ("Họ tên", "Tên tổ chức, cá nhân", "Người nộp hồ sơ", "Chủ hồ sơ"),
        width=28,
    ),
    BookColumn(
        "identifier",
        "Số định danh",
        "080190000001",
        _("12 digits (personal), 10 or 13 (enterprise), 9 (old identity card), or a passport; as text."),
        also=("Số định danh cá nhân, tổ chức", "Số CCCD", "Số giấy tờ"),
    ),
    BookColumn(
        "address",
        "Địa chỉ",
        "Ấp 1, xã Mỹ Bình, huyện Đức Huệ",
        _("A telephone number at its end is read too."),
        also=("Địa chỉ, số điện thoại", "Địa chỉ, SĐT"),
        width=36,
    ),
    BookColumn("phone", "Số điện thoại", "0912000001", _("As text."), also=("SĐT", "Điện thoại")),
    BookColumn(
        "received_unit",
        "Cơ quan tiếp nhận",
        "801.01",
        _("The official code or the exact name on the day of receipt. Blank: the unit that decides."),
        also=("Đơn vị tiếp nhận", "Nơi tiếp nhận"),
        width=28,
    ),
    BookColumn(
        "deciding_unit",
        "Cơ quan chủ trì giải quyết",
        "Phòng Tư pháp",
        _("The official code or the exact name on the day of receipt."),
        True,
        ("Cơ quan giải quyết", "Đơn vị giải quyết", "Đơn vị chủ trì giải quyết"),
        width=28,
    ),
    BookColumn(
        "channel",
        "Kênh tiếp nhận",
        "Trực tiếp",
        _("By which door the dossier came. Blank: at the counter."),
        also=("Kênh", "Hình thức nộp", "Hình thức tiếp nhận", "Kênh thực hiện"),
        words=CHANNELS,
    ),
    BookColumn(
        "received",
        "Nhận hồ sơ",
        "05/11/2019 08:30",
        _OPENING,
        True,
        ("Ngày nhận", "Ngày nhận hồ sơ", "Ngày, giờ nhận hồ sơ", "Ngày tiếp nhận", "Thời điểm nhận hồ sơ"),
    ),
    BookColumn(
        "appointed",
        "Hẹn trả kết quả",
        "12/11/2019 08:30",
        _("What the book promised: kept as a note and compared with our due moment, which stands."),
        also=("Hẹn trả", "Ngày hẹn trả", "Ngày hẹn trả kết quả", "Ngày, giờ hẹn trả"),
    ),
    BookColumn(
        "decided",
        "Ngày giải quyết xong",
        "11/11/2019 15:10",
        _("When handling ended. Without a time: when the deciding unit closes. Blank, but returned: that moment."),
        also=("Giải quyết xong", "Ngày có kết quả", "Ngày kết thúc xử lý"),
    ),
    BookColumn(
        "outcome",
        "Kết quả giải quyết",
        "Đồng ý",
        _("How it was decided; a refusal or a return needs its reason among the notes. Blank: granted."),
        also=("Kết quả",),
        words=OUTCOMES,
    ),
    BookColumn(
        "document",
        "Số văn bản kết quả",
        "123/2019",
        _("The number of the document that carries the result, as the decision gives one."),
        also=("Số văn bản", "Số kết quả"),
    ),
    BookColumn(
        "document_on",
        "Ngày văn bản kết quả",
        "11/11/2019",
        _("The date of that document. Blank: the day on which handling ended."),
        also=("Ngày văn bản",),
    ),
    BookColumn(
        "returned",
        "Trả kết quả",
        "12/11/2019 09:00",
        _CLOSE,
        also=("Ngày trả", "Ngày trả kết quả", "Ngày, giờ trả kết quả", "Thời điểm trả kết quả"),
    ),
    BookColumn(
        "return_channel",
        "Phương thức nhận kết quả",
        "Trực tiếp",
        _("How the result goes out. Blank: at the counter."),
        also=("Hình thức nhận kết quả", "Hình thức trả kết quả", "Phương thức trả kết quả"),
        words=CHANNELS,
    ),
    BookColumn(
        "signed",
        "Ký nhận",
        "Nguyễn Thị Lan",
        _("Who signed for the result."),
        also=("Người ký nhận", "Người nhận kết quả"),
        width=24,
    ),
    BookColumn(
        "early_end",
        "Rút/dừng",
        "",
        _("Where handling ended without a decision; the reason stands among the notes."),
        also=("Rút, dừng hồ sơ",),
        words=ENDS,
    ),
    BookColumn("early_end_on", "Ngày rút/dừng", "", _CLOSE, also=("Ngày rút, dừng hồ sơ",)),
    BookColumn("note", "Ghi chú", "", _("Kept with the dossier's history."), also=("Lý do",), width=36),
)

HEADINGS = {column.key: column.heading for column in COLUMNS}
MOMENT_MEANING = _MOMENT
MOMENTS = frozenset({"received", "appointed", "decided", "returned", "early_end_on"})

# What books hold beside the words of the drop-downs: national codes, English, and what offices write.
CHANNEL_WORDS = {plain(word): channel for word, channel in CHANNELS.items()} | {
    "1": Channel.COUNTER,
    "2": Channel.ONLINE,
    "3": Channel.POST,
    "counter": Channel.COUNTER,
    "online": Channel.ONLINE,
    "post": Channel.POST,
    "buu chinh": Channel.POST,
    "buu dien": Channel.POST,
    "qua buu dien": Channel.POST,
    "tai mot cua": Channel.COUNTER,
}
OUTCOME_WORDS = {plain(word): outcome for word, outcome in OUTCOMES.items()} | {
    "granted": Outcome.GRANTED,
    "refused": Outcome.REFUSED,
    "returned": Outcome.RETURNED,
    "da cap": Outcome.GRANTED,
    "da giai quyet": Outcome.GRANTED,
    "chap thuan": Outcome.GRANTED,
    "khong dong y": Outcome.REFUSED,
    "tra lai ho so": Outcome.RETURNED,
}
END_WORDS = {plain(word): state for word, state in ENDS.items()} | {
    "rut ho so": State.WITHDRAWN,
    "withdrawn": State.WITHDRAWN,
    "dung giai quyet": State.STOPPED,
    "dung xu ly": State.STOPPED,
    "stopped": State.STOPPED,
}
