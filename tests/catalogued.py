"""The cast's procedures: five working days with papers, while you wait, in hours, in calendar days."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from motcua.catalogue.content import Case, Content, Draft, PaperLine, Terms
from motcua.catalogue.models import Version
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.worktime.limits import Limit, LimitUnit

if TYPE_CHECKING:
    from tests.cast import Cast


AT = datetime(2018, 12, 28, 9, tzinfo=LOCAL)


def _terms(value: int, unit: LimitUnit) -> tuple[Terms, ...]:
    return tuple(Terms(channel, Limit(value, unit)) for channel in ("counter", "online", "post"))


CONTENTS = {
    "5-days": Content(
        "Đăng ký lại khai sinh",
        terms=_terms(5, LimitUnit.WORKING_DAY),
        papers=(PaperLine("Tờ khai", 1, 0), PaperLine("Bản sao giấy tờ tùy thân", 0, 1)),
    ),
    "at-once": Content(
        "Chứng thực bản sao từ bản chính",
        at_once=True,
        gives_document=False,
        terms=_terms(0, LimitUnit.WORKING_DAY)[:1],
    ),
    "8-hours": Content("Xác nhận trong giờ", terms=_terms(8, LimitUnit.HOUR)),
    "15-calendar": Content(
        "Cấp giấy phép xây dựng",
        terms=_terms(15, LimitUnit.CALENDAR_DAY),
        pauses=(("supplement", "continue"), ("fee", "continue"), ("tax", "continue"), ("land", "anew")),
        steps=(("handling", Limit(3, LimitUnit.WORKING_DAY)),),
    ),
}


def publish_for(cast: "Cast", recorded: dict[str, Any]) -> dict[str, Version]:
    drafts = [Draft(code=code, field="Hộ tịch", content=content) for code, content in CONTENTS.items()]
    published = publish_versions(drafts, **{**recorded, "ground": "ND63-2010"})
    offer([cast.office, cast.commune], published.versions.values(), **{**recorded, "ground": "ND63-2010"})
    return published.versions


# Its limit depends on the kind of parcel, and of fields also on how many; online it does not.
SPLIT = "1.012784"
SPLIT_CONTENT = Content(
    "Tách thửa hoặc hợp thửa đất",
    terms=(*_terms(12, LimitUnit.WORKING_DAY)[:1], *_terms(10, LimitUnit.WORKING_DAY)[1:2]),
    cases=(
        Case(Limit(12, LimitUnit.WORKING_DAY), "urban", "Thửa đất ở đô thị", channel="counter"),
        Case(Limit(22, LimitUnit.WORKING_DAY), "farm", "Thửa đất nông nghiệp", channel="counter"),
        Case(Limit(25, LimitUnit.WORKING_DAY), "farm", "Thửa đất nông nghiệp", 10, "counter"),
    ),
)


def publish_split(cast: "Cast") -> Version:
    """A procedure with limits by case, in force from 2019 on and offered by the cast's office."""
    known: dict[str, Any] = {"by": SYSTEM, "at": AT, "ground": "ND63-2010", "from_day": date(2019, 1, 1)}
    done = publish_versions([Draft(SPLIT, "Đất đai", SPLIT_CONTENT)], recorded_at=AT, **known)
    assert not done.refused, done.refused
    offer([cast.office], done.versions.values(), recorded_at=AT, **known)
    return done.versions[SPLIT]
