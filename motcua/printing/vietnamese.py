"""Days, moments and limits as a statutory form writes them. A form is Vietnamese whatever the screen's language."""

import re
from datetime import date, datetime

from motcua.catalogue.models import Channel
from motcua.moments import LOCAL
from motcua.people.models import IdentifierKind
from motcua.worktime.limits import Limit, LimitUnit

LIMITS = {
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.CALENDAR_DAY: "ngày",
    LimitUnit.HOUR: "giờ làm việc",
}
CHANNELS = {
    Channel.COUNTER: "trực tiếp",
    Channel.ONLINE: "trực tuyến",
    Channel.POST: "qua dịch vụ bưu chính công ích",
}
IDENTIFIERS = {
    IdentifierKind.PERSONAL_ID: "Số định danh cá nhân",
    IdentifierKind.OLD_ID: "Số chứng minh nhân dân",
    IdentifierKind.PASSPORT: "Số hộ chiếu",
    IdentifierKind.ENTERPRISE_ID: "Mã số định danh của tổ chức",
}
# What stands before a place's own name in that of its administration; a number needs its word (Quận 1).
_ADMINISTRATION = re.compile(r"^(ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
_PLACE = re.compile(r"^(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+(?=\D)", re.IGNORECASE)


def day_in_words(day: date) -> str:
    """ngày 05 tháng 11 năm 2019: two figures for days, and for the months 1 and 2 (NĐ 30/2020, Phụ lục I)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment_in_words(moment: datetime | None) -> str:
    """08 giờ 00 phút, ngày 05 tháng 11 năm 2019."""
    if moment is None:
        return "theo thông báo của cơ quan giải quyết"
    local = moment.astimezone(LOCAL)
    return f"{local:%H} giờ {local:%M} phút, {day_in_words(local.date())}"


def short(moment: datetime) -> str:
    """08:00 05/11/2019."""
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"


def limit_in_words(limit: Limit) -> str:
    """05 ngày làm việc; trong ngày."""
    return f"{limit.value:02} {LIMITS[limit.unit]}" if limit.value else "trong ngày làm việc"


def spelled(name: str) -> str:
    """A unit's name with the short form of people's committee written out, as the head of a form has it."""
    return _ADMINISTRATION.sub("Ủy ban nhân dân ", name)


def place_of(administration: str) -> str:
    """The name of the place whose administration it is: Đức Huệ for UBND huyện Đức Huệ, Quận 1 for UBND Quận 1."""
    place = _ADMINISTRATION.sub("", administration).strip()
    return _PLACE.sub("", place) or place
