"""The cast's procedures: five working days with papers, while you wait, in hours, in calendar days."""

from typing import TYPE_CHECKING, Any

from motcua.catalogue.content import Content, Draft, PaperLine, Terms
from motcua.catalogue.models import Version
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.worktime.limits import Limit, LimitUnit

if TYPE_CHECKING:
    from tests.cast import Cast


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
